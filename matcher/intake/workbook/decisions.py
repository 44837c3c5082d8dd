"""The sheet Decisions of a plan's workbook: what each city answered, read back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from matcher.errors import InputError, Problem
from matcher.intake.nearest import did_you_mean
from matcher.intake.workbook.cells import text_of
from matcher.intake.workbook.read import open_book
from matcher.language import say
from matcher.language.speaker import in_every_language

DECISIONS = "Decisions"
Answer = Literal["accept", "decline", "hold"]
ANSWERS: tuple[Answer, ...] = ("accept", "decline", "hold")
ANSWER_WORDS: dict[Answer, str] = {
    "accept": say("accept"),
    "decline": say("decline"),
    "hold": say("hold"),
}


class DecisionColumn(NamedTuple):
    """One column: its key, the heading people see, its width, whether answers go there."""

    key: str
    heading: str
    width: float
    choice: bool = False

    @property
    def filled_in(self) -> bool:
        """Whether people write here; the other columns name the exchange."""
        return self.key not in ("pair", "a_name", "b_name")


DECISION_COLUMNS = (
    DecisionColumn("pair", say("Exchange (ids)"), 34),
    DecisionColumn("a_name", say("City A"), 22),
    DecisionColumn("b_name", say("City B"), 22),
    DecisionColumn("a_answer", say("A answers"), 12, choice=True),
    DecisionColumn("a_by", say("A: by whom"), 22),
    DecisionColumn("b_answer", say("B answers"), 12, choice=True),
    DecisionColumn("b_by", say("B: by whom"), 22),
    DecisionColumn("note", say("Note"), 60),
)


@dataclass(frozen=True)
class Decision:
    """What the two cities of one proposed exchange answered.

    Parameters
    ----------
    a, b : str
        City ids.
    a_answer, b_answer : {"accept", "decline", "hold"} or None
        None where nothing was filled in.
    a_by, b_by, note : str or None
    """

    a: str
    b: str
    a_answer: Answer | None
    b_answer: Answer | None
    a_by: str | None = None
    b_by: str | None = None
    note: str | None = None

    @property
    def declined(self) -> bool:
        """Whether one of the two said no."""
        return "decline" in (self.a_answer, self.b_answer)

    @property
    def accepted(self) -> bool:
        """Whether both said yes."""
        return self.a_answer == "accept" and self.b_answer == "accept"


def read_decisions(path: str | Path) -> list[Decision]:
    """Read the sheet Decisions of a workbook.

    Parameters
    ----------
    path : path-like
        A workbook.xlsx of a run folder, filled in.

    Returns
    -------
    list of Decision
        One for each row, in order; rows without any answer are left out.

    Raises
    ------
    InputError
        With every problem: sheet, cell, what was found, what is allowed, what to do.
    """
    file = Path(path)
    opened = open_book(file, file.name)
    problems: list[Problem] = []
    found: list[Decision] = []
    if isinstance(opened, Problem):
        problems.append(opened)
    elif DECISIONS not in opened[0].sheetnames:
        problems.append(
            Problem(
                "missing_sheet",
                f"there is no sheet named {DECISIONS}",
                file=file.name,
                found=", ".join(opened[0].sheetnames)[:80],
                remedy="give the workbook.xlsx of a run folder",
            )
        )
    else:
        found = _rows(opened[0][DECISIONS], file.name, problems)
    if problems:
        count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
        raise InputError(f"{count} in the decisions of {file.name}", problems)
    return found


def _rows(page: Any, file: str, problems: list[Problem]) -> list[Decision]:
    rows = list(page.iter_rows())
    headings = {
        heading: column.key
        for column in DECISION_COLUMNS
        for heading in in_every_language(column.heading)
    }
    head = next((at for at, row in enumerate(rows) if row[0].value in headings), None)
    keys = [headings.get(str(cell.value), "") for cell in rows[head]] if head is not None else []
    missing = [column for column in DECISION_COLUMNS if column.key not in keys]
    problems += [
        Problem(
            "missing_column",
            f"the column {column.heading} is missing",
            file=file,
            sheet=DECISIONS,
            field=column.heading,
            remedy=f"add {column.heading}, as in the workbook that was written",
        )
        for column in missing
    ]
    if missing or head is None:
        return []
    found: dict[tuple[str, str], Decision] = {}
    for row in rows[head + 1 :]:
        cells: dict[str, str] = {}
        for key, cell in zip(keys, row, strict=False):
            if not key:
                continue
            cells[key], problem = text_of(cell, key, file, DECISIONS)
            problems += [problem] if problem else []
        decision = _decision(cells, dict(zip(keys, row, strict=False)), file, problems)
        if decision is None:
            continue
        pair = (decision.a, decision.b)
        if pair in found:
            problems.append(
                _problem(row[0], "pair", file, "duplicate_pair", "this exchange stands twice",
                         "one row for each exchange", "keep the row that holds")
            )  # fmt: skip
        found[pair] = decision
    return list(found.values())


@cache
def _answers() -> dict[str, Answer]:
    """Answers by what they are called in any language."""
    return {
        word.casefold(): answer
        for answer, words in ANSWER_WORDS.items()
        for word in in_every_language(words)
    }


def _decision(
    cells: dict[str, str], at: dict[str, Any], file: str, problems: list[Problem]
) -> Decision | None:
    answers: dict[str, Answer | None] = {}
    for key in ("a_answer", "b_answer"):
        text = cells[key].casefold()
        answers[key] = _answers().get(text)
        if text and answers[key] is None:
            remedy = did_you_mean(text, ANSWERS) or "choose from the list"
            problems.append(
                _problem(at[key], key, file, "not_an_option", "this is not an answer",
                         ", ".join(ANSWERS), remedy)
            )  # fmt: skip
    if not any(answers.values()):
        return None
    a, colon, b = cells["pair"].partition(":")
    if not (a and colon and b):
        problems.append(
            _problem(at["pair"], "pair", file, "bad_form", "this is not a pair of city ids",
                     "two ids, as in cn-beijing:kr-seoul", "restore the id of the exchange")
        )  # fmt: skip
        return None
    return Decision(
        a.strip(),
        b.strip(),
        answers["a_answer"],
        answers["b_answer"],
        cells["a_by"] or None,
        cells["b_by"] or None,
        cells["note"] or None,
    )


def _problem(
    cell: Any, key: str, file: str, code: str, message: str, allowed: str, remedy: str
) -> Problem:
    found = cell.value
    return Problem(
        code,
        message,
        file=file,
        sheet=DECISIONS,
        row=cell.row,
        cell=cell.coordinate,
        field=key,
        found=None if found is None else str(found)[:80],
        allowed=allowed,
        remedy=remedy,
    )
