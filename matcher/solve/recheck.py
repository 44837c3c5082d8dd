"""The independent check of a result: recount, add again, price every permitted pair again.

Shares no code with a solver. Sums are exact: halves of whole numbers, or correctly rounded floats
with the rounding of real weights allowed for.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import VerificationError
from matcher.solve.instance import (
    IntArray,
    Weights,
)
from matcher.solve.no_plan import another_solver_agrees
from matcher.solve.result import Prices, Result

# Whole prices, halves and quarters are whole eighths; sums of these fit 64 bits below the range.
EIGHTHS = 8
EIGHTHS_RANGE = 2.0**59


def require_verified_two_sided(
    *,
    weights_given: Weights,
    result: Result,
    limits: tuple[IntArray, IntArray, IntArray, IntArray],
    forbidden: IntArray,
    required: IntArray,
    max_pairs: int | None,
) -> Result:
    """Return the result marked as verified, or raise VerificationError."""
    row_min, row_max, col_min, col_max = limits
    if result.objective is None:
        n = weights_given.shape[0]
        shift = np.array([0, n])
        return _without_plan(
            result,
            np.argwhere(_permitted(weights_given, forbidden)) + shift,
            (np.concatenate([row_min, col_min]), np.concatenate([row_max, col_max])),
            required + shift,
            max_pairs,
        )
    pairs = _pairs(result, weights_given, forbidden, required, max_pairs)
    _counts("left", Counter(i for i, _ in pairs), row_min, row_max)
    _counts("right", Counter(j for _, j in pairs), col_min, col_max)
    _objective(result, weights_given, pairs)
    permitted = _permitted(weights_given, forbidden)
    bound = None
    if result.prices is not None:
        _signs(result.prices, weights_given.shape, max_pairs)
        prices, given, unit = _in_one_unit(result.prices, weights_given)
        faced = (prices.left - prices.left_floor)[:, None] + (prices.right - prices.right_floor)
        terms = _terms(row_max, prices.left) + _terms(row_min, -prices.left_floor)
        terms += _terms(col_max, prices.right) + _terms(col_min, -prices.right_floor)
        terms.append((max_pairs or 0) * prices.cohort)
        excess = given - faced - prices.cohort
        bound = _bound(terms, excess, permitted, required, _half_step(weights_given)) / unit
    most = int(min(row_max.sum(), col_max.sum(), permitted.sum()))
    return _proved(
        result, bound, weights_given, most if max_pairs is None else min(most, max_pairs)
    )


def require_verified_one_pool(
    *,
    weights_given: Weights,
    result: Result,
    limits: tuple[IntArray, IntArray],
    forbidden: IntArray,
    required: IntArray,
    max_pairs: int | None,
) -> Result:
    """Return the result marked as verified, or raise VerificationError."""
    least, most = limits
    both = [np.concatenate([p, p[:, ::-1]]) for p in (forbidden, required)]
    if result.objective is None:
        open_pairs = np.argwhere(np.triu(_permitted(weights_given, both[0]), 1))
        return _without_plan(result, open_pairs, limits, np.sort(required, axis=1), max_pairs)
    pairs = _pairs(result, weights_given, both[0], np.sort(required, axis=1), max_pairs)
    if any(a >= b for a, b in pairs):
        raise VerificationError("a pair of one pool is not in the order a < b")
    _counts("pool", Counter(city for pair in pairs for city in pair), least, most)
    _objective(result, weights_given, pairs)
    permitted = np.triu(_permitted(weights_given, both[0]), 1)
    bound = None
    if result.prices is not None:
        _signs(result.prices, (weights_given.shape[0], 0), max_pairs)
        prices, given, unit = _in_one_unit(result.prices, weights_given)
        net = prices.left - prices.left_floor
        faced = net[:, None] + net
        terms = _terms(most, prices.left) + _terms(least, -prices.left_floor)
        terms.append((max_pairs or 0) * prices.cohort)
        for odd in prices.odd_sets:
            members = np.array(sorted(set(odd.members)), dtype=np.int64)
            if odd.most_pairs < most[members].sum() // 2:
                raise VerificationError(f"the cap of the odd set {odd.members} is not valid")
            faced[np.ix_(members, members)] += odd.price
            terms.append(odd.most_pairs * odd.price)
        excess = given - faced - prices.cohort
        bound = (
            _bound(
                terms,
                excess,
                permitted,
                np.sort(required, axis=1),
                _half_step(weights_given),
            )
            / unit
        )
    size = int(min(most.sum() // 2, permitted.sum()))
    return _proved(
        result, bound, weights_given, size if max_pairs is None else min(size, max_pairs)
    )


def _without_plan(
    result: Result,
    ends: IntArray,
    limits: tuple[IntArray, IntArray],
    required: IntArray,
    max_pairs: int | None,
) -> Result:
    """Mark an infeasible result as verified when a second solver agrees; unknown stays unproved."""
    if result.status not in ("infeasible", "unknown") or len(result.pairs):
        raise VerificationError(f"status {result.status} without an objective")
    if result.status == "unknown":
        return result
    asked = {(int(a), int(b)) for a, b in required}
    if not another_solver_agrees(ends, *limits, asked, max_pairs):
        raise VerificationError("infeasible is claimed, and a second solver finds a plan")
    return replace(result, verified=True)


def _pairs(
    result: Result, table: Weights, forbidden: IntArray, required: IntArray, max_pairs: int | None
) -> list[tuple[int, int]]:
    listed = np.asarray(result.pairs)
    if listed.ndim != 2 or listed.shape[1] != 2 or listed.dtype.kind not in "iu":
        raise VerificationError(f"pairs of shape {listed.shape} and type {listed.dtype}")
    pairs = [(int(a), int(b)) for a, b in listed]
    barred = {(int(a), int(b)) for a, b in forbidden}
    if pairs != sorted(set(pairs)):
        raise VerificationError("the pairs are not sorted, or one occurs twice")
    for a, b in pairs:
        if not (0 <= a < table.shape[0] and 0 <= b < table.shape[1]):
            raise VerificationError(f"the pair ({a}, {b}) is outside the weights")
        if not table.permitted[a, b] or (a, b) in barred:
            raise VerificationError(f"the pair ({a}, {b}) is not permitted")
    missing = {(int(a), int(b)) for a, b in required} - set(pairs)
    if missing:
        raise VerificationError(f"required pairs are missing: {sorted(missing)}")
    if max_pairs is not None and len(pairs) > max_pairs:
        raise VerificationError(f"{len(pairs)} pairs, the cohort holds {max_pairs}")
    return pairs


def _counts(side: str, count: Counter[int], least: IntArray, most: IntArray) -> None:
    for city in range(len(most)):
        if not least[city] <= count[city] <= most[city]:
            raise VerificationError(
                f"city {city} ({side}) has {count[city]} partners, allowed {least[city]} to "
                f"{most[city]}"
            )


def _objective(result: Result, table: Weights, pairs: list[tuple[int, int]]) -> None:
    given = [table.given[a, b] for a, b in pairs]
    total = sum(int(w) for w in given) if table.exponent is None else math.fsum(given)
    if total != result.objective:
        raise VerificationError(f"the weights add up to {total}, not to {result.objective}")


def _permitted(table: Weights, forbidden: IntArray) -> npt.NDArray[np.bool_]:
    permitted = table.permitted.copy()
    for a, b in forbidden.tolist():
        permitted[a, b] = False
    return permitted


def _signs(prices: Prices, shape: tuple[int, int], max_pairs: int | None) -> None:
    n, m = shape
    for values, size in (
        (prices.left, n),
        (prices.left_floor, n),
        (prices.right, m),
        (prices.right_floor, m),
    ):
        if np.shape(values) != (size,):
            raise VerificationError(f"prices of shape {np.shape(values)} for {size} cities")
        if not np.isfinite(values).all() or (np.asarray(values) < 0).any():
            raise VerificationError("a price is negative or not finite")
    if not 0 <= prices.cohort < math.inf or (prices.cohort > 0 and max_pairs is None):
        raise VerificationError("the price of the cohort is not valid, or there is no cohort")
    for odd in prices.odd_sets:
        if not 0 <= odd.price < math.inf:
            raise VerificationError(f"the price of the odd set {odd.members} is not valid")
        if any(not 0 <= member < n for member in odd.members):
            raise VerificationError(f"the odd set {odd.members} names a city that is not there")


def _in_one_unit(prices: Prices, table: Weights) -> tuple[Prices, npt.NDArray[Any], int]:
    """Prices, weights and their unit: whole eighths where all are, so that every sum is exact."""
    arrays = {
        name: np.asarray(getattr(prices, name), dtype=np.float64) * EIGHTHS
        for name in ("left", "right", "left_floor", "right_floor")
    }
    single = [prices.cohort * EIGHTHS, *(odd.price * EIGHTHS for odd in prices.odd_sets)]
    every = np.concatenate([*arrays.values(), single])
    # The most that one pair can face: its two cities, the cohort and every odd set.
    faced = 2 * float(np.abs(every).max(initial=0)) + math.fsum(single)
    if table.exponent is not None or (every % 1).any() or faced >= EIGHTHS_RANGE:
        return prices, table.given, 1
    whole: dict[str, Any] = {name: values.astype(np.int64) for name, values in arrays.items()}
    odd_sets = tuple(replace(odd, price=int(odd.price * EIGHTHS)) for odd in prices.odd_sets)
    exact = replace(prices, **whole, cohort=int(single[0]), odd_sets=odd_sets)
    return exact, table.given.astype(np.int64) * EIGHTHS, EIGHTHS


def _terms(counts: IntArray, prices: npt.NDArray[Any]) -> list[Any]:
    return [
        count * price
        for count, price in zip(counts.tolist(), prices.tolist(), strict=True)
        if price
    ]


def _bound(
    terms: list[Any],
    excess: npt.NDArray[Any],
    permitted: npt.NDArray[np.bool_],
    required: IntArray,
    half_step: float,
) -> Fraction:
    """Re-add the bound: every term, and every pair that exceeds the prices it faces."""
    once = np.where(permitted & (excess > half_step), excess, 0)
    for a, b in required.tolist():
        # A required pair is in every plan, so its whole difference counts, loss or gain.
        once[a, b] = excess[a, b]
    every = [*terms, *once[once != 0].tolist()]
    whole = all(isinstance(term, int) for term in every)
    return Fraction(sum(every) if whole else math.fsum(every))


def _half_step(table: Weights) -> float:
    """Most that rounding may have moved one weight."""
    return 0.0 if table.exponent is None else math.ldexp(0.5, -table.exponent)


def _proved(result: Result, bound: Fraction | None, table: Weights, most_pairs: int) -> Result:
    assert result.objective is not None
    if result.status not in ("optimal", "feasible"):
        raise VerificationError(f"status {result.status} with an objective")
    if result.bound is not None and result.bound < result.objective:
        raise VerificationError(f"the bound {result.bound} is below the objective")
    if result.gap != (None if result.bound is None else result.bound - result.objective):
        raise VerificationError(f"the gap {result.gap} is not bound minus objective")
    if result.status == "optimal":
        if result.proof is None:
            raise VerificationError("optimal is claimed without a proof")
        if result.bound is None:
            raise VerificationError("optimal is claimed without a bound")
        if table.exponent is None and result.gap != 0:
            raise VerificationError(f"optimal is claimed with a gap of {result.gap}")
        if result.proof.startswith("prices") and bound is None:
            raise VerificationError("a proof by prices is claimed without prices")
    if bound is None:
        return replace(result, verified=True)
    loss = Fraction(_half_step(table)) * most_pairs
    slack = 2 * loss + abs(bound) / 10**12 if loss else Fraction(0)
    proved = bound + loss
    if result.bound is None or abs(proved - Fraction(result.bound)) > slack:
        raise VerificationError(f"the prices prove {float(proved)}, not the stated {result.bound}")
    if result.status == "optimal" and bound - Fraction(result.objective) > slack:
        raise VerificationError(f"the prices leave a gap of {float(bound) - result.objective}")
    return replace(result, verified=True)
