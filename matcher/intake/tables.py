"""CSV tables: rows as dictionaries of their filled cells, with row numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Sequence

from matcher.errors import Problem
from matcher.intake.nearest import did_you_mean
from matcher.intake.text_files import TextFile

Row = tuple[int, dict[str, str]]

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)", re.ASCII)
_LONGEST_NUMBER = 40


def read_table(
    file: TextFile,
    columns: Collection[str],
    required: Sequence[str] = (),
    free: Callable[[str], bool] = lambda column: False,
) -> tuple[list[Row], list[Problem]]:
    """Read a comma-separated table.

    Parameters
    ----------
    file : TextFile
    columns : collection of str
        Columns that are known.
    required : sequence of str
        Columns that must be there.
    free : callable
        Accepts further columns, for example ``name:zh-Hans``.

    Returns
    -------
    rows : list of (int, dict)
        Row number (the header is row 1) and the filled cells; an empty cell is left out, because
        empty means not reported.
    problems : list of Problem
    """
    reader = csv.reader(io.StringIO(file.text, newline=""))
    problems: list[Problem] = []
    rows: list[Row] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        problems += _header(file, header, columns, required, free)
        if any(problem.code == "wrong_separator" for problem in problems):
            return [], problems
        for number, cells in enumerate(reader, start=2):
            surplus = [cell for cell in cells[len(header) :] if cell.strip()]
            if surplus:
                problems.append(
                    Problem(
                        "surplus_cells",
                        "the row has more cells than the header",
                        file=file.name,
                        row=number,
                        found=f"{len(cells)} cells",
                        allowed=f"{len(header)} cells",
                        remedy="put texts that contain commas in double quotes",
                    )
                )
                continue
            filled = {
                key: cell.strip()
                for key, cell in zip(header, cells, strict=False)
                if key and cell.strip()
            }
            if filled:
                rows.append((number, filled))
    except csv.Error as error:
        problems.append(
            Problem("syntax", f"the table cannot be read: {error}", file.name, reader.line_num)
        )
    return rows, problems


def _header(
    file: TextFile,
    header: list[str],
    columns: Collection[str],
    required: Sequence[str],
    free: Callable[[str], bool],
) -> list[Problem]:
    def problem(code: str, message: str, column: str | None, remedy: str | None) -> Problem:
        return Problem(code, message, file.name, row=1, field=column, remedy=remedy)

    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        remedy = "save the table with commas between the cells"
        return [problem("wrong_separator", "the cells are not separated by commas", None, remedy)]
    problems = [
        problem("missing_column", f"the column {column} is missing", column, f"add {column}")
        for column in required
        if column not in header
    ]
    for at, column in enumerate(header):
        if column and column in header[:at]:
            problems.append(
                problem("repeated_column", f"the column {column} stands twice", column, None)
            )
        elif column and column not in columns and not free(column):
            remedy = did_you_mean(column, columns) or f"known: {', '.join(columns)}"
            message = f"{column} is not a column that is known here"
            problems.append(problem("unknown_column", message, column, remedy))
    return problems


def number_cell(cell: str) -> int | float | str:
    """Return the number in a cell, or the cell itself where it is not a plain number."""
    if len(cell) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(cell):
            return int(cell)
        if _DECIMAL.fullmatch(cell.casefold()):
            return float(cell)
    return cell
