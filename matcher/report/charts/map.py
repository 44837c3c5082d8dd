"""The map: each exchange an arc, each city a point, no country borders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.language import Speaker, joined, say
from matcher.language.phrases import pair_of, points
from matcher.proposal import Plan
from matcher.report.charts.labels import FONT, Label, place_labels, wide
from matcher.report.charts.palette import Palette
from matcher.report.charts.picture import Picture
from matcher.report.charts.window import WIDE, Frame, Window, great_circle, window_around

if TYPE_CHECKING:
    import altair as alt

# Natural Earth, public domain, as world-atlas 2.0.2 packs it.
LAND = Path(__file__).parent.parent / "assets" / "land-110m.json"
# Beyond these the arcs are a carpet.
MOST_ARCS = 300


def map_chart(
    plan: Plan, palette: Palette, speaker: Speaker, frame: Frame = WIDE
) -> Picture | None:
    """Return the map of a plan, or None when it proposes nothing or too much to be seen.

    Parameters
    ----------
    plan : Plan
    palette : Palette
    speaker : Speaker
        In whose language its texts are.
    frame : Frame
        The shape of the picture; letters are as large in a narrow one.
    """
    import altair as alt

    pairs = plan.document.pairs
    if not 0 < len(pairs) <= MOST_ARCS:
        return None
    cards = plan.document.cities
    chosen = list(dict.fromkeys(city for pair in pairs for city in (pair.a, pair.b)))
    at = {city: (plan.profiles[city].lon, plan.profiles[city].lat) for city in chosen}
    ways = [great_circle(at[pair.a], at[pair.b]) for pair in pairs]
    window = window_around(ways, at.values(), frame)
    tips = [_arc_tip(cards[pair.a].name, cards[pair.b].name, pair.score) for pair in pairs]
    arcs = [
        {
            "type": "Feature",
            "tip": speaker.tell(tip),
            "geometry": {"type": "LineString", "coordinates": [at[pair.a], at[pair.b]]},
        }
        for pair, tip in zip(pairs, tips, strict=True)
    ]
    count = dict.fromkeys(chosen, 0)
    for pair in pairs:
        count[pair.a] += 1
        count[pair.b] += 1
    order = sorted(chosen, key=lambda city: (-count[city], city))
    pixels = {city: window.at(at[city]) for city in chosen}
    widest = {city: _widest(plan, city) for city in chosen}
    labels = place_labels(pixels, widest, order, (window.width, window.height))
    said = {city: _tip(plan, city) for city in chosen}
    marks = [
        {"x": pixels[city][0], "y": pixels[city][1], "tip": speaker.tell(said[city])}
        for city in chosen
    ]
    land = alt.NamedData("land", format=alt.TopoDataFormat(type="topojson", feature="land"))
    layers = [
        alt.Chart(alt.Data(values=[{}]))
        .mark_rect(color=palette.sea)
        .encode(
            x=alt.value(0), y=alt.value(0), x2=alt.value(window.width), y2=alt.value(window.height)
        ),
        _shape(land, fill=palette.land, stroke=palette.line, strokeWidth=0.5),
        _shape(
            alt.Data(values=arcs),
            tip=True,
            filled=False,
            stroke=palette.accent,
            strokeWidth=1.8,
            opacity=0.85,
        ),
        alt.Chart(alt.Data(values=marks))
        .mark_circle(color=palette.ink, size=42, opacity=1, stroke=palette.paper, strokeWidth=1)
        .encode(**_pixels(window), description="tip:N"),
        *_texts(labels, {city: speaker.city(cards[city].name) for city in chosen}, window, palette),
    ]
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(width=window.width, height=window.height, padding=0)
        .project(**window.projection)
        .configure_view(stroke=None, clip=True)
    )
    names = (cards[city].name for city in chosen)
    return Picture(chart, (*names, *tips, *said.values()), {"land": _land()})


def _shape(data: alt.Data | alt.NamedData, *, tip: bool = False, **style: Any) -> alt.Chart:
    import altair as alt

    chart = alt.Chart(data).mark_geoshape(**style)
    return chart.encode(description="tip:N") if tip else chart


def _pixels(window: Window) -> dict[str, Any]:
    import altair as alt

    return {
        "x": alt.X(
            "x:Q", axis=None, scale=alt.Scale(domain=[0, window.width], range=[0, window.width])
        ),
        "y": alt.Y(
            "y:Q",
            axis=None,
            scale=alt.Scale(domain=[0, window.height], range=[0, window.height]),
        ),
    }


def _texts(
    labels: list[Label], names: Mapping[str, str], window: Window, palette: Palette
) -> list[alt.Chart]:
    import altair as alt

    found = []
    for align in ("left", "right", "center"):
        rows = [
            {"x": label.x, "y": label.y, "text": names[label.key]}
            for label in labels
            if label.align == align
        ]
        if rows:
            base = alt.Chart(alt.Data(values=rows)).encode(**_pixels(window), text="text:N")
            # The outline keeps a name readable where it crosses a coast or an arc.
            found.append(
                base.mark_text(
                    align=align, baseline="middle", fontSize=FONT, color=palette.paper,
                    stroke=palette.paper, strokeWidth=3, strokeJoin="round", aria=False,
                )
            )  # fmt: skip
            found.append(
                base.mark_text(
                    align=align, baseline="middle", fontSize=FONT, color=palette.ink, aria=False
                )
            )
    return found


def _arc_tip(a: str, b: str, score: int) -> str:
    return say("{pair}: {points}", pair=pair_of(a, b), points=points(score))


def _tip(plan: Plan, city: str) -> str:
    cards = plan.document.cities
    partners = joined(", ", [cards[other].name for other in cards[city].partners])
    return say("{city}: with {partners}", city=cards[city].name, partners=partners)


def _widest(plan: Plan, city: str) -> str:
    """The longest name of a city in any language: its place on the map holds all of them."""
    return max((plan.document.cities[city].name, *plan.profiles[city].names.values()), key=wide)


@cache
def _land() -> Any:
    return json.loads(LAND.read_text("utf-8"))
