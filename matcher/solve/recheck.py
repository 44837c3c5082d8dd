"""The independent check of a result: recount, add again, price every permitted pair again.

Shares no code with a solver. Sums are exact: halves of whole numbers, or correctly rounded floats
with the rounding of real weights allowed for.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
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
from matcher.solve.limits import Group
from matcher.solve.no_plan import another_solver_agrees
from matcher.solve.result import GroupPrice, OddSet, Prices, Result

# Whole prices, halves and quarters are whole eighths; sums of these fit 64 bits below the range.
EIGHTHS = 8
EIGHTHS_RANGE = 2.0**59
# Numbers that a step of pricing holds at once.
CACHED = 2**15


def require_verified_two_sided(
    *,
    weights_given: Weights,
    result: Result,
    limits: tuple[IntArray, IntArray, IntArray, IntArray],
    forbidden: IntArray,
    required: IntArray,
    max_pairs: int | None,
    groups: tuple[tuple[Group, ...], tuple[Group, ...]] = ((), ()),
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
            [
                (group.members + offset, group.most)
                for side, offset in zip(groups, (0, n), strict=True)
                for group in side
            ],
        )
    pairs = _pairs(result, weights_given, forbidden, required, max_pairs)
    _counts("left", pairs[:, 0], row_min, row_max)
    _counts("right", pairs[:, 1], col_min, col_max)
    for side, name in enumerate(("left", "right")):
        _groups(name, pairs[:, side], groups[side])
    _objective(result, weights_given, pairs)
    bound = None
    if result.prices is not None:
        _signs(result.prices, weights_given.shape, max_pairs)
        for group in result.prices.groups:
            _require_known(group, groups)
        prices, given, unit = _in_one_unit(result.prices, weights_given)
        terms = _terms(row_max, prices.left) + _terms(row_min, -prices.left_floor)
        terms += _terms(col_max, prices.right) + _terms(col_min, -prices.right_floor)
        terms.append((max_pairs or 0) * prices.cohort)
        # The cohort goes to the rows, and rows go in blocks that stay in the cache.
        left = prices.left - prices.left_floor + prices.cohort
        right = prices.right - prices.right_floor
        for group in prices.groups:
            (left if group.side == "left" else right)[list(group.members)] += group.price
            terms.append(group.most_pairs * group.price)
        half = _half_step(weights_given)
        step = max(1, CACHED // max(1, len(right)))
        for top in range(0, len(left), step):
            rows = slice(top, top + step)
            excess = given[rows] - left[rows, None]
            excess -= right
            listed = (_within(pairs, top, step) for pairs in (forbidden, required))
            terms += _once(excess, weights_given.permitted[rows], half, *listed)
        bound = _sum(terms, unit)
    most = int(min(row_max.sum(), col_max.sum(), _permitted_count(weights_given, forbidden)))
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
    barred = np.concatenate([forbidden, forbidden[:, ::-1]])
    required = np.unique(np.sort(required, axis=1), axis=0)
    if result.objective is None:
        open_pairs = np.argwhere(np.triu(_permitted(weights_given, barred), 1))
        return _without_plan(result, open_pairs, limits, required, max_pairs)
    pairs = _pairs(result, weights_given, barred, required, max_pairs)
    if (pairs[:, 0] >= pairs[:, 1]).any():
        raise VerificationError("a pair of one pool is not in the order a < b")
    _counts("pool", pairs.ravel(), least, most)
    _objective(result, weights_given, pairs)
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
            if odd.most_pairs < (most[members].sum() + len(odd.teeth)) // 2:
                raise VerificationError(f"the cap of the odd set {odd.members} is not valid")
            faced[np.ix_(members, members)] += odd.price
            for a, b in odd.teeth:
                faced[a, b] += odd.price
                faced[b, a] += odd.price
            terms.append(odd.most_pairs * odd.price)
        excess = np.triu(given - faced - prices.cohort, 1)
        half = _half_step(weights_given)
        terms += _once(excess, weights_given.permitted, half, barred, required)
        bound = _sum(terms, unit)
    size = int(min(most.sum() // 2, _permitted_count(weights_given, barred) // 2))
    return _proved(
        result, bound, weights_given, size if max_pairs is None else min(size, max_pairs)
    )


def _without_plan(
    result: Result,
    ends: IntArray,
    limits: tuple[IntArray, IntArray],
    required: IntArray,
    max_pairs: int | None,
    groups: Sequence[tuple[IntArray, int]] = (),
) -> Result:
    """Mark an infeasible result as verified when a second solver agrees; unknown stays unproved."""
    if result.status not in ("infeasible", "unknown") or len(result.pairs):
        raise VerificationError(f"status {result.status} without an objective")
    if result.status == "unknown":
        return result
    asked = {(int(a), int(b)) for a, b in required}
    if not another_solver_agrees(ends, *limits, asked, max_pairs, groups):
        raise VerificationError("infeasible is claimed, and a second solver finds a plan")
    return replace(result, verified=True)


def _pairs(
    result: Result, table: Weights, forbidden: IntArray, required: IntArray, max_pairs: int | None
) -> IntArray:
    pairs = np.asarray(result.pairs)
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise VerificationError(f"pairs of shape {pairs.shape} and type {pairs.dtype}")
    outside = (pairs < 0) | (pairs >= table.shape)
    if np.count_nonzero(outside):
        at = pairs[np.argwhere(outside)[:1, 0]]
        raise VerificationError(f"the pair {_named(at)} is outside the weights")
    pairs = pairs.astype(np.int64, copy=False)
    place = _places(pairs, table)
    if np.count_nonzero(place[1:] <= place[:-1]):
        raise VerificationError("the pairs are not sorted, or one occurs twice")
    closed = ~table.permitted[pairs[:, 0], pairs[:, 1]]
    if len(forbidden):
        closed |= np.isin(place, _places(forbidden, table))
    if np.count_nonzero(closed):
        raise VerificationError(f"the pair {_named(pairs[closed])} is not permitted")
    if len(required):
        missing = ~np.isin(_places(required, table), place)
        if missing.any():
            raise VerificationError(f"the required pair {_named(required[missing])} is missing")
    if max_pairs is not None and len(pairs) > max_pairs:
        raise VerificationError(f"{len(pairs)} pairs, the cohort holds {max_pairs}")
    return pairs


def _places(pairs: IntArray, table: Weights) -> IntArray:
    """Position of each pair in the table, row by row."""
    return pairs[:, 0] * table.shape[1] + pairs[:, 1]


def _named(pairs: IntArray) -> str:
    return str(tuple(pairs[0].tolist()))


def _counts(side: str, cities: IntArray, least: IntArray, most: IntArray) -> None:
    count = np.bincount(cities, minlength=len(most))
    wrong = (count < least) | (count > most)
    if np.count_nonzero(wrong):
        city = int(wrong.argmax())
        raise VerificationError(
            f"city {city} ({side}) has {count[city]} partners, allowed {least[city]} to "
            f"{most[city]}"
        )


def _groups(side: str, cities: IntArray, groups: tuple[Group, ...]) -> None:
    for group in groups:
        held = int(np.isin(cities, group.members).sum())
        if held > group.most:
            raise VerificationError(
                f"a group of the {side} side has {held} pairs, allowed {group.most}"
            )


def _require_known(price: GroupPrice, groups: tuple[tuple[Group, ...], tuple[Group, ...]]) -> None:
    side = groups[0 if price.side == "left" else 1]
    known = {(tuple(group.members.tolist()), group.most) for group in side}
    if not 0 <= price.price < math.inf or (price.members, price.most_pairs) not in known:
        raise VerificationError(
            f"the price of the group {price.members} is not valid, or there is no such cap"
        )


def _objective(result: Result, table: Weights, pairs: IntArray) -> None:
    given = table.given[pairs[:, 0], pairs[:, 1]].tolist()
    total = sum(map(int, given)) if table.exponent is None else math.fsum(given)
    if total != result.objective:
        raise VerificationError(f"the weights add up to {total}, not to {result.objective}")


def _permitted(table: Weights, forbidden: IntArray) -> npt.NDArray[np.bool_]:
    permitted = table.permitted.copy()
    permitted[forbidden[:, 0], forbidden[:, 1]] = False
    return permitted


def _signs(prices: Prices, shape: tuple[int, int], max_pairs: int | None) -> None:
    n, m = shape
    every = []
    for values, size in (
        (prices.left, n),
        (prices.left_floor, n),
        (prices.right, m),
        (prices.right_floor, m),
    ):
        if np.shape(values) != (size,):
            raise VerificationError(f"prices of shape {np.shape(values)} for {size} cities")
        every.append(values)
    # What is no number is not at least 0 either.
    together = np.concatenate(every)
    if len(together) and not 0 <= together.min() <= together.max() < math.inf:
        raise VerificationError("a price is negative or not finite")
    if not 0 <= prices.cohort < math.inf or (prices.cohort > 0 and max_pairs is None):
        raise VerificationError("the price of the cohort is not valid, or there is no cohort")
    for odd in prices.odd_sets:
        if not 0 <= odd.price < math.inf:
            raise VerificationError(f"the price of the odd set {odd.members} is not valid")
        if any(not 0 <= member < n for member in odd.members):
            raise VerificationError(f"the odd set {odd.members} names a city that is not there")
        require_teeth(odd, n)


def require_teeth(odd: OddSet, n: int) -> None:
    """Raise unless the teeth of an odd set are distinct pairs a < b with one end in the set."""
    members = set(odd.members)
    for a, b in odd.teeth:
        if not 0 <= a < b < n or (a in members) == (b in members):
            raise VerificationError(f"({a}, {b}) is no tooth of the odd set {odd.members}")
    if len(set(odd.teeth)) < len(odd.teeth):
        raise VerificationError(f"a tooth of the odd set {odd.members} counts twice")


def _in_one_unit(prices: Prices, table: Weights) -> tuple[Prices, npt.NDArray[Any], int]:
    """Prices, weights and their unit: whole numbers or eighths where all are, so sums are exact."""
    names = ("left", "right", "left_floor", "right_floor")
    arrays = [np.asarray(getattr(prices, name), dtype=np.float64) for name in names]
    single = [prices.cohort, *(odd.price for odd in prices.odd_sets)]
    single += [group.price for group in prices.groups]
    every = np.concatenate([*arrays, single])
    # The most that one pair can face: its two cities, the cohort, every group and every odd set.
    faced = 2 * float(np.abs(every).max()) + math.fsum(single)
    # What is no number is not below the range either.
    if table.exponent is not None or not faced * EIGHTHS < EIGHTHS_RANGE:
        return prices, table.given, 1
    unit, whole = 1, every.astype(np.int64)
    if np.count_nonzero(whole != every):
        unit, whole = EIGHTHS, (every * EIGHTHS).astype(np.int64)
        if np.count_nonzero(whole != every * EIGHTHS):
            return prices, table.given, 1
    parts: dict[str, Any] = {}
    for name, values in zip(names, arrays, strict=True):
        parts[name], whole = whole[: len(values)], whole[len(values) :]
    odd_sets = tuple(replace(odd, price=int(odd.price * unit)) for odd in prices.odd_sets)
    groups = tuple(replace(group, price=int(group.price * unit)) for group in prices.groups)
    exact = replace(
        prices, **parts, cohort=int(prices.cohort * unit), odd_sets=odd_sets, groups=groups
    )
    given = table.given.astype(np.int64, copy=False)
    return exact, given if unit == 1 else given * unit, unit


def _terms(counts: IntArray, prices: npt.NDArray[Any]) -> list[Any]:
    every = map(operator.mul, counts.tolist(), prices.tolist())
    return [sum(every)] if prices.dtype.kind == "i" else list(every)


def _within(pairs: IntArray, top: int, rows: int) -> IntArray:
    """Pairs of a block of rows, as positions in the block."""
    if not len(pairs):
        return pairs
    inside = (pairs[:, 0] >= top) & (pairs[:, 0] < top + rows)
    moved: IntArray = pairs[inside] - np.array([top, 0])
    return moved


def _once(
    excess: npt.NDArray[Any],
    permitted: npt.NDArray[np.bool_],
    half_step: float,
    forbidden: IntArray,
    required: IntArray,
) -> list[Any]:
    """By how much permitted pairs exceed the prices they face, each of which counts once."""
    over = excess > half_step
    every: list[Any] = []
    if len(forbidden):
        over[forbidden[:, 0], forbidden[:, 1]] = False
    if len(required):
        # A required pair is in every plan, so its whole difference counts, loss or gain.
        over[required[:, 0], required[:, 1]] = False
        every = excess[required[:, 0], required[:, 1]].tolist()
    if np.count_nonzero(over):
        every += excess[over & permitted].tolist()
    return every


def _sum(terms: list[Any], unit: int) -> int | Fraction:
    if not all(isinstance(term, int) for term in terms):
        return Fraction(math.fsum(terms)) / unit
    return sum(terms) if unit == 1 else Fraction(sum(terms), unit)


def _permitted_count(table: Weights, forbidden: IntArray) -> int:
    """Number of permitted pairs, off the diagonal and in both orders in a pool."""
    every = table.permitted.size if table.complete else np.count_nonzero(table.permitted)
    if not len(forbidden):
        return int(every)
    barred = np.unique(forbidden, axis=0)
    closed = np.count_nonzero(table.permitted[barred[:, 0], barred[:, 1]])
    return int(every) - int(closed)


def _half_step(table: Weights) -> float:
    """Most that rounding may have moved one weight."""
    return 0.0 if table.exponent is None else math.ldexp(0.5, -table.exponent)


def _proved(
    result: Result, bound: int | Fraction | None, table: Weights, most_pairs: int
) -> Result:
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
    loss: Any = 0
    slack: Any = 0
    if table.exponent is not None and most_pairs:
        loss = Fraction(_half_step(table)) * most_pairs
        slack = 2 * loss + abs(Fraction(bound)) / 10**12
    proved = bound + loss
    if result.bound is None or abs(proved - _exactly(result.bound)) > slack:
        raise VerificationError(f"the prices prove {float(proved)}, not the stated {result.bound}")
    if result.status == "optimal" and bound - _exactly(result.objective) > slack:
        raise VerificationError(f"the prices leave a gap of {float(bound) - result.objective}")
    return replace(result, verified=True)


def _exactly(number: int | float) -> int | Fraction:
    return number if isinstance(number, int) else Fraction(number)
