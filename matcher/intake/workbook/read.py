"""A filled-in workbook to grids of cells; what a cell cannot be is said with its address."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import Problem
from matcher.intake.nearest import did_you_mean
from matcher.intake.tables import Grid
from matcher.intake.text_files import MAX_BYTES, MEGABYTE
from matcher.intake.workbook.cells import text_of
from matcher.intake.workbook.sheets import DASH, IGNORED, Sheet, all_sheets

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# A small file can unpack to a very large one.
MAX_UNPACKED = 200 * MEGABYTE
MAX_ROWS = 20_000
CODED = ("theme", "level", "indicator", "kind", "basis", "confidence", "city")


@dataclass(frozen=True)
class Workbook:
    """The tables of one workbook.

    Parameters
    ----------
    grids : dict of str to list of Grid
        By role: ``cities.csv``, ``items.csv``, ``indicators.csv``.
    problems : tuple of Problem
        What is wrong with the workbook itself; what is wrong with cells is in the grids.
    sha256 : str or None
        Of the file, where it could be read.
    """

    grids: dict[str, list[Grid]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None


def read_workbook(path: Path, name: str) -> Workbook:
    """Read the sheets of a profile workbook.

    Parameters
    ----------
    path : Path
    name : str
        How messages call the file.

    Returns
    -------
    Workbook
        Texts of cells; numbers as they are written. Formulas, dates and error values are problems,
        because nothing here computes them.
    """
    opened = open_book(path, name)
    if isinstance(opened, Problem):
        return Workbook(problems=(opened,))
    book, sha256 = opened
    sheets = {_plain(sheet.name): sheet for sheet in all_sheets()}
    grids: dict[str, list[Grid]] = {}
    problems: list[Problem] = []
    for worksheet in book.worksheets:
        sheet = sheets.get(_plain(worksheet.title))
        if sheet is not None:
            grids.setdefault(sheet.role, []).append(_grid(worksheet, sheet, name))
        elif worksheet.title not in IGNORED:
            problems.append(_unread(worksheet.title, name))
    if not any(sheet.name in _titles(book.worksheets) for sheet in all_sheets()[:1]):
        problems.append(
            Problem(
                "missing_sheet",
                "there is no sheet named Cities",
                file=name,
                found=", ".join(worksheet.title for worksheet in book.worksheets)[:80],
                allowed=", ".join(sheet.name for sheet in all_sheets()),
                remedy="start from the file that `matcher template` writes",
            )
        )
    return Workbook(grids, tuple(problems), sha256)


def _titles(worksheets: list[Any]) -> set[str]:
    known = {_plain(sheet.name): sheet.name for sheet in all_sheets()}
    return {known.get(_plain(each.title), "") for each in worksheets}


def _plain(title: str) -> str:
    return title.strip().casefold()


def open_book(path: Path, name: str) -> tuple[Any, str] | Problem:
    """Open a workbook with openpyxl; its SHA-256 beside it, or why it cannot be opened."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Problem("unreadable_file", f"the file cannot be read: {reason}", file=name)
    if obstacle := _obstacle(path, name, len(raw)):
        return obstacle
    from openpyxl import load_workbook

    try:
        return load_workbook(path, data_only=False), hashlib.sha256(raw).hexdigest()
    except Exception as error:  # openpyxl raises whatever its XML and zip readers do
        return Problem(
            "syntax",
            "the workbook cannot be read",
            file=name,
            found=" ".join(f"{type(error).__name__}: {error}".split())[:80],
            remedy="open it in a spreadsheet programme and save it again as .xlsx",
        )


def _obstacle(path: Path, name: str, size: int) -> Problem | None:
    """Why the file is not opened at all: its size, or that it is no workbook."""
    allowed = f"at most {MAX_BYTES // MEGABYTE} MB a file"
    if size > MAX_BYTES:
        return Problem(
            "file_too_large",
            "the workbook is too large to be a profile and was not read",
            file=name,
            found=f"{size / MEGABYTE:.1f} MB",
            allowed=allowed,
            remedy="take pictures and other sheets out of it, or split it",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        return Problem(
            "not_a_workbook",
            "this is not an .xlsx workbook, or it is protected by a password",
            file=name,
            allowed="an .xlsx workbook without a password",
            remedy="open it in a spreadsheet programme and save it as .xlsx, without a password",
        )
    if unpacked > MAX_UNPACKED:
        return Problem(
            "file_too_large",
            "the workbook unpacks to far more than a profile needs and was not read",
            file=name,
            found=f"{unpacked / MEGABYTE:.0f} MB unpacked",
            allowed=f"at most {MAX_UNPACKED // MEGABYTE} MB",
            remedy="copy the filled cells into a new template",
        )
    return None


def _unread(title: str, name: str) -> Problem:
    known = [sheet.name for sheet in all_sheets()]
    return Problem(
        "unread_sheet",
        "this sheet is not read",
        file=name,
        sheet=title,
        found=title,
        allowed=", ".join(known),
        remedy=did_you_mean(title, known) or "move it away, or rename it if it holds profiles",
        severity="warning",
    )


def _grid(worksheet: Worksheet, sheet: Sheet, name: str) -> Grid:
    first = next(worksheet.iter_rows(min_row=1, max_row=1), ())
    keys = _keys(sheet)
    header = tuple(keys.get(_plain(str(cell.value or "")), str(cell.value or "")) for cell in first)
    letters = {key: cell.column_letter for key, cell in zip(header, first, strict=True) if key}
    problems: list[Problem] = list(_merged(worksheet, name))
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(worksheet.iter_rows(min_row=2), start=2):
        if number > MAX_ROWS:
            problems.append(
                Problem(
                    "too_many_rows",
                    f"rows after {MAX_ROWS:,} are not read",
                    file=name,
                    sheet=worksheet.title,
                    row=number,
                    allowed=f"at most {MAX_ROWS:,} rows a sheet",
                    remedy="split the workbook, or delete empty rows at its end",
                )
            )
            break
        texts = []
        for at, cell in enumerate(cells):
            key = header[at] if at < len(header) else ""
            text, problem = text_of(cell, key, name, worksheet.title)
            texts.append(text.partition(DASH)[0].strip() if key in CODED else text)
            problems += [problem] if problem else []
        rows.append((number, tuple(texts)))
    return Grid(
        name, header, tuple(rows), tuple(problems), worksheet.title, letters, sheet.constant
    )


def _keys(sheet: Sheet) -> dict[str, str]:
    """Keys of columns by what may stand in the header: the heading, or the key itself."""
    found = {_plain(column.heading): column.key for column in sheet.columns}
    found |= {_plain(column.key): column.key for column in sheet.columns}
    return _FreeKeys(found)


class _FreeKeys(dict[str, str]):
    """Headings of languages and programmes follow a pattern; their keys are derived."""

    def get(self, heading: str, default: Any = None) -> Any:
        if heading in self:
            return self[heading]
        if match := re.fullmatch(r"name \(([\w-]+)\)", heading):
            language, *rest = match[1].split("-")
            return "name:" + "-".join([language, *(part.title() for part in rest)])
        if match := re.fullmatch(
            r"([\w-]+): (status|condition|source|source publisher|source address)", heading
        ):
            column = {"status": "", "source publisher": ":source_publisher"}.get(match[2])
            if column is None:
                column = ":source_url" if match[2] == "source address" else f":{match[2]}"
            return f"programme:{match[1]}{column}"
        return default


def _merged(worksheet: Worksheet, name: str) -> Iterator[Problem]:
    for merged in worksheet.merged_cells.ranges:
        yield Problem(
            "merged_cells",
            "cells are merged, and only the first of them holds a value",
            file=name,
            sheet=worksheet.title,
            cell=str(merged),
            row=merged.min_row,
            allowed="one value in each cell",
            remedy="unmerge them and fill in every cell",
        )
