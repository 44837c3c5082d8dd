"""Minimum-cost circulations: OR-Tools for the flow, Bellman-Ford for whole prices.

A node potential pi proves a circulation optimal when every residual arc x -> y of cost c has
pi[y] <= pi[x] + c. The search for such potentials is also the check: it ends with them, or with a
negative cycle, along which the flow is then improved. So the answer is exact even where the costs
had to be rounded to fit the solver's range.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError

IntArray = npt.NDArray[np.int64]

# OR-Tools multiplies costs by the number of nodes plus one and needs room above that, in 64 bits.
# Greater costs are rounded for it, and the exact finish makes good what rounding lost.
SOLVER_RANGE = 2**56
EXACT_RANGE = 2**61


@dataclass(frozen=True)
class Arcs:
    """Arcs of a circulation, one position each.

    Parameters
    ----------
    tail, head : ndarray of shape (k,)
        Nodes.
    lower, upper : ndarray of shape (k,)
        Least and most flow.
    cost : ndarray of shape (k,)
        Whole cost of a unit of flow.
    nodes : int
    """

    tail: IntArray
    head: IntArray
    lower: IntArray
    upper: IntArray
    cost: IntArray
    nodes: int

    def tight(self, potentials: IntArray) -> npt.NDArray[np.bool_]:
        """Which arcs have a reduced cost of 0: on these alone may an optimal flow differ."""
        at_zero: npt.NDArray[np.bool_] = potentials[self.tail] + self.cost == potentials[self.head]
        return at_zero

    def only(self, kept: IntArray) -> Arcs:
        """The arcs at some positions."""
        return Arcs(
            self.tail[kept],
            self.head[kept],
            self.lower[kept],
            self.upper[kept],
            self.cost[kept],
            self.nodes,
        )


def circulate(arcs: Arcs) -> IntArray | None:
    """Flow of least cost, exact, or None when no flow meets the bounds.

    Raises
    ------
    SolverInputError
        When the costs are too large for 64-bit prices at this size.
    """
    flow = nearly_optimal(arcs)
    return None if flow is None else improved(arcs, flow)


def improved(arcs: Arcs, flow: IntArray) -> IntArray:
    """The flow of least cost that some flow becomes along negative cycles."""
    while True:
        residual = Residual.of(arcs, flow)
        cycle = residual.negative_cycle()
        if cycle is None:
            return flow
        step = np.where(residual.forward[cycle], 1, -1)
        room = np.where(
            residual.forward[cycle],
            (arcs.upper - flow)[residual.arc[cycle]],
            (flow - arcs.lower)[residual.arc[cycle]],
        )
        flow = flow.copy()
        np.add.at(flow, residual.arc[cycle], step * int(room.min()))


def nearly_optimal(arcs: Arcs) -> IntArray | None:
    """Flow of OR-Tools, which is optimal unless costs had to be rounded to fit its range.

    Raises
    ------
    SolverInputError
        As `circulate`.
    """
    require_range(arcs)
    greatest = int(np.abs(arcs.cost).max(initial=0))
    shift = max(0, (greatest * (arcs.nodes + 2)).bit_length() - SOLVER_RANGE.bit_length())
    return solver_flow(arcs, arcs.cost >> shift)


def require_range(arcs: Arcs) -> None:
    """Raise SolverInputError where the costs are too large for 64-bit prices at this size."""
    greatest = int(np.abs(arcs.cost).max(initial=0))
    if greatest * (arcs.nodes + 2) >= EXACT_RANGE:
        least = -(-greatest * (arcs.nodes + 2) // EXACT_RANGE)
        raise SolverInputError(
            f"weights of {greatest:.3g} are too large for {arcs.nodes - 2} cities: prices would "
            f"leave 64 bits; divide them by {least} or more"
        )


def solver_flow(arcs: Arcs, cost: IntArray) -> IntArray | None:
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    free = np.flatnonzero(arcs.upper > arcs.lower)
    if (arcs.upper < arcs.lower).any():
        return None
    handles = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tail[free], arcs.head[free], (arcs.upper - arcs.lower)[free], cost[free]
    )
    supply = np.zeros(arcs.nodes, dtype=np.int64)
    np.subtract.at(supply, arcs.tail, arcs.lower)
    np.add.at(supply, arcs.head, arcs.lower)
    solver.set_nodes_supplies(np.arange(arcs.nodes), supply)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        return None
    if status != solver.OPTIMAL:
        raise RuntimeError(f"the flow solver stopped with status {status}")
    flow = arcs.lower.copy()
    flow[free] += np.asarray(solver.flows(handles), dtype=np.int64)
    return flow


@dataclass(frozen=True)
class Residual:
    """Arcs along which a flow may still change, sorted by head.

    `arc` is the position in the original arcs, `forward` whether the flow grows along it; -1 marks
    an extra constraint that carries no flow.
    """

    tail: IntArray
    head: IntArray
    cost: IntArray
    arc: IntArray
    forward: npt.NDArray[np.bool_]
    nodes: int

    @classmethod
    def of(cls, arcs: Arcs, flow: IntArray, extra: tuple[int, int] | None = None) -> Residual:
        """Residual arcs of a flow, and if asked for one more constraint pi[head] <= pi[tail]."""
        grow, fall = np.flatnonzero(flow < arcs.upper), np.flatnonzero(flow > arcs.lower)
        more = np.array([] if extra is None else [extra], dtype=np.int64).reshape(-1, 2)
        tail = np.concatenate([arcs.tail[grow], arcs.head[fall], more[:, 0]])
        head = np.concatenate([arcs.head[grow], arcs.tail[fall], more[:, 1]])
        cost = np.concatenate([arcs.cost[grow], -arcs.cost[fall], 0 * more[:, 0]])
        arc = np.concatenate([grow, fall, -1 + 0 * more[:, 0]])
        forward = np.arange(len(arc)) < len(grow)
        return cls(tail, head, cost, arc, forward, arcs.nodes).sorted()

    def sorted(self) -> Residual:
        """The same arcs in the order of their heads."""
        order = np.argsort(self.head, kind="stable")
        return Residual(
            self.tail[order],
            self.head[order],
            self.cost[order],
            self.arc[order],
            self.forward[order],
            self.nodes,
        )

    def reversed(self) -> Residual:
        """Every arc turned round."""
        return Residual(
            self.head, self.tail, self.cost, self.arc, self.forward, self.nodes
        ).sorted()

    def potentials(self) -> IntArray | None:
        """Greatest potentials of at most 0, or None when there is a negative cycle."""
        potential = np.zeros(self.nodes, dtype=np.int64)
        heads, starts = self._groups()
        for _ in range(self.nodes + 1):
            if not len(heads):
                return potential
            best = np.minimum.reduceat(potential[self.tail] + self.cost, starts)
            better = best < potential[heads]
            if not better.any():
                return potential
            potential[heads[better]] = best[better]
        return None

    def centred(self, origin: int) -> IntArray | None:
        """Potentials half way between the greatest and the least, 0 at `origin`.

        The floor of the midpoint of two feasible potentials is feasible, because the constraints
        are differences of whole numbers. None when there is a negative cycle.
        """
        high = self.potentials()
        low = None if high is None else self.reversed().potentials()
        if high is None or low is None:
            return None
        midpoint: IntArray = (high - high[origin] + (low[origin] - low)) >> 1
        return midpoint

    def negative_cycle(self) -> IntArray | None:
        """Positions of the arcs of a negative cycle, or None when there is none."""
        potential = np.zeros(self.nodes, dtype=np.int64)
        parent = np.full(self.nodes, -1, dtype=np.int64)
        heads, starts = self._groups()
        changed = np.empty(0, dtype=np.int64)
        for _ in range(self.nodes + 1):
            if not len(heads):
                return None
            offered = potential[self.tail] + self.cost
            best = np.minimum.reduceat(offered, starts)
            better = best < potential[heads]
            changed = heads[better]
            if not changed.size:
                return None
            at = np.flatnonzero(
                offered == np.repeat(best, np.diff(np.append(starts, len(offered))))
            )
            first = at[np.searchsorted(self.head[at], changed)]
            parent[changed] = first
            potential[changed] = best[better]
        node = int(changed[0])
        for _ in range(self.nodes):
            node = int(self.tail[parent[node]])
        start, cycle = node, list[int]()
        while not cycle or node != start:
            cycle.append(int(parent[node]))
            node = int(self.tail[parent[node]])
        return np.array(cycle[::-1], dtype=np.int64)

    def _groups(self) -> tuple[IntArray, IntArray]:
        heads, starts = np.unique(self.head, return_index=True)
        return heads.astype(np.int64), starts.astype(np.int64)
