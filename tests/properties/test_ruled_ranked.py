"""The k best plans, and plans that differ, against every plan there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import every_plan, order, plan_of, problems, total

from matcher.errors import SolverInputError
from matcher.solve.ruled import Problem, Row, diverse, k_best


@given(problems(), st.integers(1, 12))
@settings(max_examples=60)
def test_the_best_plans_come_in_order(problem: Problem, k: int) -> None:
    keys = sorted(order(total(problem, plan), plan) for plan in every_plan(problem))
    found = k_best(problem, k)
    assert found.complete
    assert [order(p.objective, plan_of(p)) for p in found.plans] == keys[:k]
    assert bool(found.reason) == (len(keys) < k)


@given(problems())
@settings(max_examples=25)
def test_asking_for_more_lists_every_plan_once(problem: Problem) -> None:
    plans = set(every_plan(problem))
    if len(plans) > 120:
        return
    found = [plan_of(plan) for plan in k_best(problem, 10**6, time_limit=None).plans]
    assert len(found) == len(plans)
    assert set(found) == plans


@given(problems(), st.integers(1, 4), st.integers(0, 2))
@settings(max_examples=40)
def test_the_best_plans_under_a_rule_come_in_order(problem: Problem, k: int, most: int) -> None:
    held = {tuple(pair) for pair in problem.pairs[::2].tolist()}
    rule = Row.of(problem.pairs[::2], most=most)
    plans = [plan for plan in every_plan(problem) if len(held & set(plan)) <= most]
    keys = sorted(order(total(problem, plan), plan) for plan in plans)
    found = k_best(problem, k, [rule])
    assert [order(p.objective, plan_of(p)) for p in found.plans] == keys[:k]


@given(problems(), st.integers(1, 4), st.sampled_from((0, 2, 8, 10**6)))
@settings(max_examples=60)
def test_each_further_plan_is_as_new_as_can_be(problem: Problem, k: int, loss: int) -> None:
    plans = list(every_plan(problem))
    found = diverse(problem, k, loss)
    if not plans:
        assert not found.plans
        assert found.reason
        return
    best = max(total(problem, plan) for plan in plans)
    near = [plan for plan in plans if total(problem, plan) >= best - loss]
    expected = [min(near, key=lambda plan: order(total(problem, plan), plan))]
    while len(expected) < k:
        seen = {pair for plan in expected for pair in plan}
        nxt = min(
            near, key=lambda plan: (-len(set(plan) - seen), *order(total(problem, plan), plan))
        )
        if set(nxt) <= seen:
            break
        expected.append(nxt)
    assert [plan_of(plan) for plan in found.plans] == expected


def test_what_cannot_be_asked_for_is_refused() -> None:
    problem = Problem.two_sided([[1]])
    for ask in (lambda: k_best(problem, 0), lambda: diverse(problem, 1, -1)):
        with pytest.raises(SolverInputError):
            ask()


def test_no_time_says_so() -> None:
    weights = np.random.default_rng(0).integers(1, 99, (12, 9))
    found = k_best(Problem.two_sided(weights), 50, time_limit=0)
    assert not found.complete
    assert found.reason
