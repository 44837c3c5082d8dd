"""Tables of cells: rows as dictionaries of their filled cells, each with its place.

::

    CSV text --------+
                     +--> Grid --> rows {column: text}, problems
    workbook sheet --+
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from matcher.errors import Problem
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import RowPlace
from matcher.intake.text_files import TextFile

Row = tuple[RowPlace, dict[str, str]]

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)", re.ASCII)
_LONGEST_NUMBER = 40


@dataclass(frozen=True)
class Grid:
    """The cells of one table as texts, before anybody asks what they mean.

    Parameters
    ----------
    file : str
    header : tuple of str
        Names of the columns; empty where a column has none.
    rows : tuple of (int, tuple of str)
        Number of the row as its reader counts, and its cells.
    problems : tuple of Problem
        What is wrong with the cells themselves.
    sheet : str, optional
        In a workbook.
    letters : mapping of str to str
        In a workbook, the letter of each column.
    constant : mapping of str to str
        Cells that every row has, because the whole table is about it.
    header_row : int
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...] = ()
    sheet: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict)
    constant: Mapping[str, str] = field(default_factory=dict)
    header_row: int = 1

    @cached_property
    def name(self) -> str:
        """How messages call the table."""
        return f"the sheet {self.sheet}" if self.sheet else self.file

    def place(self, row: int) -> RowPlace:
        """Place of a row."""
        return RowPlace(self.file, row, self.sheet, self.letters)


def csv_grid(file: TextFile) -> Grid:
    """Read a comma-separated table; the header is row 1."""
    reader = csv.reader(io.StringIO(file.text, newline=""))
    rows: list[tuple[int, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
        if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
            message = "the cells are not separated by commas"
            remedy = "save the table with commas between the cells"
            problem = Problem("wrong_separator", message, file.name, row=1, remedy=remedy)
            return Grid(file.name, header, (), (problem,))
        rows += ((number, tuple(cells)) for number, cells in enumerate(reader, start=2))
    except csv.Error as error:
        problem = Problem(
            "syntax", f"the table cannot be read: {error}", file.name, reader.line_num
        )
        return Grid(file.name, header, tuple(rows), (problem,))
    return Grid(file.name, header, tuple(rows))


def read_grid(
    grid: Grid,
    columns: Collection[str],
    required: Sequence[str] = (),
    free: Callable[[str], bool] = lambda column: False,
) -> tuple[list[Row], list[Problem]]:
    """Read the rows of a table.

    Parameters
    ----------
    grid : Grid
    columns : collection of str
        Columns that are known.
    required : sequence of str
        Columns that must be there.
    free : callable
        Accepts further columns, for example ``name:zh-Hans``.

    Returns
    -------
    rows : list of (RowPlace, dict)
        Place and the filled cells; an empty cell is left out, because empty means not reported.
    problems : list of Problem
    """
    problems = list(grid.problems)
    if any(problem.code == "wrong_separator" for problem in problems):
        return [], problems
    problems += _header(grid, columns, required, free)
    rows: list[Row] = []
    for number, cells in grid.rows:
        place, surplus = grid.place(number), cells[len(grid.header) :]
        nameless = [
            cell for key, cell in zip(grid.header, cells, strict=False) if cell.strip() and not key
        ]
        if nameless:
            problems.append(
                place.problem(
                    "nameless_column",
                    "a cell is filled in a column without a name",
                    found=nameless[0].strip(),
                    remedy="name the column, or empty the cell",
                )
            )
        if any(cell.strip() for cell in surplus):
            problems.append(
                place.problem(
                    "surplus_cells",
                    "the row has more cells than the header",
                    found=f"{len(cells)} cells",
                    allowed=f"{len(grid.header)} cells",
                    remedy="put texts that contain commas in double quotes",
                )
            )
            continue
        filled = {
            key: cell.strip()
            for key, cell in zip(grid.header, cells, strict=False)
            if key and cell.strip()
        }
        if filled:
            rows.append((place, {**filled, **grid.constant}))
    return rows, problems


def _header(
    grid: Grid,
    columns: Collection[str],
    required: Sequence[str],
    free: Callable[[str], bool],
) -> list[Problem]:
    place = grid.place(grid.header_row)
    problems = [
        place.problem(
            "missing_column", f"the column {column} is missing", column, remedy=f"add {column}"
        )
        for column in required
        if column not in grid.header and column not in grid.constant
    ]
    for at, column in enumerate(grid.header):
        if column and column in grid.header[:at]:
            message = f"the column {column} stands twice"
            problems.append(place.problem("repeated_column", message, column))
        elif column and column not in columns and not free(column):
            remedy = did_you_mean(column, columns) or f"known: {', '.join(columns)}"
            message = f"{column} is not a column that is known here"
            problems.append(place.problem("unknown_column", message, column, remedy=remedy))
    return problems


def number_cell(cell: str) -> int | float | str:
    """Return the number in a cell, or the cell itself where it is not a plain number."""
    if len(cell) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(cell):
            return int(cell)
        if _DECIMAL.fullmatch(cell.casefold()):
            return float(cell)
    return cell
