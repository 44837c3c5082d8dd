"""Matchings in general graphs: instances, starts, every plan there is, and the proof read anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from matcher.solve.blossom import Matching, finish


@dataclass(frozen=True)
class Graph:
    """Edges a < b with whole weights, and who may stay unmatched."""

    n: int
    ends: np.ndarray
    weight: np.ndarray
    may_stay: np.ndarray

    @classmethod
    def of(cls, n: int, edges: dict[tuple[int, int], int], may_stay: object = True) -> Graph:
        ends = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
        weight = np.array([edges[edge] for edge in sorted(edges)], dtype=np.int64)
        return cls(n, ends, weight, np.broadcast_to(np.asarray(may_stay, dtype=bool), n).copy())

    def finish(self, price: np.ndarray, mate: np.ndarray) -> Matching:
        return finish(self.n, self.ends, self.weight, price, mate, self.may_stay)

    def from_cold(self) -> Matching:
        """Begin with every vertex exposed at a price that covers every edge alone."""
        return self.finish(*cold(self))


def cold(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    top = max(0, int(graph.weight.max(initial=0)))
    return np.full(graph.n, top), np.full(graph.n, -1)


def of_the_doubled_graph(graph: Graph) -> tuple[np.ndarray, np.ndarray] | None:
    """Prices u + p of the assignment on both copies of the vertices, and the pairs of its cycles.

    An odd cycle leaves its first vertex exposed. None when there is no assignment.
    """
    from ortools.graph.python import linear_sum_assignment

    n, (a, b), alone = graph.n, graph.ends.T, np.flatnonzero(graph.may_stay)
    tail, head = np.concatenate([a, b, alone]), np.concatenate([b, a, alone])
    weight = np.concatenate([graph.weight, graph.weight, np.zeros(len(alone), dtype=np.int64)])
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(tail, head, -weight)
    if n == 0 or solver.num_nodes() < n or solver.solve() != solver.OPTIMAL:
        return None
    to = np.array([solver.right_mate(i) for i in range(n)])
    own = np.zeros(n, dtype=np.int64)
    used = head == to[tail]
    own[tail[used]] = weight[used]
    right = np.zeros(n, dtype=np.int64)
    while True:
        raised = right.copy()
        np.maximum.at(raised, head, right[to[tail]] + weight - own[tail])
        if (raised == right).all():
            break
        right = raised
    return own - right[to] + right, _pairs_of_cycles(to)


def _pairs_of_cycles(to: np.ndarray) -> np.ndarray:
    mate, seen = np.full(len(to), -1), np.zeros(len(to), dtype=bool)
    for start in range(len(to)):
        cycle, at = [], start
        while not seen[at]:
            seen[at] = True
            cycle.append(at)
            at = int(to[at])
        cycle = cycle[len(cycle) % 2 :]
        mate[cycle[::2]], mate[cycle[1::2]] = cycle[1::2], cycle[::2]
    return mate


def at_random(graph: Graph, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Any feasible prices of mixed parity, most as low as their neighbours let them, any pairs."""
    reach = 2 * int(np.abs(graph.weight).max(initial=0)) + 2
    price = rng.integers(-reach, reach, graph.n)
    price[graph.may_stay] = np.abs(price[graph.may_stay])
    for edge in rng.permutation(len(graph.ends)):
        a, b = rng.permutation(graph.ends[edge])
        price[a] += max(0, 2 * graph.weight[edge] - price[a] - price[b])
    for vertex in rng.permutation(graph.n):
        touching = (graph.ends == vertex).any(axis=1)
        needed = 2 * graph.weight[touching] - price[graph.ends[touching].sum(axis=1) - vertex]
        floor = [*needed.tolist(), *([0] if graph.may_stay[vertex] else [])]
        if floor and rng.random() < 0.8:
            price[vertex] = max(floor)
    mate = np.full(graph.n, -1)
    for edge in rng.permutation(len(graph.ends)):
        a, b = graph.ends[edge]
        tight = price[a] + price[b] == 2 * graph.weight[edge]
        if tight and mate[a] < 0 and mate[b] < 0 and rng.random() < 0.8:
            mate[a], mate[b] = b, a
    return price, mate


def best_value(graph: Graph) -> int | None:
    """Greatest weight over every plan there is; None when there is none."""
    weight = {(int(a), int(b)): int(w) for (a, b), w in zip(graph.ends, graph.weight, strict=True)}

    @cache
    def best(used: int) -> int | None:
        if used == (1 << graph.n) - 1:
            return 0
        first = next(v for v in range(graph.n) if not used >> v & 1)
        found = [best(used | 1 << first)] if graph.may_stay[first] else []
        for other in range(first + 1, graph.n):
            if (first, other) in weight and not used >> other & 1:
                rest = best(used | 1 << first | 1 << other)
                found.append(None if rest is None else rest + weight[first, other])
        return max((value for value in found if value is not None), default=None)

    return best(0)


def proved_value(graph: Graph, found: Matching) -> int | None:
    """Weight of a finished matching whose proof holds; None when it is proved that none exists."""
    assert found.finished
    if found.exposed is not None:
        assert_no_plan(graph, found)
        return None
    require_prices(graph, found)
    exposed = found.mate < 0
    assert graph.may_stay[exposed].all()
    assert (found.price[exposed] == 0).all()
    value = chosen_weight(graph, found)
    assert 2 * value == bound(found)
    return value


def chosen_weight(graph: Graph, found: Matching) -> int:
    a, b = graph.ends.T
    return int(graph.weight[found.mate[a] == b].sum())


def bound(found: Matching) -> int:
    """What the prices say twice the weight is at most."""
    return int(found.price.sum()) + sum(price * (len(m) // 2) for m, price in found.odd_sets)


def require_prices(graph: Graph, found: Matching) -> None:
    """Prices cover every edge, matched edges exactly; odd sets are odd, nested and full."""
    a, b = graph.ends.T
    matched = found.mate[a] == b
    partners = np.flatnonzero(found.mate >= 0)
    assert (found.mate[found.mate[partners]] == partners).all()
    assert 2 * matched.sum() == len(partners)
    assert (found.price[graph.may_stay] >= 0).all()
    slack = found.price[a] + found.price[b] - 2 * graph.weight
    for members, price in found.odd_sets:
        inside = np.zeros(graph.n, dtype=bool)
        inside[list(members)] = True
        held = inside[a] & inside[b]
        slack[held] += price
        assert price > 0
        assert price % 2 == 0
        assert list(members) == sorted(set(members))
        assert len(members) % 2 == 1
        assert len(members) >= 3
        assert (held & matched).sum() == len(members) // 2
    assert (slack >= 0).all()
    assert (slack[matched] == 0).all()
    assert found.odd_sets == sorted(found.odd_sets)
    if len(found.odd_sets) < 100:
        sets = [set(members) for members, _ in found.odd_sets]
        assert all(one <= two or two <= one or not one & two for one in sets for two in sets)


def assert_no_plan(graph: Graph, found: Matching) -> None:
    """More odd parts that have to be matched than vertices next to them (Tutte 1947)."""
    stuck = set(found.stuck.tolist())
    assert found.exposed in stuck
    assert not graph.may_stay[list(stuck)].any()
    beside: dict[int, set[int]] = {v: set() for v in range(graph.n)}
    for a, b in graph.ends.tolist():
        beside[a].add(b)
        beside[b].add(a)
    outside = {w for v in stuck for w in beside[v]} - stuck
    parts, left = 0, set(stuck)
    while left:
        part, new = set(), {left.pop()}
        while new:
            part |= new
            new = {w for v in new for w in beside[v]} & stuck - part
        left -= part
        parts += len(part) % 2
    assert parts > len(outside)


def depth(found: Matching) -> int:
    """How many odd sets lie within one another."""
    sets = sorted((set(members) for members, _ in found.odd_sets), key=len)
    deepest: list[int] = []
    for k, members in enumerate(sets):
        deepest.append(1 + max((deepest[i] for i in range(k) if sets[i] < members), default=0))
    return max(deepest, default=0)
