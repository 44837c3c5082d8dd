"""The plan when items are left out by their basis.

Every city stays in the pool of the plan: the question is what the scores rest on, not who may take
part, so the least number of recorded items that a programme asks for is not asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np

from matcher.candidates import PairWeights
from matcher.explain.sure.plans import mirrored, solve_once, solve_tables
from matcher.explain.sure.plans_found import FloatArray, Plans
from matcher.intake.models import Basis, CityProfile, Item
from matcher.plan.case import Case
from matcher.scores.model import ScoreModel

Counted = Literal["declared_reported", "declared"]
COUNTED: dict[Counted, tuple[Basis, ...]] = {
    "declared_reported": ("declared", "reported"),
    "declared": ("declared",),
}


def items_left_out(case: Case, counted: Counted) -> int:
    """How many items of the cities of the pool do not count."""
    kept = COUNTED[counted]
    return sum(
        item.basis not in kept for city in case.pool.members for item in case.profiles[city].items
    )


def with_only(case: Case, counted: Counted) -> Case:
    """The case with items of other bases left out: same pool, same scales."""
    kept = COUNTED[counted]
    return rescored(
        case, *(_only(case.profiles[city], lambda i: i.basis in kept) for city in case.pool.members)
    )


def rescored(case: Case, *changed: CityProfile) -> Case:
    """The case with changed cities, in the same pool whatever their records are now."""
    profiles = case.profiles.with_cities(*changed)
    model = ScoreModel.restore(profiles, case.programme, case.pool.sides, case.state)
    weights = PairWeights(model, case.weights.rules)
    changed_case = Case.over(profiles, case.state, case.caps, weights)
    return replace(changed_case, demand=changed_case.demand.listing_with(case.demand))


def solve_left_out(case: Case) -> Plans:
    """One plan for each of `COUNTED`, in its order."""
    if case.demand.side is not None:
        # Which themes an exchange carries rests on the items, so each choice has its own counts.
        poorer = [with_only(case, counted) for counted in COUNTED]
        answers = [solve_once(poor.demand, square(poor)) for poor in poorer]
        none = np.empty((0, 2), dtype=np.int64)
        return Plans(
            found=np.array([answer is not None for answer in answers]),
            objective=np.array([0 if answer is None else answer[0] for answer in answers]),
            pairs=tuple(none if answer is None else answer[1] for answer in answers),
        )
    tables = [square(with_only(case, counted)) for counted in COUNTED]
    return solve_tables(case, tables.__getitem__, len(tables))


def square(case: Case) -> FloatArray:
    """Scores of all pairs as a table that can be written to; in one pool symmetric to the bit."""
    return case.table.copy() if case.pool.two_sided else mirrored(case.table)


def _only(city: CityProfile, counts: Callable[[Item], bool]) -> CityProfile:
    return city.model_copy(
        update={
            "needs": tuple(item for item in city.needs if counts(item)),
            "capabilities": tuple(item for item in city.capabilities if counts(item)),
        }
    )
