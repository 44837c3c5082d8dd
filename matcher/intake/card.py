"""Profiles as a notebook shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from matcher.markup import Markup, banner, percent, small, table, told

if TYPE_CHECKING:
    from matcher.intake.models import CityProfile, Dated, Item
    from matcher.intake.profiles import Profiles

# A file set is listed so far; the rest is counted.
LISTED = 20


def city_card(city: CityProfile) -> Markup:
    """One city: where it is, what it needs, what it can show, each with basis, year and source."""
    place = ", ".join(
        word for word in (city.subdivision_name, city.country, city.kind, city.climate) if word
    )
    others = [name for name in dict.fromkeys(city.names.values()) if name != city.name]
    named = f"{city.name} ({', '.join(others)})" if others else city.name
    counts = city.counts
    figures = [
        (key, figure.value, figure.unit, _year(figure), figure.source.title)
        for key, figure in city.indicators.items()
    ]
    return Markup(
        banner(named, f"{city.id}; {place}")
        + small(
            f"{counts['declared']} declared, {counts['reported']} reported and "
            f"{counts['inferred']} inferred items; {counts['year_unknown']} facts without a year."
        )
        + _items("Needs", city.needs, city.no_needs)
        + _items("Can show", city.capabilities, city.no_capabilities)
        + (
            "<p><b>Figures</b></p>" + table(("", "Value", "Unit", "Year", "Source"), figures)
            if figures
            else ""
        )
        + (told([f"Wishes to meet: {', '.join(city.wishes)}."]) if city.wishes else "")
        + (small(city.notes) if city.notes else "")
    )


def profiles_card(profiles: Profiles) -> Markup:
    """The file set: how many cities of which countries, and the first of them."""
    countries = {city.country for city in profiles}
    rest = (
        f"from {len(countries)} countries; {len(profiles.vocabulary)} themes; "
        f"{len(profiles.links)} ties between cities"
    )
    rows = [
        (
            city.id, city.name, city.country, len(city.needs), len(city.capabilities),
            percent(_recorded(city)), city.counts["year_unknown"],
        )
        for city in profiles.cities[:LISTED]
    ]  # fmt: skip
    head = ("Id", "Name", "Country", "Needs", "Can show", "Recorded", "No year")
    more = len(profiles) - LISTED
    return Markup(
        banner(f"{len(profiles):,} cities", rest)
        + table(head, rows)
        + (small(f"and {more:,} more") if more > 0 else "")
        + told(str(warning) for warning in profiles.warnings[:LISTED])
    )


def _items(title: str, items: Iterable[Item], none: Iterable[str]) -> str:
    rows = [
        (item.theme, item.level, item.text, item.result or "", item.basis, _year(item),
         str(item.source))
        for item in items
    ]  # fmt: skip
    head = ("Theme", "Level", "What", "Result", "Basis", "Year", "Source")
    said = sorted(none)
    return (
        f"<p><b>{title}</b></p>"
        + (table(head, rows) if rows else told(["Nothing is recorded."]))
        + (told([f"The city says it has none in {', '.join(said)}."]) if said else "")
    )


def _year(fact: Dated) -> str:
    return "unknown" if fact.year is None else str(fact.year)


def _recorded(city: CityProfile) -> float | None:
    items = city.items
    return sum(item.recorded for item in items) / len(items) if items else None
