"""The heat map: the score of every pair, those of the plan marked, barred ones blank."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.language import Speaker, say
from matcher.language.phrases import pair_of, points
from matcher.plan.case import Case
from matcher.proposal import Plan
from matcher.report.charts.palette import Palette
from matcher.report.charts.picture import Picture

if TYPE_CHECKING:
    import altair as alt

# Cells that a reader can still make out, and a page can carry.
MOST_CELLS = 2_600
# Sides of a field, in a large pool and in a small one.
SMALLEST, LARGEST, BREADTH = 17, 34, 420
# Letters of a name beside a row or above a column.
LONGEST = 24
LEGEND = say("Score, thousand points")


def heat_chart(plan: Plan, palette: Palette, speaker: Speaker) -> Picture | None:
    """Return the heat map of the scores of a pool, or None where it is empty or too large.

    In a pool that is too large the cities of the plan are shown, where those are few enough.

    Parameters
    ----------
    plan : Plan
    palette : Palette
    speaker : Speaker
        In whose language its texts are.
    """
    import altair as alt

    found = _cells(plan, speaker)
    if found is None:
        return None
    rows, columns, cells, words = found
    known = np.array([cell["score"] for cell in cells if cell["score"] is not None])
    if not len(known):
        return None
    steps = len(palette.steps)
    bounds = np.unique(np.quantile(known, np.linspace(0, 1, steps + 1)[1:-1]).round())
    for cell in cells:
        if cell["score"] is not None:
            cell["step"] = int(np.searchsorted(bounds, cell["score"], side="right"))
    classes = _class_labels(bounds, known)
    labels = [str(speaker.tell(text)) for text in classes]
    base = alt.Chart(alt.Data(values=[cell for cell in cells if cell["score"] is not None]))
    axis: dict[str, Any] = {
        "labelColor": palette.ink,
        "aria": False,
        "domain": False,
        "ticks": False,
        # Names are cut here: the drawing library would cut a picture letter in half, and fail.
        "labelLimit": 0,
        "labelFontSize": 11,
        "title": None,
    }
    position = {
        "x": alt.X("column:O", sort=columns, axis=alt.Axis(orient="top", labelAngle=-55, **axis)),
        "y": alt.Y("row:O", sort=rows, axis=alt.Axis(**axis)),
    }
    heat = base.mark_rect(stroke=palette.paper, strokeWidth=1).encode(
        **position,
        color=alt.Color(
            "step:O",
            scale=alt.Scale(domain=list(range(len(labels))), range=list(palette.steps)),
            legend=alt.Legend(
                title=str(speaker.tell(LEGEND)),
                aria=False,
                orient="bottom",
                direction="horizontal",
                labelExpr=f"{labels}[datum.value]",
                labelColor=palette.ink,
                titleColor=palette.quiet,
                symbolType="square",
                symbolSize=160,
                columnPadding=14,
            ),
        ),
        description="tip:N",
    )
    chosen = [cell for cell in cells if cell["chosen"]]
    ring = (
        alt.Chart(alt.Data(values=chosen))
        .mark_point(
            shape="circle", size=95, filled=True, color=palette.mark, stroke=palette.paper,
            strokeWidth=1.5, opacity=1,
        )
        .encode(**position, description="tip:N")
    )  # fmt: skip
    side = max(SMALLEST, min(LARGEST, BREADTH // len(columns)))
    chart: alt.LayerChart = (
        alt.layer(heat, ring)
        .properties(width=side * len(columns), height=side * len(rows))
        .configure_view(stroke=None)
    )
    return Picture(chart, (*words, *classes, LEGEND))


def _cells(
    plan: Plan, speaker: Speaker
) -> tuple[list[str], list[str], list[dict[str, Any]], list[str]] | None:
    """Names of the rows and of the columns, one record for each pair of them, and all texts."""
    chosen = {(pair.a, pair.b) for pair in plan.document.pairs}
    pool = plan.document.sides
    left, right = list(pool[0].cities), list(pool[-1].cities)
    if len(left) * len(right) > MOST_CELLS:
        taking = {city for pair in chosen for city in pair}
        left = [city for city in left if city in taking]
        right = [city for city in right if city in taking]
    if not 0 < len(left) * len(right) <= MOST_CELLS:
        return None
    case = Case.of(plan.document, plan.profiles)
    rows = np.array([case.pool.left_at[city] for city in left])
    columns = np.array([case.pool.right_at[city] for city in right])
    scores = case.weights.block(rows, columns)
    one_pool = not case.pool.two_sided
    names = _distinct(plan, [*left, *right])
    shown = {city: speaker.city(name) for city, name in names.items()}
    words = list(names.values())
    cells = []
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            barred = bool(np.isnan(scores[i, j])) or (one_pool and a == b)
            score = None if barred else int(scores[i, j])
            is_chosen = (a, b) in chosen or (one_pool and (b, a) in chosen)
            tip = _tip(names[a], names[b], score, is_chosen)
            words.append(tip)
            cells.append(
                {
                    "row": shown[a],
                    "column": shown[b],
                    "score": score,
                    "chosen": is_chosen,
                    "tip": speaker.tell(tip),
                }
            )
    return [shown[city] for city in left], [shown[city] for city in right], cells, words


def _tip(a: str, b: str, score: int | None, chosen: bool) -> str:
    pair = pair_of(a, b)
    if score is None:
        return say("{pair}: not permitted", pair=pair)
    if chosen:
        return say("{pair}: {points}, in the plan", pair=pair, points=points(score))
    return say("{pair}: {points}", pair=pair, points=points(score))


def _distinct(plan: Plan, cities: list[str]) -> dict[str, str]:
    """Names, a long one cut short, with the id where two cities would read the same."""
    cards = plan.document.cities
    names = {city: _short(cards[city].name) for city in cities}
    count = Counter(names.values())
    return {city: name if count[name] == 1 else f"{name} ({city})" for city, name in names.items()}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _class_labels(bounds: Any, known: Any) -> list[str]:
    edges = [int(known.min()), *(int(bound) for bound in bounds), int(known.max())]
    return [
        say("{low:,.0f} to {high:,.0f}", low=low / 1000, high=high / 1000)
        for low, high in pairwise(edges)
    ]
