"""Large pools with several partners, minimums or a cohort: exact, checked, and never n x n."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from threading import Event
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from support.hubs import hard_pool

from matcher.errors import SolverInputError, VerificationError
from matcher.solve import Result, integer_pool, one_pool
from matcher.solve.limits import Limits
from matcher.solve.priced import pool_several, two_sided
from matcher.solve.priced.recheck import Claim, require_verified
from matcher.solve.priced.source import read_source
from matcher.solve.result import OddSet

MOST_AT_ONCE = 2**19
NOBODY = np.empty((0, 2), dtype=np.int64)


def large(weights: Any, **limits: Any) -> Result:
    return one_pool(weights, regime="large", **limits)


def claim(weights: Any, most: Any = 1, least: Any = 0, cohort: int | None = None) -> Claim:
    n = len(weights)
    most, least = (np.broadcast_to(given, n).astype(np.int64) for given in (most, least))
    limits = Limits(least, most, least, most, max_pairs=cohort)
    return Claim(read_source(weights, NOBODY, pool=True), limits, NOBODY, pool=True)


class Blocks:
    """Weights that refuse to be asked for too many pairs at once, and count them."""

    def __init__(self, table: np.ndarray) -> None:
        self.table, self.shape, self.largest = table, table.shape, 0

    def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        self.largest = max(self.largest, len(rows) * len(cols))
        assert self.largest <= MOST_AT_ONCE, "too many pairs at once"
        return self.table[np.ix_(rows, cols)]


@pytest.mark.parametrize(
    "limits",
    [
        {"max_partners": 2},
        {"max_partners": 3},
        {"max_partners": 3, "min_partners": 1, "max_pairs": 90},
        {"max_partners": [1 + i % 3 for i in range(70)]},
        {"max_pairs": 20},
        {"unmatched_allowed": False, "max_partners": 2, "required": [(0, 1), (3, 2)]},
        {"max_partners": 2, "forbidden": [(0, 1), (9, 8)], "min_partners": 2},
    ],
    ids=lambda limits: "-".join(limits),
)
def test_both_regimes_give_the_same_plan(limits: dict[str, Any]) -> None:
    weights = hard_pool(70)
    whole, priced = one_pool(weights, regime="small", **limits), large(weights, **limits)
    assert (priced.status, priced.regime, priced.verified) == ("optimal", "large", True)
    assert (whole.objective, whole.bound) == (priced.objective, priced.bound)
    assert whole.pairs.tolist() == priced.pairs.tolist()


def test_no_more_than_a_few_pairs_are_asked_for_at_once() -> None:
    table = hard_pool(800)
    blocks = Blocks(table)
    assert table.size > MOST_AT_ONCE
    result = large(blocks, max_partners=2, time_limit=20)
    assert result.status in ("optimal", "feasible")
    assert result.verified
    assert 0 < blocks.largest <= MOST_AT_ONCE


@pytest.mark.parametrize("limit", [0.0, 0.05, 0.2])
def test_a_short_limit_gives_a_plan_and_an_honest_gap(limit: float) -> None:
    weights = hard_pool(600)
    large(weights[:20, :20], max_partners=3)
    started = perf_counter()
    result = large(weights, max_partners=3, time_limit=limit)
    assert perf_counter() - started < 10
    assert result.status in ("optimal", "feasible")
    assert result.verified
    assert result.prices is not None
    # What is proved is checked once more, and a smaller bound is refused.
    asked = claim(weights, 3)
    require_verified(result, asked)
    if result.status == "feasible":
        assert result.gap > 0
        assert result.reason == two_sided.UNPROVED
        better = replace(result, bound=result.objective, gap=0)
        with pytest.raises(VerificationError, match="the prices prove"):
            require_verified(better, asked)


@pytest.mark.parametrize("looks", range(1, 80, 4))
def test_a_stop_at_any_moment_leaves_a_bound_that_holds(looks: int) -> None:
    left = iter(range(looks))
    result = large(hard_pool(600), max_partners=3, threads=1, stop=lambda: next(left, None) is None)
    assert result.verified
    assert result.objective <= 226_590_258 <= result.bound


def test_without_time_a_minimum_leaves_the_status_unknown() -> None:
    result = large(hard_pool(60), max_partners=2, min_partners=1, time_limit=0)
    assert (result.status, result.objective, len(result.pairs)) == ("unknown", None, 0)
    assert result.reason == two_sided.LATE


def test_without_time_a_cohort_bounds_the_value() -> None:
    weights = hard_pool(60)
    result = large(weights, max_pairs=3, time_limit=0, required=[(4, 5)])
    assert (result.status, result.pairs.tolist()) == ("feasible", [[4, 5]])
    assert result.bound == 3 * np.triu(weights, 1).max()


def test_a_stop_ends_the_integer_search(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Event()
    monkeypatch.setattr(pool_several, "propose_odd_sets", lambda *_: asked.set() or [])
    result = large(hard_pool(151), max_partners=3, stop=asked.is_set)
    assert (result.status, result.reason) == ("feasible", two_sided.UNPROVED)
    assert result.verified


def test_a_watcher_sees_values_of_the_pool() -> None:
    seen = []
    result = large(hard_pool(40) / 8, max_partners=2, progress=seen.append)
    assert result.status == "optimal"
    first = seen[0]
    assert first.gap >= 0
    assert result.objective <= first.value + first.gap < 2 * result.objective


class TestTeeth:
    """Sets whose teeth matter: a triangle with one more pair at each corner."""

    def weights(self) -> np.ndarray:
        table = np.full((6, 6), np.nan)
        for a, b, weight in [(0, 1, 8), (1, 2, 8), (0, 2, 8), (0, 3, 7), (1, 4, 7), (2, 5, 7)]:
            table[a, b] = table[b, a] = weight
        return table

    def found(self, regime: Any) -> Result:
        return one_pool(self.weights(), max_partners=[2, 2, 2, 1, 1, 1], regime=regime)

    def test_the_prices_prove_what_sets_alone_cannot(self) -> None:
        pool = hard_pool(151)
        result = large(pool, max_partners=2)
        assert (result.status, result.proof) == ("optimal", "prices+odd_sets")
        assert result.prices is not None
        assert any(odd.teeth for odd in result.prices.odd_sets)
        assert one_pool(pool, max_partners=2, regime="small").objective == result.objective

    @pytest.mark.parametrize("regime", ["small", "large"])
    def test_the_triangle_has_its_best_plan(self, regime: Any) -> None:
        assert self.found(regime).objective == 38 - 8

    def checked(self, teeth: Any, most_pairs: int) -> Result:
        """Two of three pairs at one city, bounded by one set with teeth at price 6."""
        weights = np.full((4, 4), np.nan)
        weights[0, 1:] = weights[1:, 0] = 6
        odd = OddSet((0,), most_pairs, 6.0, teeth)
        result = one_pool(weights, max_partners=[2, 1, 1, 1], regime="large")
        assert result.prices is not None
        zero = np.zeros(4)
        prices = replace(result.prices, left=zero, left_floor=zero, odd_sets=(odd,))
        plan = replace(result, prices=prices, proof="prices+odd_sets")
        return require_verified(plan, claim(weights, [2, 1, 1, 1]))

    def test_a_set_with_teeth_proves_a_bound(self) -> None:
        assert self.checked(((0, 1), (0, 2), (0, 3)), 2).verified

    @pytest.mark.parametrize(
        ("teeth", "most", "words"),
        [
            (((0, 1), (0, 2), (0, 3)), 1, "the cap of the odd set"),
            (((0, 1), (0, 1), (0, 2), (0, 3)), 2, "counts twice"),
            (((1, 0), (0, 2), (0, 3)), 2, "is no tooth"),
            (((1, 2), (0, 2), (0, 3)), 2, "is no tooth"),
            (((0, 9), (0, 2), (0, 3)), 2, "is no tooth"),
            (((0, 1), (0, 2)), 2, "the prices prove"),
        ],
    )
    def test_teeth_that_are_none_are_refused(self, teeth: Any, most: int, words: str) -> None:
        with pytest.raises(VerificationError, match=words):
            self.checked(teeth, most)


def wrong_city(prices: Any) -> Any:
    left = prices.left.copy()
    left[int(np.argmax(left))] -= 1
    return replace(prices, left=left)


def wrong_set(prices: Any) -> Any:
    first, *others = prices.odd_sets
    return replace(prices, odd_sets=(replace(first, price=first.price - 1), *others))


def wrong_cap(prices: Any) -> Any:
    first, *others = prices.odd_sets
    return replace(prices, odd_sets=(replace(first, most_pairs=first.most_pairs - 1), *others))


def no_teeth(prices: Any) -> Any:
    sets = tuple(replace(odd, teeth=()) for odd in prices.odd_sets)
    return replace(prices, odd_sets=sets)


@pytest.mark.parametrize("spoil", [wrong_city, wrong_set, wrong_cap, no_teeth])
def test_a_wrong_certificate_is_rejected(spoil: Any) -> None:
    weights = hard_pool(100)
    result = large(weights, max_partners=3)
    assert result.proof == "prices+odd_sets"
    require_verified(result, claim(weights, 3))
    with pytest.raises(VerificationError):
        require_verified(replace(result, prices=spoil(result.prices)), claim(weights, 3))


def test_the_price_of_a_cohort_is_part_of_the_bound() -> None:
    weights = hard_pool(40)
    result = large(weights, max_partners=3, max_pairs=10)
    assert (len(result.pairs), result.status) == (10, "optimal")
    assert result.prices is not None
    assert result.prices.cohort > 0
    asked = claim(weights, 3, cohort=10)
    require_verified(result, asked)
    cheaper = replace(result.prices, cohort=result.prices.cohort - 1)
    with pytest.raises(VerificationError, match="the prices prove"):
        require_verified(replace(result, prices=cheaper), asked)


def test_the_bound_adds_what_single_pairs_beat_their_prices_by() -> None:
    """Prices of nothing: every pair beats them by its whole weight, and is used once."""
    weights = np.array([[0, 5, 3], [5, 0, 2], [3, 2, 0]])
    result = large(weights, max_partners=2)
    assert (result.objective, result.status) == (10, "optimal")
    zero = np.zeros(3)
    plain = replace(result.prices, left=zero, left_floor=zero, odd_sets=(), cohort=0.0)
    assert require_verified(replace(result, prices=plain, proof="prices"), claim(weights, 2))


def test_a_set_of_all_cities_is_priced_without_listing_its_pairs() -> None:
    weights = np.full((3, 3), 4)
    result = large(weights, max_pairs=2)
    assert result.prices is not None
    assert [odd.members for odd in result.prices.odd_sets] == [(0, 1, 2)]
    assert (result.objective, result.bound) == (4, 4)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"max_partners": 2, "min_partners": 2, "forbidden": [(0, 1), (0, 2)]}, "no plan meets"),
        ({"max_pairs": 1, "unmatched_allowed": False}, "at least 2 pairs"),
        ({"max_pairs": 2, "min_partners": [1, 0, 1, 0], "required": [(0, 1), (2, 3), (0, 2)]},
         "3 pairs are required"),
        ({"max_pairs": 1, "min_partners": [0, 0, 1, 0], "required": [(0, 1)]},
         "minimums and required pairs ask for at least 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_met_is_said_and_checked(limits: dict[str, Any], words: str) -> None:
    result = large(np.ones((4, 4)), **limits)
    assert (result.status, result.verified, result.objective) == ("infeasible", True, None)
    assert words in (result.reason or "")


def two_triangles() -> np.ndarray:
    """The doubled graph matches everyone; the pool cannot, for both parts are odd."""
    weights = np.full((6, 6), np.nan)
    for a, b in [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]:
        weights[a, b] = weights[b, a] = 1
    return weights


def test_what_only_whole_pairs_rule_out_is_confirmed_by_a_second_solver(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits: dict[str, Any] = {"min_partners": 1, "max_pairs": 3}
    result = large(two_triangles(), **limits)
    assert (result.status, result.verified) == ("infeasible", True)
    monkeypatch.setattr(pool_several, "another_solver_agrees", lambda *_: False)
    with pytest.raises(VerificationError, match="a second solver finds a plan"):
        large(two_triangles(), **limits)


def test_weights_whose_sums_leave_the_exact_range_are_refused() -> None:
    weights = np.full((4, 4), 2.0**51)
    with pytest.raises(SolverInputError, match="too large"):
        large(weights, max_partners=2)


def test_a_search_that_finds_too_many_pairs_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_several, "propose_odd_sets", lambda *_: [])
    monkeypatch.setattr("matcher.solve.priced.doubled.MOST", 5)
    result = large(hard_pool(100), max_partners=3)
    assert (result.status, result.verified) == ("feasible", True)
    assert "too many pairs" in (result.reason or "")


def test_two_solvers_prove_what_prices_leave_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_several, "propose_odd_sets", lambda *_: [])
    weights = hard_pool(100)
    result = large(weights, max_partners=3)
    assert (result.status, result.proof, result.prices) == ("optimal", "two_solvers", None)
    monkeypatch.setattr(integer_pool, "second_opinion", lambda *_: False)
    disputed = large(weights, max_partners=3)
    assert (disputed.status, disputed.objective) == ("feasible", result.objective)
    assert disputed.gap > 0


def test_threads_change_nothing() -> None:
    weights = hard_pool(300)
    one, two = (large(weights, max_partners=2, threads=threads) for threads in (1, 2))
    assert one.pairs.tolist() == two.pairs.tolist()
    assert (one.objective, one.bound, one.proof) == (two.objective, two.bound, two.proof)


def test_real_weights_keep_a_bound_that_rounding_cannot_break() -> None:
    weights = hard_pool(80) * 0.37
    result = large(weights, max_partners=2)
    assert result.status == "optimal"
    assert 0 <= result.gap <= 1e-3
    whole = one_pool(hard_pool(80), max_partners=2, regime="small")
    assert Fraction(result.bound) >= Fraction(whole.objective) * Fraction(0.37)
    assert all(a < b for a, b in pairwise(result.pairs[:, 0] * 80 + result.pairs[:, 1]))
