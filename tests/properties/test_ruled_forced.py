"""What forcing a pair costs, and doing without one, against every plan there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import every_plan, plan_of, problems, total

from matcher.errors import SolverInputError
from matcher.solve.ruled import Problem, Row, best, forced_values


@given(problems())
@settings(max_examples=120)
def test_every_pair_costs_what_a_search_finds(problem: Problem) -> None:
    plans = list(every_plan(problem))
    found = forced_values(problem)
    assert found.known.all()
    assert found.without_known.all()
    for pair, value, possible in zip(
        found.pairs.tolist(), found.values, found.possible, strict=True
    ):
        holding = [total(problem, plan) for plan in plans if tuple(pair) in plan]
        assert possible == bool(holding)
        assert value == max(holding, default=0)
    chosen = plan_of(found.result)
    assert len(found.without) == len(chosen)
    for pair, value, dispensable in zip(chosen, found.without, found.dispensable, strict=True):
        lacking = [total(problem, plan) for plan in plans if pair not in plan]
        assert dispensable == bool(lacking)
        assert value == max(lacking, default=0)


@given(problems(), st.integers(0, 2))
@settings(max_examples=30)
def test_under_rules_the_same_is_found_by_solving_again(problem: Problem, most: int) -> None:
    rule = Row.of(problem.pairs[::2], most=most) if len(problem.pairs) else Row.of([], most=0)
    held = {tuple(pair) for pair in problem.pairs[::2].tolist()}
    plans = [plan for plan in every_plan(problem) if len(held & set(plan)) <= most]
    found = forced_values(problem, rows=[rule])
    for pair, value, possible in zip(
        found.pairs.tolist(), found.values, found.possible, strict=True
    ):
        holding = [total(problem, plan) for plan in plans if tuple(pair) in plan]
        assert (possible, value) == (bool(holding), max(holding, default=0))


@pytest.mark.parametrize("seed", range(6))
def test_larger_sides_agree_with_solving_again(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = np.where(random.random((12, 9)) < 0.7, random.integers(-5, 40, (12, 9)), np.nan)
    problem = Problem.two_sided(
        weights,
        left_max=random.integers(1, 3, 12),
        right_min=random.integers(0, 2, 9),
        right_max=2,
        max_pairs=[None, 9, 11][seed % 3],
        left_groups=[([0, 1, 2, 3], 2), ([0, 1], 1)],
    )
    found = forced_values(problem)
    for pair, value, possible in zip(found.pairs, found.values, found.possible, strict=True):
        again = best(problem.requiring([pair]))
        assert (again.objective or 0, again.status == "optimal") == (value, possible)


def test_a_pair_that_is_not_permitted_cannot_be_forced() -> None:
    with pytest.raises(SolverInputError, match="not permitted"):
        forced_values(Problem.two_sided([[1, np.nan]]), [(0, 1)])


def test_time_that_is_up_leaves_pairs_unknown() -> None:
    problem = Problem.one_pool([[0, 3, 2], [3, 0, 1], [2, 1, 0]])
    found = forced_values(problem, time_limit=0)
    assert not found.known[1:].any()
