"""The peers: each is given the finished matrix in the form it takes, and answers with pairs.

`load` runs before the clock starts: matrix, index arrays and graphs are free. `solve` is measured,
with the library's own loading call where it has one. `bytes_per_pair` is what the peer was seen to
need for each pair of the matrix; a run that would not fit is not started.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.cases import Instance, Kind, Size
from benchmarks.prepare import matrix_rows, read_matrix

Pairs = npt.NDArray[np.int64]
SHORTLIST = 20


class Input(NamedTuple):
    """What a peer loads from."""

    instance: Instance
    matrix: Path
    size: Size


class Loaded(NamedTuple):
    """An answer of a library that has a loading call, with the seconds that call took."""

    pairs: Pairs
    loading_seconds: float


class Peer(NamedTuple):
    """One library call."""

    title: str
    package: str
    kinds: tuple[Kind, ...]
    bytes_per_pair: int
    load: Callable[[Input], Any]
    solve: Callable[[Any, float], Pairs | Loaded]
    exact: bool = True


def load_float(given: Input) -> npt.NDArray[np.float64]:
    """Scores as float64."""
    return read_matrix(given.matrix, given.size, np.float64)


def load_costs(given: Input) -> npt.NDArray[np.float64]:
    """Costs for a minimiser: greatest score minus score."""
    costs = load_float(given)
    np.subtract(costs.max(), costs, out=costs)
    return costs


def scipy_assignment(matrix: npt.NDArray[np.float64], limit: float) -> Pairs:
    """Shortest augmenting paths of scipy."""
    from scipy.optimize import linear_sum_assignment

    return np.column_stack(linear_sum_assignment(matrix, maximize=True))


def load_sparse(given: Input) -> Any:
    """A full sparse matrix; one is added to each score, because a stored zero would be dropped."""
    from scipy import sparse

    n, m = given.size
    data = load_float(given).ravel()
    data += 1
    columns = np.empty((n, m), dtype=np.int32)
    columns[:] = np.arange(m, dtype=np.int32)
    starts = np.arange(0, n * m + 1, m, dtype=np.int32)
    return sparse.csr_array((data, columns.ravel(), starts), shape=(n, m))


def scipy_sparse(matrix: Any, limit: float) -> Pairs:
    """The sparse matching of scipy, on all pairs."""
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    return np.column_stack(min_weight_full_bipartite_matching(matrix, maximize=True))


def lapx_jv(costs: npt.NDArray[np.float64], limit: float) -> Pairs:
    """Jonker-Volgenant of lapx, the classic entry point."""
    from lap import lapjv

    columns = lapjv(costs, return_cost=False)[0]
    return np.column_stack([np.arange(len(columns)), columns])


def lapx_jvs(costs: npt.NDArray[np.float64], limit: float) -> Pairs:
    """Jonker-Volgenant of lapx, its single-pass variant."""
    from lap import lapjvs

    return np.column_stack(lapjvs(costs, return_cost=False)[:2])


class Arcs(NamedTuple):
    """All pairs as arcs."""

    tails: npt.NDArray[np.int32]
    heads: npt.NDArray[np.int32]
    costs: npt.NDArray[np.int64]
    capacities: npt.NDArray[np.int64]
    instance: Instance
    size: Size


def load_arcs(given: Input) -> Arcs:
    """All pairs as arcs, cost = -score."""
    n, m = given.size
    tails, heads = np.empty((n, m), np.int32), np.empty((n, m), np.int32)
    costs = np.empty((n, m), np.int64)
    tails[:] = np.arange(n, dtype=np.int32)[:, None]
    heads[:] = np.arange(m, dtype=np.int32)
    for rows, block in matrix_rows(given.matrix, given.size):
        np.negative(block, out=costs[rows], dtype=np.int64)
    none = np.empty(0, dtype=np.int64)
    return Arcs(tails.ravel(), heads.ravel(), costs.ravel(), none, given.instance, given.size)


def load_network(given: Input) -> Arcs:
    """The same for a flow: right cities numbered after the left ones, one unit a pair."""
    arcs = load_arcs(given)
    np.add(arcs.heads, given.size.left, out=arcs.heads)
    return arcs._replace(capacities=np.ones(len(arcs.costs), dtype=np.int64))


def ortools_assignment(arcs: Arcs, limit: float) -> Loaded:
    """Cost-scaling push-relabel of OR-Tools on all arcs."""
    from ortools.graph.python import linear_sum_assignment as lsa

    started = perf_counter()
    solver = lsa.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(arcs.tails, arcs.heads, arcs.costs)
    loading = perf_counter() - started
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("OR-Tools found no assignment")
    n = solver.num_nodes()
    pairs = np.array([[i, solver.right_mate(i)] for i in range(n)], dtype=np.int64)
    return Loaded(pairs, loading)


def ortools_flow(arcs: Arcs, limit: float) -> Loaded:
    """Minimum-cost flow of OR-Tools on all arcs; what no pair takes goes by a free arc."""
    from ortools.graph.python import min_cost_flow

    started = perf_counter()
    n, m = arcs.size
    source, sink = n + m, n + m + 1
    left = _capacity(arcs.instance.left_max, n)
    right = _capacity(arcs.instance.right_max, m)
    solver = min_cost_flow.SimpleMinCostFlow()
    middle = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.tails, arcs.heads, arcs.capacities, arcs.costs
    )
    _fan(solver, np.full(n, source), np.arange(n), left)
    _fan(solver, np.arange(n, n + m), np.full(m, sink), right)
    total = int(min(left.sum(), right.sum()))
    _fan(solver, np.array([source]), np.array([sink]), np.array([total]))
    solver.set_nodes_supplies(np.array([source, sink]), np.array([total, -total]))
    loading = perf_counter() - started
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("OR-Tools found no flow")
    chosen = np.flatnonzero(solver.flows(middle))
    pairs = np.column_stack([arcs.tails[chosen], arcs.heads[chosen] - n]).astype(np.int64)
    return Loaded(pairs, loading)


def _capacity(most: Any, size: int) -> npt.NDArray[np.int64]:
    return np.ones(size, dtype=np.int64) if most is None else np.asarray(most, dtype=np.int64)


def _fan(solver: Any, tails: Any, heads: Any, capacities: Any) -> None:
    solver.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, np.zeros_like(capacities)
    )


def load_edges(given: Input) -> tuple[int, Pairs, npt.NDArray[np.int64]]:
    """Upper triangle of a pool as edges."""
    matrix = read_matrix(given.matrix, given.size, np.int32)
    a, b = np.triu_indices(len(matrix), 1)
    return len(matrix), np.column_stack([a, b]), matrix[a, b].astype(np.int64)


def load_shortlist(given: Input) -> tuple[int, Pairs, npt.NDArray[np.int64]]:
    """The pairs that are among the best twenty of either city."""
    matrix = read_matrix(given.matrix, given.size, np.int32)
    n = len(matrix)
    best = np.argpartition(-matrix, min(SHORTLIST, n - 1) - 1, axis=1)[:, :SHORTLIST]
    ends = np.sort(np.column_stack([np.repeat(np.arange(n), best.shape[1]), best.ravel()]), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    return n, ends, matrix[ends[:, 0], ends[:, 1]].astype(np.int64)


def _rustworkx_graph(edges: tuple[int, Pairs, npt.NDArray[np.int64]]) -> Any:
    import rustworkx

    n, ends, scores = edges
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from(
        list(zip(ends[:, 0].tolist(), ends[:, 1].tolist(), scores.tolist(), strict=True))
    )
    return graph


def rustworkx_matching(graph: Any, limit: float) -> Pairs:
    """Blossom matching of rustworkx."""
    import rustworkx

    return np.array(sorted(rustworkx.max_weight_matching(graph, weight_fn=int)), dtype=np.int64)


def _networkx_graph(given: Input) -> Any:
    import networkx

    n, ends, scores = load_edges(given)
    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(
        zip(ends[:, 0].tolist(), ends[:, 1].tolist(), scores.tolist(), strict=True)
    )
    return graph


def networkx_matching(graph: Any, limit: float) -> Pairs:
    """Blossom matching of networkx, in Python."""
    import networkx

    return np.array(sorted(networkx.max_weight_matching(graph)), dtype=np.int64)


def cp_sat(edges: tuple[int, Pairs, npt.NDArray[np.int64]], limit: float) -> Pairs:
    """CP-SAT with one variable per pair."""
    from ortools.sat.python import cp_model

    n, ends, scores = edges
    model = cp_model.CpModel()
    take = [model.new_bool_var("") for _ in range(len(ends))]
    of_city: list[list[Any]] = [[] for _ in range(n)]
    for (a, b), variable in zip(ends.tolist(), take, strict=True):
        of_city[a].append(variable)
        of_city[b].append(variable)
    for variables in of_city:
        model.add_at_most_one(variables)
    model.maximize(cp_model.LinearExpr.weighted_sum(take, scores.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = _threads()
    solver.parameters.max_time_in_seconds = limit
    if solver.solve(model) != cp_model.OPTIMAL:
        raise TimeoutError("CP-SAT proved no optimum in the time given")
    return ends[[bool(solver.value(variable)) for variable in take]]


def highs(edges: tuple[int, Pairs, npt.NDArray[np.int64]], limit: float) -> Pairs:
    """HiGHS as a mixed-integer program with one variable per pair."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    n, ends, scores = edges
    columns = np.repeat(np.arange(len(ends)), 2)
    member = csr_array((np.ones(len(columns)), (ends.ravel(), columns)), shape=(n, len(ends)))
    answer = milp(
        -scores.astype(np.float64),
        constraints=LinearConstraint(member, ub=1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(ends)),
        options={"time_limit": limit, "mip_rel_gap": 0},
    )
    if answer.status != 0:
        raise TimeoutError("HiGHS proved no optimum in the time given")
    return ends[answer.x > 0.5]


def _threads() -> int:
    import os

    return len(os.sched_getaffinity(0))


TWO_SIDED: tuple[Kind, ...] = ("two_sided",)
POOL: tuple[Kind, ...] = ("one_pool",)
PEERS: dict[str, Peer] = {
    "ortools-lsa": Peer(
        "OR-Tools linear sum assignment, all arcs",
        "ortools",
        TWO_SIDED,
        66,
        load_arcs,
        ortools_assignment,
    ),
    "ortools-flow": Peer(
        "OR-Tools minimum-cost flow, all arcs",
        "ortools",
        ("two_sided", "capacities"),
        120,
        load_network,
        ortools_flow,
    ),
    "scipy": Peer(
        "scipy linear_sum_assignment", "scipy", TWO_SIDED, 24, load_float, scipy_assignment
    ),
    "scipy-sparse": Peer(
        "scipy min_weight_full_bipartite_matching",
        "scipy",
        TWO_SIDED,
        60,
        load_sparse,
        scipy_sparse,
    ),
    "lapx": Peer("lapx lapjv", "lapx", TWO_SIDED, 18, load_costs, lapx_jv),
    "lapx-jvs": Peer("lapx lapjvs", "lapx", TWO_SIDED, 18, load_costs, lapx_jvs),
    "rustworkx": Peer(
        "rustworkx, complete graph",
        "rustworkx",
        POOL,
        250,
        lambda given: _rustworkx_graph(load_edges(given)),
        rustworkx_matching,
    ),
    "rustworkx-top20": Peer(
        "rustworkx, best twenty of each city",
        "rustworkx",
        POOL,
        12,
        lambda given: _rustworkx_graph(load_shortlist(given)),
        rustworkx_matching,
        exact=False,
    ),
    "networkx": Peer(
        "networkx, complete graph", "networkx", POOL, 500, _networkx_graph, networkx_matching
    ),
    "cp-sat": Peer("OR-Tools CP-SAT, all pairs", "ortools", POOL, 2000, load_edges, cp_sat),
    "highs": Peer("HiGHS (scipy milp), all pairs", "scipy", POOL, 2000, load_edges, highs),
}
