"""The sheet of caps on groups of cities, beside the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.language import joined, say
from matcher.proposal import Plan
from matcher.report.workbook.sheet import Cell, Column, Styles, add_table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

COLUMNS = [
    Column(say("Group"), 40),
    Column(say("Side"), 24),
    Column(say("At most"), 9, "count"),
    Column(say("In this plan"), 12, "count"),
    Column(say("Price, points"), 14, "number"),
    Column(say("City"), 80),
]


def cap_sheet(book: Workbook, styles: Styles, plan: Plan) -> None:
    """Add the sheet where the programme has caps."""
    cities = plan.document.cities
    rows: list[list[Cell]] = [
        [
            cap.label, cap.side, cap.most_pairs, cap.used, cap.price,
            joined(", ", [cities[city].name for city in cap.cities]),
        ]
        for cap in plan.document.caps
    ]  # fmt: skip
    if rows:
        add_table(book, styles, "Caps", COLUMNS, rows)
