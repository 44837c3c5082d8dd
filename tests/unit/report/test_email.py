"""A letter tells each city its part of the plan, in numbers of the plan, and runs nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command_line import run
from support.page import Page
from support.report_plans import SCRIPT, capped_plan, empty_plan, hostile_plan, small_plan

from matcher.report import write_run
from matcher.report.email import letters


@pytest.mark.parametrize("make", [small_plan, capped_plan, hostile_plan])
def test_every_city_of_an_exchange_gets_one_letter(make: object) -> None:
    document = make().document  # type: ignore[operator]
    taking_part = {city for pair in document.pairs for city in (pair.a, pair.b)}
    assert [letter.city for letter in letters(make())] == sorted(taking_part)  # type: ignore[operator]


def test_numbers_and_texts_are_those_of_the_plan() -> None:
    plan = small_plan()
    by_city = {letter.city: letter for letter in letters(plan)}
    for pair in plan.document.pairs:
        for city, other in ((pair.a, pair.b), (pair.b, pair.a)):
            for form in (by_city[city].text, Page(by_city[city].html).all("body")[0].text):
                assert f"{pair.score:,} points" in form
                assert plan.document.cities[other].name in form
                for flow in (*pair.flows[pair.a], *pair.flows[pair.b]):
                    assert flow.need.text in form
                for alternate in pair.alternates[city]:
                    assert f"({alternate.score:,})" in form
            assert plan.document.pool_note in by_city[city].text


@pytest.mark.parametrize("make", [small_plan, hostile_plan])
def test_letters_run_nothing_and_ask_for_nothing(make: object) -> None:
    for letter in letters(make()):  # type: ignore[operator]
        page = Page(letter.html)
        assert not page.unclosed
        assert SCRIPT not in letter.html
        assert not [e for e in page.elements if e.tag in ("script", "img", "link", "a", "form")]
        assert not re.search(r"url\(|@import", letter.html)
        assert "\n" not in letter.subject
        assert "&amp;" not in letter.text


def test_an_empty_plan_has_no_letters() -> None:
    assert letters(empty_plan()) == []


def test_the_command_writes_them(tmp_path: Path) -> None:
    assert run("propose", "eacac", "--out", tmp_path).code == 0
    done = run("report", tmp_path / "eacac", "--email", "--json")
    assert done.code == 0
    folder = tmp_path / "eacac-report" / "email"
    assert len(list(folder.glob("*.html"))) == len(list(folder.glob("*.txt"))) == 9
    assert run("report", tmp_path / "eacac", "--email").code == 2
    assert run("report", tmp_path / "eacac", "--email", "--force").code == 0
    assert run("report", tmp_path / "eacac").code == 2


def test_writing_beside_a_run_leaves_the_run_whole(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "run")
    before = {file.name for file in folder.iterdir()}
    assert run("report", folder, "--email").code == 3  # its cities are not the bundled ones
    assert {file.name for file in folder.iterdir()} == before
