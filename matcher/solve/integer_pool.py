"""Pools that prices alone do not settle: CP-SAT, checked by HiGHS on a different model.

Only pairs that can still be in a plan as good as the best one known are kept: a pair whose reduced
cost under the relaxation's prices exceeds the gap is in no better plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import perf_counter
from typing import Any

import numpy as np

from matcher.solve.instance import IntArray

# HiGHS works to about 1e-9 of the value; below this it settles whole numbers.
HIGHS_BELOW = 10**8
TOLERANCE = 0.25
# Seconds between two looks at whether someone asked to stop.
PATIENCE = 0.05


@dataclass(frozen=True)
class Pool:
    """One pool in whole numbers.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        Open pairs a < b in lexicographic order.
    whole : ndarray of shape (k,)
    required : ndarray of shape (k,), bool
    least, most : ndarray of shape (n,)
    max_pairs : int or None
    """

    pairs: IntArray
    whole: IntArray
    required: np.ndarray[Any, np.dtype[np.bool_]]
    least: IntArray
    most: IntArray
    max_pairs: int | None


@dataclass(frozen=True)
class Answer:
    """What CP-SAT found: positions of the chosen pairs, and a bound on the value."""

    chosen: list[int] | None
    bound: int | None
    proved: bool
    infeasible: bool


class Clock:
    """Seconds that are left, and whether someone asked to stop.

    Parameters
    ----------
    limit : float or None
    stop : callable, optional
        Asked now and then, also from another thread.
    work : float, optional
        Work of one solve as CP-SAT counts it, the same on every machine.
    """

    def __init__(
        self,
        limit: float | None,
        stop: Callable[[], bool] | None = None,
        work: float | None = None,
    ) -> None:
        self.work = work
        self.end = None if limit is None else perf_counter() + limit
        self.stop = stop

    @property
    def left(self) -> float | None:
        """Seconds left, or None without a limit."""
        return None if self.end is None else max(self.end - perf_counter(), 0.0)

    @property
    def over(self) -> bool:
        """Whether the time is up, or someone asked to stop."""
        return self.left == 0 or (self.stop is not None and self.stop())


def best_value(pool: Pool, clock: Clock, hint: list[int] | None = None) -> Answer:
    """Find a plan of greatest value, and among those one of most pairs, by CP-SAT.

    Parameters
    ----------
    pool : Pool
    clock : Clock
    hint : list of int, optional
        Positions of the pairs of a good plan to begin with.
    """
    return _maximise(pool, clock, hint=hint)


def canonical(pool: Pool, chosen: list[int], clock: Clock) -> tuple[list[int], bool]:
    """Among the best plans with as many pairs, the smallest list, and whether there was time.

    `chosen` is one of them. When excluding it leaves nothing as good, it is the only one. Otherwise
    pairs are decided in order, each by a solve that must still reach the same value.
    """
    if only_best(pool, chosen, clock):
        return chosen, True
    target = _worth(pool, chosen)
    best, timely = set(chosen), True
    fixed: dict[int, bool] = {}
    used = np.zeros(len(pool.most), dtype=np.int64)
    for k, (a, b) in enumerate(pool.pairs.tolist()):
        full = used[a] >= pool.most[a] or used[b] >= pool.most[b]
        if k not in best and not full:
            answer = _maximise(pool, clock, fixed={**fixed, k: True})
            timely &= answer.infeasible or answer.proved
            if answer.chosen is not None and _worth(pool, answer.chosen) == target:
                best = set(answer.chosen)
        fixed[k] = k in best
        if fixed[k]:
            used[[a, b]] += 1
    return sorted(best), timely


def only_best(pool: Pool, chosen: list[int], clock: Clock) -> bool:
    """Whether every other plan is worth less, or as much with fewer pairs."""
    other = _maximise(pool, clock, unlike=chosen)
    less = other.proved and _worth(pool, other.chosen or []) < _worth(pool, chosen)
    return other.infeasible or less


def _worth(pool: Pool, chosen: list[int]) -> int:
    """Value first, then number of pairs, as one whole number."""
    return sum(int(pool.whole[k]) for k in chosen) * (len(pool.pairs) + 1) + len(chosen)


def second_opinion(pool: Pool, value: int, clock: Clock) -> bool:
    """Whether a second exact model agrees that no plan exceeds `value`.

    HiGHS bounds the linear model with a slack for every city. Where the value is too large for its
    tolerances, CP-SAT solves that model instead.
    """
    # HiGHS cannot be asked to stop.
    if abs(value) < HIGHS_BELOW and clock.stop is None:
        return _highs_bound(pool, clock.left) == value
    answer = _maximise(pool, clock, spare_places=True)
    return answer.proved and answer.bound == value


def _highs_bound(pool: Pool, time_limit: float | None) -> int | None:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity

    n, k = len(pool.most), len(pool.pairs)
    at = np.concatenate([pool.pairs[:, 0], pool.pairs[:, 1]])
    degree = csr_array((np.ones(2 * k), (at, np.tile(np.arange(k), 2))), shape=(n, k))
    table = hstack([degree, identity(n)])
    constraints = [LinearConstraint(table, pool.most, pool.most)]
    if pool.max_pairs is not None:
        row = np.concatenate([np.ones(k), np.zeros(n)])[None, :]
        constraints.append(LinearConstraint(row, -np.inf, pool.max_pairs))
    low = np.concatenate([pool.required.astype(float), np.zeros(n)])
    high = np.concatenate([np.ones(k), (pool.most - pool.least).astype(float)])
    answer = milp(
        np.concatenate([-pool.whole.astype(float), np.zeros(n)]),
        integrality=np.concatenate([np.ones(k), np.zeros(n)]),
        bounds=Bounds(low, high),
        constraints=constraints,
        options={"mip_rel_gap": 0.0, "time_limit": np.inf if time_limit is None else time_limit},
    )
    if answer.status != 0 or answer.mip_dual_bound is None:
        return None
    # The weights are whole, so the true bound is the whole number below.
    return int(np.floor(-answer.mip_dual_bound + TOLERANCE))


def _model(pool: Pool, *, spare_places: bool = False) -> tuple[Any, list[Any]]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{k}") for k in range(len(pool.pairs))]
    at: list[list[Any]] = [[] for _ in pool.most]
    for k, (a, b) in enumerate(pool.pairs.tolist()):
        at[a].append(x[k])
        at[b].append(x[k])
        if pool.required[k]:
            model.add(x[k] == 1)
    for city, partners in enumerate(at):
        if spare_places:
            most = int(pool.most[city])
            spare = model.new_int_var(0, most - int(pool.least[city]), f"spare{city}")
            model.add(sum(partners) + spare == most)
        elif partners:
            model.add_linear_constraint(sum(partners), int(pool.least[city]), int(pool.most[city]))
        elif pool.least[city] > 0:
            model.add_bool_or([])
    if pool.max_pairs is not None:
        model.add(sum(x) <= pool.max_pairs)
    return model, x


def _run(model: Any, clock: Clock) -> tuple[Any, str]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    # CP-SAT would leave the interrupt signal to the system instead of to us.
    solver.parameters.catch_sigint_signal = False
    # One worker and a fixed seed: more workers find different optimal plans.
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # The linear relaxation is nearly tight here; without it in full, proofs take minutes.
    solver.parameters.linearization_level = 2
    left = clock.left
    if left is not None:
        solver.parameters.max_time_in_seconds = left
    if clock.work is not None:
        solver.parameters.max_deterministic_time = clock.work
    with _stopping(solver, clock):
        return solver, solver.status_name(solver.solve(model))


@contextmanager
def _stopping(solver: Any, clock: Clock) -> Iterator[None]:
    """Stop the solver once someone asks for it."""
    asked, done = clock.stop, Event()
    if asked is None:
        yield
        return

    def watch() -> None:
        while not done.wait(PATIENCE):
            if asked():
                solver.stop_search()

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _maximise(
    pool: Pool,
    clock: Clock,
    *,
    unlike: list[int] | None = None,
    fixed: dict[int, bool] | None = None,
    spare_places: bool = False,
    hint: list[int] | None = None,
) -> Answer:
    model, x = _model(pool, spare_places=spare_places)
    for k, taken in (fixed or {}).items():
        model.add(x[k] == int(taken))
    if unlike is not None:
        inside = set(unlike)
        model.add_bool_or([~v if k in inside else v for k, v in enumerate(x)])
    if hint is not None:
        inside = set(hint)
        for k, v in enumerate(x):
            model.add_hint(v, k in inside)
    step = len(x) + 1
    model.maximize(sum((int(w) * step + 1) * v for w, v in zip(pool.whole, x, strict=True)))
    solver, status = _run(model, clock)
    if status not in ("OPTIMAL", "FEASIBLE"):
        return Answer(None, None, False, status == "INFEASIBLE")
    chosen = [k for k, v in enumerate(x) if solver.boolean_value(v)]
    value = sum(int(pool.whole[k]) for k in chosen)
    if status == "OPTIMAL":
        return Answer(chosen, value, True, False)
    return Answer(chosen, int(np.ceil(solver.best_objective_bound / step)), False, False)
