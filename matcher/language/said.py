"""Sentences that remember what they were made of, so that another language can say them.

A sentence is English text, and beside it the template and the values that gave it::

    say("{city} has no permitted partner.", city="Jinan")

It is a ``str`` and does everything that one does; what is cut from it or added to it by the methods
of ``str`` is plain text again and cannot be translated. So sentences are put together with `say`,
`say_count`, `joined` and `lowered` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Value = str | int | float
Gap = Literal[" ", ", ", "; ", " and ", " or "]


@dataclass(frozen=True)
class Template:
    """A sentence with named gaps, as ``str.format`` fills them.

    Parameters
    ----------
    one : str
        English; also its name in the catalogues.
    many : str or None
        English where the value `n` is not 1; None where no number decides.
    values : mapping of str to value
        What fills the gaps.
    """

    one: str
    many: str | None
    values: Mapping[str, Value]

    def english(self) -> str:
        """The text."""
        chosen = self.one if self.many is None or self.values["n"] == 1 else self.many
        return chosen.format(**self.values) if self.values or "{" in chosen else chosen


@dataclass(frozen=True)
class Joined:
    """Texts in a row, with the same gap; " and " and " or " stand before the last one only."""

    gap: Gap
    items: tuple[Value, ...]

    def english(self) -> str:
        """The text."""
        words = [str(item) for item in self.items]
        if self.gap not in (" and ", " or ") or len(words) < 2:
            return self.gap.join(words)
        return f"{', '.join(words[:-1])}{self.gap}{words[-1]}"


@dataclass(frozen=True)
class Lowered:
    """A text in small letters, inside a sentence."""

    item: Said

    def english(self) -> str:
        """The text."""
        return self.item.lower()


Form = Template | Joined | Lowered


class Verbatim(str):
    """A text that is the same in every language, such as the English name beside another."""

    __slots__ = ()


class Said(str):
    """English text that knows its form; survives copies and pickles.

    Parameters
    ----------
    text : str
    form : form, optional
        None only for a moment, while a copy is made.
    """

    form: Form

    def __new__(cls, text: str, form: Form | None = None) -> Said:
        said = super().__new__(cls, text)
        if form is not None:
            said.form = form
        return said

    @classmethod
    def of(cls, form: Form) -> Said:
        """The text of a form."""
        return cls(form.english(), form)


def say(template: str, /, **values: Value) -> str:
    """One sentence or phrase.

    Parameters
    ----------
    template : str
        English, with gaps in braces. Written out at the call, so that it can be collected.
    **values : str, int or float
        What fills the gaps; names of cities and other sentences among them are translated too.

    Examples
    --------
    >>> say("{city} has {n:,} points.", city="Jinan", n=1200)
    'Jinan has 1,200 points.'
    """
    return Said.of(Template(template, None, values))


def say_count(one: str, many: str, n: int | float, /, **values: Value) -> str:
    """One sentence or phrase in which a number decides the form; the number is the gap `n`.

    Examples
    --------
    >>> say_count("{n:,} city", "{n:,} cities", 1), say_count("{n:,} city", "{n:,} cities", 1200)
    ('1 city', '1,200 cities')
    """
    return Said.of(Template(one, many, {"n": n, **values}))


def joined(gap: Gap, items: Iterable[Value]) -> str:
    """Texts in a row; each language has its own gaps.

    Examples
    --------
    >>> joined(" and ", ["Jinan", "Seoul", "Tokyo"]), joined("; ", ["a", "b"])
    ('Jinan, Seoul and Tokyo', 'a; b')
    """
    found = tuple(item for item in items if item != "")
    if len(found) == 1 and isinstance(found[0], Said):
        return found[0]
    return Said.of(Joined(gap, found)) if found else ""


def sentences(*items: str) -> str:
    """Sentences one after the other; empty ones are left out.

    Examples
    --------
    >>> sentences("One.", "", "Two.")
    'One. Two.'
    """
    return joined(" ", items)


def term(text: str) -> str:
    """A title from a file, such as that of a theme: its English is its name in the catalogues."""
    return (
        Said.of(Template(text, None, {})) if "{" not in text else Said(text, Joined(" ", (text,)))
    )


def filled(template: str, /, **values: Value) -> str:
    """A sentence whose template stands in a file, such as that of a rule; collected from there.

    Examples
    --------
    >>> filled("PM2.5 of {pm25} is above {step}.", pm25="37 ug/m3", step=term("half"))
    'PM2.5 of 37 ug/m3 is above half.'
    """
    return Said.of(Template(template, None, values))


def unindented(text: Said) -> Said:
    """A line of a list without the space before it."""
    form = text.form
    if isinstance(form, Template) and form.one == "  {line}":
        line = form.values["line"]
        assert isinstance(line, Said)
        return line
    return text


def lowered(text: str) -> str:
    """A title inside a sentence.

    Examples
    --------
    >>> lowered(term("Shared air"))
    'shared air'
    """
    return Said.of(Lowered(text)) if isinstance(text, Said) else text.lower()
