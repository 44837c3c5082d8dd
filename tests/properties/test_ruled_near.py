"""Plans near a standing one against every plan there is."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import Pair, every_plan, order, plan_of, problems, total

from matcher.solve.ruled import Problem, fewest_changes, trade_off


@st.composite
def standing(draw: st.DrawFn, problem: Problem) -> list[Pair]:
    """A plan of another day: some pairs, not all of them still permitted."""
    n, m = problem.weights.shape
    places = [(a, b) for a in range(n) for b in range(a + 1 if problem.pool else 0, m)]
    return draw(st.lists(st.sampled_from(places), max_size=4, unique=True))


def still(problem: Problem, base: list[Pair]) -> set[Pair]:
    """Pairs of a standing plan that may still be chosen."""
    barred = {tuple(pair) for pair in problem.forbidden.tolist()}
    return {pair for pair in base if problem.permitted[pair] and pair not in barred}


@given(problems(), st.data())
@settings(max_examples=80)
def test_the_fewest_changes_are_those_a_search_finds(problem: Problem, data: st.DataObject) -> None:
    base = data.draw(standing(problem))
    loss = data.draw(st.sampled_from((0, 1, 3, 10, 10**6)))
    held = still(problem, base)
    keep = [sorted(held)[0]] if held and data.draw(st.integers(0, 3)) == 0 else []
    plans = [plan for plan in every_plan(problem) if set(keep) <= set(plan)]
    found = fewest_changes(problem, base, loss, keep)
    if not plans:
        assert found.result.status == "infeasible"
        assert found.loss is None
        return
    best = max(total(problem, plan) for plan in plans)
    near = [plan for plan in plans if total(problem, plan) >= best - loss]
    expected = min(
        near, key=lambda plan: (len(held - set(plan)), *order(total(problem, plan), plan))
    )
    assert found.result.status == "optimal"
    assert plan_of(found.result) == expected
    assert found.best == best
    assert found.loss == best - total(problem, expected)
    assert {tuple(pair) for pair in found.dropped.tolist()} == held - set(expected)
    assert {tuple(pair) for pair in found.added.tolist()} == set(expected) - set(base)
    assert {tuple(pair) for pair in found.barred.tolist()} == set(base) - held


@given(problems(), st.data())
@settings(max_examples=60)
def test_the_trade_off_is_the_one_a_search_finds(problem: Problem, data: st.DataObject) -> None:
    base = data.draw(standing(problem))
    held = still(problem, base)
    plans = list(every_plan(problem))
    curve = trade_off(problem, np.array(base, dtype=np.int64))
    if not plans:
        assert not curve.points
        assert curve.reason
        return
    best = max(total(problem, plan) for plan in plans)
    allowed = min(len(held - set(plan)) for plan in plans)
    assert curve.complete
    for point in curve.points:
        within = [plan for plan in plans if len(held - set(plan)) <= allowed]
        value = max(total(problem, plan) for plan in within)
        expected = min(
            (plan for plan in within if total(problem, plan) == value),
            key=lambda plan: (len(held - set(plan)), -len(plan), plan),
        )
        assert plan_of(point.result) == expected
        assert (point.result.total, point.best) == (value, best)
        allowed += 1
    totals = [point.result.total for point in curve.points]
    assert totals[-1] == best
    assert best not in totals[:-1]
