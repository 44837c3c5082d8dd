"""What an output shows beside what it must show: collects every disagreement."""

from __future__ import annotations

from collections.abc import Iterable

from support.numbers.formats import tokens, without


class Told:
    """The disagreements of one output.

    Parameters
    ----------
    output : str
        Its name, for the messages.
    """

    def __init__(self, output: str) -> None:
        self.output = output
        self.wrong: list[str] = []
        self.places = 0

    def same(self, place: str, shown: object, meant: object) -> None:
        """What stands at a place is what plan.json says."""
        self.places += 1
        if shown != meant:
            self.wrong.append(f"{self.output}: {place}: shows {shown!r}, plan.json says {meant!r}")

    def sweep(self, place: str, text: str, allowed: set[str], quotes: Iterable[str] = ()) -> None:
        """No number of a text is one that its part of plan.json does not hold."""
        self.places += 1
        strange = [found for found in tokens(without(text, quotes)) if found not in allowed]
        if strange:
            self.wrong.append(f"{self.output}: {place}: {strange} stand nowhere: {text[:160]!r}")
