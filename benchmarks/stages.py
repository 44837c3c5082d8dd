"""Time each stage of the main job on the bundled pools.

Part of `make bench`; alone, `python -m benchmarks.stages` prints tables.
Each stage is run several times in one process after a warm-up; the median is shown. scipy's solvers
run beside ours on the same finished matrix, where they solve the same problem.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

import matcher
from matcher.candidates import PairRules, PairWeights, build_pool
from matcher.plan.verify import verify_plan
from matcher.scores.model import ScoreModel

REPEATS = 7


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Median seconds of `work` over several runs after one warm-up, and its last answer."""
    answer = work()
    seconds = []
    for _ in range(REPEATS):
        start = perf_counter()
        answer = work()
        seconds.append(perf_counter() - start)
    return statistics.median(seconds), answer


def stages(name: str) -> dict[str, float]:
    """Seconds of each stage for one bundled programme."""
    rows: dict[str, float] = {}
    rows["read profiles"], profiles = timed(matcher.read_profiles)
    rows["read programme"], programme = timed(lambda: matcher.read_programme(name))
    rows["pool and rules"], pool = timed(lambda: build_pool(profiles, programme))
    rules = PairRules(profiles, programme, pool)
    rows["fit scores"], model = timed(
        lambda: ScoreModel.fit(profiles, programme, pool.sides, rules)
    )
    weights = PairWeights(model, rules)
    every = np.arange(model.shape[0]), np.arange(model.shape[1])
    rows["score all pairs"], matrix = timed(lambda: weights.block(*every))
    rows["propose, all stages"], plan = timed(lambda: matcher.propose(profiles, programme))
    rows["of it the solver"] = plan.document.created.seconds["solve"]
    rows["verify"], _ = timed(lambda: verify_plan(plan.document, profiles))
    rows["pairs scored"] = float(matrix.size)
    return rows


def solvers() -> list[dict[str, Any]]:
    """One-to-one assignment on random whole scores, beside scipy on the same matrix."""
    rows = []
    for n in (60, 200, 500):
        matrix = np.random.default_rng(n).integers(0, 1_000_000, (n, n)).astype(np.float64)
        ours, result = timed(lambda matrix=matrix: matcher.solve.two_sided(matrix))
        scipy, (i, j) = timed(lambda matrix=matrix: linear_sum_assignment(matrix, maximize=True))
        assert result.objective == matrix[i, j].sum()
        rows.append({"n": n, "ours with proof and tie-break": ours, "scipy, value only": scipy})
    return rows


def report() -> dict[str, Any]:
    """Seconds of each stage by programme, and of small assignments beside scipy."""
    return {
        "programmes": {name: stages(name) for name in ("ccucc", "eacac")},
        "solvers": solvers(),
    }


def main() -> None:
    """Run everything and print tables."""
    found = report()
    for name, rows in found["programmes"].items():
        print(f"\n{name} ({rows.pop('pairs scored'):.0f} pairs scored)")
        for stage, seconds in rows.items():
            print(f"  {stage:<22}{seconds * 1000:10.1f} ms")
    print("\none-to-one assignment, uniform random scores, n x n")
    for row in found["solvers"]:
        line = ", ".join(f"{k} {v * 1000:.1f} ms" for k, v in row.items() if k != "n")
        print(f"  n={row['n']:<5}{line}")


if __name__ == "__main__":
    main()
