"""A case with cities let in that have too few records, as if they had enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matcher.candidates import PairRules, PairWeights, build_caps
from matcher.explain.takes.programme_change import too_few_records
from matcher.plan.case import Case
from matcher.scores.model import ScoreModel


def missing_records(case: Case, city: str) -> int:
    """How many recorded items a city lacks to take part."""
    if not too_few_records(case, city):
        return 0
    found = sum(item.recorded for item in case.profiles[city].items)
    return case.programme.eligibility.minimum_records - found


def admitted(case: Case, cities: Iterable[str]) -> Case:
    """The case with those of the cities let in that lack nothing but records, on its scales."""
    thin = {city for city in cities if too_few_records(case, city)}
    if not thin:
        return case
    programme, profiles = case.programme, case.profiles
    sides = tuple(
        tuple(sorted({*held, *(c for c in thin if side.refusal(profiles[c]) is None)}))
        for side, held in zip(programme.sides, case.pool.sides, strict=True)
    )
    refused = tuple(row for row in case.pool.refused if row.city not in thin)
    pool = replace(case.pool, sides=sides, refused=refused)
    caps = build_caps(profiles, programme, pool)
    model = ScoreModel.restore(profiles, programme, pool.sides, case.state)
    weights = PairWeights(model, PairRules(profiles, programme, pool))
    return Case.over(profiles, case.state, caps, weights)
