"""Plans under rules against every plan there is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.small_problems import Plan, every_plan, order, plan_of, problems, total

from matcher.solve.ruled import Problem, Row, best, narrow


@st.composite
def rows(draw: st.DrawFn, problem: Problem) -> list[Row]:
    """One to three rules over some pairs of the instance, hard or soft."""
    n, m = problem.weights.shape
    places = [(a, b) for a in range(n) for b in range(m) if not problem.pool or a != b]
    found = []
    for index in range(draw(st.integers(1, 3))):
        pairs = draw(st.lists(st.sampled_from(places), min_size=1, max_size=8))
        counts = draw(
            st.lists(st.integers(-2, 3), min_size=len(pairs), max_size=len(pairs)),
        )
        least = draw(st.sampled_from((None, None, 0, 1, 2)))
        most = draw(st.sampled_from((None, 0, 1, 2)))
        if least is not None and most is not None:
            least, most = sorted((least, most))
        price = draw(st.sampled_from((None, None, 0, 1, 5, 10**5)))
        row = Row.of(pairs, counts, least=least, most=most, name=f"rule {index}", price=price)
        found.append(row)
    return found


def kept(problem: Problem, rules: list[Row], plan: Plan) -> int | None:
    """What a plan pays for soft rules; None where a hard one is broken."""
    cost = 0
    for row in rules:
        count = 0
        for (a, b), counted in zip(row.pairs.tolist(), row.coefficients.tolist(), strict=True):
            pair = (min(a, b), max(a, b)) if problem.pool else (a, b)
            count += counted * (pair in plan)
        low = row.least is not None and count < row.least
        high = row.most is not None and count > row.most
        if (low or high) and row.price is None:
            return None
        if low:
            cost += (row.least - count) * row.price
        if high:
            cost += (count - row.most) * row.price
    return cost


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
