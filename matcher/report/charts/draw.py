"""Charts to SVG that stands in a page: no scripts, no fonts, colours of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from matcher.proposal import Plan
from matcher.report.charts.palette import PAGE

if TYPE_CHECKING:
    import altair as alt

LIBRARIES = ("altair", "vl_convert")


@dataclass(frozen=True)
class Drawn:
    """The pictures of one plan as SVG, None where there is nothing to draw."""

    map: str | None = None
    map_narrow: str | None = None
    heat: str | None = None


def charts_available() -> bool:
    """Whether the libraries that draw are installed."""
    return all(find_spec(name) is not None for name in LIBRARIES)


def draw_charts(plan: Plan) -> Drawn:
    """Draw the pictures of a plan for its page; none without the libraries."""
    if not charts_available():
        return Drawn()
    from matcher.report.charts.heat import heat_chart
    from matcher.report.charts.map import map_chart
    from matcher.report.charts.window import NARROW

    return Drawn(
        map=_svg(map_chart(plan, PAGE), "map"),
        map_narrow=_svg(map_chart(plan, PAGE, NARROW), "narrow"),
        heat=_svg(heat_chart(plan, PAGE), "heat"),
    )


def _svg(chart: alt.LayerChart | None, name: str) -> str | None:
    if chart is None:
        return None
    import vl_convert

    return for_page(vl_convert.vegalite_to_svg(specification(chart)), name)


def specification(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, without the version of its schema."""
    found: dict[str, Any] = chart.to_dict()
    found["background"] = "transparent"
    found["config"] = {**found.get("config", {}), "font": "inherit"}
    return found


def for_page(svg: str, name: str) -> str:
    """An SVG that fits the width of its place and keeps quiet; `name` sets its ids apart.

    A reader of the page hears one caption instead of a thousand marks; what each mark says moves
    into ``data-tip``, for the pointer.
    """
    svg = re.sub(r'aria-label="([^"]*)"', r'data-tip="\1"', svg)
    svg = re.sub(r' (?:role|aria-roledescription|aria-hidden|xmlns:xlink|class)="[^"]*"', "", svg)
    # The numbers of vl-convert go on from one picture of the process to the next.
    ids = dict.fromkeys(re.findall(r'id="([^"]+)"', svg))
    numbers = {old: f"{name}-{number}" for number, old in enumerate(ids, start=1)}
    svg = re.sub(
        r'(id="|url\(#)([^")]+)', lambda found: found[1] + numbers.get(found[2], found[2]), svg
    )
    svg = re.sub(r'<rect width="[\d.]+" height="[\d.]+" fill="transparent"\s*/>', "", svg, count=1)
    svg = re.sub(r"(\d+\.\d{2})\d+", r"\1", svg)
    head = re.match(r'<svg[^>]*width="([\d.]+)" height="([\d.]+)"[^>]*>', svg)
    assert head is not None
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {head[1]} {head[2]}" '
        f'width="{head[1]}" aria-hidden="true" focusable="false">'
    )
    return opening + svg[head.end() :]
