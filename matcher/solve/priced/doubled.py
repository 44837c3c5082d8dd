"""The relaxation of a pool of any size: each city once as a row and once as a column.

The doubled graph is a two-sided instance, so its prices are whole. A city of the pool pays the mean
of its two prices, a pair of the pool is half of the two pairs of the doubled graph.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matcher.solve.instance import FloatArray, IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.control import Control
from matcher.solve.priced.near_kernels import note_near
from matcher.solve.priced.overlay import Overlay
from matcher.solve.priced.scan import HEIGHT, WIDTH, Scanner, Stopped
from matcher.solve.priced.search import Search
from matcher.solve.priced.seen import Round
from matcher.solve.priced.source import Source
from matcher.solve.priced.two_sided import lifted
from matcher.solve.prices import folded, scaled_prices
from matcher.solve.result import OddSet, Prices

# Beyond so many pairs near their prices an integer search would not end anyway.
MOST = 2**19


@dataclass(frozen=True)
class Terms:
    """What a plan of a pool must keep to.

    Parameters
    ----------
    least, most : ndarray of shape (n,)
    max_pairs : int or None
    required : ndarray of shape (k, 2)
        Open pairs a < b.
    """

    least: IntArray
    most: IntArray
    max_pairs: int | None
    required: IntArray

    @property
    def spare_place(self) -> bool:
        """Whether one place stays empty in every plan, which the doubled graph does not see."""
        places = int(self.most.sum())
        return places % 2 == 1 and (self.max_pairs is None or places // 2 < self.max_pairs)

    @property
    def doubled(self) -> Limits:
        """Limits of the doubled graph; a spare place is priced through the cohort."""
        most = int(self.most.sum()) // 2 if self.spare_place else self.max_pairs
        sides = self.least, self.most, self.least, self.most
        return Limits(*sides, max_pairs=None if most is None else 2 * most)


@dataclass(frozen=True)
class Listed:
    """Pairs a < b of a pool with their weights and what they face beyond these.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
    whole : ndarray of shape (k,), int64
    slack : ndarray of shape (k,)
        Below 0 where a pair beats its prices.
    """

    pairs: IntArray
    whole: IntArray
    slack: FloatArray


@dataclass(frozen=True)
class Relaxed:
    """A relaxation solved over all pairs.

    Parameters
    ----------
    terms : Terms
    overlay : Overlay
        The weights, and the odd sets whose prices were taken off.
    search : Search
    bound : float
        In whole numbers; so are the prices.
    prices : Prices
    control : Control
    """

    terms: Terms
    overlay: Overlay
    search: Search
    bound: float
    prices: Prices
    control: Control

    @property
    def whole_pool_price(self) -> float:
        """What every pair pays, for the cohort and for the set of all cities."""
        n = len(self.terms.most)
        return self.prices.cohort + sum(
            odd.price for odd in self.prices.odd_sets if len(odd.members) == n
        )

    def twice(self) -> IntArray:
        """Pairs a < b that the plan of the doubled graph holds in both directions."""
        chosen = np.concatenate([self.search.chosen, np.empty((0, 2), dtype=np.int64)])
        ends, count = np.unique(np.sort(chosen, axis=1), axis=0, return_counts=True)
        both: IntArray = ends[count == 2]
        return both

    def shortlist(self) -> Listed:
        """The pairs the search knows, nearest to their prices first."""
        known = self.search.shortlist
        ends, first = np.unique(np.sort(known.pairs, axis=1), axis=0, return_index=True)
        listed = self._listed(ends, known.whole[first].astype(np.float64))
        order = np.argsort(listed.slack, kind="stable")
        return Listed(listed.pairs[order], listed.whole[order], listed.slack[order])

    def within(self, gap: float) -> Listed | None:
        """Every open pair whose slack is at most `gap`, in order, or None where they are too many.

        Required pairs are not among them.

        Raises
        ------
        Stopped
        """
        source, steps = self.search.scanner.source, self.overlay.steps
        n = source.shape[0]
        price = steps * (self.prices.left - self.prices.left_floor)
        bar = price + steps * (self.whole_pool_price - gap)
        ends, kept = np.empty((MOST, 2), dtype=np.int32), np.empty(MOST)
        at = np.zeros(1, dtype=np.int64)
        tiles = source.tiles()
        for top in range(0, n, HEIGHT):
            if self.control.stop():
                raise Stopped
            bottom = min(top + HEIGHT, n)
            for left in range(top, n, WIDTH):
                right = min(left + WIDTH, n)
                tile = np.empty((bottom - top, right - left), dtype=source.dtype)
                tiles.fill(top, bottom, left, right, tile)
                note_near(tile, top, left, bar, price, at, ends, kept)
                if at[0] > MOST:
                    return None
        found = ends[: at[0]].astype(np.int64)
        order = np.lexsort((found[:, 1], found[:, 0]))
        return self._listed(found[order], kept[: at[0]][order])

    def listed(self, pairs: IntArray, whole: IntArray) -> Listed:
        """Pairs a < b of known weights, with their slack."""
        net = self.prices.left - self.prices.left_floor
        faced = net[pairs[:, 0]] + net[pairs[:, 1]] + self.whole_pool_price
        return Listed(pairs, whole, faced + self.overlay.off(pairs) / self.overlay.steps - whole)

    def _listed(self, pairs: IntArray, priced: FloatArray) -> Listed:
        """The same from what is left of the weights, in steps, once odd sets are paid."""
        plain = (priced + self.overlay.off(pairs)) / self.overlay.steps
        return self.listed(pairs, np.rint(plain).astype(np.int64))


def relaxed(
    source: Source,
    terms: Terms,
    control: Control,
    sets: tuple[OddSet, ...] = (),
    steps: int = 1,
) -> Relaxed | Prices | None:
    """Solve the relaxation over all pairs.

    Parameters
    ----------
    source : Source
        Symmetric weights; the diagonal and barred pairs in both orders are closed.
    terms : Terms
    control : Control
    sets : tuple of OddSet
        Their prices, in whole `steps`, are taken off the pairs they count.
    steps : int

    Returns
    -------
    Relaxed, or Prices that show that there is no plan, or None where the search was stopped early
    """
    overlay = Overlay(source, sets, steps)
    priced = overlay.priced()
    both = np.concatenate([terms.required, terms.required[:, ::-1]])
    rest = terms.doubled.without(both)
    inner = replace(
        priced,
        barred=np.unique(np.concatenate([source.barred, both]), axis=0),
        wide=bool(rest.row_min.any()),
    )

    def watch(seen: Round) -> None:
        found = np.array([seen.value, seen.gap]) / (2 * steps)
        value, gap = found if priced is source else source.given(found)
        control.watch(replace(seen, value=float(value), gap=float(gap)))

    search = Search(Scanner(inner, control.threads, control.stop), rest, watch)
    search.run()
    frame, answer = search.master.frame, search.answer
    if search.stopped:
        if search.bound is None:
            return None
        prices, twice = lifted(search, terms.doubled, search.bound), search.bound.value
    else:
        assert answer is not None
        prices, twice = frame.prices(answer.potentials, terms.doubled), search.value
        if answer.shortfall:
            return _pool_prices(prices, terms, steps, sets)
    fixed = 2 * int(priced.at(terms.required).sum())
    bound = (twice + fixed) / (2 * steps) + sum(odd.most_pairs * odd.price for odd in sets)
    return Relaxed(terms, overlay, search, bound, _pool_prices(prices, terms, steps, sets), control)


def _pool_prices(prices: Prices, terms: Terms, steps: int, sets: tuple[OddSet, ...]) -> Prices:
    """Prices of the pool in whole numbers, with those of odd sets."""
    pool = scaled_prices(folded(prices), steps - 1)
    if terms.spare_place and pool.cohort:
        n = len(terms.most)
        every = OddSet(tuple(range(n)), int(terms.most.sum()) // 2, pool.cohort)
        pool = replace(pool, cohort=0.0, odd_sets=(every,))
    return replace(pool, odd_sets=(*pool.odd_sets, *sets))
