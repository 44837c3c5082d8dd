"""Run a lane of the benchmarks; every measured solve in a process of its own.

`python -m benchmarks.run short|targets|full [--only SECTION ...] [--out FILE]`

Writes one JSON file, again after each row, so that a lane that is stopped keeps what it measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import memory
from benchmarks.lanes import LANES, Run, runs
from benchmarks.machine import command_line, machine
from benchmarks.peers import PEERS
from benchmarks.shared_data import missing
from benchmarks.worker import warm_up_size

OUT = Path("runs/bench")
BUDGET = {"short": 2.0, "targets": 10.0, "full": 20.0}
PREPARE_CAP = 1800.0
MEMORY_SHARE = 0.85
WITHOUT_SHARED = ("structured", "uniform", "uniform-blocks", "pool-structured")
Row = dict[str, Any]


def measure(run: Run, folder: Path, budget: float) -> Row:
    """Measure one run, or say why it was not measured."""
    row: Row = {**run._asdict(), "size": str(run.size), "pairs_scored": run.size.pairs}
    if reason := obstacle(run):
        return {**row, "status": "skipped", "reason": reason}
    command = [
        "-m", "benchmarks.worker", run.case, run.solver, str(run.size), str(run.seed),
        str(run.threads), "--folder", str(folder), "--budget", str(budget),
        "--repeats", str(run.repeats), "--limit", str(run.cap),
    ]  # fmt: skip
    return row | _python(command, run.cap)


def obstacle(run: Run) -> str | None:
    """Why a run is not started: the data is missing, or it would not fit into memory."""
    if run.case not in WITHOUT_SHARED and (reason := missing()):
        return reason
    peer = PEERS.get(run.solver)
    if peer is None:
        return None
    needed = peer.bytes_per_pair * run.size.pairs
    free = memory.available()
    if free and needed > MEMORY_SHARE * free:
        return f"memory: needs about {needed / 1e9:.0f} GB, {free / 1e9:.0f} GB are free"
    return None


def _python(command: Sequence[str], cap: float) -> Row:
    """Run a worker and read the last line of its output."""
    try:
        done = subprocess.run(
            [sys.executable, *command], capture_output=True, text=True, timeout=cap, check=False
        )
    except subprocess.TimeoutExpired:
        return {"status": "skipped", "reason": f"time: not finished within {cap:.0f} s"}
    if done.returncode != 0:
        return {"status": "failed", "reason": _last_line(done.stderr, done.returncode)}
    return {"status": "measured", **json.loads(done.stdout.splitlines()[-1])}


def _last_line(text: str, code: int) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:300] if lines else f"ended with code {code}"


def prepare(group: Sequence[Run], folder: Path) -> str | None:
    """Build the instances of a group in a process of their own; a reason when that fails."""
    first = group[0]
    dense = any(run.solver in PEERS and not obstacle(run) for run in group)
    sizes = ",".join(dict.fromkeys((str(warm_up_size(first.size)), str(first.size))))
    command = [
        sys.executable, "-m", "benchmarks.prepare", first.case, sizes, str(first.seed), str(folder),
        *(["--dense"] if dense else []),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PREPARE_CAP, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the instance was not built within {PREPARE_CAP:.0f} s"
    if done.returncode != 0:
        return f"the instance was not built: {_last_line(done.stderr, done.returncode)}"
    return None


def compare(rows: Sequence[Row]) -> None:
    """Mark the rows of one instance: `agree`, `WRONG`, or `worse` for a shortlist.

    The value that most exact solvers found stands; ties go to the greater.
    """
    measured = [row for row in rows if row.get("value") is not None]
    doubled = "ours-two-sided"
    exact = [
        row["value"]
        for row in measured
        if row["solver"] != doubled and (row["solver"] == "ours" or PEERS[row["solver"]].exact)
    ]
    if not exact:
        return
    value = max(set(exact), key=lambda each: (exact.count(each), each))
    for row in measured:
        peer = PEERS.get(row["solver"])
        if row["solver"] == doubled:
            row["check"] = "another problem"
        elif peer is not None and not peer.exact:
            row["check"] = "heuristic"
            row["loss"] = 1 - row["value"] / value
        else:
            row["check"] = "equal" if row["value"] == value else "WRONG"
            row["compared_with"] = len(exact) - 1


def run_lane(lane: str, only: Sequence[str], out: Path) -> None:
    """Measure every run of a lane, section by section."""
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    threads = min(threads, 2)
    wanted = [run for run in runs(lane, threads) if not only or run.section in only]
    report: Row = {
        "lane": lane,
        "threads": threads,
        "machine": machine(command_line()),
        "rows": [],
        "extra": {},
    }
    started = perf_counter()
    groups: dict[tuple[Any, ...], list[Run]] = {}
    for run in wanted:
        groups.setdefault((run.case, run.size, run.seed), []).append(run)
    for group in groups.values():
        report["rows"] += _group(group, BUDGET[lane])
        report["seconds"] = perf_counter() - started
        write(report, out)
    from benchmarks.extras import extras

    for name, part in extras(only) if lane != "targets" else ():
        report["extra"][name] = part
        report["seconds"] = perf_counter() - started
        write(report, out)
    print(f"{len(report['rows'])} rows in {report['seconds']:.0f} s, written to {out}")


def _group(group: Sequence[Run], budget: float) -> list[Row]:
    OUT.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        reason = obstacle(group[0]._replace(solver="ours")) or prepare(group, Path(folder))
        for run in group:
            if reason:
                row: Row = {**run._asdict(), "size": str(run.size), "status": "skipped"}
                row["reason"] = reason
            else:
                row = measure(run, Path(folder), budget)
            rows.append(row)
            show(row)
    compare(rows)
    for row in rows:
        if row.get("check") == "WRONG":
            print(f"  WRONG: {row['solver']} found {row['value']}")
    return rows


def show(row: Row) -> None:
    """Print one row as it is measured."""
    what = f"{row['case']:<16}{row['size']:>9} seed {row['seed']}  {row['solver']:<16}"
    if row["status"] == "measured":
        peak = row["peak_bytes"] / 1e6
        print(f"{what}{row['seconds']:10.4f} s{peak:9.0f} MB", flush=True)
    else:
        print(f"{what}{row['status']}: {row['reason']}", flush=True)


def write(report: Row, out: Path) -> None:
    """Write the JSON."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1, default=str) + "\n", encoding="utf-8")


def main(given: list[str]) -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="benchmarks.run")
    parser.add_argument("lane", choices=LANES)
    parser.add_argument("--only", nargs="+", default=[], help="sections, for example 'one pool'")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(given)
    run_lane(options.lane, options.only, options.out or OUT / f"{options.lane}.json")


if __name__ == "__main__":
    main(sys.argv[1:])
