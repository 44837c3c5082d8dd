"""The tables open in a spreadsheet, add up, and run nothing."""

from __future__ import annotations

import csv
import io

import pytest
from support.report_plans import (
    FORMULA,
    SCRIPT,
    capped_plan,
    empty_plan,
    hostile_plan,
    infeasible_plan,
    quota_plan,
    small_plan,
)

from matcher.programme.models import PARTS
from matcher.report.csv_tables import (
    caps_csv,
    parts_csv,
    proposals_csv,
    quotas_csv,
    unmatched_csv,
)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_parts_of_a_proposal_add_up_to_its_score() -> None:
    document = small_plan().document
    found = rows(proposals_csv(document))
    assert [(row["a"], row["b"]) for row in found] == [(p.a, p.b) for p in document.pairs]
    for row in found:
        assert sum(int(row[part]) for part in PARTS) == int(row["score"])


def test_long_table_of_parts_adds_up_to_the_scores_and_repeats_value_and_weight() -> None:
    document = small_plan().document
    found = rows(parts_csv(document))
    for pair in document.pairs:
        mine = [row for row in found if row["pair"] == f"{pair.a}:{pair.b}"]
        assert [row["part"] for row in mine] == list(PARTS)
        assert sum(int(row["points"]) for row in mine) == pair.score
        for row in mine:
            assert int(row["points"]) == int(float(row["value"]) * int(row["weight"]))


def test_every_unmatched_city_stands_with_its_reason() -> None:
    document = small_plan().document
    found = [(r["city"], r["code"], r["reason"]) for r in rows(unmatched_csv(document))]
    assert found == [(row.city, row.code, row.reason) for row in document.unmatched]


def test_pool_note_stands_in_every_row() -> None:
    document = small_plan().document
    for table in (proposals_csv, unmatched_csv, parts_csv):
        found = rows(table(document))
        assert found
        assert {row["pool_note"] for row in found} == {"illustrative pool: made up"}


def test_formulas_in_the_text_of_cities_are_dead() -> None:
    document = hostile_plan().document
    for table in (proposals_csv, unmatched_csv, parts_csv):
        for row in csv.reader(io.StringIO(table(document).decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    (row,) = rows(proposals_csv(document))
    assert row["b_name"] == f"'{FORMULA}"
    assert row["a_local_name"] == f"'+{SCRIPT}"
    assert row["a_name"] == SCRIPT


@pytest.mark.parametrize("table", [proposals_csv, unmatched_csv, parts_csv])
def test_tables_are_utf_8_with_a_byte_order_mark_and_plain_line_ends(table) -> None:
    content = table(small_plan().document)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")


def test_chinese_names_come_back() -> None:
    assert "阿尔法" in proposals_csv(small_plan().document).decode("utf-8-sig")


def test_a_plan_without_pairs_has_headed_empty_tables() -> None:
    for plan in (infeasible_plan(), empty_plan()):
        assert rows(proposals_csv(plan.document)) == []
        assert proposals_csv(plan.document).decode("utf-8-sig").startswith("a,b,a_name")
        assert len(rows(unmatched_csv(plan.document))) == 3


def test_quotas_stand_with_what_was_reached() -> None:
    document = quota_plan().document
    found = [row for row in rows(quotas_csv(document)) if ": " not in row["quota"]]
    assert [row["quota"] for row in found] == [use.label for use in document.quotas]
    assert [int(row["reached"]) for row in found] == [use.used for use in document.quotas]
    assert [row["paid"] for row in found] == ["", str(document.quotas[1].paid), ""]


def test_caps_stand_with_their_cities_and_run_nothing() -> None:
    document = capped_plan().document
    found = rows(caps_csv(document))
    assert [row["cities"].split("; ") for row in found] == [cap.cities for cap in document.caps]
    assert [int(row["used"]) for row in found] == [cap.used for cap in document.caps]
    assert all(row["cap"].startswith("'=") for row in found)
