"""Exact matching in any graph, finished from prices and a matching that are already nearly right.

Edmonds' primal-dual method (Edmonds 1965; Galil 1986), begun not from nothing but from feasible
prices, tight pairs and the few vertices these leave exposed, as Applegate and Cook (1993) and Cook
and Rohe (1999) begin it from the fractional matching. The work grows with these.

Prices of vertices and of odd sets are whole numbers of **halves** of the unit of the weights: the
sum of the two prices that a city has in the doubled graph is its price here, as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve.blossom_nest import chains
from matcher.solve.blossom_search import graph_of, plant, search
from matcher.solve.blossom_tree import OUTER, Forest, empty_forest, take_down
from matcher.solve.instance import BoolArray, IntArray

# The bound falls with every price that moves, and no plan is below the sum of the most negative
# weights. A bound that falls further than that proves that there is none; nothing that is stored
# moves more than four times as far.
FALL = 2**59
# Between two looks at the clock.
EVENTS = 2**18


@dataclass(frozen=True)
class Matching:
    """A matching, and prices that prove it best over the edges given.

    For every edge (a, b), ``price[a] + price[b] +`` the prices of the odd sets that hold both
    ``>= 2 * weight``, with equality on the matched ones. Every odd set is full: all its members but
    one are matched among themselves. Exposed vertices have price 0. So twice the weight of the
    matching is the sum of `price` and of ``set_price`` times half of the members, rounded down.
    Where `finished` is false or `exposed` is set, all of this holds but the prices of exposed
    vertices, and half of that sum is still a bound.

    Parameters
    ----------
    mate : ndarray of shape (n,), int64
        Partner, or -1.
    price : ndarray of shape (n,), int64
        In halves of the unit of the weights; at least 0 for a vertex that may stay unmatched.
    order : ndarray of shape (n,), int64
        All vertices, so ordered that the members of each odd set stand side by side.
    stretch : ndarray of shape (k, 2), int64
        Of each odd set with a price: its members are ``order[begin:end]``. A set comes before the
        sets within it; two sets are disjoint or one holds the other.
    set_price : ndarray of shape (k,), int64
        In the same halves; above 0 and even.
    exposed : int or None
        A vertex that has to be matched and cannot be: no plan over these edges matches all that
        have to be.
    stuck : ndarray of int64
        The reason for `exposed`, itself among them: vertices that have to be matched, in odd parts
        of which there are more than there are vertices next to them outside. A plan needs a new
        edge between two parts, or from one to a vertex that is neither in a part nor next to one.
    finished : bool
        False when `stop` ended the work.
    """

    mate: IntArray
    price: IntArray
    order: IntArray
    stretch: IntArray
    set_price: IntArray
    exposed: int | None = None
    stuck: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    finished: bool = True

    @property
    def odd_sets(self) -> list[tuple[tuple[int, ...], int]]:
        """Members, sorted, and price of each odd set; long where many lie within one another."""
        return sorted(
            (tuple(np.sort(self.order[begin:end]).tolist()), price)
            for (begin, end), price in zip(
                self.stretch.tolist(), self.set_price.tolist(), strict=True
            )
        )


def finish(
    n: int,
    ends: IntArray,
    weight: IntArray,
    price: IntArray,
    mate: IntArray,
    may_stay: BoolArray,
    stop: Callable[[], bool] | None = None,
) -> Matching:
    """Return a matching of greatest weight, from feasible prices and a matching of tight edges.

    Parameters
    ----------
    n : int
        Vertices.
    ends : ndarray of shape (m, 2), int64
        Edges (a, b), a < b.
    weight : ndarray of shape (m,), int64
        Maximised; may be negative.
    price : ndarray of shape (n,), int64
        In halves: ``price[a] + price[b] >= 2 * weight`` for every edge, and ``>= 0`` where the
        vertex may stay unmatched. Odd and even ones may be mixed.
    mate : ndarray of shape (n,), int64
        Partner, or -1. Matched edges are tight. The work grows with the number of exposed vertices
        that have to be matched or have a price above 0.
    may_stay : ndarray of shape (n,), bool
        Whether a vertex may stay unmatched.
    stop : callable, optional
        Asked between searches; true ends the work.

    Returns
    -------
    Matching

    Raises
    ------
    SolverInputError
        When the start is not as described, or so large that prices might leave 64 bits.

    References
    ----------
    J. Edmonds, Maximum matching and a polyhedron with 0,1-vertices, J. Res. NBS 69B (1965).
    Z. Galil, Efficient algorithms for finding maximum matching in graphs, Comp. Surveys 18 (1986).
    D. Applegate, W. Cook, Solving large-scale matching problems, DIMACS 12 (1993).
    W. Cook, A. Rohe, Computing minimum-weight perfect matchings, INFORMS J. Comp. 11 (1999).

    Examples
    --------
    Three cities of which two can pair, from a price that covers every edge alone:

    >>> ends, weight = np.array([[0, 1], [0, 2], [1, 2]]), np.array([5, 6, 4])
    >>> alone, may_stay = np.full(3, -1), np.ones(3, dtype=bool)
    >>> found = finish(3, ends, weight, np.full(3, 6), alone, may_stay)
    >>> found.mate.tolist(), found.price.tolist(), found.odd_sets
    ([2, -1, 0], [4, 0, 2], [((0, 1, 2), 6)])
    """
    ends = np.ascontiguousarray(ends, dtype=np.int64).reshape(-1, 2)
    weight, price, mate = (np.ascontiguousarray(x, dtype=np.int64) for x in (weight, price, mate))
    may_stay = np.ascontiguousarray(may_stay, dtype=np.bool_)
    _require_range(n, weight, price)
    _require_a_start(n, ends, weight, price, mate, may_stay)
    graph, forest = graph_of(n, ends, weight), empty_forest(price, mate, may_stay, FALL)
    stuck, finished = np.empty(0, dtype=np.int64), True
    for odd in (False, True):
        node: Any = forest.nest.node[:n]
        exposed = (node["mate"] < 0) & ~(may_stay & (node["price"] == 0))
        roots = np.flatnonzero(exposed & (node["price"] % 2 == odd))
        if not finished or len(stuck) or not len(roots):
            continue
        plant(forest, roots)
        more = True
        while more and finished:
            finished = stop is None or not stop()
            more = finished and search(graph, forest, EVENTS)
        if finished:
            stuck = np.flatnonzero(node["side"] == OUTER)
        for root in roots[node["head"][roots] >= 0].tolist():
            take_down(forest, root, 0)
    return _read_out(n, forest, stuck, finished)


def _read_out(n: int, forest: Forest, stuck: IntArray, finished: bool) -> Matching:
    node: Any = forest.nest.node
    paid = np.flatnonzero((node["size"][n:] > 0) & (node["price"][n:] > 0)) + n
    order, place = chains(node, n), np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    begin, size = place[node["first"][paid]], node["size"][paid]
    alone = stuck[node["mate"][stuck] < 0]
    outside_first = np.lexsort((-size, begin))
    return Matching(
        mate=node["mate"][:n].copy(),
        price=node["price"][:n].copy(),
        order=order,
        stretch=np.column_stack([begin, begin + size])[outside_first],
        set_price=node["price"][paid][outside_first],
        exposed=int(alone[0]) if len(alone) else None,
        stuck=stuck,
        finished=finished,
    )


def _require_range(n: int, weight: IntArray, price: IntArray) -> None:
    heaviest = max(abs(int(weight.max(initial=0))), abs(int(weight.min(initial=0))))
    dearest = max(abs(int(price.max(initial=0))), abs(int(price.min(initial=0))))
    needed = (n + 2) * (dearest + heaviest)
    if needed >= FALL:
        raise SolverInputError(
            f"prices of {dearest:.3g} and weights of {heaviest:.3g} are too large for {n} cities: "
            f"prices would leave 64 bits; divide them by {needed // FALL + 1} or more"
        )


def _require_a_start(
    n: int, ends: IntArray, weight: IntArray, price: IntArray, mate: IntArray, may_stay: BoolArray
) -> None:
    shapes = (len(weight), len(price), len(mate), len(may_stay))
    if shapes != (len(ends), n, n, n):
        raise SolverInputError(
            f"{len(ends)} edges and {n} vertices, but {shapes[0]} weights, {shapes[1]} prices, "
            f"{shapes[2]} partners and {shapes[3]} permissions to stay"
        )
    a, b = ends[:, 0], ends[:, 1]
    if ((a < 0) | (a >= b) | (b >= n)).any():
        raise SolverInputError(f"edges must be pairs a < b of vertices 0 to {n - 1}")
    slack = price[a] + price[b] - 2 * weight
    if (slack < 0).any():
        at = int(slack.argmin())
        raise SolverInputError(
            f"the prices of {int(a[at])} and {int(b[at])} are {-int(slack[at])} halves short of "
            "their edge"
        )
    if (may_stay & (price < 0)).any():
        raise SolverInputError("a vertex that may stay unmatched needs a price of at least 0")
    matched = np.flatnonzero(mate >= 0)
    tight = (mate[a] == b) & (mate[b] == a) & (slack == 0)
    covered = np.zeros(n, dtype=bool)
    covered[ends[tight]] = True
    if ((mate < -1) | (mate >= n)).any() or not covered[matched].all():
        raise SolverInputError("matched vertices must be partners of each other by a tight edge")
