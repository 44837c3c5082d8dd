"""Page, workbook and letters in every language: the same plan, and answers that are read back."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.page import Page
from support.report_plans import empty_plan, hostile_plan, infeasible_plan, small_plan

from matcher.intake.workbook.decisions import ANSWER_WORDS, read_decisions
from matcher.language import LANGUAGES, Speaker
from matcher.proposal import Plan
from matcher.report.email import letters
from matcher.report.page import render_page, script_words
from matcher.report.weave import texts_of, woven
from matcher.report.workbook import workbook_of


def table_of(page: str) -> dict:
    text = page.split('id="languages">', 1)[1].split("</script>", 1)[0]
    return json.loads(text)


@pytest.mark.parametrize("make", [small_plan, empty_plan, infeasible_plan, hostile_plan])
def test_one_page_holds_what_each_language_has_alone(make) -> None:
    plan: Plan = make()
    pages = {language: render_page(plan, language=language) for language in LANGUAGES}
    table = table_of(pages["en"])
    assert table["languages"] == list(LANGUAGES)
    texts = texts_of(pages["en"])
    for column, language in enumerate(LANGUAGES):
        switched = [
            text if row < 0 else table["rows"][row][column]
            for text, row in zip(texts, table["at"], strict=True)
        ]
        assert switched == texts_of(pages[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_opens_in_its_language_and_runs_nothing_else(language) -> None:
    page = Page(render_page(hostile_plan(), language=language))
    assert page.all("html")[0].attributes["lang"] == language
    assert len(page.all("script")) == 3


def test_all_words_of_the_script_are_in_the_table() -> None:
    words = table_of(render_page(small_plan()))["words"]
    assert list(words) == list(script_words())
    assert len(words) > 15
    assert all(len(set(texts)) > 1 for text, texts in words.items() if any(map(str.isalpha, text)))


def test_a_page_that_would_be_too_heavy_keeps_one_language(monkeypatch) -> None:
    monkeypatch.setattr("matcher.report.page.MOST_BYTES", 100_000)
    page = render_page(small_plan(), language="ja")
    assert table_of(page)["languages"] == ["ja"]
    assert Page(page).all("select", id="language") == []


def test_pages_of_other_elements_are_not_woven() -> None:
    with pytest.raises(ValueError, match="other elements"):
        woven({"en": "<p>One</p>", "ja": "<p>One</p><p>Two</p>"}, {})


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_are_read_back_in_every_language(language, tmp_path: Path) -> None:
    book = load_workbook(io.BytesIO(workbook_of(small_plan(), language)))
    assert "Decisions" in book.sheetnames
    sheet, speaker = book["Decisions"], Speaker(language)
    head = next(row for row in sheet.iter_rows() if row[0].value and row[3].value)
    first = head[0].row + 1
    sheet.cell(first, 4).value = speaker.tell(ANSWER_WORDS["accept"])
    sheet.cell(first, 6).value = speaker.tell(ANSWER_WORDS["decline"])
    (lists,) = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert speaker.tell(ANSWER_WORDS["hold"]) in lists
    file = tmp_path / "filled.xlsx"
    book.save(file)
    (decision,) = read_decisions(file)
    assert (decision.a_answer, decision.b_answer) == ("accept", "decline")


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_state_the_numbers_of_the_plan(language) -> None:
    plan = small_plan()
    for letter in letters(plan, language):
        scores = [pair.score for pair in plan.document.pairs if letter.city in (pair.a, pair.b)]
        assert all(f"{score:,}" in letter.text for score in scores)
        assert Page(letter.html).all("html")[0].attributes["lang"] == language
