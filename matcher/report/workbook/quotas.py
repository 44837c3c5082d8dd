"""The sheet of quotas, beside the proof."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from matcher.language import say
from matcher.proposal import Plan
from matcher.report.quota_rows import quota_rows
from matcher.report.workbook.sheet import Column, Styles, add_table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

COLUMNS = [
    Column(say("Quota"), 40),
    Column(say("Rule"), 60),
    Column(say("Hard or soft"), 12),
    Column(say("At least"), 9, "count"),
    Column(say("At most"), 9, "count"),
    Column(say("In this plan"), 12, "count"),
    Column(say("Missing or too many"), 14, "count"),
    Column(say("Price of each"), 14, "number"),
    Column(say("Taken off the plan"), 14, "number"),
    Column(say("Without it, more"), 14, "number"),
]
INTRO = say(
    "A hard quota is kept in every plan; the last column says how many points more the best plan "
    "without this one quota would have. A soft one may be missed: each exchange that is missing or "
    "too many takes its price off the plan."
)


def quota_sheet(book: Workbook, styles: Styles, plan: Plan) -> None:
    """Add the sheet where the programme has quotas and there is a plan."""
    rows = [list(astuple(row)) for row in quota_rows(plan.document)] if plan.document.quotas else []
    if rows:
        add_table(book, styles, "Quotas", COLUMNS, rows, intro=[INTRO])
