from __future__ import annotations

import pytest

from matcher.cli.exit_codes import of_status, worst
from matcher.errors import InputError, MatcherError, OutputError, VerificationError


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 5], 5),
        ([5, 4, 0], 4),
        ([4, 3, 5], 3),
        ([3, 1, 4], 1),
    ],
)
def test_the_worst_code_wins(codes: list[int], expected: int) -> None:
    assert worst(codes) == expected


def test_every_status_has_its_code() -> None:
    assert {s: of_status(s) for s in ("optimal", "feasible", "infeasible", "unknown")} == {
        "optimal": 0,
        "feasible": 5,
        "infeasible": 4,
        "unknown": 1,
    }


def test_every_error_has_a_code_that_can_be_compared() -> None:
    kinds: list[type[MatcherError]] = [InputError, OutputError, VerificationError]
    assert worst(kind.exit_code for kind in kinds) == 1
