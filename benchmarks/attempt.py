"""One solver on one instance: import, warm up, load, run."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.cases import Instance, Size
from benchmarks.peers import PEERS, Input, Loaded
from benchmarks.prepare import load, load_limits, matrix_path, value_of

LIBRARIES = {
    "ortools-lsa": ("ortools.graph.python.linear_sum_assignment",),
    "ortools-flow": ("ortools.graph.python.min_cost_flow",),
    "cp-sat": ("ortools.sat.python.cp_model",),
    "scipy": ("scipy.optimize",),
    "highs": ("scipy.optimize", "scipy.sparse"),
    "scipy-sparse": ("scipy.sparse.csgraph",),
    "lapx": ("lap",),
    "lapx-jvs": ("lap",),
    "rustworkx": ("rustworkx",),
    "rustworkx-top20": ("rustworkx",),
    "networkx": ("networkx",),
}


class Attempt:
    """One solver; `load` an instance, then `run` it as often as wanted."""

    def __init__(self, solver: str, threads: int, limit: float) -> None:
        self.solver = solver
        self.threads = threads
        self.limit = limit
        self.facts: dict[str, Any] = {}
        self._instance: Instance | None = None
        self._path: Path | None = None
        self._size = Size(0, 0)
        self._loaded: Any = None
        self._answer: Any = None

    @property
    def pair_count(self) -> int | None:
        """Pairs in the last answer."""
        return None if self._answer is None else len(self._answer)

    def import_libraries(self) -> None:
        """Import what the solver needs."""
        for name in LIBRARIES.get(self.solver, ("matcher.solve",)):
            import_module(name)

    def warm_up(self, path: Path, size: Size) -> None:
        """Solve a small instance, in each regime where there are several."""
        self.load(path, size)
        self.run()
        if self.solver in PEERS or self.solver == "floor" or not ours.has_regimes():
            return
        for regime in ("small", "large"):
            try:
                ours.solve(self.solver, load(path), self.threads, regime)
            except (ValueError, RuntimeError, NotImplementedError):
                continue

    def load(self, path: Path, size: Size) -> None:
        """Load an instance; for a peer also its matrix, in the form the peer takes."""
        self._path, self._size = path, size
        self._loaded = self._answer = self._instance = None
        if self.solver in PEERS:
            given = Input(load_limits(path), matrix_path(path), size)
            self._loaded = PEERS[self.solver].load(given)
        else:
            self._instance = load(path)

    def run(self) -> float:
        """Solve once; seconds."""
        if self.solver == "floor":
            assert self._instance is not None
            return ours.scoring_pass(self._instance.weights, self.threads)
        started = perf_counter()
        if self.solver in PEERS:
            answer = PEERS[self.solver].solve(self._loaded, self.limit)
            seconds = perf_counter() - started
            if isinstance(answer, Loaded):
                self.facts = {"loading_seconds": answer.loading_seconds}
                answer = answer.pairs
            self._answer = answer
            return seconds
        result, rounds = ours.solve(self.solver, self._instance, self.threads)
        seconds = perf_counter() - started
        self._answer, self._objective = result.pairs, result.objective
        self.facts = ours.facts(result, rounds)
        return seconds

    def value(self) -> int | float | None:
        """Total score of the last answer; from the matrix where there is one."""
        if self.solver == "floor":
            return None
        if self.solver in PEERS:
            assert self._path is not None
            pairs = np.asarray(self._answer).reshape(-1, 2)
            return value_of(matrix_path(self._path), self._size, pairs)
        objective: int | float = self._objective
        return objective
