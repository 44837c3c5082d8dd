"""The workbook says what plan.json says, adds up live, and runs nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from support.report_plans import (
    FORMULA,
    capped_plan,
    empty_plan,
    hostile_plan,
    infeasible_plan,
    quota_plan,
    small_plan,
)

from matcher.errors import InputError, Problem
from matcher.explain.words import PART_TITLES
from matcher.intake.workbook.decisions import DECISION_COLUMNS, Decision, read_decisions
from matcher.programme.models import PARTS
from matcher.proposal import Plan
from matcher.report.workbook import workbook_of

PLANS = {
    "small": small_plan,
    "capped": capped_plan,
    "empty": empty_plan,
    "hostile": hostile_plan,
    "infeasible": infeasible_plan,
}


def opened(plan: Plan, *, values: bool = True) -> Workbook:
    return load_workbook(io.BytesIO(workbook_of(plan)), data_only=values)


def table(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Rows of a sheet by heading; sums below the table have no first cell or a label there."""
    rows = list(book[name].values)
    head = next(at for at, row in enumerate(rows) if row.count(None) == 0)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


@pytest.mark.parametrize("make", PLANS.values(), ids=PLANS)
def test_every_kind_of_plan_has_all_sheets(make: Any) -> None:
    caps = ["Caps"] if make is capped_plan else []
    assert opened(make()).sheetnames == [
        "Summary", "Proposals", "Scores", "Themes", "Cities", "Proof", *caps, "Not in a pair",
        "Decisions", "Sources",
    ]  # fmt: skip


def test_quotas_stand_beside_the_proof() -> None:
    plan = quota_plan()
    book = opened(plan)
    assert book.sheetnames.index("Quotas") == book.sheetnames.index("Proof") + 1
    rows = table(book, "Quotas")
    assert [row["Quota"] for row in rows] == [
        "Buses",
        "Monitoring",
        "Abroad",
        "Abroad: China and United States",
    ]
    buses, monitoring, abroad, between = rows
    hard, soft, per = plan.document.quotas
    assert (buses["Hard or soft"], buses["Rule"]) == ("hard", "at least 1 exchange on A (group A)")
    assert (buses["In this plan"], buses["Without it, more"]) == (hard.used, hard.cost)
    assert buses["Price of each"] is None
    assert (monitoring["Missing or too many"], monitoring["Price of each"]) == (soft.shortfall, 5)
    assert monitoring["Taken off the plan"] == soft.paid == 5 * soft.shortfall > 0
    assert abroad["In this plan"] == between["In this plan"] == per.used


@pytest.mark.parametrize("make", [small_plan, capped_plan])
def test_numbers_are_those_of_the_plan(make: Any) -> None:
    plan = make()
    document, book = plan.document, opened(plan)
    proposals = table(book, "Proposals")
    shown = [row for row in proposals if row["Id A"]]
    assert [(row["Id A"], row["Id B"], row["Score"]) for row in shown] == [
        (pair.a, pair.b, pair.score) for pair in document.pairs
    ]
    assert proposals[-1]["Score"] == document.objective
    for row, pair in zip(shown, document.pairs, strict=True):
        assert row["Satisfaction of A"] == pytest.approx(pair.satisfaction[pair.a])
        assert row["Satisfaction of B"] == pytest.approx(pair.satisfaction[pair.b])
    for row, pair in zip(table(book, "Scores"), document.pairs, strict=True):
        assert {part: row[PART_TITLES[part]] for part in PARTS} == pair.parts
        assert row["Sum of the parts"] == pair.score
    unmatched = [(row["Id"], row["Reason"]) for row in table(book, "Not in a pair")]
    assert unmatched == [(row.city, row.reason) for row in document.unmatched]


@pytest.mark.parametrize("make", [small_plan, capped_plan])
def test_the_proof_adds_up_live(make: Any) -> None:
    plan = make()
    certificate = plan.document.certificate
    values, formulas = opened(plan)["Proof"], opened(plan, values=False)["Proof"]
    head = next(row for row in range(1, 9) if values.cell(row, 1).value == "What is priced")
    for at, priced in enumerate(certificate.rows, start=head + 1):
        assert [values.cell(at, column).value for column in range(1, 5)] == [
            priced.label, priced.count, priced.price, priced.total,
        ]  # fmt: skip
        assert formulas.cell(at, 4).value == f"=B{at}*C{at}"
    first, end = head + 1, head + 1 + len(certificate.rows)
    assert formulas.cell(end, 4).value == f"=SUM(D{first}:D{end - 1})"
    assert values.cell(end, 4).value == certificate.total
    assert values.cell(end + 1, 4).value == plan.document.objective
    assert values.cell(end + 2, 4).value == plan.document.gap


def test_text_of_cities_is_never_a_formula() -> None:
    book = opened(hostile_plan(), values=False)
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert all(text.startswith(("=SUM(", "=B", "=D", "=0")) for text in formulas)
    assert any(FORMULA in str(cell.value) for cell in cells if cell.data_type == "s")
    assert not any(page._hyperlinks for page in book)


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert workbook_of(small_plan()) == workbook_of(small_plan())


# The first row of decisions: below two lines of text, an empty one and the headings.
ROW = 5


def filled(tmp_path: Path, **cells: str | None) -> tuple[Path, Plan]:
    """The workbook of the small plan with cells of the first row of decisions filled in."""
    plan = small_plan()
    file = tmp_path / "workbook.xlsx"
    book = opened(plan, values=False)
    keys = [column.key for column in DECISION_COLUMNS]
    for key, value in cells.items():
        book["Decisions"].cell(ROW, keys.index(key) + 1).value = value
    book.save(file)
    return file, plan


def test_decisions_are_read_back(tmp_path: Path) -> None:
    file, plan = filled(
        tmp_path, a_answer="accept", a_by="Mayor's office", b_answer="Decline", note="next year"
    )
    pair = plan.document.pairs[0]
    (decision,) = read_decisions(file)
    assert decision == Decision(
        pair.a, pair.b, "accept", "decline", "Mayor's office", None, "next year"
    )
    assert decision.declined
    assert not decision.accepted


def test_nothing_filled_in_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(filled(tmp_path, note="not yet asked")[0]) == []


@pytest.mark.parametrize(
    ("cells", "code", "address"),
    [
        ({"a_answer": "yes"}, "not_an_option", "D5"),
        ({"a_answer": "acept"}, "not_an_option", "D5"),
        ({"b_answer": "=D2"}, "formula", "F5"),
        ({"a_answer": "accept", "pair": "somebody"}, "bad_form", "A5"),
        ({"a_answer": "accept", "pair": None}, "bad_form", "A5"),
    ],
)
def test_wrong_decisions_are_named(
    tmp_path: Path, cells: dict[str, str | None], code: str, address: str
) -> None:
    file, _ = filled(tmp_path, **cells)
    (problem,) = problems(file)
    assert (problem.code, problem.sheet, problem.cell) == (code, "Decisions", address)
    assert problem.allowed
    assert problem.remedy


def test_a_workbook_without_decisions_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.xlsx"
    Workbook().save(file)
    assert [problem.code for problem in problems(file)] == ["missing_sheet"]


def problems(file: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_decisions(file)
    return tuple(caught.value.problems)
