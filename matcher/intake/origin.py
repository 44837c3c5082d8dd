"""Where a city's raw data came from, so that every problem can name its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from matcher.errors import Problem, Severity
from matcher.intake.lines import Path, json_lines, nearest_line, toml_lines

SHOWN = 80


class Place(NamedTuple):
    """File, line or row, and field of one value; in a workbook also sheet and cell."""

    file: str
    line: int | None
    row: int | None
    field: str | None
    sheet: str | None = None
    cell: str | None = None


class RowPlace(NamedTuple):
    """One row of a table; in a workbook with its sheet and the letters of its columns."""

    file: str
    row: int
    sheet: str | None = None
    letters: Mapping[str, str] = MappingProxyType({})

    def at(self, column: str | None) -> Place:
        """Place of one column of the row, or of the row."""
        letter = self.letters.get(column or "")
        cell = f"{letter}{self.row}" if letter else None
        return Place(self.file, None, self.row, column, self.sheet, cell)

    def problem(
        self,
        code: str,
        message: str,
        column: str | None = None,
        *,
        found: str | None = None,
        allowed: str | None = None,
        remedy: str | None = None,
    ) -> Problem:
        """Build a problem of the row, or of one of its columns."""
        place = self.at(column)
        return Problem(
            code,
            message,
            file=place.file,
            sheet=place.sheet,
            row=place.row,
            cell=place.cell,
            field=place.field,
            found=found,
            allowed=allowed,
            remedy=remedy,
        )


class Origin(Protocol):
    """Anything that can say where the value at a path stands."""

    def place(self, path: Path) -> Place:
        """Place of the value at `path`, or of the nearest thing around it."""
        ...


@dataclass(frozen=True)
class Tree:
    """A parsed TOML or JSON file."""

    name: str
    text: str
    language: Literal["TOML", "JSON"]
    data: Any

    @cached_property
    def lines(self) -> dict[Path, int]:
        """Lines by path; scanned when first asked for."""
        return toml_lines(self.text) if self.language == "TOML" else json_lines(self.text)


@dataclass(frozen=True)
class TreeOrigin:
    """A part of a TOML or JSON file: `base` leads from its root to the part."""

    tree: Tree
    base: Path = ()

    def place(self, path: Path) -> Place:
        """File, line and dotted field of a path within the part."""
        full = (*self.base, *path)
        line = nearest_line(self.tree.lines, full)
        return Place(self.tree.name, line, None, dotted(full) or None)


@dataclass(frozen=True)
class RowOrigin:
    """A city put together from rows of several tables.

    `rows` gives the row by path; `columns` gives the column of a path below a row.
    """

    rows: Mapping[Path, RowPlace]
    columns: Mapping[Path, str] = field(default_factory=dict)

    def place(self, path: Path) -> Place:
        """File, row and column of a path."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.rows:
                rest = path[end:]
                column = self.columns.get(path) or "_".join(
                    part for part in rest if isinstance(part, str)
                )
                return self.rows[path[:end]].at(column or None)
        raise KeyError(path)


@dataclass(frozen=True)
class RawCity:
    """One city as the file states it, not yet checked.

    `reported` holds paths whose problem has been reported already.
    """

    data: dict[str, Any]
    origin: Origin
    reported: frozenset[Path] = frozenset()

    @property
    def file(self) -> str:
        """The file that the city itself stands in."""
        return self.origin.place(()).file

    @property
    def id(self) -> str | None:
        """The id, if it is a text at all."""
        value = self.data.get("id")
        return value.strip() if isinstance(value, str) else None


def dotted(path: Path) -> str:
    """Write a path as ``needs[2].theme``; positions count from 0."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def shown(value: Any) -> str:
    """A value as a short text for a message."""
    text = str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def problem_at(
    origin: Origin,
    path: Path,
    code: str,
    message: str,
    *,
    found: Any = None,
    allowed: str | None = None,
    remedy: str | None = None,
    severity: Severity = "error",
) -> Problem:
    """Build a problem with the place that `origin` gives for `path`."""
    place = origin.place(path)
    return Problem(
        code,
        message,
        file=place.file,
        line=place.line,
        sheet=place.sheet,
        row=place.row,
        cell=place.cell,
        field=place.field,
        found=None if found is None else shown(found),
        allowed=allowed,
        remedy=remedy,
        severity=severity,
    )
