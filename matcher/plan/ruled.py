"""The problem behind a plan as the solvers of rules and fairness take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.errors import UnavailableError
from matcher.plan.case import Case

if TYPE_CHECKING:
    from matcher.solve.ruled import Problem

# Exact models over so many permitted pairs are solved within a minute or two.
MOST_PERMITTED = 60_000


def ruled_problem(case: Case, most: int | None = None) -> Problem:
    """Read pool, scores and demands of a case.

    Parameters
    ----------
    case : Case
    most : int, optional
        Permitted pairs that the question can be asked of; `MOST_PERMITTED` when not given.

    Raises
    ------
    UnavailableError
        When the pool permits more pairs.
    """
    from matcher.solve.ruled import Problem

    demand = case.demand
    if demand.two_sided:
        problem = Problem.two_sided(
            case.table,
            left_max=demand.left_max,
            right_max=demand.right_max,
            left_min=demand.left_min,
            right_min=demand.right_min,
            required=demand.required,
            max_pairs=demand.max_pairs,
            left_groups=demand.left_groups,
            right_groups=demand.right_groups,
        )
    else:
        problem = Problem.one_pool(
            case.table,
            max_partners=demand.left_max,
            min_partners=demand.left_min,
            required=demand.required,
            max_pairs=demand.max_pairs,
        )
    count = int(problem.open.sum())
    most = MOST_PERMITTED if most is None else most
    if count > most:
        raise UnavailableError(
            f"this question is answered for pools of up to {most:,} permitted pairs; this one has "
            f"{count:,}"
        )
    return problem
