"""The pictures show the plan, stand in the page without scripts, and keep names apart."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.page import Page
from support.report_plans import (
    SCRIPT,
    empty_plan,
    hostile_plan,
    infeasible_plan,
    small_plan,
    stranger_plan,
)

import matcher
from matcher.report import render_page
from matcher.report.charts import FORMATS, Drawn, draw_charts, write_charts
from matcher.report.charts.labels import HEIGHT, LETTER, Label, place_labels
from matcher.report.charts.window import NARROW, WIDE, Frame, eastwards, great_circle, window_around


@pytest.fixture(scope="module")
def eacac() -> matcher.Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))


def tips(svg: str) -> list[str]:
    return re.findall(r'data-tip="([^"]*)"', svg)


def test_each_exchange_is_an_arc_and_each_city_a_point(eacac: matcher.Plan) -> None:
    document, charts = eacac.document, draw_charts(eacac)
    names = {city: card.name for city, card in document.cities.items()}
    for drawn in (charts.map, charts.map_narrow):
        assert drawn is not None
        arcs = [tip for tip in tips(drawn) if tip.endswith(" points")]
        assert arcs == [
            f"{names[pair.a]} with {names[pair.b]}: {pair.score:,} points"
            for pair in document.pairs
        ]
        points = [tip for tip in tips(drawn) if ": with " in tip]
        assert len(points) == len({city for pair in document.pairs for city in (pair.a, pair.b)})


def test_the_heat_map_holds_every_permitted_pair_and_marks_the_plan(eacac: matcher.Plan) -> None:
    drawn = draw_charts(eacac).heat
    assert drawn is not None
    cells = [tip for tip in tips(drawn) if "points" in tip]
    marked = {tip for tip in cells if tip.endswith(", in the plan")}
    # In one pool each pair stands on both sides of the diagonal; a marked one also has its dot.
    assert len(marked) == 2 * len(eacac.document.pairs)
    assert len(set(cells)) == 2 * (eacac.document.permitted_pairs or 0)
    for pair in eacac.document.pairs:
        assert any(f": {pair.score:,} points, in the plan" in tip for tip in marked)


def test_the_pictures_bring_no_script_no_font_and_no_address(eacac: matcher.Plan) -> None:
    drawn = draw_charts(eacac)
    ids = re.findall(r'id="([^"]*)"', f"{drawn.map}{drawn.map_narrow}{drawn.heat}")
    assert len(ids) == len(set(ids))
    for svg in (drawn.map, drawn.map_narrow, drawn.heat):
        assert svg is not None
        assert not re.search(r"<script|<image|<foreignObject|href=|url\([^#]|@import|role=", svg)
        assert set(re.findall(r"https?://[^\"' ]+", svg)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("make", [empty_plan, infeasible_plan])
def test_no_plan_has_no_map(make: object) -> None:
    assert draw_charts(make()).map is None  # type: ignore[operator]


def test_hostile_names_stay_texts() -> None:
    plan = hostile_plan()
    page = Page(render_page(plan, draw_charts(plan)))
    assert not page.unclosed
    assert SCRIPT not in page.source
    assert len(page.all("script")) == page.source.lower().count("<script") == 3


def test_names_of_any_letters_and_any_length_are_drawn() -> None:
    drawn = draw_charts(stranger_plan())
    assert drawn.heat is not None
    shown = set(re.findall(r"<text[^>]*>([^<]*)</text>", drawn.heat))
    assert "LlanfairLlanfairLlanfai…" in shown
    assert "🏙️👩🏽‍🔧 City 🌬️" in shown


def test_a_page_without_pictures_says_nothing_of_them() -> None:
    page = render_page(small_plan(), Drawn())
    assert "<figure" not in page
    assert "#scores" not in page
    assert "Natural Earth" not in page


def test_pictures_are_written_as_files(eacac: matcher.Plan, tmp_path: Path) -> None:
    files = write_charts(eacac, tmp_path, FORMATS)
    assert {file.name for file in files} == {
        f"{name}.{ending}" for name in ("map", "scores") for ending in FORMATS
    }
    starts = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
    for file in files:
        assert file.read_bytes().startswith(starts[file.suffix[1:]])


PLACES = st.tuples(
    st.floats(-180, 180, allow_nan=False), st.floats(-70, 75, allow_nan=False)
)  # fmt: skip


@given(st.lists(PLACES, min_size=2, max_size=12), st.sampled_from((WIDE, NARROW)))
def test_a_window_holds_every_place_and_way(
    places: list[tuple[float, float]], frame: Frame
) -> None:
    ways = [great_circle(a, b) for a, b in pairwise(places)]
    window = window_around(ways, places, frame)
    assert window.east > window.west
    for lon, lat in (*places, *(point for way in ways for point in way)):
        assert window.west - 1e-6 <= eastwards(lon) <= window.east + 1e-6
        if abs(lat) < 88:
            assert window.south - 1e-6 <= lat <= window.north + 1e-6
        x, _ = window.at((lon, lat))
        assert -1 <= x <= frame.width + 1


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(0, 400)), max_size=25))
def test_names_never_cover_one_another(points: list[tuple[float, float]]) -> None:
    at = {str(key): point for key, point in enumerate(points)}
    labels = place_labels(at, {key: f"City {key}" for key in at}, list(at), (960, 500))
    for first, second in combinations([_box(label) for label in labels], 2):
        apart = first[2] <= second[0] + 1e-9 or second[2] <= first[0] + 1e-9
        assert apart or first[3] <= second[1] + 1e-9 or second[3] <= first[1] + 1e-9


def _box(label: Label) -> tuple[float, float, float, float]:
    wide = LETTER * len(label.text)
    left = {"left": label.x, "right": label.x - wide, "center": label.x - wide / 2}[label.align]
    return left, label.y - HEIGHT / 2, left + wide, label.y + HEIGHT / 2
