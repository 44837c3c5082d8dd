"""One solve in its own process: peers and ours agree, and what cannot run says why."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import memory, run
from benchmarks.cases import CASES, Size, build
from benchmarks.families import FAMILIES
from benchmarks.lanes import Run, runs
from benchmarks.prepare import matrix_path, prepare, read_matrix, value_of

ROOT = Path(__file__).parents[3]


def worker(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.worker", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def test_ours_and_scipy_find_the_same_value_in_processes_of_their_own():
    ours, scipy = (worker("structured", solver, 50, 0, 1) for solver in ("ours", "scipy"))
    assert ours["value"] == scipy["value"] > 0
    assert ours["seconds"] > 0
    assert len(ours["runs"]) == 3
    assert ours["peak_bytes"] >= 0


@pytest.mark.slow
def test_a_peer_with_a_loading_call_agrees_and_says_how_long_it_took():
    ours, flow = (worker("structured", solver, 40, 1, 1) for solver in ("ours", "ortools-flow"))
    assert ours["value"] == flow["value"]
    assert 0 < flow["facts"]["loading_seconds"] < max(flow["runs"])


def test_the_matrix_of_the_peers_is_that_of_our_weights(tmp_path):
    size = Size(40, 40)
    path = prepare("structured", size, 3, tmp_path, dense=True)
    every = np.arange(40)
    whole = build("structured", size, 3).weights.block(every, every)
    matrix = read_matrix(matrix_path(path), size, np.float64)
    assert np.array_equal(matrix, np.maximum(whole, 0))
    pairs = np.column_stack([every, every[::-1]])
    assert value_of(matrix_path(path), size, pairs) == matrix[pairs[:, 0], pairs[:, 1]].sum()


def test_values_that_differ_are_marked_and_a_shortlist_is_no_error():
    def row(solver, value):
        return {"solver": solver, "value": value}

    rows = [row("ours", 10), row("scipy", 10), row("lapx", 9), row("rustworkx-top20", 8)]
    run.compare(rows)
    assert [each["check"] for each in rows] == ["equal", "equal", "WRONG", "heuristic"]
    assert rows[3]["loss"] == pytest.approx(0.2)


def test_a_run_that_cannot_fit_is_skipped_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "available", lambda: 10**9)
    big = Run("scale", "structured", Size(100_000, 100_000), 0, 2, "scipy", 60.0)
    row = run.measure(big, tmp_path, 1.0)
    assert row["status"] == "skipped"
    assert "GB" in row["reason"]


def test_a_run_that_takes_too_long_is_ended_with_the_reason(tmp_path):
    size = Size(50, 50)
    prepare("structured", size, 0, tmp_path, dense=True)
    late = Run("two sides", "structured", size, 0, 1, "scipy", 0.01)
    row = run.measure(late, tmp_path, 1.0)
    assert row["status"] == "skipped"
    assert row["reason"].startswith("time")


@pytest.mark.parametrize("lane", ["short", "full"])
def test_a_lane_measures_each_run_once_and_knows_every_case(lane):
    listed = runs(lane, 2)
    assert len({each[1:6] for each in listed}) == len(listed)
    assert {each.case for each in listed} <= set(CASES) == set(FAMILIES)


@pytest.mark.parametrize(("text", "pairs"), [("690x480", 331_200), ("500", 250_000)])
def test_sizes_read_as_they_are_written(text, pairs):
    assert Size.parse(text).pairs == pairs
    assert str(Size.parse(text)) == text
