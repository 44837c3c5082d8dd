"""Charts of the measurements as SVG, told apart by mark and dash, so that print keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from benchmarks.ours import OURS
from benchmarks.peers import PEERS
from benchmarks.results import Results, right

WIDTH, HEIGHT = 560, 340
TITLES = {**OURS, **{name: peer.title for name, peer in PEERS.items()}}
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 1], [1, 3], [12, 2, 2, 2])
SHAPES = (
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left",
    "triangle-right",
)  # fmt: skip


def time_chart(results: Results, case: str) -> alt.Chart | None:
    """Time over size, both logarithmic."""
    return _lines(results, case, "seconds", "seconds", 1.0)


def memory_chart(results: Results, case: str) -> alt.Chart | None:
    """Peak memory over size, both logarithmic; only where it can be told from nothing."""
    return _lines(results, case, "peak_bytes", "peak memory above the libraries, MB", 1e-6)


def stage_chart(shares: pd.DataFrame) -> alt.Chart | None:
    """Share of each stage in our time, by size; `shares` has size, stage, share."""
    if shares.empty:
        return None
    greys = ["#111111", "#555555", "#8c8c8c", "#bdbdbd", "#e0e0e0", "#f4f4f4"]
    chart = alt.Chart(shares).mark_bar(stroke="black", strokeWidth=0.5)
    return chart.encode(
        x=alt.X("share:Q", title="share of the time", axis=alt.Axis(format="%")),
        y=alt.Y("size:N", title="cities a side", sort=None),
        color=alt.Color("stage:N", title=None, sort=None, scale=alt.Scale(range=greys)),
        order=alt.Order("place:O"),
    ).properties(width=WIDTH, height=alt.Step(24))


def save(chart: Any, path: Path) -> None:
    """Write a chart as SVG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(vl_convert.vegalite_to_svg(chart.to_dict()) + "\n", encoding="utf-8")


def _lines(results: Results, case: str, key: str, title: str, scale: float) -> alt.Chart | None:
    rows = [
        {
            "cities": int(row["size"].split("x")[0]),
            "solver": TITLES[row["solver"]],
            "value": row[key] * scale,
        }
        for row in results.find(case)
        if right(row) and row.get(key) and row[key] * scale > (0.5 if key == "peak_bytes" else 0)
    ]
    if len({row["cities"] for row in rows}) < 2:
        return None
    table = pd.DataFrame(rows).groupby(["solver", "cities"], as_index=False)["value"].median()
    order = [name for name in dict.fromkeys(TITLES.values()) if name in set(table["solver"])]
    sizes = sorted(set(table["cities"]))
    log = {"type": "log", "nice": False, "padding": 12}
    base = alt.Chart(table).encode(
        x=alt.X(
            "cities:Q",
            title="cities a side",
            scale=alt.Scale(**log),
            axis=alt.Axis(values=sizes, format=",d"),
        ),
        y=alt.Y("value:Q", title=title, scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=6)),
    )
    legend = alt.Legend(labelLimit=320, symbolSize=120)
    dashes = alt.Scale(domain=order, range=DASHES[: len(order)])
    shapes = alt.Scale(domain=order, range=SHAPES[: len(order)])
    lines = base.mark_line(color="black").encode(
        strokeDash=alt.StrokeDash("solver:N", sort=order, scale=dashes, title=None, legend=legend),
        strokeWidth=alt.condition(alt.datum.solver == OURS["ours"], alt.value(3), alt.value(1.2)),
    )
    points = base.mark_point(color="black", filled=True, size=55).encode(
        shape=alt.Shape("solver:N", sort=order, scale=shapes, title=None, legend=legend)
    )
    # Fonts of the reader may be wider than those the labels were measured with.
    spare = {"left": 5, "top": 5, "right": 60, "bottom": 5}
    return (lines + points).properties(width=WIDTH, height=HEIGHT, padding=spare)
