"""Every reason at once, in document, page and workbook; and the plan still checks."""

from __future__ import annotations

import io
import json
import re

import pytest
from openpyxl import load_workbook
from support.command_line import run
from support.page import Page
from support.report_plans import empty_plan, infeasible_plan, small_plan

import matcher
from matcher.plan.document import PlanDocument
from matcher.proposal import Plan
from matcher.report import render_page
from matcher.report.workbook import workbook_of


@pytest.fixture(scope="module")
def told() -> Plan:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    return plan.with_reasons()


def test_the_plan_with_reasons_is_the_same_plan_and_still_checks(told: Plan) -> None:
    bare = told.document.model_copy(
        update={
            "answers": None,
            "robustness": None,
            "pairs": [
                pair.model_copy(
                    update={
                        "certainty": None,
                        "alternates": {
                            city: [other.model_copy(update={"exact_loss": None}) for other in rows]
                            for city, rows in pair.alternates.items()
                        },
                    }
                )
                for pair in told.document.pairs
            ],
        }
    )
    again = matcher.propose(told.profiles, matcher.read_programme("eacac")).document
    assert bare.model_copy(update={"created": again.created}) == again
    assert told.verify().passed
    assert PlanDocument.model_validate_json(told.to_json()) == told.document


def test_what_is_told_is_what_the_questions_answer(told: Plan) -> None:
    answers = told.document.answers
    assert answers.overview == told.explain().sentences
    assert answers.fairness.sentences == told.fairness().sentences
    assert answers.stability.sentences == told.stability().sentences
    assert answers.others.sentences == [text.strip() for text in told.other_plans(3).sentences]
    assert told.document.robustness == told.robustness().block


def test_the_page_shows_every_number_of_the_reasons(told: Plan) -> None:
    page = Page(render_page(told))
    assert not page.unclosed
    text = " ".join(page.all("body")[0].text.split())
    for pair in told.document.pairs:
        assert pair.certainty.sentence in text
        for alternates in pair.alternates.values():
            for other in alternates:
                if other.exact_loss is not None:
                    assert f"costs the plan {other.exact_loss:,}".replace("-", "−") in text
    for row in told.document.answers.fairness.rows:
        assert f"{row.total:,}" in text
    for block in (told.document.answers.stability, told.document.answers.others):
        for sentence in block.sentences:
            assert " ".join(sentence.split()) in text
    links = [element.attributes["href"][1:] for element in page.all("a", href=None)
             if element.attributes["href"].startswith("#")]  # fmt: skip
    ids = {element.attributes["id"] for element in page.elements if "id" in element.attributes}
    assert set(links) <= ids


def test_the_workbook_shows_how_sure(told: Plan) -> None:
    page = load_workbook(io.BytesIO(workbook_of(told)))["How sure"]
    rows = list(page.values)[1:]
    assert [row[1] for row in rows] == [pair.certainty.grade for pair in told.document.pairs]
    assert [row[2] for row in rows] == pytest.approx(
        [pair.certainty.weights.share for pair in told.document.pairs]
    )


@pytest.mark.parametrize("make", [small_plan, empty_plan, infeasible_plan])
def test_small_empty_and_impossible_plans_have_their_reasons_too(make) -> None:
    plan = make()
    told = plan.with_reasons()
    assert (told.document.answers is None) == (plan.objective is None)
    assert not Page(render_page(told)).unclosed
    assert workbook_of(told)


def test_the_command_asks_unless_it_is_told_to_be_quick(tmp_path) -> None:
    assert run("propose", "eacac", "--out", tmp_path / "a").code == 0
    assert run("propose", "eacac", "--out", tmp_path / "b", "--quick").code == 0
    full, quick = (json.loads((tmp_path / name / "eacac" / "plan.json").read_text("utf-8"))
                   for name in "ab")  # fmt: skip
    assert full["answers"]
    assert full["robustness"]
    assert quick["answers"] is quick["robustness"] is None
    assert [p["score"] for p in full["pairs"]] == [p["score"] for p in quick["pairs"]]
    assert re.search("How sure", (tmp_path / "a/eacac/report.html").read_text("utf-8"))


def test_decisions_in_the_workbook_are_replanned(tmp_path) -> None:
    assert run("propose", "eacac", "--out", tmp_path, "--quick").code == 0
    file = tmp_path / "eacac" / "workbook.xlsx"
    book = load_workbook(file)
    page = book["Decisions"]
    page["D4"], page["F4"] = "accept", "decline"
    page["D5"], page["F5"] = "accept", "accept"
    declined, kept = page["A4"].value, page["A5"].value
    book.save(tmp_path / "answers.xlsx")
    done = run(
        "replan", tmp_path / "eacac", "--decisions", tmp_path / "answers.xlsx", "--out",
        tmp_path / "new", "--json",
    )  # fmt: skip
    assert done.code == 0
    told = done.document["replanned"]
    assert told["declined"] == [declined.split(":")]
    assert told["confirmed"] == [kept.split(":")]
    pairs = [f"{pair['a']}:{pair['b']}" for pair in done.document["plan"]["pairs"]]
    assert declined not in pairs
    assert kept in pairs
