"""Failures of a command: gathered, shown to people, shown as JSON."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, ParamSpec, TypeVar

from matcher.cli.exit_codes import worst
from matcher.cli.output import counted, show_json, tell
from matcher.errors import InputError, MatcherError, Problem

DEBUG = "MATCHER_DEBUG"

Value = TypeVar("Value")
Given = ParamSpec("Given")


class Failures:
    """Every failure of one command, so that all of them are told at once."""

    def __init__(self) -> None:
        self.errors: list[MatcherError] = []

    def __bool__(self) -> bool:
        return bool(self.errors)

    def attempt(
        self, action: Callable[Given, Value], *args: Given.args, **kwargs: Given.kwargs
    ) -> Value | None:
        """Return what the action returns, or keep its failure and return None."""
        try:
            return action(*args, **kwargs)
        except MatcherError as error:
            self.errors.append(error)
            return None

    def note(self, problems: Iterable[Problem]) -> None:
        """Keep problems of the input that were found by the command itself."""
        found = list(problems)
        if found:
            self.errors.append(InputError(found[0].message, found))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems once, errors before warnings."""
        listed = dict.fromkeys(p for error in self.errors for p in _problems(error))
        return tuple(sorted(listed, key=lambda problem: problem.severity != "error"))

    def raise_if_any(self, consequence: str) -> None:
        """Raise one error for all of them, if there is one.

        Parameters
        ----------
        consequence : str
            What follows for the reader, for example "nothing was written".
        """
        if self.errors:
            self.give_up(consequence)

    def give_up(self, consequence: str) -> NoReturn:
        """Raise one error for all of them."""
        if len(self.errors) == 1:
            first = self.errors[0]
            raise type(first)(f"{first.message}; {consequence}", self.problems)
        code = worst(error.exit_code for error in self.errors)
        kind = next(type(error) for error in self.errors if error.exit_code == code)
        if code == InputError.exit_code:
            kind = InputError
        count = sum(problem.severity == "error" for problem in self.problems)
        raise kind(f"{counted(count, 'problem')}; {consequence}", self.problems)


def _problems(error: MatcherError) -> tuple[Problem, ...]:
    return error.problems or (Problem(error.code, error.message),)


def show_failure(error: MatcherError, *, as_json: bool) -> None:
    """Tell a failure on stderr, and as one document on stdout when JSON was asked for."""
    warnings = [problem for problem in error.problems if problem.severity == "warning"]
    lines = [f"Error: {error.message}"]
    lines += [f"  - {problem}" for problem in error.problems if problem.severity == "error"]
    lines += [f"  - warning: {problem}" for problem in warnings]
    tell("\n".join(lines))
    if as_json:
        show_json(error_document(error.code, error.message, error.problems))


def show_unexpected(error: Exception, *, as_json: bool) -> None:
    """Tell what nobody foresaw in one line; the traceback only on request."""
    if os.environ.get(DEBUG) == "1":
        tell("".join(traceback.format_exception(error)))
    message = " ".join(f"{type(error).__name__}: {error}".split())
    tell(f"Unexpected error: {message} (run again with {DEBUG}=1 for the traceback)")
    if as_json:
        show_json(error_document("unexpected", message))


def error_document(code: str, message: str, problems: Iterable[Problem] = ()) -> dict[str, Any]:
    """The failure as plain JSON values."""
    listed = [problem.to_dict() for problem in problems]
    return {"error": {"code": code, "message": message, "problems": listed}}
