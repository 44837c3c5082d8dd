"""Two sides of any size: the search, the canonical plan among the best, and its prices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.control import Control
from matcher.solve.priced.scan import Scanner
from matcher.solve.priced.search import Search
from matcher.solve.priced.seen import Bound
from matcher.solve.priced.source import Source
from matcher.solve.priced.ties import tied_pairs
from matcher.solve.result import Prices
from matcher.solve.ties import canonical

LATE = "the search was stopped before a plan was found"
UNPROVED = "the search was stopped before the plan was proved best"
TIES_OPEN = "too many pairs tie for all to be compared: other plans are as good"


@dataclass(frozen=True)
class Found:
    """What a search came to, in whole numbers.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2) or None
    value : int or None
    bound : int, Fraction or None
        No bound with no pairs: there is no plan.
    prices : Prices or None
    proved : bool
    rounds : int
    remark : str or None
    """

    pairs: IntArray | None = None
    value: int | None = None
    bound: int | Fraction | None = None
    prices: Prices | None = None
    proved: bool = False
    rounds: int = 0
    remark: str | None = None


def search_two_sided(source: Source, limits: Limits, required: IntArray, control: Control) -> Found:
    """Best plan of a two-sided instance, without a table of all pairs.

    Parameters
    ----------
    source : Source
    limits : Limits
    required : ndarray of shape (k, 2)
        Open pairs that every plan holds; fixed here, so that the search sees the rest.
    control : Control
    """
    rest = limits.without(required)
    inner = replace(
        source,
        barred=np.unique(np.concatenate([source.barred, required]), axis=0),
        wide=bool(rest.row_min.any() or rest.col_min.any()),
    )
    search = Search(Scanner(inner, control.threads, control.stop), rest, control.watch)
    if not search.run():
        return Found(rounds=search.rounds)
    if search.answer is not None and search.answer.shortfall and not search.stopped:
        # Priced as if every plan fell short: no plan within the limits can be worth as little.
        prices = search.master.frame.prices(search.answer.potentials, limits)
        return Found(prices=prices, rounds=search.rounds)
    fixed = int(source.at(required).sum())
    if search.stopped:
        return _unfinished(search, limits, required, fixed)
    assert search.answer is not None
    pairs, settled = _canonical(search)
    return Found(
        pairs=_sorted(pairs, required),
        value=search.value + fixed,
        bound=search.value + fixed,
        prices=search.master.frame.prices(search.answer.potentials, limits),
        proved=True,
        rounds=search.rounds,
        remark=None if settled else TIES_OPEN,
    )


def _canonical(search: Search) -> tuple[IntArray, bool]:
    """The canonical plan among the best, and whether all ties were compared."""
    assert search.answer is not None
    pairs, whole, complete = tied_pairs(search)
    arcs = search.master.frame.arcs(pairs, whole)
    taken = np.isin(_keys(pairs), _keys(search.chosen))
    now = search.master.frame.flow(pairs, taken, search.limits)
    flow = canonical(arcs, search.answer.potentials, now, len(pairs))
    return pairs[flow[: len(pairs)] == 1], complete


def _keys(pairs: IntArray) -> IntArray:
    return pairs[:, 0] << 32 | pairs[:, 1]


def _unfinished(search: Search, limits: Limits, required: IntArray, fixed: int) -> Found:
    """The best plan so far with the best bound so far."""
    answer = search.answer
    if answer is None or answer.shortfall:
        return Found(bound=_ceiling(search, fixed), rounds=search.rounds, remark=LATE)
    bound = search.bound
    return Found(
        pairs=_sorted(search.chosen, required),
        value=search.value + fixed,
        bound=_ceiling(search, fixed) if bound is None else bound.value + fixed,
        prices=None if bound is None else lifted(search, limits, bound),
        rounds=search.rounds,
        remark=UNPROVED,
    )


def _ceiling(search: Search, fixed: int) -> int:
    """A bound that needs no prices: as many pairs as fit, each of the greatest weight."""
    return search.limits.most_pairs * search.scanner.source.greatest + fixed


def lifted(search: Search, limits: Limits, bound: Bound) -> Prices:
    """Prices that prove a bound: every row pays what its pairs beat their prices by."""
    prices = search.master.frame.prices(bound.potentials, limits)
    net = prices.left - prices.left_floor + bound.row_excess
    return replace(prices, left=np.maximum(net, 0), left_floor=np.maximum(-net, 0))


def _sorted(pairs: IntArray, required: IntArray) -> IntArray:
    every = np.concatenate([pairs, required])
    return every[np.lexsort((every[:, 1], every[:, 0]))]
