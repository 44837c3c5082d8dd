"""What is asked of a best plan, asked under rules: against every plan that keeps them."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import Pair, Plan, every_plan, order, plan_of, problems, shares, total
from support.small_rules import kept, rows

from matcher.solve.ruled import (
    Problem,
    Row,
    blocking_pairs,
    diverse,
    fewest_changes,
    leximin,
    price_of_fairness,
    stable_plan,
    trade_off,
    worst_off,
)


@st.composite
def ruled(draw: st.DrawFn) -> tuple[Problem, list[Row], dict[Plan, int]]:
    """An instance, rules, and what every plan that keeps the hard ones is worth."""
    problem = draw(problems())
    rules = draw(rows(problem))
    worth = {}
    for plan in every_plan(problem):
        cost = kept(problem, rules, plan)
        if cost is not None:
            worth[plan] = total(problem, plan) - cost
    return problem, rules, worth


@given(ruled())
@settings(max_examples=60, deadline=None)
def test_fair_plans_are_the_fairest_that_keep_the_rules(
    given_: tuple[Problem, list[Row], dict[Plan, int]],
) -> None:
    problem, rules, worth = given_
    for solve, steps in ((worst_off, 1), (leximin, None)):
        plan = solve(problem, rules)
        if not worth:
            assert plan.result.status == "infeasible"
            continue
        expected = min(
            worth,
            key=lambda p, n=steps: ([-s for s in shares(problem, p)[:n]], *order(worth[p], p)),
        )
        assert plan.result.status == "optimal"
        assert plan_of(plan.result) == expected
        assert plan.result.objective == worth[expected]
        assert plan.result.total == total(problem, expected)


@given(ruled())
@settings(max_examples=15, deadline=None)
def test_the_price_of_fairness_is_between_plans_that_keep_the_rules(
    given_: tuple[Problem, list[Row], dict[Plan, int]],
) -> None:
    problem, rules, worth = given_
    for row in price_of_fairness(problem, rules):
        if worth:
            assert row.plan.result.objective == worth[plan_of(row.plan.result)]


@given(ruled(), st.data())
@settings(max_examples=60, deadline=None)
def test_plans_near_one_that_stands(
    given_: tuple[Problem, list[Row], dict[Plan, int]], data: st.DataObject
) -> None:
    problem, rules, worth = given_
    places = [tuple(pair) for pair in problem.pairs.tolist()]
    base: list[Pair] = (
        data.draw(st.lists(st.sampled_from(places), max_size=4, unique=True)) if places else []
    )
    loss = data.draw(st.sampled_from((0, 1, 3, 10, 10**6)))
    held = set(base)
    found = fewest_changes(problem, base, loss, rows=rules)
    curve = trade_off(problem, np.array(base, dtype=np.int64), rows=rules)
    if not worth:
        assert found.result.status == "infeasible"
        assert not curve.points
        return
    best = max(worth.values())
    near = [plan for plan in worth if worth[plan] >= best - loss]
    expected = min(near, key=lambda plan: (len(held - set(plan)), *order(worth[plan], plan)))
    assert plan_of(found.result) == expected
    assert (found.best, found.loss) == (best, best - worth[expected])
    assert curve.complete
    allowed = min(len(held - set(plan)) for plan in worth)
    for point in curve.points:
        within = [plan for plan in worth if len(held - set(plan)) <= allowed]
        value = max(worth[plan] for plan in within)
        assert plan_of(point.result) == min(
            (plan for plan in within if worth[plan] == value),
            key=lambda plan: (len(held - set(plan)), -len(plan), plan),
        )
        allowed += 1
    assert curve.points[-1].result.objective == best


@given(ruled())
@settings(max_examples=60, deadline=None)
def test_the_best_stable_plan_keeps_the_rules(
    given_: tuple[Problem, list[Row], dict[Plan, int]],
) -> None:
    problem, rules, worth = given_
    stable = [plan for plan in worth if not len(blocking_pairs(problem, list(plan)))]
    result = stable_plan(problem, rules)
    if not stable:
        assert result.status == "infeasible"
        return
    assert plan_of(result) == min(stable, key=lambda plan: order(worth[plan], plan))


@given(ruled())
@settings(max_examples=30, deadline=None)
def test_plans_that_differ_lose_no_more_than_allowed(
    given_: tuple[Problem, list[Row], dict[Plan, int]],
) -> None:
    problem, rules, worth = given_
    found = [plan_of(plan) for plan in diverse(problem, 3, 5, rules).plans]
    if not worth:
        assert not found
        return
    best = max(worth.values())
    near = [plan for plan in worth if worth[plan] >= best - 5]
    expected = [min(near, key=lambda plan: order(worth[plan], plan))]
    while len(expected) < 3:
        seen = set(Counter(pair for plan in expected for pair in plan))
        further = min(near, key=lambda plan: (-len(set(plan) - seen), *order(worth[plan], plan)))
        if set(further) <= seen:
            break
        expected.append(further)
    assert found == expected
