"""One pool of any size, one partner each: the doubled graph, then a blossom search from its prices.

::

    every city as a row and as a column, itself as "stays unmatched" --> two-sided search or table
        --> prices (sum of the two), pairs, a few odd cycles --> blossom search on near pairs
        --> price the rows whose price fell --> pairs that beat them: add, again; none: proved

Prices of a pool are whole numbers of halves: the sum of the prices of a city's row and column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve.blossom import Matching, finish
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.control import Control
from matcher.solve.priced.list_kernels import worst
from matcher.solve.priced.pool_graph import Graph
from matcher.solve.priced.pool_look import Faced, look
from matcher.solve.priced.pool_table import doubled
from matcher.solve.priced.pool_ties import canonical_pairs
from matcher.solve.priced.scan import Scanner, Stopped
from matcher.solve.priced.search import Search
from matcher.solve.priced.seen import Round
from matcher.solve.priced.source import Source
from matcher.solve.priced.two_sided import LATE, TIES_OPEN, UNPROVED, Found
from matcher.solve.result import NestedSets, OddSet, Prices

# Pairs of each city, nearest to the prices first, that the blossom search sees to begin with.
NEAR = 16
# How many of the pairs that beat what they face are taken at once for each city as the smaller and
# as the greater end.
TAKEN = (4, 8)


def search_pool(
    source: Source,
    may_stay: BoolArray,
    required: IntArray,
    control: Control,
    *,
    on_table: bool = False,
) -> Found:
    """Best plan of one pool in which every city has at most one partner.

    Parameters
    ----------
    source : Source
        Symmetric weights, barred pairs in both orders.
    may_stay : ndarray of shape (n,), bool
        Which cities may stay unmatched.
    required : ndarray of shape (k, 2)
        Open pairs a < b that every plan holds; their cities are taken out of the search.
    control : Control
    on_table : bool
        Whether there is room for a table of all pairs, and nobody means to stop the search.
    """
    paired = required.ravel()
    stays = may_stay.copy()
    stays[paired] = True
    rest = replace(
        source,
        closed=paired,
        diagonal=np.where(stays, 0.0, -np.inf),
        wide=not stays.all(),
    )
    found = _PoolSearch(rest, stays, control, on_table and not len(required)).run()
    if len(required) and found.prices is not None:
        found = replace(found, prices=_with_required(found.prices, source, required))
    if found.pairs is None or not len(required):
        return found
    fixed = int(source.at(required).sum())
    every = np.concatenate([found.pairs, required])
    assert found.value is not None
    assert found.bound is not None
    return replace(
        found,
        pairs=every[np.lexsort((every[:, 1], every[:, 0]))],
        value=found.value + fixed,
        bound=found.bound + fixed,
    )


@dataclass
class _PoolSearch:
    """One search over a pool; cities with required pairs are closed already."""

    source: Source
    may_stay: BoolArray
    control: Control
    on_table: bool = False
    complete: bool = False

    def __post_init__(self) -> None:
        ones = np.ones(len(self.may_stay), dtype=np.int64)
        self.scanner = Scanner(self.source, self.control.threads, self.control.stop)
        limits = Limits(ones, ones, ones, ones)
        watch = _halving(self.control.watch)
        self.search = Search(self.scanner, limits, watch, mirrored=True)

    def run(self) -> Found:
        """Search until proved or stopped."""
        search = self.search
        whole = doubled(self.scanner, self.may_stay) if self.on_table else None
        if whole is not None:
            search.ceilings = [whole.ceiling]
            mate = _without_odd_cycles(whole.chosen, len(whole.price))
            return self._finished(whole.price, mate, whole.listed)
        search.run()
        # The search may have gone over to a wider type.
        self.scanner, self.source = search.scanner, search.scanner.source
        if search.answer is None:
            return Found(bound=self._ceiling(), rounds=search.rounds, remark=LATE)
        price = self._price()
        if search.answer.shortfall and not search.stopped:
            return Found(prices=_prices(price), rounds=search.rounds)
        mate = _without_odd_cycles(search.chosen, len(price))
        if search.stopped:
            return self._unfinished(mate)
        return self._finished(price, mate, Graph.listed(search.shortlist))

    def _finished(self, price: IntArray, mate: IntArray, listed: Graph) -> Found:
        """From the best plan of the doubled graph to that of the pool."""
        search = self.search
        graph = listed.nearest(price, NEAR)
        while True:
            matching = finish(
                len(price), graph.ends, graph.whole, price, mate, self.may_stay, self.control.stop
            )
            if not matching.finished:
                return self._unfinished(matching.mate)
            prices = Faced.of(matching)
            excess = prices.excess(listed)
            if (excess > 0).any():
                graph = graph.with_more(listed.chosen(excess > 0))
                continue
            if matching.exposed is not None:
                wider = self._all_pairs_of(matching.stuck, graph)
                if len(wider.ends) == len(graph.ends):
                    return Found(prices=self._refuting(matching, graph), rounds=search.rounds)
                graph = wider
                continue
            try:
                over, ties = self._look(prices)
            except Stopped:
                return self._unfinished(matching.mate)
            search.rounds += 1
            if not len(over.ends):
                known = listed.with_more(graph)
                known = known.chosen(prices.excess(known) == 0)
                return self._proved(matching, known.with_more(ties))
            graph = graph.with_more(over)

    def _price(self) -> IntArray:
        assert self.search.answer is not None
        row, col = self.search.master.frame.faced(self.search.answer.potentials)
        return row + col

    def _all_pairs_of(self, cities: IntArray, graph: Graph) -> Graph:
        """The graph with every open pair of some cities."""
        n = len(self.may_stay)
        tile = np.empty((1, n), dtype=self.source.dtype)
        pairs, whole = [graph.ends], [graph.whole]
        for city in cities.tolist():
            self.source.tiles(np.array([city]), None).fill(0, 1, 0, n, tile)
            there = np.flatnonzero(np.isfinite(tile[0]))
            pairs.append(np.column_stack([np.full(len(there), city), there]))
            whole.append(tile[0, there].astype(np.int64))
        return Graph.of(np.concatenate(pairs), np.concatenate(whole))

    def _look(self, prices: Faced) -> tuple[Graph, Graph]:
        """Pairs that beat what they face, and ties, among those that are not listed."""
        found = look(self.scanner, self.search.ceilings, prices)
        self.search.read += found.read
        self.complete = found.complete
        at = np.flatnonzero(found.excess > 0)
        a, b = np.ascontiguousarray(found.graph.ends[at].T)
        taken = np.zeros(len(found.excess), dtype=bool)
        taken[at] = worst(a, b, found.excess[at], len(prices.price), *TAKEN)
        return found.graph.chosen(taken), found.graph.chosen(found.excess == 0)

    def _proved(self, matching: Matching, tied: Graph) -> Found:
        pairs, settled = _pairs(matching.mate), self.complete
        if settled:
            pairs, settled = canonical_pairs(
                tied.ends, tied.whole, matching.mate, self.may_stay, self.control.stop
            )
        twice = _halves(matching)
        value = int(self.source.at(pairs).sum())
        if 2 * value != twice:
            raise SolverInputError(
                f"weights of {self.source.greatest:.3g} are too large here: differences of prices "
                "leave the range of exact numbers; divide them by a thousand"
            )
        return Found(
            pairs=pairs,
            value=value,
            bound=value,
            prices=_prices(matching.price, _nested(matching)),
            proved=True,
            rounds=self.search.rounds,
            remark=None if settled else TIES_OPEN,
        )

    def _refuting(self, matching: Matching, graph: Graph) -> Prices:
        """Prices that bound every plan below what any could be worth: there is none.

        The stuck cities lie in odd parts, more of them than there are cities next to a part. Prices
        fall in the parts, rise beside them and on the parts themselves: no pair beats what it
        faces, and the bound falls by as much as one likes (Tutte 1947, Berge 1958).
        """
        parts, beside = _odd_parts(matching.stuck, graph.ends, len(matching.price))
        lowest = -self.source.greatest * (len(self.may_stay) // 2 + 1)
        halves = _halves(matching)
        step = max((halves - 2 * lowest) // (len(parts) - len(beside)) + 1, 1)
        price = matching.price.copy()
        price[matching.stuck] -= step
        price[beside] += step
        shifted = [OddSet(part, len(part) // 2, float(step)) for part in parts if len(part) > 1]
        return _prices(price, (*_nested(matching), *shifted))

    def _unfinished(self, mate: IntArray) -> Found:
        """The pairs so far, with the bound of the doubled graph."""
        bound = self.search.bound
        if not self.may_stay[mate < 0].all():
            return Found(bound=self._ceiling(), rounds=self.search.rounds, remark=LATE)
        pairs = _pairs(mate)
        weights = self.source.at(pairs)
        gains = (weights > 0) | ~self.may_stay[pairs].all(axis=1)
        pairs, value = pairs[gains], int(weights[gains].sum())
        if bound is None:
            return Found(pairs, value, self._ceiling(), rounds=self.search.rounds, remark=UNPROVED)
        row, col = self.search.master.frame.faced(bound.potentials)
        price = row + col + bound.row_excess
        return Found(
            pairs=pairs,
            value=value,
            bound=Fraction(bound.value, 2),
            prices=_prices(price),
            rounds=self.search.rounds,
            remark=UNPROVED,
        )

    def _ceiling(self) -> int:
        return len(self.may_stay) // 2 * self.source.greatest


def _halving(watch: Callable[[Round], None]) -> Callable[[Round], None]:
    """Values of the doubled graph count every pair twice."""
    return lambda seen: watch(replace(seen, value=seen.value / 2, gap=seen.gap / 2))


def _without_odd_cycles(chosen: IntArray, n: int) -> IntArray:
    """Partner of each city, -1 where it has none: odd cycles lose one city, even ones split."""
    after = np.arange(n)
    after[chosen[:, 0]] = chosen[:, 1]
    mate = np.where((after[after] == np.arange(n)) & (after != np.arange(n)), after, -1)
    open_cities = (mate < 0) & (after != np.arange(n))
    for start in np.flatnonzero(open_cities).tolist():
        if not open_cities[start]:
            continue
        cycle = [start]
        while after[cycle[-1]] != start:
            cycle.append(int(after[cycle[-1]]))
        open_cities[cycle] = False
        first = len(cycle) % 2
        for a, b in zip(cycle[first::2], cycle[first + 1 :: 2], strict=True):
            mate[a], mate[b] = b, a
    return mate


def _pairs(mate: IntArray) -> IntArray:
    a = np.flatnonzero(mate > np.arange(len(mate)))
    return np.column_stack([a, mate[a]])


def _odd_parts(stuck: IntArray, ends: IntArray, n: int) -> tuple[list[tuple[int, ...]], IntArray]:
    """Parts in which the stuck cities hang together, and the cities next to them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    inside = np.zeros(n, dtype=bool)
    inside[stuck] = True
    both = inside[ends].all(axis=1)
    a, b = ends[both].T
    _, label = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)))
    parts = [tuple(stuck[label[stuck] == part].tolist()) for part in np.unique(label[stuck])]
    across = inside[ends].any(axis=1) & ~both
    beside = np.unique(ends[across])
    return parts, beside[~inside[beside]]


def _with_required(prices: Prices, source: Source, required: IntArray) -> Prices:
    """Prices that cover all other pairs of cities with a required partner.

    Such a city has no other place, so its price may be what it likes: what it adds to the bound the
    required pair takes off.
    """
    n, net = source.shape[0], prices.left - prices.left_floor
    tile = np.empty((1, n), dtype=source.dtype)
    for a, b in np.concatenate([required, required[:, ::-1]]).tolist():
        source.tiles(np.array([a]), None).fill(0, 1, 0, n, tile)
        tile[0, b] = -np.inf
        net[a] = np.max(tile[0] - net, initial=0.0)
    return replace(prices, left=np.maximum(net, 0), left_floor=np.maximum(-net, 0))


def _halves(matching: Matching) -> int:
    """The bound that the prices of a matching add up to, in halves."""
    size = matching.stretch[:, 1] - matching.stretch[:, 0]
    return int(matching.price.sum() + matching.set_price @ (size // 2))


def _prices(halves: IntArray, odd_sets: Sequence[OddSet] = ()) -> Prices:
    none = np.empty(0)
    return Prices(
        left=np.maximum(halves, 0) / 2,
        right=none,
        left_floor=np.maximum(-halves, 0) / 2,
        right_floor=none,
        odd_sets=odd_sets,
    )


def _nested(matching: Matching) -> NestedSets:
    return NestedSets(matching.order, matching.stretch, matching.set_price / 2)
