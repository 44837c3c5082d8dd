"""One measured solve in a process of its own.

`python -m benchmarks.worker CASE SOLVER SIZE SEED THREADS [--folder F] [--budget S] [--repeats N]`

The last line of the output is JSON: median seconds of the repeats, value, peak memory above the
loaded libraries. The process is pinned to THREADS processors before any library loads. A small
instance of the same case is solved first, outside the measurement, so that machine code is
compiled and libraries are loaded; how long that took is reported.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

WARM_UP = 300
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


def pin(threads: int) -> None:
    """Keep this process, and every library it will load, on `threads` processors."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    for name in THREAD_VARIABLES:
        os.environ[name] = str(threads)


def arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.worker")
    parser.add_argument("case")
    parser.add_argument("solver")
    parser.add_argument("size")
    parser.add_argument("seed", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("--folder", type=Path, help="where instances were prepared")
    parser.add_argument("--budget", type=float, default=5.0, help="no new repeat after, seconds")
    parser.add_argument("--repeats", type=int, default=3, help="at most so many runs")
    parser.add_argument("--limit", type=float, default=600.0, help="limit told to the solver")
    return parser.parse_args(given)


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Warm up, load, solve several times, report."""
    from benchmarks import memory
    from benchmarks.attempt import Attempt
    from benchmarks.cases import Size
    from benchmarks.prepare import instance_path

    size = Size.parse(options.size)
    attempt = Attempt(options.solver, options.threads, options.limit)
    started = perf_counter()
    attempt.import_libraries()
    small = warm_up_size(size)
    attempt.warm_up(instance_path(folder, options.case, small, options.seed), small)
    warm_up = perf_counter() - started
    memory.reset_peak()
    before = memory.resident()
    attempt.load(instance_path(folder, options.case, size, options.seed), size)
    runs = [attempt.run()]
    while len(runs) < options.repeats and sum(runs) < options.budget:
        runs.append(attempt.run())
    peak = memory.peak()
    return {
        "seconds": statistics.median(runs),
        "runs": runs,
        "warm_up_seconds": warm_up,
        "value": attempt.value(),
        "pairs": attempt.pair_count,
        "peak_bytes": max(peak - before, 0),
        "libraries_bytes": before,
        "facts": attempt.facts,
    }


def warm_up_size(size: Any) -> Any:
    """A small size of the same shape."""
    return type(size)(min(size.left, WARM_UP), min(size.right, WARM_UP))


def main(given: list[str]) -> None:
    """Measure one solve and print it as one line of JSON."""
    options = arguments(given)
    pin(options.threads)
    if options.folder is not None:
        print(json.dumps(measure(options, options.folder)))
        return
    from benchmarks.cases import Size
    from benchmarks.peers import PEERS
    from benchmarks.prepare import prepare

    size = Size.parse(options.size)
    with tempfile.TemporaryDirectory() as folder:
        for each in {warm_up_size(size), size}:
            prepare(options.case, each, options.seed, Path(folder), dense=options.solver in PEERS)
        print(json.dumps(measure(options, Path(folder))))


if __name__ == "__main__":
    main(sys.argv[1:])
