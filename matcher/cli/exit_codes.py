"""What the process tells its caller: exit codes and which of several wins."""

from __future__ import annotations

from collections.abc import Iterable

OK = 0
UNEXPECTED = 1
USAGE = 2
BAD_INPUT = 3
INFEASIBLE = 4
STOPPED_BY_LIMIT = 5
INTERRUPTED = 130
BROKEN_PIPE = 141

HELP = """\b
Exit codes:
  0  done
  1  unexpected failure, or a check that did not pass
  2  wrong usage of the command
  3  bad input: every problem is listed, nothing is written
  4  infeasible: the run folder says why no plan exists
  5  stopped by a limit: the plan is permitted but not proved best
"""

_FROM_WORST = (UNEXPECTED, BAD_INPUT, INFEASIBLE, STOPPED_BY_LIMIT, OK)

# `unknown` has neither a plan nor a proof that none exists: no other code would be true.
_BY_STATUS = {
    "optimal": OK,
    "feasible": STOPPED_BY_LIMIT,
    "infeasible": INFEASIBLE,
    "unknown": UNEXPECTED,
}


def of_status(status: str) -> int:
    """Return the exit code of a plan's status."""
    return _BY_STATUS[status]


def worst(codes: Iterable[int]) -> int:
    """Return the worst of several exit codes: 1, then 3, 4, 5, 0.

    Examples
    --------
    >>> worst([0, 5, 4])
    4
    """
    return min(codes, key=_FROM_WORST.index, default=OK)
