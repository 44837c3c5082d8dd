"""What a cell of a workbook holds as text, or why it cannot be taken."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from matcher.errors import Problem

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

YEARS = ("year", "since")


def text_of(cell: Cell, key: str, file: str, sheet: str) -> tuple[str, Problem | None]:
    """Return the text of a cell, empty where it has none, and a problem where it has another.

    Numbers are written as they are, whole ones without a decimal point. Formulas, error values and
    dates are problems, because nothing here computes them.
    """

    def problem(code: str, message: str, allowed: str, remedy: str) -> tuple[str, Problem]:
        return "", Problem(
            code,
            message,
            file=file,
            sheet=sheet,
            row=cell.row,
            cell=cell.coordinate,
            field=key or None,
            found=str(value)[:80],
            allowed=allowed,
            remedy=remedy,
        )

    value = cell.value
    if value is None:
        return "", None
    if cell.data_type == "f":
        value = getattr(value, "text", value)
        return problem(
            "formula",
            "the cell holds a formula, and formulas are not computed here",
            "a plain value",
            "copy the cell and paste it as a value; a text that begins with = needs ' before it",
        )
    if cell.data_type == "e":
        return problem(
            "error_value",
            "the cell holds an error of the spreadsheet",
            "a plain value, or nothing",
            "type the value; leave the cell empty when it is not known",
        )
    if isinstance(value, (datetime, date, time)):
        year = f"type {value.year}" if hasattr(value, "year") else "type the value"
        return problem(
            "date_value",
            "the spreadsheet has made a date of this cell",
            "a year such as 2021" if key in YEARS else "a number or a text",
            f"format the cell as a number or a text, then {year} again",
        )
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), None
    return str(value).replace("\xa0", " ").strip(), None
