"""Blocking pairs by their definition, and stable plans against every plan there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from support.small_problems import Pair, Plan, every_plan, order, plan_of, problems, total

from matcher.solve.ruled import Problem, blocking_pairs, stable_plan
from matcher.solve.ruled.stable import decided_pairs, greedy_pairs


def blocks(problem: Problem, plan: Plan) -> list[Pair]:
    """Blocking pairs by their definition, one pair at a time."""
    n, m = problem.weights.shape
    limits = problem.limits
    barred = {tuple(pair) for pair in problem.forbidden.tolist()}
    most = [*limits.row_max.tolist(), *limits.col_max.tolist()]
    shift = 0 if problem.pool else n
    scores: list[list[int]] = [[] for _ in most]
    for a, b in plan:
        for city in (a, b + shift):
            scores[city].append(int(problem.weights[a, b]))

    def would(city: int, score: int) -> bool:
        free = len(scores[city]) < most[city]
        return (free and score > 0) or any(own < score for own in scores[city])

    return [
        (a, b)
        for a in range(n)
        for b in range(a + 1 if problem.pool else 0, m)
        if problem.permitted[a, b]
        and (a, b) not in barred
        and (a, b) not in plan
        and would(a, int(problem.weights[a, b]))
        and would(b + shift, int(problem.weights[a, b]))
    ]


@given(problems(seats=3))
@settings(max_examples=60)
def test_blocking_pairs_are_those_of_the_definition(problem: Problem) -> None:
    for plan in list(every_plan(problem))[:40]:
        found = blocking_pairs(problem, np.array(plan, dtype=np.int64).reshape(-1, 2))
        assert [tuple(pair) for pair in found.tolist()] == blocks(problem, plan)


@given(problems(seats=3))
@settings(max_examples=120)
def test_the_best_stable_plan_is_what_a_search_finds(problem: Problem) -> None:
    plans = [plan for plan in every_plan(problem) if not blocks(problem, plan)]
    result = stable_plan(problem)
    assert result.verified
    if not plans:
        assert result.status == "infeasible"
        assert result.reason
        return
    expected = min(plans, key=lambda plan: order(total(problem, plan), plan))
    assert result.status == "optimal"
    assert plan_of(result) == expected


@given(problems(seats=3))
@settings(max_examples=120)
def test_what_is_decided_beforehand_holds_in_every_stable_plan(problem: Problem) -> None:
    held, lost = decided_pairs(problem)
    for plan in every_plan(problem):
        if not blocks(problem, plan):
            chosen = problem.positions(np.array(plan, dtype=np.int64).reshape(-1, 2))
            assert set(np.flatnonzero(held).tolist()) <= set(chosen.tolist())
            assert not lost[chosen].any()


@pytest.mark.parametrize("seed", range(5))
def test_from_the_top_down_is_stable_where_nothing_else_is_asked(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = random.integers(-3, 25, (14, 11))
    problem = Problem.two_sided(weights, left_max=random.integers(0, 3, 14), right_max=2)
    pairs = greedy_pairs(problem)
    assert not len(blocking_pairs(problem, pairs))
    result = stable_plan(problem)
    assert result.status == "optimal"
    assert result.total >= problem.total(pairs)
    assert not len(blocking_pairs(problem, result.pairs))


def test_distinct_scores_leave_one_stable_plan() -> None:
    weights = np.random.default_rng(3).permutation(15 * 12).reshape(15, 12) + 1
    problem = Problem.two_sided(weights)
    assert stable_plan(problem).pairs.tolist() == greedy_pairs(problem).tolist()


def test_a_cohort_that_leaves_cities_free_leaves_no_stable_plan() -> None:
    result = stable_plan(Problem.two_sided([[9, 5], [6, 1]], max_pairs=1))
    assert (result.status, result.verified) == ("infeasible", True)
    assert "stable" in (result.reason or "")
