"""Every solver over every small case: answer, certificate, check, determinism, forms of input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from contract.cases import ONE_POOL, TWO_SIDED, Case
from support.weight_forms import FORMS, formed

from matcher.errors import VerificationError
from matcher.solve import Result, one_pool, two_sided, verify_one_pool, verify_two_sided

Solver = Callable[..., Result]
SOLVERS: dict[str, tuple[Solver, Callable[..., None]]] = {
    "two_sided": (two_sided, verify_two_sided),
    "one_pool": (one_pool, verify_one_pool),
}
EVERY = [
    pytest.param(name, case, id=f"{name}-{case}")
    for name, cases in (("two_sided", TWO_SIDED), ("one_pool", ONE_POOL))
    for case in cases
]
PLANNED = [param for param in EVERY if param.values[1].status == "optimal"]


@pytest.fixture(params=["small", "large"], autouse=True)
def regime(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every promise below is one of both regimes: solved whole, and by prices over a shortlist."""
    for name, (solver, check) in SOLVERS.items():
        monkeypatch.setitem(SOLVERS, name, (partial(solver, regime=request.param), check))
    return request.param


def dense(case: Case) -> np.ndarray:
    return np.array(case.weights, dtype=np.float64)


def solve(name: str, case: Case, weights: Any = None) -> Result:
    return SOLVERS[name][0](case.weights if weights is None else weights, **case.limits)


def same(one: Result, other: Result) -> bool:
    plain = [
        (r.status, r.pairs.tolist(), r.objective, r.bound, r.gap, r.proof, r.reason, repr(r.prices))
        for r in (one, other)
    ]
    return plain[0] == plain[1]


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_the_status_value_and_canonical_plan_are_the_known_ones(name: str, case: Case) -> None:
    result = solve(name, case)
    assert (result.status, result.objective) == (case.status, case.objective)
    assert result.pairs.tolist() == case.pairs
    assert result.pairs.dtype == np.int64
    assert result.pairs.shape == (len(case.pairs), 2)
    assert result.verified


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_the_regime_that_was_asked_for_is_the_one_that_ran(
    name: str, case: Case, regime: str
) -> None:
    assert solve(name, case).regime == regime


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_without_a_plan_there_is_a_reason_and_no_number(name: str, case: Case, regime: str) -> None:
    result = solve(name, case)
    if case.status == "optimal":
        assert result.bound == result.objective
        assert result.gap == 0
    else:
        assert (result.objective, result.bound, result.gap) == (None, None, None)
        assert (result.prices, result.proof) == (None, None)
        assert result.reason is not None
        # Without a table of all pairs nobody has counted the partners that each city may have.
        counted = regime == "small" or case.says != "permitted"
        assert (case.says if counted else "") in result.reason


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_the_independent_check_accepts_it_with_the_same_arguments(name: str, case: Case) -> None:
    SOLVERS[name][1](case.weights, solve(name, case), **case.limits)


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_prices_are_there_exactly_when_they_are_the_proof(name: str, case: Case) -> None:
    result = solve(name, case)
    assert (result.prices is not None) == str(result.proof).startswith("prices")
    if name == "two_sided":
        assert result.proof == "prices"


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_the_bound_is_the_sum_of_its_column(name: str, case: Case) -> None:
    result = solve(name, case)
    if result.prices is not None:
        assert column(name, case, result) == result.bound


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_a_price_stands_only_where_its_limit_binds(name: str, case: Case) -> None:
    result = solve(name, case)
    prices = result.prices
    if prices is None:
        return
    for (_, most), price, at in sides(name, case, result):
        assert (at[price > 0] == most[price > 0]).all()
    if prices.cohort:
        assert len(result.pairs) == case.limits["max_pairs"]


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_a_second_run_gives_the_same_bytes(name: str, case: Case) -> None:
    assert same(solve(name, case), solve(name, case))


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_inputs_are_never_changed(name: str, case: Case) -> None:
    weights = dense(case)
    limits = {
        key: np.array(value) if isinstance(value, (list, int)) and key != "max_pairs" else value
        for key, value in case.limits.items()
        if not isinstance(value, bool)
    } | {key: value for key, value in case.limits.items() if isinstance(value, bool)}
    before = [weights.copy(), *(np.copy(value) for value in limits.values())]
    weights.flags.writeable = False
    SOLVERS[name][0](weights, **limits)
    for old, new in zip(before, [weights, *limits.values()], strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "case"), EVERY)
def test_every_form_of_the_same_weights_gives_the_same_result(
    name: str, case: Case, form: str
) -> None:
    weights = dense(case)
    if form == "list" and weights.size == 0:
        pytest.skip("a list cannot say the shape of an empty table")
    if form.endswith("32") and (weights.astype(np.float32) != weights)[~np.isnan(weights)].any():
        pytest.skip("the weights do not fit float32")
    given = formed(weights, form, symmetric=name == "one_pool")
    assert same(solve(name, case, weights), solve(name, case, given))


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, np.uint16, np.float64])
def test_whole_weights_are_whole_whatever_their_type(dtype: type) -> None:
    result = SOLVERS["two_sided"][0](np.array([[9, 8], [8, 1]], dtype=dtype))
    assert (result.objective, type(result.objective)) == (16, int)


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_plans_spoilt_on_purpose_are_rejected(name: str, case: Case) -> None:
    result = solve(name, case)
    assert result.objective is not None
    spoilt = [
        replace(result, objective=result.objective + 1),
        replace(result, bound=result.objective + 1),
        replace(result, bound=result.objective + 1, gap=1),
        replace(result, status="infeasible"),
        replace(result, proof=None),
    ]
    if len(result.pairs):
        i, j = result.pairs[-1]
        # Leaving out a pair of weight 0 costs nothing: a shorter plan, and still an optimal one.
        if dense(case)[i, j] != 0:
            spoilt.append(replace(result, pairs=result.pairs[:-1]))
        spoilt += [
            replace(result, pairs=np.vstack([result.pairs, result.pairs[-1:]])),
            replace(result, pairs=result.pairs + 100),
        ]
    if len(result.pairs) > 1:
        spoilt.append(replace(result, pairs=result.pairs[::-1]))
    accepted = [k for k, wrong in enumerate(spoilt) if not rejected(name, case, wrong)]
    assert accepted == []


@pytest.mark.parametrize(("name", "case"), PLANNED)
def test_certificates_spoilt_on_purpose_are_rejected(name: str, case: Case) -> None:
    result = solve(name, case)
    if result.prices is None:
        return
    prices = result.prices
    spoilt = [
        replace(prices, cohort=prices.cohort + 1),
        replace(prices, cohort=-1.0),
        *(replace(prices, left=bumped(prices.left, i, -1)) for i in np.flatnonzero(prices.left)),
        *(
            replace(prices, left_floor=bumped(prices.left_floor, i, -1))
            for i in np.flatnonzero(prices.left_floor)
        ),
    ]
    # One step is beneath what a 64-bit float tells apart near 2^53.
    if abs(result.objective or 0) >= 2**52:
        return
    for wrong in (replace(result, prices=price) for price in spoilt):
        # A step along the optimal face leaves another proof of the same bound, which may stand.
        still_a_proof = legal(wrong, case) and column(name, case, wrong) == result.bound
        assert still_a_proof or rejected(name, case, wrong)


def rejected(name: str, case: Case, wrong: Result) -> bool:
    try:
        SOLVERS[name][1](case.weights, wrong, **case.limits)
    except VerificationError:
        return True
    return False


def legal(result: Result, case: Case) -> bool:
    """Whether no price is negative and the cohort has one only where there is a cohort."""
    prices = result.prices
    assert prices is not None
    if prices.cohort and "max_pairs" not in case.limits:
        return False
    parts = (prices.left, prices.right, prices.left_floor, prices.right_floor)
    return prices.cohort >= 0 and all((part >= 0).all() for part in parts)


def bumped(values: np.ndarray, at: int, by: float) -> np.ndarray:
    copy = values.copy()
    copy[at] += by
    return copy


def sides(
    name: str, case: Case, result: Result
) -> list[tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray]]:
    """Limits, prices and partners of each side."""
    n, m = dense(case).shape
    prices, limits = result.prices, case.limits
    assert prices is not None
    if name == "one_pool":
        most = np.broadcast_to(limits.get("max_partners", 1), n)
        least = np.broadcast_to(limits.get("min_partners", 0), n)
        used = np.bincount(result.pairs.ravel(), minlength=n)
        return [((least, most), prices.left, used)]
    found = []
    for k, (word, size, values) in enumerate(
        (("left", n, prices.left), ("right", m, prices.right))
    ):
        most = np.broadcast_to(limits.get(f"{word}_max", 1), size)
        least = np.broadcast_to(limits.get(f"{word}_min", 0), size)
        found.append(((least, most), values, np.bincount(result.pairs[:, k], minlength=size)))
    return found


def column(name: str, case: Case, result: Result) -> float:
    """The bound added up by hand from the prices, as a reader would."""
    weights, limits, prices = dense(case), case.limits, result.prices
    assert prices is not None
    n, m = weights.shape
    stay = not limits.get("unmatched_allowed", True)
    total = limits.get("max_pairs", 0) * prices.cohort
    floors = [prices.left_floor, prices.right_floor]
    must = [stay and n <= m, stay and m <= n]
    for k, ((least, most), price, _) in enumerate(sides(name, case, result)):
        least = np.maximum(least, 1) if must[k] else least
        total += float(most @ price) - float(least @ floors[k])
    net = prices.left - prices.left_floor
    other = net if name == "one_pool" else prices.right - prices.right_floor
    barred = {tuple(pair) for pair in limits.get("forbidden", [])}
    asked = {tuple(pair) for pair in limits.get("required", [])}
    for i in range(n):
        for j in range(m):
            turned = {(i, j), (j, i)} if name == "one_pool" else {(i, j)}
            if np.isnan(weights[i, j]) or turned & barred or (name == "one_pool" and i >= j):
                continue
            excess = weights[i, j] - net[i] - other[j] - prices.cohort
            for odd in prices.odd_sets:
                excess -= odd.price if {i, j} <= set(odd.members) else 0
            total += excess if turned & asked else max(excess, 0)
    return total + sum(odd.most_pairs * odd.price for odd in prices.odd_sets)
