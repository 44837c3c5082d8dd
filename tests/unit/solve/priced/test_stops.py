"""A search that is stopped says what it knows: a verified plan with a bound, or neither."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from support.hubs import hub_pool, hub_sides
from support.plain_models import heaviest_assignment, heaviest_matching, sides_by_cp_sat
from support.shrunk import shrunk

from matcher.solve import Result, one_pool, two_sided, verify_one_pool, verify_two_sided
from matcher.solve.priced.two_sided import TIES_OPEN

SIZE = 400


@cache
def sides() -> tuple[np.ndarray, int]:
    weights = hub_sides(SIZE, SIZE) - 300_000
    return weights, heaviest_assignment(weights)


@cache
def pool() -> tuple[np.ndarray, int]:
    weights = hub_pool(SIZE - 1) - 300_000
    return weights, heaviest_matching(weights)


@pytest.fixture(params=[False, True], ids=["whole", "sampled"])
def sampled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to begin, short lists for several rounds, narrow bands for many questions."""
    monkeypatch.setattr("matcher.solve.priced.search.SAMPLE_ABOVE", 100 if request.param else 1000)
    monkeypatch.setattr("matcher.solve.priced.start.LEAST", 40)
    monkeypatch.setattr("matcher.solve.priced.search.ROW_KEPT", 4)
    monkeypatch.setattr("matcher.solve.priced.search.COL_KEPT", 2)
    monkeypatch.setattr("matcher.solve.priced.search.AGAIN_KEPT", 2)


def after(calls: int) -> Callable[[], bool]:
    """A question that is answered with no so many times."""
    left = [calls]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    return stop


def honest(result: Result, optimum: int, check: Callable[[Result], None]) -> str:
    """What a stopped search may say."""
    assert result.status in ("optimal", "feasible", "unknown")
    assert result.verified == (result.status != "unknown")
    if result.status == "unknown":
        assert (result.objective, result.bound, result.gap) == (None, None, None)
        assert len(result.pairs) == 0
        assert result.prices is None
        assert result.reason
        return "unknown"
    assert result.objective is not None
    assert result.objective <= optimum <= result.bound
    assert result.gap == result.bound - result.objective
    if result.status == "optimal":
        assert result.objective == optimum
        assert result.reason in (None, TIES_OPEN)
    else:
        assert result.reason
        assert result.proof is None
    check(result)
    return result.status


@pytest.mark.usefixtures("sampled")
@pytest.mark.parametrize("threads", [1, 2])
def test_two_sides_stopped_after_any_number_of_questions_are_honest(threads: int) -> None:
    weights, optimum = sides()
    check = lambda result: verify_two_sided(weights, result)  # noqa: E731
    seen = Counter(
        honest(
            two_sided(weights, regime="large", stop=after(calls), threads=threads), optimum, check
        )
        for calls in (*range(30), *range(30, 100, 5), 10**6)
    )
    assert seen["unknown"] > 0
    assert seen["feasible"] > 0
    assert seen["optimal"] > 0


@pytest.mark.usefixtures("sampled")
def test_one_pool_stopped_after_any_number_of_questions_is_honest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.solve.priced.pool_ties.MOST", 0)
    weights, optimum = pool()
    check = lambda result: verify_one_pool(weights, result)  # noqa: E731
    seen = Counter(
        honest(one_pool(weights, regime="large", stop=after(calls)), optimum, check)
        for calls in (*range(0, 60, 3), *range(60, 200, 10), 10**6)
    )
    assert seen["unknown"] > 0
    assert seen["feasible"] > 0
    assert seen["optimal"] > 0


LIMITS: tuple[dict[str, Any], ...] = (
    {"left_max": 2, "right_max": [3] * 5 + [1] * 7, "max_pairs": 14},
    {"left_min": 1, "right_min": [1] * 6 + [0] * 6},
    {"unmatched_allowed": False},
    {"required": [(0, 1), (3, 3)], "forbidden": [(1, 1)]},
    {"left_groups": [(range(4), 2), (range(9), 5)], "right_groups": [(range(6), 3)]},
)


@pytest.mark.parametrize("limits", LIMITS)
def test_limits_hold_in_whatever_a_stopped_search_gives(limits: dict[str, Any]) -> None:
    weights = np.random.default_rng(1).integers(-20, 60, (12, 12)).astype(float)
    optimum = sides_by_cp_sat(weights, **limits)
    assert optimum is not None
    grouped = "left_groups" in limits
    check = lambda r: None if grouped else verify_two_sided(weights, r, **limits)  # noqa: E731
    with shrunk(1):
        seen = Counter(
            honest(
                two_sided(weights, regime="large", stop=after(calls), threads=1, **limits),
                optimum,
                check,
            )
            for calls in range(120)
        )
    assert seen["unknown"] > 0
    assert seen["optimal"] > 0


@pytest.mark.parametrize("limit", [0, 0.0001, 0.01, 0.05])
@pytest.mark.parametrize("size", [400, 700])
@pytest.mark.parametrize("solver", [two_sided, one_pool])
def test_a_short_time_limit_gives_an_honest_answer_in_time(
    solver: Callable[..., Result], size: int, limit: float
) -> None:
    weights = hub_pool(size) if solver is one_pool else hub_sides(size, size)
    started = perf_counter()
    result = solver(weights, regime="large", time_limit=limit)
    assert perf_counter() - started < 3
    assert result.status in ("optimal", "feasible", "unknown")
    assert result.verified == (result.status != "unknown")
    if result.status == "feasible":
        assert result.gap >= 0
    if not limit:
        assert result.status == "unknown"
        assert result.reason


def test_a_time_limit_holds_while_ties_are_compared() -> None:
    upper = np.triu(np.random.default_rng([31, 5]).integers(0, 5, (31, 31)), 1)
    started = perf_counter()
    one_pool(upper + upper.T, regime="large", time_limit=0.5)
    assert perf_counter() - started < 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
@pytest.mark.parametrize("at", ["progress", "stop"])
@pytest.mark.parametrize("solver", [two_sided, one_pool])
def test_what_is_raised_while_watching_comes_out_as_it_is(
    solver: Callable[..., Result], at: str, error: type[BaseException]
) -> None:
    weights = hub_pool(SIZE)
    left = [3]

    def watch(*_: Any) -> bool:
        left[0] -= 1
        if at == "progress" or left[0] < 0:
            raise error("enough")
        return False

    before = set(threading.enumerate())
    with pytest.raises(error, match="enough"):
        solver(weights, regime="large", threads=2, **{at: watch})
    assert set(threading.enumerate()) <= before
    # Nothing is left behind that a later run would trip over.
    assert solver(weights, regime="large").status == "optimal"


def test_an_error_in_the_weights_comes_out_as_it_is() -> None:
    class Broken:
        shape = (SIZE, SIZE)
        whole_below = 10

        def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
            raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        two_sided(Broken(), regime="large", threads=2)
