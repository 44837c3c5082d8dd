"""Charts to SVG that stands in a page: no scripts, no fonts, colours of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec

from matcher.language import Speaker
from matcher.proposal import Plan
from matcher.report.charts.palette import PAGE
from matcher.report.charts.picture import Picture

LIBRARIES = ("altair", "vl_convert")


@dataclass(frozen=True)
class Drawn:
    """The pictures of one plan as SVG, None where there is nothing to draw.

    `words` are the texts in them, in English, as sentences that other languages can say.
    """

    map: str | None = None
    map_narrow: str | None = None
    heat: str | None = None
    words: tuple[str, ...] = ()

    def said_by(self, speaker: Speaker) -> Drawn:
        """The pictures with their texts in another language."""
        if speaker.english:
            return self
        told = {escape(str(text)): escape(str(speaker.tell(text))) for text in self.words}

        def picture(svg: str | None) -> str | None:
            return None if svg is None else _TEXT.sub(lambda found: _in(told, found), svg)

        return Drawn(
            map=picture(self.map),
            map_narrow=picture(self.map_narrow),
            heat=picture(self.heat),
            words=self.words,
        )


# A text between two tags, or what a mark says.
_TEXT = re.compile(r'(>)([^<>]+)(?=<)|(data-tip=")([^"]*)(?=")')


def _in(told: Mapping[str, str], found: re.Match[str]) -> str:
    before, text = (found[1], found[2]) if found[1] else (found[3], found[4])
    return before + told.get(text, text)


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

    english = Speaker()
    wide = map_chart(plan, PAGE, english)
    narrow = map_chart(plan, PAGE, english, NARROW)
    heat = heat_chart(plan, PAGE, english)
    drawn = [picture for picture in (wide, narrow, heat) if picture is not None]
    words = dict.fromkeys(text for picture in drawn for text in picture.words)
    return Drawn(
        map=_svg(wide, "map"),
        map_narrow=_svg(narrow, "narrow"),
        heat=_svg(heat, "heat"),
        words=tuple(words),
    )


def _svg(picture: Picture | None, name: str) -> str | None:
    if picture is None:
        return None
    import vl_convert

    return for_page(vl_convert.vegalite_to_svg(picture.specification()), name)


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
