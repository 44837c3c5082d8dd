"""Fair plans against every plan there is, satisfactions as exact fractions."""

from __future__ import annotations

from statistics import median

from hypothesis import given, settings
from support.small_problems import every_plan, order, plan_of, problems, shares, total

from matcher.solve.ruled import Problem, leximin, price_of_fairness, worst_off


@given(problems())
@settings(max_examples=60)
def test_nobody_worst_off_could_have_more(problem: Problem) -> None:
    plans = list(every_plan(problem))
    plan = worst_off(problem)
    if not plans:
        assert plan.result.status == "infeasible"
        assert plan.satisfaction is None
        return
    expected = min(
        plans, key=lambda p: (-min(shares(problem, p), default=0), *order(total(problem, p), p))
    )
    assert plan.result.status == "optimal"
    assert plan.satisfaction.ascending == shares(problem, plan_of(plan.result))
    assert plan_of(plan.result) == expected


@given(problems())
@settings(max_examples=80)
def test_leximin_is_the_greatest_sorted_vector(problem: Problem) -> None:
    plans = list(every_plan(problem))
    plan = leximin(problem)
    if not plans:
        assert plan.result.status == "infeasible"
        return
    expected = min(
        plans,
        key=lambda p: ([-share for share in shares(problem, p)], *order(total(problem, p), p)),
    )
    assert plan.result.status == "optimal"
    assert plan.satisfaction.ascending == shares(problem, expected)
    assert plan_of(plan.result) == expected


@given(problems(seats=3, least_weight=1))
@settings(max_examples=20)
def test_the_table_says_what_the_plans_give(problem: Problem) -> None:
    rows = price_of_fairness(problem)
    assert [row.objective for row in rows] == ["total", "worst_off", "leximin"]
    if rows[0].total is None:
        return
    for row in rows:
        plan = plan_of(row.plan.result)
        own = shares(problem, plan)
        assert row.total == total(problem, plan)
        assert row.least == (own[0] if own else None)
        assert row.median == (median(own) if own else None)
    best, worst, lex = rows
    assert best.total >= max(worst.total, lex.total)
    assert worst.least == lex.least or worst.least is None
