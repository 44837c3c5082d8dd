"""Rules over pairs: what cannot be read, what cannot be met, and what time does not allow."""

from __future__ import annotations

import numpy as np
import pytest

import matcher.solve
from matcher.errors import SolverInputError, VerificationError
from matcher.solve import Problem, Row, RuledResult, best
from matcher.solve.ruled import narrow
from matcher.solve.ruled.recheck import require_verified

WEIGHTS = [[5, 3, 0], [4, 1, 2]]


def test_a_soft_rule_is_paid_for_where_keeping_it_costs_more() -> None:
    problem = Problem.two_sided([[5, 4], [4, 1]])
    dear = Row.of([(0, 0)], least=1, name="the port", price=10)
    assert best(problem, [dear]).pairs.tolist() == [[0, 0], [1, 1]]
    cheap = Row.of([(0, 0)], least=1, name="the port", price=1)
    result = best(problem, [cheap])
    assert result.pairs.tolist() == [[0, 1], [1, 0]]
    assert (result.total, result.objective) == (8, 7)
    (short,) = result.shortfalls
    assert (short.name, short.by, short.cost) == ("the port", 1, 1)


def test_rules_that_contradict_each_other_have_no_plan_and_a_reason() -> None:
    rows = [Row.of([(0, 0)], least=1), Row.of([(0, 0), (1, 1)], most=0)]
    result = best(Problem.two_sided(WEIGHTS), rows)
    assert (result.status, result.verified, result.objective) == ("infeasible", True, None)
    assert result.reason


def test_a_rule_about_pairs_that_are_not_permitted_counts_nothing() -> None:
    weights = np.array([[5, np.nan], [4, 1]])
    problem = Problem.two_sided(weights)
    assert best(problem, [Row.of([(0, 1)], least=1)]).status == "infeasible"
    assert best(problem, [Row.of([(0, 1)], most=0)]).objective == 6


def test_a_pair_named_twice_counts_twice() -> None:
    rule = Row.of([(0, 0), (0, 0)], most=1)
    assert [0, 0] not in best(Problem.two_sided(WEIGHTS), [rule]).pairs.tolist()


def test_in_one_pool_the_order_of_a_pair_does_not_matter() -> None:
    problem = Problem.one_pool([[0, 3, 2], [3, 0, 1], [2, 1, 0]])
    assert best(problem, [Row.of([(1, 0)], most=0)]).pairs.tolist() == [[0, 2]]


def test_no_time_gives_no_plan_and_says_so() -> None:
    result = best(Problem.two_sided(WEIGHTS), [Row.of([(0, 0)], most=0)], time_limit=0)
    assert (result.status, result.objective) == ("unknown", None)
    assert "time limit" in (result.reason or "")


def test_great_numbers_are_solved_exactly() -> None:
    weights = np.array([[2**50 + 1, 2**50], [2**50, 2**50 - 2]])
    result = best(Problem.two_sided(weights), [Row.of([(0, 1), (1, 0)], most=1)])
    assert (result.status, result.objective) == ("optimal", 2**51 - 1)


def test_numbers_that_leave_64_bits_are_refused() -> None:
    weights = np.full((2, 2), 2**52)
    with pytest.raises(SolverInputError, match="too large"):
        best(Problem.two_sided(weights), [Row.of([(0, 0), (1, 1)], 2**60, most=2**60)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"pairs": [(0, 0)], "coefficients": [1, 2]}, "1 pairs and 2 coefficients"),
        ({"pairs": [(0.5, 0)]}, "whole numbers"),
        ({"pairs": [(0, 0)], "least": 2, "most": 1}, "contradict"),
        ({"pairs": [(0, 0)], "most": 1, "price": -1}, "at least 0"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(SolverInputError, match=message):
        Row.of(**arguments)


def test_weights_that_are_not_whole_are_refused() -> None:
    with pytest.raises(SolverInputError, match="whole weights"):
        Problem.two_sided([[0.5]])
    with pytest.raises(SolverInputError, match="symmetric"):
        Problem.one_pool([[0, 1], [2, 0]])


@pytest.mark.parametrize("seed", range(4))
def test_columns_that_prices_decide_change_no_answer(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(seed)
    weights = random.integers(0, 30, (14, 9))
    problem = Problem.two_sided(weights, left_max=2, max_pairs=8)
    rows = [Row.of(np.argwhere(weights > 15), most=4), Row.of([(0, 0), (1, 1)], least=1)]
    narrowed = best(problem, rows)
    monkeypatch.setattr(narrow, "LARGE", 10**9)
    whole = best(problem, rows)
    assert narrowed.status == whole.status == "optimal"
    assert narrowed.objective == whole.objective
    assert narrowed.pairs.tolist() == whole.pairs.tolist()


def test_a_plan_that_was_touched_is_rejected() -> None:
    problem = Problem.two_sided(WEIGHTS)
    rule = Row.of([(0, 0)], most=0, name="a ban")
    good = best(problem, [rule])
    parts = {name: getattr(good, name) for name in good.__dataclass_fields__}
    for change, message in (
        ({"pairs": np.array([[0, 0], [1, 2]])}, "a ban"),
        ({"pairs": good.pairs[:1]}, "add up"),
        ({"total": 8}, "add up"),
        ({"objective": 8}, "gains"),
        ({"gap": 1}, "gap"),
    ):
        with pytest.raises(VerificationError, match=message):
            require_verified(problem, [rule], RuledResult(**{**parts, **change}))


def test_the_names_are_offered_by_the_package_of_solvers() -> None:
    for name in matcher.solve.__all__:
        assert getattr(matcher.solve, name) is not None
    with pytest.raises(AttributeError):
        matcher.solve.nothing  # noqa: B018
