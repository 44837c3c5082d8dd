"""Measured rows, asked for by what they are."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Results:
    """The rows of one lane.

    Parameters
    ----------
    report : dict
        What `benchmarks.run` wrote.
    """

    def __init__(self, report: dict[str, Any]) -> None:
        self.lane: str = report["lane"]
        self.threads: int = report["threads"]
        self.seconds: float = report.get("seconds", 0.0)
        self.machine: dict[str, Any] = report["machine"]
        self.rows: list[Row] = report["rows"]
        self.extra: dict[str, Any] = report.get("extra", {})

    @classmethod
    def read(cls, *paths: Path) -> Results:
        """Read files of `benchmarks.run`; where two hold the same run, the later one counts."""
        first, *others = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
        results = cls(first)
        for other in others:
            results.lane += f" and {other['lane']}"
            results.seconds += other.get("seconds", 0.0)
            results.machine["command"] += f" and {other['machine']['command']}"
            newer = {_run_of(row) for row in other["rows"]}
            kept = [row for row in results.rows if _run_of(row) not in newer]
            results.rows = [*kept, *other["rows"]]
            results.extra = {**results.extra, **other.get("extra", {})}
        return results

    def find(
        self,
        case: str | None = None,
        size: str | int | None = None,
        solver: str | None = None,
        threads: int | None = None,
    ) -> list[Row]:
        """Rows by case, size, solver and threads; threads are the lane's when left out."""
        wanted = {"case": case, "size": None if size is None else str(size), "solver": solver}
        wanted["threads"] = threads or self.threads  # type: ignore[assignment]
        return [
            row
            for row in self.rows
            if all(value is None or row[key] == value for key, value in wanted.items())
        ]

    def median(self, key: str, *which: Any, **more: Any) -> float | None:
        """Median over the seeds of a figure, None where nothing right was measured."""
        values = [row[key] for row in self.find(*which, **more) if right(row)]
        return statistics.median(values) if values else None

    def ratio(
        self, case: str, size: str | int, peer: str, key: str = "seconds", **more: Any
    ) -> float | None:
        """Median over the seeds of peer / ours."""
        ours = {
            row["seed"]: row[key] for row in self.find(case, size, "ours", **more) if right(row)
        }
        ratios = [
            row[key] / ours[row["seed"]]
            for row in self.find(case, size, peer, **more)
            if right(row) and ours.get(row["seed"])
        ]
        return statistics.median(ratios) if ratios else None

    def sizes(self, case: str) -> list[str]:
        """Sizes of a case, ascending."""
        found = {row["size"]: row for row in self.find(case)}
        return sorted(found, key=lambda size: [int(part) for part in size.split("x")])

    def wrong(self) -> list[Row]:
        """Rows whose value is not the optimum that the others found."""
        return [row for row in self.rows if row.get("check") == "WRONG"]


def _run_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[key] for key in ("case", "size", "seed", "threads", "solver"))


def right(row: Row) -> bool:
    """Whether a row was measured and its value stands."""
    return row["status"] == "measured" and row.get("check") != "WRONG"


def passes(results: Results, case: str, size: str | int) -> float | None:
    """Our time as a multiple of the floor, one plain scoring pass."""
    ours, floor = (results.median("seconds", case, size, name) for name in ("ours", "floor"))
    return ours / floor if ours and floor else None


def proved_passes(results: Results, case: str, size: str | int) -> float | None:
    """The same until the proof is complete, without the independent check after it."""
    rows = [row for row in results.find(case, size, "ours") if right(row)]
    seconds = [row["facts"]["proved_seconds"] for row in rows if "proved_seconds" in row["facts"]]
    floor = results.median("seconds", case, size, "floor")
    return statistics.median(seconds) / floor if seconds and floor else None


def growth(results: Results, case: str, solver: str, least: int = 1000) -> float | None:
    """Exponent of the time over the size, fitted from `least` cities a side upwards."""
    points = [
        (math.log(int(size)), math.log(seconds))
        for size in results.sizes(case)
        if "x" not in size and int(size) >= least
        if (seconds := results.median("seconds", case, size, solver))
    ]
    return slope(points) if len(points) >= 3 else None


def slope(points: Iterable[tuple[float, float]]) -> float:
    """Least-squares slope through points."""
    x, y = zip(*points, strict=True)
    return statistics.linear_regression(x, y).slope
