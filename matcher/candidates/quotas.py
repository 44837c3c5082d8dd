"""Quotas that no exchange can count towards, seen before anything is scored."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.candidates.pool import Pool
from matcher.errors import Problem
from matcher.intake.profiles import Profiles
from matcher.intake.vocabulary import Vocabulary
from matcher.programme.models import Programme
from matcher.programme.quotas import Quota


def quota_remarks(profiles: Profiles, programme: Programme, pool: Pool) -> tuple[Problem, ...]:
    """Warnings about quotas that count nothing, and about minimums above the size of the cohort.

    Returns
    -------
    tuple of Problem
        Themes that no city taking part needs, roles that none has, countries that are all one.
    """
    return tuple(
        Problem(
            code,
            message,
            file=f"programme {programme.id}",
            field=f"quotas[{at}].{key}",
            severity="warning",
        )
        for at, quota in enumerate(programme.quotas)
        for code, key, message in _remarks(quota, profiles, programme, pool)
    )


def themes_of(quota: Quota, vocabulary: Vocabulary) -> frozenset[str]:
    """Ids of the themes that make an exchange count; empty where themes do not matter."""
    return frozenset(
        theme.id
        for theme in vocabulary
        if quota.carries in (theme.id, theme.group) or (quota.aim and quota.aim in theme.serves)
    )


def _remarks(
    quota: Quota, profiles: Profiles, programme: Programme, pool: Pool
) -> Iterator[tuple[str, str, str]]:
    cities = [profiles[city] for city in pool.members]
    nobody = "quota_counts_nothing"
    themes = themes_of(quota, profiles.vocabulary)
    on_themes = quota.carries is not None or quota.aim is not None
    if on_themes and not any(need.theme in themes for city in cities for need in city.needs):
        key = "carries" if quota.carries is not None else "aim"
        named = quota.carries or quota.aim
        yield nobody, key, f"no city that takes part has a need on {named}, so no exchange counts"
    if quota.role and all(programme.roles.of(city.id) != quota.role for city in cities):
        yield nobody, "role", f"no city that takes part has the role {quota.role}"
    if quota.per and len({city.country for city in cities}) < 2:
        yield nobody, "per", "all cities that take part are in one country, so no exchange counts"
    size = programme.max_pairs
    if not quota.per and size is not None and quota.least is not None and quota.least > size:
        message = f"at least {quota.least} exchanges are asked for, and the cohort holds {size}"
        yield "quota_above_cohort", "least", message
