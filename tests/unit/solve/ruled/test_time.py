"""Whatever the question, too little time gives less, and says so."""

from __future__ import annotations

import numpy as np

from matcher.solve.integer_pool import Clock
from matcher.solve.ruled import (
    Problem,
    diverse,
    fewest_changes,
    leximin,
    narrow,
    satisfaction,
    stable_plan,
    trade_off,
)
from matcher.solve.ruled.model import Model

TABLE = np.random.default_rng(0).integers(1, 9, (8, 6))
PROBLEM = Problem.two_sided(TABLE, left_max=2, right_max=2)
STANDING = [(0, 0), (1, 1), (2, 2)]


def test_a_plan_that_was_not_proved_fairest_is_feasible_and_says_so() -> None:
    plan = leximin(PROBLEM, time_limit=0)
    assert (plan.result.status, plan.result.verified) == ("feasible", True)
    assert "time limit" in (plan.result.reason or "")
    assert plan.result.gap >= 0
    again = satisfaction(PROBLEM, plan.result.pairs)
    assert plan.satisfaction.ascending == again.ascending


def test_near_plans_that_were_not_found_say_so() -> None:
    found = fewest_changes(PROBLEM, STANDING, 5, time_limit=0)
    assert found.result.status == "unknown"
    assert found.loss is None
    curve = trade_off(PROBLEM, STANDING, time_limit=0)
    assert (curve.points, curve.complete) == ((), False)
    assert curve.reason


def test_plans_that_differ_end_with_the_best_one() -> None:
    found = diverse(PROBLEM, 3, 10, time_limit=0)
    assert (len(found.plans), found.complete) == (1, False)
    assert found.reason


def test_a_stable_plan_is_unknown_where_the_best_one_is_not_stable() -> None:
    problem = Problem.two_sided([[9, 8], [8, 1]])
    assert stable_plan(problem).pairs.tolist() == [[0, 0], [1, 1]]
    assert stable_plan(problem, time_limit=0).status == "unknown"


def test_prices_bound_every_plan_in_whole_numbers() -> None:
    model = Model.of(PROBLEM)
    priced = narrow.price(model, PROBLEM.values, Clock(None))
    random = np.random.default_rng(1)
    assert priced is not None
    for _ in range(200):
        chosen = np.zeros(model.columns, dtype=np.int64)
        for at in random.permutation(model.columns)[:20].tolist():
            chosen[at] = 1
            chosen[at] = int(model.keeps(chosen))
        gives_up = np.where(priced.reduced > 0, 1 - chosen, chosen) * np.abs(priced.reduced)
        value = int(PROBLEM.values @ chosen)
        assert priced.bound - int(gives_up.sum()) >= value * priced.unit
