"""Every file of a run is whole and safe, whatever became of the plan and whatever cities write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from support.made_up import city, item, profiles, sides_programme
from support.page import Page
from support.report_plans import empty_plan, fixed, infeasible_plan, small_plan

import matcher
from matcher.intake.workbook.decisions import DECISION_COLUMNS, read_decisions
from matcher.plan.document import PlanDocument
from matcher.proposal import Plan
from matcher.report import run_files
from matcher.report.email import letters

LONG = "Very long name of a city " * 8
# Each stands at the start of a name, of a text, of a result and of a source.
HOSTILE = {
    "link": '=HYPERLINK("http://evil.example","click")',
    "command": "+cmd|' /C calc'!A0",
    "sum": "@SUM(1+1)",
    "minus": "-2+3",
    "wide": "＝1+1",
    "tab": "\t=1+1",
    "lines": "One\n=1+1\r\nTwo",
    "markup": "<script>alert('x')</script><img src=x onerror=alert(1)>{{ 7 * 7 }}",
    "turned": "\u202eecafruoY\u2066 =1+1",
    "arabic": "\u200fمدينة",
    "pictures": "😀🇨🇳 'x' \"y\" &amp; \\",
    "long": LONG.strip(),
}


def hostile(words: str) -> Plan:
    """Two cities that write one thing everywhere."""
    bad = {
        "text": words,
        "result": words,
        "source": {"title": words, "publisher": words, "url": "javascript:alert(1)"},
    }
    cities = [
        city(
            name,
            [{**item("A1", 3), **bad}, {**item("B1", 1), **bad}],
            [{**item("A1", 3), **bad}, {**item("B1", 2), **bad}],
            title=words,
            names={"en": words, "zh": f"{words}!"},
            subdivision_name=words,
        )
        for name in ("cn-x", "cn-z", "us-w", "us-y")
    ]
    programme = sides_programme(title=words, description=words, pool_note=words)
    return fixed(matcher.propose(profiles(*cities), programme))


def one_pair() -> Plan:
    """The smallest plan with an exchange."""
    return small_plan(max_pairs=1)


def stopped() -> Plan:
    """A search that ended before it found a plan."""
    plan = infeasible_plan()
    found = {"status": "unknown", "reasons": [], "conflict": None}
    return replace(plan, document=PlanDocument.model_validate(plan.to_dict() | found))


def feasible() -> Plan:
    """A plan that was not proved best."""
    plan = small_plan()
    found = {
        "status": "feasible",
        "bound": plan.document.bound + 1234.5,
        "gap": 1234.5,
        "proof": None,
        "certificate": None,
    }
    return replace(plan, document=PlanDocument.model_validate(plan.to_dict() | found))


ENDS = [infeasible_plan, stopped, feasible, empty_plan, one_pair]
every_end = pytest.mark.parametrize("make", ENDS, ids=lambda make: make.__name__)
every_text = pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)


def books(files: dict[str, bytes]) -> tuple[Workbook, Workbook]:
    content = files["workbook.xlsx"]
    return (load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True))


@every_end
def test_every_end_of_a_search_has_all_files(make: Callable[[], Plan]) -> None:
    plan = make()
    files = run_files(plan)
    assert {"plan.json", "proposals.csv", "unmatched.csv", "report.html", "workbook.xlsx"} <= set(
        files
    )
    page = Page(files["report.html"].decode())
    assert not page.unclosed
    assert not _elsewhere(page)
    formulas, values = books(files)
    assert formulas.sheetnames[-1] == "Sources"
    rows = list(csv.reader(io.StringIO(files["proposals.csv"].decode("utf-8-sig"))))
    assert len(rows) == 1 + len(plan.document.pairs)
    assert len(letters(plan)) == len({c for p in plan.document.pairs for c in (p.a, p.b)})
    assert plan.programme
    assert plan.document.title in plan._repr_html_()
    summary = {row[0]: row[1] for row in values["Summary"].values if row[0]}
    assert summary.get("Points of the plan") == plan.objective
    assert not re.search(r"\bNone\b|\bnan\b", page.all("main")[0].text)
    assert not re.search(r"\bNone\b|\bnan\b", " ".join(_texts(values)))


def _elsewhere(page: Page) -> list[str]:
    """What a browser would fetch; a picture may clip itself by a part of the same page."""
    return [found for found in page.remote if "url(#map-" not in found]


def _texts(book: Workbook) -> list[str]:
    return [str(v) for page in book for row in page.values for v in row if v is not None]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (infeasible_plan, "No plan is possible"),
        (stopped, "No plan was found before the limit"),
        (feasible, "not proved to be the best"),
        (empty_plan, "no exchange adds to the plan"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_page_and_workbook_say_how_the_search_ended(make: Callable[[], Plan], said: str) -> None:
    files = run_files(make())
    assert said in files["report.html"].decode()
    assert any(said in text for text in _texts(books(files)[1]))


def test_what_is_left_of_the_gap_is_written_alike() -> None:
    plan = feasible()
    files = run_files(plan)
    assert "1,234.5 points more" in files["report.html"].decode()
    assert "1,234.5" in plan._repr_html_()
    values = {row[0]: row[1] for row in books(files)[1]["Summary"].values if row[0]}
    assert values["Gap"] == 1234.5


@every_text
def test_text_of_cities_runs_nowhere(words: str) -> None:
    plan = hostile(words)
    files = run_files(plan)
    page = Page(files["report.html"].decode())
    assert not page.unclosed
    assert not _elsewhere(page)
    # The texts of all languages, and the data; one script runs.
    kinds = [script.attributes.get("type") for script in page.all("script")]
    assert kinds == ["application/json", "application/json", None]
    assert not page.all("img")
    assert not [e for e in page.elements for key in e.attributes if key.startswith("on")]
    formulas, values = books(files)
    live = [
        c.value
        for sheet in formulas
        for row in sheet.iter_rows()
        for c in row
        if c.data_type == "f"
    ]
    assert all(re.fullmatch(r"=(SUM\([A-Z0-9:]+\)|[A-Z]\d+[*-][A-Z]\d+|0)", text) for text in live)
    assert not any(sheet._hyperlinks for sheet in formulas)
    # A line end of another system is spelled out in the file.
    names = {
        " ".join(str(row[1]).replace("_x000D_", "").split()) for row in values["Proposals"].values
    }
    assert any(name.startswith(" ".join(words.split())) for name in names)
    for name in ("proposals.csv", "unmatched.csv", "parts.csv"):
        for row in csv.reader(io.StringIO(files[name].decode("utf-8-sig"))):
            for cell in row:
                assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", cell), cell


@every_text
def test_letters_keep_their_lines_whatever_cities_are_called(words: str) -> None:
    plain = letters(hostile("Plain"))
    for letter, meant in zip(letters(hostile(words)), plain, strict=True):
        page = Page(letter.html)
        assert not page.unclosed
        assert not page.remote
        assert not page.all("script")
        assert not page.all("img")
        assert len(letter.text.splitlines()) == len(meant.text.splitlines())
        assert "\n" not in letter.subject
        assert not re.search("[\u202a-\u202e\u2066-\u2069\t]", letter.text + letter.subject)


@pytest.mark.parametrize("words", [HOSTILE[name] for name in ("sum", "lines", "pictures")])
def test_decisions_in_such_a_workbook_are_read_and_planned_again(
    words: str, tmp_path: Path
) -> None:
    plan = hostile(words)
    book = books(run_files(plan))[0]
    sheet = book["Decisions"]
    keys = [column.key for column in DECISION_COLUMNS]
    rows = {sheet.cell(row, 1).value: row for row in range(1, sheet.max_row + 1)}
    pair = plan.document.pairs[0]
    row = rows[f"{pair.a}:{pair.b}"]
    sheet.cell(row, 1 + keys.index("a_answer")).value = "decline"
    sheet.cell(row, 1 + keys.index("note")).value = words.strip("=+@-")
    file = tmp_path / "decided.xlsx"
    book.save(file)
    (decision,) = read_decisions(file)
    assert (decision.a, decision.b, decision.declined) == (pair.a, pair.b, True)
    again = plan.replan([(decision.a, decision.b)])
    assert (pair.a, pair.b) not in {(p.a, p.b) for p in again.document.pairs}
    assert "workbook.xlsx" in run_files(again)


@every_text
def test_views_of_notebooks_hold_no_markup_of_cities(words: str) -> None:
    plan = hostile(words)
    pair = plan.document.pairs[0]
    shown: list[Any] = [
        plan, plan.profiles, plan.profiles[pair.a], plan.document.settings, plan.explain(),
        plan.explain(pair.a), plan.explain(pair.a, pair.b), plan.proof(),
    ]  # fmt: skip
    for value in shown:
        view = Page(value._repr_html_())
        assert not view.unclosed
        assert not view.all("script")
        assert not view.all("img")
