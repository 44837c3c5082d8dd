"""One error tree: what went wrong, where, what was found, what is allowed, what to do.

Every error the engine raises on purpose derives from `MatcherError`, carries a short stable
``code`` and the process exit code that the command line uses for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input, in words an officer can act on.

    Parameters
    ----------
    code : str
        Short stable name, for example ``unknown_theme``.
    message : str
        One sentence without the place.
    file, line, sheet, row, cell, field : optional
        Where it stands. ``line`` and ``row`` count from 1; ``row`` is a data-file row including
        its header; ``cell`` is an address in a workbook, for example ``D7``.
    found : str, optional
        The value found, shortened.
    allowed : str, optional
        What would be accepted.
    remedy : str, optional
        What to do, for example the nearest known id.
    severity : {"error", "warning"}
        Warnings are reported and do not stop the run.
    """

    code: str
    message: str
    file: str | None = None
    line: int | None = None
    sheet: str | None = None
    row: int | None = None
    field: str | None = None
    found: str | None = None
    allowed: str | None = None
    remedy: str | None = None
    severity: Severity = "error"
    cell: str | None = None

    @property
    def place(self) -> str:
        """The place as one phrase, empty when there is none."""
        parts = [self.file or ""]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.cell is not None:
            parts.append(f"cell {self.cell}")
        elif self.row is not None:
            parts.append(f"row {self.row}")
        if self.field:
            parts.append(f"field {self.field}")
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        head = f"{self.place}: {self.message}" if self.place else self.message
        tail = [
            f"{word}: {value}"
            for word, value in (
                ("found", self.found),
                ("allowed", self.allowed),
                ("remedy", self.remedy),
            )
            if value
        ]
        return head + (f" ({'; '.join(tail)})" if tail else "")

    def to_dict(self) -> dict[str, Any]:
        """The filled fields as a plain dictionary."""
        return {key: value for key, value in asdict(self).items() if value is not None}


class MatcherError(Exception):
    """Base of every error raised on purpose.

    Parameters
    ----------
    message : str
        One sentence for the reader.
    problems : sequence of Problem
        The details; all of them, never only the first.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  - {problem}" for problem in self.problems)])


class InputError(MatcherError):
    """Profiles, programme, pins or files that cannot be used as they are."""

    code = "bad_input"
    exit_code = 3


class UnknownNameError(InputError):
    """A city, theme or programme that is not known; the message names the nearest one."""

    code = "unknown_name"


class OutputError(InputError):
    """A place that cannot be written, or that already holds a result."""

    code = "bad_output"


class UnavailableError(InputError):
    """Something the file asks for that this version does not do."""

    code = "not_available"


class SolverInputError(MatcherError, ValueError):
    """Arrays that no solver can take: wrong shape, infinite weights, asymmetric pool."""

    code = "bad_arrays"
    exit_code = 3


class VerificationError(MatcherError):
    """A result that did not survive its independent check; nothing is written."""

    code = "not_verified"
    exit_code = 1
