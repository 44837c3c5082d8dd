"""The independent check of a large result: recount, add again, price every open pair again.

Shares no code with the search but the reading of weights. All sums are whole numbers: prices come
in whole units of the weights, or in quarters of them in one pool.
"""

from __future__ import annotations

import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count

import numpy as np
import numpy.typing as npt

from matcher.errors import VerificationError
from matcher.solve.instance import IntArray
from matcher.solve.limits import Group, Limits
from matcher.solve.priced.recheck_kernel import floors, total_excess
from matcher.solve.priced.source import Source
from matcher.solve.result import NestedSets, OddSet, Prices, Result

_PricedSet = tuple[OddSet, IntArray, int]

QUARTERS = 4
RANGE = 2**60
HEIGHT, WIDTH = 128, 1024
BATCH = 4096


@dataclass(frozen=True)
class Claim:
    """What a result is checked against.

    Parameters
    ----------
    source : Source
        Without required pairs among the barred ones.
    limits : Limits
        In one pool, the limits of the cities as rows; columns are not read.
    required : ndarray of shape (k, 2)
    pool : bool
    threads : int
    """

    source: Source
    limits: Limits
    required: IntArray
    pool: bool = False
    threads: int = 1

    @property
    def most_pairs(self) -> int:
        """A simple upper bound on the number of pairs of any plan."""
        if not self.pool:
            return self.limits.most_pairs
        most = int(self.limits.row_max.sum()) // 2
        return most if self.limits.max_pairs is None else min(most, self.limits.max_pairs)


def require_verified(result: Result, claim: Claim) -> Result:
    """Return the result marked as verified, or raise VerificationError."""
    if result.objective is None:
        if result.status not in ("infeasible", "unknown") or len(result.pairs):
            raise VerificationError(f"status {result.status} without an objective")
        return result
    weights = _pairs(result, claim)
    _counts(result.pairs, claim)
    _objective(result, claim, weights)
    bound = None if result.prices is None else _bound(result.prices, claim)
    _proved(result, claim, bound)
    return replace(result, verified=True)


def refutes_every_plan(prices: Prices, claim: Claim) -> bool:
    """Whether prices bound every plan below the least that any plan is worth: there is none."""
    least = -claim.source.greatest * claim.most_pairs
    return _bound(prices, claim) < least


def _pairs(result: Result, claim: Claim) -> npt.NDArray[np.float64]:
    pairs, source = np.asarray(result.pairs), claim.source
    if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
        raise VerificationError(f"pairs of shape {pairs.shape} and type {pairs.dtype}")
    if len(pairs) and ((pairs < 0).any() or (pairs >= np.array(source.shape)).any()):
        raise VerificationError("a pair is outside the weights")
    step = np.diff(pairs, axis=0)
    if not ((step[:, 0] > 0) | ((step[:, 0] == 0) & (step[:, 1] > 0))).all():
        raise VerificationError("the pairs are not sorted, or one occurs twice")
    if claim.pool and (pairs[:, 0] >= pairs[:, 1]).any():
        raise VerificationError("a pair of one pool is not in the order a < b")
    weights = np.concatenate(
        [source.at(pairs[k : k + BATCH]) for k in range(0, len(pairs), BATCH)] or [np.empty(0)]
    )
    if not np.isfinite(weights).all():
        a, b = pairs[int(np.flatnonzero(~np.isfinite(weights))[0])]
        raise VerificationError(f"the pair ({a}, {b}) is not permitted")
    width = source.shape[1]
    missing = np.setdiff1d(
        claim.required[:, 0] * width + claim.required[:, 1], pairs[:, 0] * width + pairs[:, 1]
    )
    if len(missing):
        raise VerificationError(f"{len(missing)} required pairs are missing")
    most = claim.limits.max_pairs
    if most is not None and len(pairs) > most:
        raise VerificationError(f"{len(pairs)} pairs, the cohort holds {most}")
    return weights


def _counts(pairs: IntArray, claim: Claim) -> None:
    limits = claim.limits
    if claim.pool:
        _count("pool", pairs.ravel(), limits.row_min, limits.row_max, ())
        return
    _count("left", pairs[:, 0], limits.row_min, limits.row_max, limits.row_groups)
    _count("right", pairs[:, 1], limits.col_min, limits.col_max, limits.col_groups)


def _count(
    side: str, cities: IntArray, least: IntArray, most: IntArray, groups: tuple[Group, ...]
) -> None:
    count = np.bincount(cities, minlength=len(most))
    wrong = np.flatnonzero((count < least) | (count > most))
    if len(wrong):
        city = int(wrong[0])
        raise VerificationError(
            f"city {city} ({side}) has {count[city]} partners, allowed {least[city]} to "
            f"{most[city]}"
        )
    for group in groups:
        held = int(count[group.members].sum())
        if held > group.most:
            raise VerificationError(f"a group of the {side} side has {held} pairs of {group.most}")


def _objective(result: Result, claim: Claim, weights: npt.NDArray[np.float64]) -> None:
    if claim.source.exponent is None:
        total: float | int = sum(weights.astype(np.int64).tolist())
    else:
        total = math.fsum(claim.source.given_at(result.pairs).tolist())
    if total != result.objective:
        raise VerificationError(f"the weights add up to {total}, not to {result.objective}")


def _bound(prices: Prices, claim: Claim) -> Fraction:
    """Re-add the bound in whole numbers: every term, and every pair that beats its prices."""
    source, limits, pool = claim.source, claim.limits, claim.pool
    n, m = source.shape
    size = n, 0 if pool else m
    left, left_floor = (_quarters(p, size[0], claim) for p in (prices.left, prices.left_floor))
    right, right_floor = (_quarters(p, size[1], claim) for p in (prices.right, prices.right_floor))
    (cohort,) = _quarters(np.array([prices.cohort]), 1, claim)
    if cohort and limits.max_pairs is None:
        raise VerificationError("there is a price of a cohort, and no cohort")
    total = _sum(left, limits.row_max) - _sum(left_floor, limits.row_min)
    total += int(cohort) * (limits.max_pairs or 0)
    row = left - left_floor
    if pool:
        col = row.copy()
    else:
        total += _sum(right, limits.col_max) - _sum(right_floor, limits.col_min)
        col = right - right_floor
    for group in prices.groups:
        (price,) = _quarters(np.array([group.price]), 1, claim)
        side, faced = (limits.row_groups, row) if group.side == "left" else (limits.col_groups, col)
        if (group.members, group.most_pairs) not in [(tuple(g.members), g.most) for g in side]:
            raise VerificationError(f"there is no cap of {group.most_pairs} for {group.members}")
        faced[list(group.members)] += price
        total += int(price) * group.most_pairs
    row = row + int(cohort)
    if isinstance(prices.odd_sets, NestedSets):
        nest, most = _nested(prices.odd_sets, claim)
        total += most + _once(claim, row, col, nest, [])
        return Fraction(total, QUARTERS)
    odd_sets = [_odd_set(odd, claim) for odd in prices.odd_sets]
    total += sum(odd.most_pairs * price for odd, _, price in odd_sets)
    # Every pair pays for a set of all cities.
    row += sum(price for _, members, price in odd_sets if len(members) == n)
    odd_sets = [each for each in odd_sets if len(each[1]) < n]
    total += _once(claim, row, col, *_Nest.of(odd_sets, max(n, m)))
    return Fraction(total, QUARTERS)


@dataclass(frozen=True)
class _Nest:
    """Odd sets of which two share no city or one holds the other, as `total_excess` reads them.

    Parameters
    ----------
    inner : ndarray of shape (n,)
    outer, jump, depth, total : ndarrays of shape (k + 1,)
    """

    inner: IntArray
    outer: IntArray
    jump: IntArray
    depth: IntArray
    total: IntArray

    @classmethod
    def within(cls, inner: IntArray, outer: list[int], price: list[int]) -> _Nest:
        """From the smallest set of each city, and the set around each; entry 0 is no set."""
        jump, depth, total = [0], [0], [0]
        for around, each in zip(outer[1:], price[1:], strict=True):
            # Leaps of equal length in a row make one leap of their sum (Myers 1983).
            near = jump[around]
            far = jump[near]
            even = depth[around] - depth[near] == depth[near] - depth[far]
            jump.append(far if even else around)
            depth.append(depth[around] + 1)
            total.append(total[around] + each)
        return cls(inner, *(np.array(each, dtype=np.int64) for each in (outer, jump, depth, total)))

    @classmethod
    def of(cls, sets: list[_PricedSet], n: int) -> tuple[_Nest, list[_PricedSet]]:
        """The nest of the sets that fit into one, and those that do not."""
        inner = np.zeros(n, dtype=np.int64)
        outer, prices = [0], [0]
        loose: list[_PricedSet] = []
        for odd, members, price in sorted(sets, key=lambda each: -len(each[1])):
            above = np.unique(inner[members])
            if odd.teeth or len(above) != 1:
                loose.append((odd, members, price))
                continue
            inner[members] = len(outer)
            outer.append(int(above[0]))
            prices.append(price)
        return cls.within(inner, outer, prices), loose

    def common(self, a: int, b: int) -> int:
        """Price of the sets that hold both cities."""
        around: set[int] = set()
        index = int(self.inner[a])
        while index:
            around.add(index)
            index = int(self.outer[index])
        index = int(self.inner[b])
        while index and index not in around:
            index = int(self.outer[index])
        return int(self.total[index])


def _nested(sets: NestedSets, claim: Claim) -> tuple[_Nest, int]:
    """The nest of the sets, and what all of them can add to the bound."""
    n, k = claim.source.shape[0], len(sets)
    order, stretch = np.asarray(sets.order), np.asarray(sets.stretch)
    price = _quarters(sets.price, k, claim)
    if (
        not claim.pool
        or order.dtype.kind not in "iu"
        or not np.array_equal(np.sort(order), np.arange(n))
    ):
        raise VerificationError("the odd sets are not laid out over all cities, each once")
    if stretch.shape != (k, 2) or stretch.dtype.kind not in "iu":
        raise VerificationError(f"{k} odd sets are laid out by stretches of shape {stretch.shape}")
    places = np.concatenate([[0], np.cumsum(claim.limits.row_max[order])])
    inner, total = np.zeros(n, dtype=np.int64), 0
    outer, ends, around = [0], [(0, n)], [0]
    for at, (begin, end) in enumerate(stretch.tolist()):
        while len(around) > 1 and ends[around[-1]][1] <= begin:
            around.pop()
        first, last = ends[around[-1]]
        if not first <= begin < end <= last:
            raise VerificationError(f"the odd set {at} is neither within the one before nor beside")
        if (end - begin) // 2 < int(places[end] - places[begin]) // 2:
            raise VerificationError(f"the cap of the odd set {at} is not valid")
        outer.append(around[-1])
        ends.append((begin, end))
        around.append(len(outer) - 1)
        inner[order[begin:end]] = len(outer) - 1
        total += (end - begin) // 2 * int(price[at])
    return _Nest.within(inner, outer, [0, *price.tolist()]), total


def _once(claim: Claim, row: IntArray, col: IntArray, nest: _Nest, loose: list[_PricedSet]) -> int:
    """What open pairs beat their prices by, and the whole difference of required ones."""
    source = claim.source
    n, m = source.shape
    table, tiles = source.plain, source.tiles()
    kind, width = (source.dtype, WIDTH) if table is None else (table.dtype, max(m, 1))
    sets = nest.inner, nest.outer, nest.jump, nest.depth, nest.total

    faced = row, col, floors(row, kind), floors(col, kind)
    bands = count(0, HEIGHT)

    def work(_: int) -> int:
        scratch, total = np.empty(HEIGHT * WIDTH, dtype=kind), 0
        for top in bands:
            if top >= n:
                break
            bottom = min(top + HEIGHT, n)
            for left in range(top if claim.pool else 0, m, width):
                right = min(left + width, m)
                if table is None:
                    size = bottom - top, right - left
                    tile = scratch[: size[0] * size[1]].reshape(size)
                    tiles.fill(top, bottom, left, right, tile)
                else:
                    # Weights that lie there as they are need no copy.
                    tile = table[top:bottom]
                total += total_excess(tile, top, left, *faced, claim.pool, *sets)
        return total

    with ThreadPoolExecutor(claim.threads) as pool:
        total = sum(pool.map(work, range(claim.threads)))
    discount: Counter[tuple[int, int]] = Counter()
    for odd, members, price in loose:
        for at, a in enumerate(members.tolist()):
            for b in members[at + 1 :].tolist():
                discount[a, b] += price
        for a, b in odd.teeth:
            discount[a, b] += price
    required = {(int(a), int(b)) for a, b in claim.required}
    special = sorted(set(discount) | required)
    if special:
        weights = source.at(np.array(special, dtype=np.int64))
        for (a, b), weight in zip(special, weights.tolist(), strict=True):
            if math.isfinite(weight):
                plain = QUARTERS * int(weight) - int(row[a]) - int(col[b])
                plain -= nest.common(a, b) if claim.pool else 0
                exact = plain - discount[a, b]
                # Without the price of these sets a pair inside them counted for too much.
                total -= max(plain, 0)
                total += exact if (a, b) in required else max(exact, 0)
    return total


def _odd_set(odd: OddSet, claim: Claim) -> tuple[OddSet, IntArray, int]:
    (price,) = _quarters(np.array([odd.price]), 1, claim)
    members = np.unique(np.array(odd.members, dtype=np.int64))
    n = claim.source.shape[0]
    if not claim.pool or not len(members) or members[0] < 0 or members[-1] >= n:
        raise VerificationError(f"the odd set {odd.members} names a city that is not there")
    inside = set(members.tolist())
    for a, b in odd.teeth:
        if not 0 <= a < b < n or (a in inside) == (b in inside):
            raise VerificationError(f"({a}, {b}) is no tooth of the odd set {odd.members}")
    if len(set(odd.teeth)) < len(odd.teeth):
        raise VerificationError(f"a tooth of the odd set {odd.members} counts twice")
    if odd.most_pairs < (int(claim.limits.row_max[members].sum()) + len(odd.teeth)) // 2:
        raise VerificationError(f"the cap of the odd set {odd.members} is not valid")
    return odd, members, int(price)


def _quarters(values: npt.ArrayLike, size: int, claim: Claim) -> IntArray:
    """Prices as whole quarters of the whole numbers."""
    given = np.asarray(values, dtype=np.float64)
    if given.shape != (size,):
        raise VerificationError(f"prices of shape {given.shape} for {size} cities")
    scaled = QUARTERS * (
        given if claim.source.exponent is None else np.ldexp(given, claim.source.exponent)
    )
    if not np.isfinite(scaled).all() or (scaled < 0).any():
        raise VerificationError("a price is negative or not finite")
    if (scaled != np.floor(scaled)).any() or (scaled > RANGE).any():
        raise VerificationError("a price is not in whole quarters, or too large to be added")
    return scaled.astype(np.int64)


def _sum(prices: IntArray, counts: IntArray) -> int:
    at = np.flatnonzero(prices)
    return sum(p * c for p, c in zip(prices[at].tolist(), counts[at].tolist(), strict=True))


def _proved(result: Result, claim: Claim, bound: Fraction | None) -> None:
    assert result.objective is not None
    if result.status not in ("optimal", "feasible"):
        raise VerificationError(f"status {result.status} with an objective")
    if result.bound is None or result.bound < result.objective:
        raise VerificationError(f"the bound {result.bound} is below the objective")
    if result.gap != result.bound - result.objective:
        raise VerificationError(f"the gap {result.gap} is not bound minus objective")
    exact = claim.source.exponent is None
    if result.status == "optimal":
        if result.proof is None or (exact and result.gap != 0):
            raise VerificationError(f"optimal is claimed with a gap of {result.gap}")
        if bound is None and result.proof.startswith("prices"):
            raise VerificationError("a proof by prices is claimed without prices")
    if bound is None:
        return
    most = claim.most_pairs
    stated = claim.source.bound(bound, most)
    if stated > result.bound or (result.status == "optimal" and stated != result.bound):
        raise VerificationError(f"the prices prove {stated}, not the stated {result.bound}")
