"""Time exact re-solves of one instance under many weights, beside peers on the same weights.

Run with ``python benchmarks/ensemble_bench.py``. Ours is given layers and points and makes the
weights itself; peers are given finished weights, and making those is not in their time. The first
call of a process compiles or loads kernels and is left out. Values are compared, never plans.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from matcher.solve import Ensemble, ensemble

SCENARIOS = 1000
COMPARED = 60
REPEATS = 5
Row = dict[str, Any]


def made_up(n: int, m: int, scenarios: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Layers and points of cities that differ in size: a few are everybody's best partner.

    Points of every part vary by 30 per cent either way and sum to about 1,000,000.
    """
    random = np.random.default_rng(seed)
    types = random.dirichlet(np.full(48, 0.3), 12)

    def side(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        needs = np.array(
            [random.dirichlet(0.2 + 20 * types[random.integers(12)]) for _ in range(size)]
        )
        weight = np.exp(random.normal(0, 0.7, size))[:, None]
        return (
            needs,
            np.clip(0.4 * weight * random.random((size, 48)), 0, 1),
            random.normal(size=(size, 16)),
        )

    (need_a, can_a, where_a), (need_b, can_b, where_b) = side(n), side(m)
    forward, back = can_a @ need_b.T, need_a @ can_b.T
    mutual = 2 * forward * back / (forward + back + 1e-9)
    mutual /= mutual + np.median(mutual)
    cosine = need_a @ need_b.T / np.outer(*(np.linalg.norm(x, axis=1) for x in (need_a, need_b)))
    apart = ((where_a[:, None] - where_b) ** 2).mean(axis=2)
    layers = np.stack(
        [
            mutual,
            cosine,
            1 / (1 + apart / np.median(apart)),
            np.clip(0.4 + 0.2 * mutual + 0.2 * random.random((n, m)), 0, 1),
            np.full((n, m), 0.5),
            np.where(random.random((n, m)) < 0.02, 1.0, 0.5),
            np.where(random.random((n, m)) < 0.1, 0.8, 0.5),
        ]
    )
    base = np.array([350_000, 150_000, 200_000, 100_000, 50_000, 50_000, 100_000])
    points = base * (1 + 0.3 * random.uniform(-1, 1, (scenarios, len(base))))
    return layers, np.floor(points / points.sum(axis=1, keepdims=True) * 1_000_000).astype(np.int64)


def weights_of(layers: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Weights of one scenario, for the peers."""
    return sum(np.floor(point * layer) for point, layer in zip(points, layers, strict=True))


def timed(work: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Median seconds after one warm-up, and the last answer."""
    answer, seconds = work(), []
    for _ in range(repeats):
        start = perf_counter()
        answer = work()
        seconds.append(perf_counter() - start)
    return statistics.median(seconds), answer


def against(
    case: str,
    ours: Callable[[], Ensemble],
    tables: list[np.ndarray],
    peers: dict[str, Callable[[np.ndarray], int]],
    repeats: int = REPEATS,
) -> list[Row]:
    """Rows of one case: ours on all scenarios, peers on the first ones; values must agree."""
    seconds, answer = timed(ours, repeats)
    per = seconds / len(answer)
    rows: list[Row] = [_row(case, "ours, scoring and proof included", len(answer), per, per)]
    for name, peer in peers.items():
        try:
            spent, values = timed(lambda peer=peer: [peer(table) for table in tables], 1)
        except ImportError as missing:
            rows.append({"case": case, "solver": name, "note": f"not run: {missing}"})
            continue
        for scenario, value in enumerate(values):
            assert value == answer.objective[scenario], (case, name, scenario)
        rows.append(_row(case, name, len(tables), spent / len(tables), per))
    return rows


def _row(case: str, solver: str, scenarios: int, seconds: float, ours: float) -> Row:
    return {
        "case": case,
        "solver": solver,
        "scenarios": scenarios,
        "ms per scenario": 1000 * seconds,
        "times ours": seconds / ours,
    }


def tiny_pool() -> list[Row]:
    """Nine cities of one pool, one partner each."""
    layers, points = made_up(9, 9, SCENARIOS)
    layers = (layers + layers.transpose(0, 2, 1)) / 2
    tables = [weights_of(layers, row) for row in points[:COMPARED]]

    def graph_of(table: np.ndarray) -> list[tuple[int, int, int]]:
        return [(a, b, int(table[a, b])) for a in range(9) for b in range(a + 1, 9)]

    def rustworkx(table: np.ndarray) -> int:
        import rustworkx

        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(9))
        graph.add_edges_from(graph_of(table))
        pairs = rustworkx.max_weight_matching(graph, weight_fn=int)
        return sum(int(table[a, b]) for a, b in pairs)

    def networkx(table: np.ndarray) -> int:
        import networkx

        graph = networkx.Graph()
        graph.add_weighted_edges_from(graph_of(table))
        return sum(int(table[a, b]) for a, b in networkx.max_weight_matching(graph))

    return against(
        "pool of 9",
        lambda: ensemble(layers, points, shape="one_pool"),
        tables,
        {"rustworkx": rustworkx, "networkx": networkx},
    )


def two_sides(n: int, m: int, jobs: int, repeats: int = 3) -> list[Row]:
    """Two sides, one partner each; peers run in one thread."""
    layers, points = made_up(n, m, SCENARIOS)
    tables = [weights_of(layers, row) for row in points[:COMPARED]]

    def scipy(table: np.ndarray) -> int:
        from scipy.optimize import linear_sum_assignment

        return int(table[linear_sum_assignment(table, maximize=True)].sum())

    def lapx(table: np.ndarray) -> int:
        import lap

        _, col_of, _ = lap.lapjv(table.max() - table, extend_cost=True)
        rows = np.flatnonzero(col_of >= 0)
        return int(table[rows, col_of[rows]].sum())

    return against(
        f"{n} x {m}, {jobs} threads",
        lambda: ensemble(layers, points, jobs=jobs),
        tables,
        {"scipy": scipy, "lapx": lapx},
        repeats,
    )


def cohort(jobs: int) -> list[Row]:
    """Ten pairs out of 56 x 38; no peer solves this one directly."""
    layers, points = made_up(56, 38, SCENARIOS)
    return against(
        f"10 pairs of 56 x 38, {jobs} threads",
        lambda: ensemble(layers, points, max_pairs=10, jobs=jobs),
        [],
        {},
    )


def rows(jobs: int = 2) -> list[Row]:
    """Every case, ours and peers."""
    return [
        *tiny_pool(),
        *cohort(jobs),
        *two_sides(56, 38, jobs),
        *two_sides(690, 480, 1),
        *two_sides(690, 480, jobs),
    ]


if __name__ == "__main__":
    for row in rows():
        if "note" in row:
            print(f"{row['case']:<32}{row['solver']:<36}{row['note']}")
        else:
            print(
                f"{row['case']:<32}{row['solver']:<36}{row['ms per scenario']:10.4f} ms"
                f"{row['times ours']:9.1f}x   ({row['scenarios']} scenarios)"
            )
