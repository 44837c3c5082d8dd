"""Keys of one record that must agree, checked before types so that no other error hides them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.errors import Problem
from matcher.intake.lines import Path
from matcher.intake.origin import RawCity, problem_at

YEAR = "give the year of the source, or say that it is not known"
ANSWER = "year = 2019, or year_unknown = true (in a table: the year or the word unknown)"


def contradictions(raw: RawCity) -> dict[Path, Problem]:
    """Records of a raw city whose keys do not agree, by the path of the record."""
    found: dict[Path, Problem] = {}
    for path, record in _dated(raw):
        stated, unknown = record.get("year") is not None, record.get("year_unknown") is True
        if stated and unknown:
            message = "the record has a year and also says that the year is unknown"
            found[path] = problem_at(raw.origin, path, "contradiction", message, remedy=YEAR)
        elif not stated and not unknown:
            place = (*path, "year")
            message = "the record says nothing about its year"
            found[path] = problem_at(
                raw.origin, place, "missing_year", message, allowed=ANSWER, remedy=YEAR
            )
    for at, link in _tables(raw, "programmes"):
        conditional, condition = link.get("status") == "conditional", link.get("condition")
        if conditional != (condition is not None):
            found["programmes", at] = problem_at(
                raw.origin,
                ("programmes", at),
                "contradiction",
                "a condition belongs to the status conditional, and to no other",
                remedy="state the condition" if conditional else "take the condition out",
            )
    climate, source = raw.data.get("climate"), raw.data.get("climate_source")
    if (climate is None) != (source is None):
        missing = "climate_source" if source is None else "climate"
        found[()] = problem_at(
            raw.origin,
            (missing,),
            "missing_key",
            "climate and climate_source belong together",
            remedy=f"add {missing}, or take the other one out",
        )
    return found


def _dated(raw: RawCity) -> Iterator[tuple[Path, dict[str, Any]]]:
    for side in ("needs", "capabilities"):
        for at, item in _tables(raw, side):
            yield (side, at), item
    indicators = raw.data.get("indicators")
    for key, figure in indicators.items() if isinstance(indicators, dict) else ():
        if isinstance(figure, dict):
            yield ("indicators", key), figure


def _tables(raw: RawCity, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = raw.data.get(key)
    if isinstance(entries, list):
        yield from ((at, entry) for at, entry in enumerate(entries) if isinstance(entry, dict))
