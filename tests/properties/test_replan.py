"""Planning again after a decline, against a search over every permitted plan."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.brute_force import Limits, all_plans
from support.lanes import examples
from support.made_up import drawn_profiles, pool_programme, sides_programme

import matcher
from matcher.plan.case import Case
from matcher.proposal import Plan

Pair = tuple[str, str]


@st.composite
def declines(draw: st.DrawFn) -> tuple[Plan, dict[str, Any]]:
    """A plan of a few cities, and what happens to it."""
    two = draw(st.booleans())
    cities = draw(drawn_profiles(3, 3) if two else drawn_profiles(2, 3))
    fields: dict[str, Any] = {
        "capacities": {"minimum": draw(st.integers(0, 1)), "maximum": draw(st.integers(1, 2))},
        "max_pairs": draw(st.none() | st.integers(1, 3)),
    }
    programme = sides_programme(**fields) if two else pool_programme(**fields)
    plan = matcher.propose(cities, programme)
    pairs = [(pair.a, pair.b) for pair in plan.document.pairs]
    assume(len(pairs) > 1)
    declined = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))
    away = [] if declined and draw(st.booleans()) else [draw(st.sampled_from(pairs))[0]]
    rest = [pair for pair in pairs if pair not in declined and not set(pair) & set(away)]
    keep = draw(st.lists(st.sampled_from(rest), max_size=1)) if rest else []
    within = draw(st.sampled_from((0, 20_000, 200_000, "1%", "10%")))
    return plan, {
        "declined": declined, "declined_cities": away, "keep": keep, "within": within
    }  # fmt: skip


def permitted_plans(plan: Plan) -> list[tuple[tuple[Pair, ...], int]]:
    """Every plan that keeps the rules of the new programme, with its points."""
    case = Case.of(plan.document, plan.profiles)
    scores = {
        (case.pool.left[i], case.pool.right[j]): int(case.table[i, j])
        for i, j in np.argwhere(~np.isnan(case.table)).tolist()
        if case.pool.two_sided or i < j
    }
    of = case.programme.capacities.of
    limits = Limits(
        least={c: of(c).minimum for c in case.pool.members},
        most={c: of(c).maximum for c in case.pool.members},
        required=frozenset(case.oriented(a, b) for a, b in case.programme.rules.required),
        max_pairs=case.programme.max_pairs,
    )
    return [(found, sum(scores[p] for p in found)) for found in all_plans(scores, limits)]


@given(declines())
@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_the_new_plan_drops_as_few_as_the_loss_allows(given_: tuple[Plan, dict[str, Any]]) -> None:
    plan, asked = given_
    new = plan.replan(**asked)
    told = new.document.replanned
    plans = permitted_plans(new)
    assert new.verify().passed
    if not plans:
        assert new.status == "infeasible"
        assert new.document.reasons
        return
    best = max(total for _, total in plans)
    assert told.best == best == new.bound
    standing = set(told.standing)
    rated = [(len(standing - set(found)), total) for found, total in plans]
    fewest = min(dropped for dropped, total in rated if best - total <= told.allowed_loss)
    assert told.proved
    assert len(told.dropped) == fewest
    assert new.objective == max(
        total for d, total in rated if d == fewest and best - total <= told.allowed_loss
    )
    steps = {}
    for dropped in sorted({d for d, _ in rated}):
        most = max(total for d, total in rated if d <= dropped)
        if all(most > total for total in steps.values()):
            steps[dropped] = most
    assert {p.changed: p.objective for p in told.curve} == steps
    assert told.curve_complete
    kept = {(pair.a, pair.b) for pair in new.document.pairs}
    assert kept >= set(told.confirmed)
    assert not kept & set(told.declined)
    assert not {c for pair in kept for c in pair} & set(told.withdrawn)
