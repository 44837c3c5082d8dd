"""Any instance: every scenario by the solver of a single one, runs of scenarios side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcher.solve.ensemble_limits import Limits
from matcher.solve.ensemble_result import NO_OBJECTIVE, Solved, gathered, nothing
from matcher.solve.ensemble_scenarios import Scenarios
from matcher.solve.instance import IntArray
from matcher.solve.one_pool import one_pool
from matcher.solve.two_sided import two_sided

# Enough runs to keep several workers busy and to report progress, few enough to cost nothing.
RUNS = 32

Progress = Callable[[int, int], None]
Run = Callable[[range], Solved]


def solve_each(scenarios: Scenarios, limits: Limits, run: range) -> Solved:
    """Solve some scenarios one by one with `two_sided` or `one_pool`."""
    solver = one_pool if limits.pool else two_sided
    plans: list[tuple[str, int, IntArray, str]] = []
    for scenario in run:
        result = solver(scenarios.weights(scenario), **limits.again)
        objective = NO_OBJECTIVE if result.objective is None else int(result.objective)
        plans.append((result.status, objective, result.pairs, result.proof or ""))
    return gathered(plans)


def in_runs(solve: Run, count: int, jobs: int | None, progress: Progress | None) -> list[Solved]:
    """Solve runs of scenarios in order, side by side in threads.

    Parameters
    ----------
    solve : callable
        From a range of scenarios to their plans.
    count : int
        Scenarios in all.
    jobs : int or None
        As `joblib.Parallel` reads it: None is 1, or what ``joblib.parallel_config`` says.
    progress : callable or None
        Called with (scenarios done, scenarios in all).
    """
    from joblib import Parallel, delayed

    size = -(-count // RUNS) if count else 1
    runs = [range(first, min(first + size, count)) for first in range(0, count, size)]
    parallel = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")
    answers: Iterator[Solved] = parallel(delayed(solve)(run) for run in runs)
    parts = []
    for run, part in zip(runs, answers, strict=True):
        parts.append(part)
        if progress is not None:
            progress(run.stop, count)
    return parts or [nothing(with_margin=False)]
