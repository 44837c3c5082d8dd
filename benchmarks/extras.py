"""Measurements that are not one solve of one instance: the pool itself, ensembles, stages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

CAP = 300.0
# Where each is measured, and the function that returns it as plain values.
SOURCES = {
    "real pool": ("benchmarks.real_pool", "facts"),
    "ensembles": ("benchmarks.ensemble_bench", "rows"),
    "stages": ("benchmarks.stages", "report"),
}
PROGRAM = "import json; from {} import {} as measure; print(json.dumps(measure()))"


def extras(only: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each extra measurement with its name, run in a process of its own."""
    for name, (module, function) in SOURCES.items():
        if not only or name in only:
            yield name, _measured(module, function)


def _measured(module: str, function: str) -> dict[str, Any]:
    if find_spec(module) is None:
        return {"status": "skipped", "reason": f"{module} is not there"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(module, function)],
            capture_output=True, text=True, timeout=CAP, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"status": "skipped", "reason": f"time: not finished within {CAP:.0f} s"}
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return {"status": "failed", "reason": last[:300]}
    return {"status": "measured", "result": json.loads(done.stdout.splitlines()[-1])}
