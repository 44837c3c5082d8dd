from __future__ import annotations

import pytest

from matcher.cli.failures import Failures
from matcher.errors import (
    InputError,
    OutputError,
    Problem,
    UnknownNameError,
    VerificationError,
)

ONE, TWO = Problem("one", "first problem"), Problem("two", "second problem")
NOTE = Problem("note", "a warning", severity="warning")


def fail(error: Exception) -> None:
    raise error


def test_success_passes_through() -> None:
    failures = Failures()
    assert failures.attempt(lambda a, *, b: a + b, 1, b=2) == 3
    failures.raise_if_any("nothing was written")
    assert not failures


def test_one_failure_keeps_its_kind_and_its_words() -> None:
    failures = Failures()
    failures.attempt(fail, UnknownNameError("no such city", [ONE]))
    with pytest.raises(UnknownNameError, match="no such city; nothing was written") as caught:
        failures.raise_if_any("nothing was written")
    assert caught.value.problems == (ONE,)


def test_all_problems_of_all_failures_are_told_once_errors_first() -> None:
    failures = Failures()
    failures.attempt(fail, InputError("a", [NOTE, ONE]))
    failures.attempt(fail, OutputError("b", [TWO, ONE]))
    with pytest.raises(InputError, match="2 problems") as caught:
        failures.raise_if_any("nothing was written")
    assert caught.value.problems == (ONE, TWO, NOTE)
    assert caught.value.exit_code == 3


def test_a_failure_without_problems_is_one_itself() -> None:
    failures = Failures()
    failures.attempt(fail, InputError("only words"))
    failures.note([ONE])
    with pytest.raises(InputError) as caught:
        failures.raise_if_any("nothing was written")
    assert [problem.message for problem in caught.value.problems] == [
        "only words",
        "first problem",
    ]


def test_a_result_that_failed_its_check_outweighs_bad_input() -> None:
    failures = Failures()
    failures.attempt(fail, InputError("a", [ONE]))
    failures.attempt(fail, VerificationError("b"))
    with pytest.raises(VerificationError) as caught:
        failures.raise_if_any("nothing was written")
    assert caught.value.exit_code == 1
    assert len(caught.value.problems) == 2


def test_what_was_not_foreseen_is_not_hidden_here() -> None:
    with pytest.raises(ZeroDivisionError):
        Failures().attempt(lambda: 1 / 0)
