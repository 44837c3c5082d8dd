"""Plans under rules against every plan there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import every_plan, order, plan_of, problems, total
from support.small_rules import kept, rows

from matcher.solve.ruled import Problem, Row, best, narrow


@given(problems(), st.data())
@settings(max_examples=120)
def test_the_best_plan_under_rules_is_what_a_search_finds(
    problem: Problem, data: st.DataObject
) -> None:
    rules = data.draw(rows(problem))
    keys = []
    for plan in every_plan(problem):
        cost = kept(problem, rules, plan)
        if cost is not None:
            keys.append((*order(total(problem, plan) - cost, plan), cost))
    result = best(problem, rules)
    if not keys:
        assert (result.status, result.verified) == ("infeasible", True)
        assert result.reason
        return
    value, _, plan, cost = min(keys)
    assert (result.status, result.objective, result.gap) == ("optimal", -value, 0)
    assert plan_of(result) == plan
    assert result.verified
    assert result.proof == "two_solvers"
    assert result.total == total(problem, plan)
    assert sum(short.cost for short in result.shortfalls) == cost


@given(problems())
@settings(max_examples=60)
def test_rules_that_say_nothing_change_nothing(problem: Problem) -> None:
    plain, ruled = best(problem), best(problem, [Row.of([(0, 1)], least=-5)])
    assert (plain.status, plain.objective) == (ruled.status, ruled.objective)
    assert plan_of(plain) == plan_of(ruled)


@given(problems(), st.data())
@settings(max_examples=60)
def test_another_objective_is_maximised_instead(problem: Problem, data: st.DataObject) -> None:
    n, m = problem.weights.shape
    numbers = st.lists(st.integers(-2, 4), min_size=m, max_size=m)
    table = data.draw(st.lists(numbers, min_size=n, max_size=n))
    keys = [order(sum(table[a][b] for a, b in plan), plan) for plan in every_plan(problem)]
    rules = data.draw(st.sampled_from(([], [Row.of([(0, 1)], most=9)])))
    result = best(problem, rules, table)
    if not keys:
        assert result.status == "infeasible"
        return
    assert (result.status, result.objective) == ("optimal", -min(keys)[0])
    assert plan_of(result) == min(keys)[2]


@given(problems(), st.data())
@settings(max_examples=50)
def test_deciding_columns_by_prices_changes_nothing(problem: Problem, data: st.DataObject) -> None:
    rules = data.draw(rows(problem))
    whole = best(problem, rules)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrow, "LARGE", 0)
        narrowed = best(problem, rules)
    assert (whole.status, whole.objective) == (narrowed.status, narrowed.objective)
    assert plan_of(whole) == plan_of(narrowed)
