"""Whether a programme and a set of profiles fit together."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.errors import Problem
from matcher.intake.nearest import did_you_mean, nearest_titled
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme


def check_programme(programme: Programme, profiles: Profiles) -> tuple[Problem, ...]:
    """Find what a programme names that the profiles do not know, and rules at odds.

    Parameters
    ----------
    programme : Programme
    profiles : Profiles

    Returns
    -------
    tuple of Problem
        Errors: cities and themes that are not known (with the nearest one), pairs that are
        required and also forbidden, caps on places where no city of the profiles lies. Warnings:
        items dated after the programme's reference year.
    """
    name = f"programme {programme.id}"
    return (
        *_cities(programme, profiles, name),
        *_themes(programme, profiles, name),
        *_pairs(programme, name),
        *_places(programme, profiles, name),
        *_ahead_of_time(programme, profiles),
    )


def _named_cities(programme: Programme) -> Iterator[tuple[str, str]]:
    for city in programme.capacities.cities:
        yield f"capacities.cities.{city}", city
    for city in programme.roles.cities:
        yield f"roles.cities.{city}", city
    for rule in ("forbidden", "required"):
        for at, pair in enumerate(getattr(programme.rules, rule)):
            for end, city in enumerate(pair):
                yield f"rules.{rule}[{at}][{end}]", city
    for at, city in enumerate(programme.eligibility.withdrawn):
        yield f"eligibility.withdrawn[{at}]", city
    for at, cap in enumerate(programme.caps):
        for place, city in enumerate(cap.cities):
            yield f"caps[{at}].cities[{place}]", city


def _cities(programme: Programme, profiles: Profiles, name: str) -> Iterator[Problem]:
    for field, city in _named_cities(programme):
        if city not in profiles:
            yield Problem(
                "unknown_city",
                "the programme names a city that is not in the profiles",
                file=name,
                field=field,
                found=city,
                allowed="the id of a city of the profiles",
                remedy=did_you_mean(city, profiles.by_id),
            )


def _themes(programme: Programme, profiles: Profiles, name: str) -> Iterator[Problem]:
    titles = {theme.id: theme.title for theme in profiles.vocabulary}
    named = [(f"roles.themes.{theme}", theme) for theme in programme.roles.themes]
    named += [(f"emphasis.themes.{theme}", theme) for theme in programme.emphasis.themes]
    named += [(field, theme) for field, theme in _carried(programme) if len(theme) > 1]
    for field, theme in named:
        if theme not in titles:
            yield Problem(
                "unknown_theme",
                "the programme names a theme that is not in the vocabulary",
                file=name,
                field=field,
                found=theme,
                allowed="a theme id of themes.toml",
                remedy=nearest_titled(theme, titles),
            )
    groups = {group.id: group.title for group in profiles.vocabulary.groups}
    in_groups = [(f"emphasis.groups.{group}", group) for group in programme.emphasis.groups]
    in_groups += [(field, group) for field, group in _carried(programme) if len(group) == 1]
    for field, group in in_groups:
        if group not in groups:
            yield Problem(
                "unknown_group",
                "the programme names a group of themes that is not in the vocabulary",
                file=name,
                field=field,
                found=group,
                allowed=", ".join(groups),
                remedy=nearest_titled(group, groups),
            )


def _carried(programme: Programme) -> Iterator[tuple[str, str]]:
    """Themes and groups that quotas name."""
    for at, quota in enumerate(programme.quotas):
        if quota.carries is not None:
            yield f"quotas[{at}].carries", quota.carries


def _pairs(programme: Programme, name: str) -> Iterator[Problem]:
    forbidden = {frozenset(pair) for pair in programme.rules.forbidden}
    for at, pair in enumerate(programme.rules.required):
        if frozenset(pair) in forbidden:
            yield Problem(
                "required_and_forbidden",
                "this pair is required and also forbidden",
                file=name,
                field=f"rules.required[{at}]",
                found=" with ".join(pair),
                remedy="take it out of one of the two lists",
            )


def _places(programme: Programme, profiles: Profiles, name: str) -> Iterator[Problem]:
    """Codes in caps: a mistyped one would hold nobody, and a hard rule would say nothing."""
    known = {
        "country": {city.country for city in profiles},
        "subdivision": {city.subdivision for city in profiles if city.subdivision},
    }
    for at, cap in enumerate(programme.caps):
        for place, code in enumerate(cap.only):
            if code not in known[cap.per]:
                yield Problem(
                    f"unknown_{cap.per}",
                    f"the programme caps a {cap.per} in which no city of the profiles lies",
                    file=name,
                    field=f"caps[{at}].only[{place}]",
                    found=code,
                    allowed=f"the code of a {cap.per} of the profiles",
                    remedy=did_you_mean(code, known[cap.per]),
                )


def _ahead_of_time(programme: Programme, profiles: Profiles) -> Iterator[Problem]:
    reference = programme.evidence.reference_year
    for city in profiles:
        years = {item.year for item in city.items if item.year and item.year > reference}
        if years:
            yield Problem(
                "after_reference_year",
                f"{city.id} has items dated after the programme's reference year {reference}",
                file=f"programme {programme.id}",
                field="evidence.reference_year",
                found=", ".join(str(year) for year in sorted(years)),
                remedy="mend the year of the items, or move the reference year",
                severity="warning",
            )
