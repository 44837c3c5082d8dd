"""Our own solver as one more entry, and the floor it is measured against."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.cases import Instance

OURS = {
    "ours": "this project",
    "ours-two-sided": "this project, the pool as two sides",
    "floor": "one plain scoring pass over all pairs",
}
BLOCK = 512
PLAIN_FIELDS = {
    "status", "pairs", "objective", "bound", "gap", "proof", "prices", "seconds", "verified",
    "reason",
}  # fmt: skip


def solve(
    solver: str, instance: Instance, threads: int, regime: str | None = None
) -> tuple[Any, list[Any]]:
    """Solve an instance by our own solver; the result, and what its rounds reported.

    Raises
    ------
    RuntimeError
        When the answer is not a proved and verified optimum.
    """
    from matcher.solve import one_pool, two_sided

    rounds: list[Any] = []
    wanted = {"threads": threads, "regime": regime, "progress": rounds.append}
    if instance.kind == "one_pool" and solver == "ours":
        result = one_pool(instance.weights, **accepted(one_pool, wanted))
    else:
        if instance.left_max is not None:
            wanted |= {"left_max": instance.left_max, "right_max": instance.right_max}
        result = two_sided(instance.weights, **accepted(two_sided, wanted))
    if result.status != "optimal" or result.gap != 0 or not result.verified:
        raise RuntimeError(f"status {result.status}, gap {result.gap}, not a verified optimum")
    return result, rounds


def accepted(function: Callable[..., Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The arguments that have a value and that the function takes."""
    known = inspect.signature(function).parameters
    return {key: value for key, value in wanted.items() if value is not None and key in known}


def has_regimes() -> bool:
    """Whether the solver can be told which regime to use."""
    from matcher.solve import two_sided

    return "regime" in inspect.signature(two_sided).parameters


def facts(result: Any, rounds: list[Any]) -> dict[str, Any]:
    """What a result and its rounds say about their making, as plain JSON values."""
    found = {
        field.name: _plain(getattr(result, field.name))
        for field in dataclasses.fields(result)
        if field.name not in PLAIN_FIELDS
    }
    found["proof"] = result.proof
    # Until the proof is complete; the independent check over all pairs comes after it.
    found["proved_seconds"] = result.seconds
    if rounds:
        found["progress"] = _plain(rounds)
    return {key: value for key, value in found.items() if value is not None}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (str, int, float, bool)) else None


def scoring_pass(weights: Any, threads: int) -> float:
    """Seconds of one plain blocked scoring pass over all pairs: the floor.

    benchmarks/floor.py decides what that is for a pool of cities; a family of arrays is scored by
    its blocks.
    """
    if hasattr(weights, "tiles") and find_spec("benchmarks.floor") is not None:
        seconds: float = import_module("benchmarks.floor").scoring_pass(weights, threads)
        return seconds
    n, m = weights.shape

    def score(tops: range) -> None:
        for top in tops:
            rows = np.arange(top, min(top + BLOCK, n))
            for left in range(0, m, BLOCK):
                weights.block(rows, np.arange(left, min(left + BLOCK, m)))

    started = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(score, [range(at * BLOCK, n, threads * BLOCK) for at in range(threads)]))
    return perf_counter() - started
