"""The problem behind a plan as the solvers of rules and fairness take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.errors import UnavailableError

if TYPE_CHECKING:
    from matcher.plan.case import Case
    from matcher.plan.demand import Demand
    from matcher.solve.ruled import Problem, Row, RuledResult

# Exact models over so many permitted pairs are solved within a minute or two.
MOST_PERMITTED = 60_000
TIME_LIMIT = 60.0


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
    return _small_enough(problem_of(case.demand, case.table), most)


def problem_of(
    demand: Demand, table: npt.ArrayLike, forbidden: npt.ArrayLike | None = None
) -> Problem:
    """One table of scores under a demand, the rules that `side_rows` states left aside."""
    from matcher.solve.ruled import Problem

    if demand.two_sided:
        return Problem.two_sided(
            table,
            left_max=demand.left_max,
            right_max=demand.right_max,
            left_min=demand.left_min,
            right_min=demand.right_min,
            forbidden=forbidden,
            required=demand.required,
            max_pairs=demand.max_pairs,
            left_groups=demand.left_groups,
            right_groups=demand.right_groups,
        )
    return Problem.one_pool(
        table,
        max_partners=demand.left_max,
        min_partners=demand.left_min,
        forbidden=forbidden,
        required=demand.required,
        max_pairs=demand.max_pairs,
    )


def side_rows(demand: Demand, problem: Problem) -> list[Row]:
    """Quotas, and caps in one pool, as rules over the pairs that a problem permits."""
    return [] if demand.side is None else demand.side.rows(problem)


def best_under_rules(
    demand: Demand,
    weights: Any,
    forbidden: npt.ArrayLike | None = None,
    time_limit: float | None = None,
) -> RuledResult:
    """The best plan under quotas, or under caps in one pool, for some weights.

    Parameters
    ----------
    demand : Demand
        With `side`.
    weights : array-like of shape (n, m), or object with .shape and .block
    forbidden : array-like of shape (k, 2), optional
        Pairs that may not be chosen; what is asked between two countries stays.
    time_limit : float, optional
        Seconds; 60 when not given.

    Raises
    ------
    UnavailableError
        When the weights permit more than `MOST_PERMITTED` pairs.
    """
    from matcher.solve.ruled import best, best_listed

    assert demand.side is not None
    table = weights
    if hasattr(weights, "block"):
        table = weights.block(*(np.arange(size) for size in weights.shape))
    problem = _small_enough(problem_of(demand, table, forbidden))
    rows = side_rows(demand, problem)
    listed = demand.side.listed(problem)
    found = None if listed is None else best_listed(problem, rows, listed)
    if found is not None:
        return found
    return best(problem, rows, time_limit=TIME_LIMIT if time_limit is None else time_limit)


def _small_enough(problem: Problem, most: int | None = None) -> Problem:
    count = int(problem.open.sum())
    most = MOST_PERMITTED if most is None else most
    if count > most:
        raise UnavailableError(
            f"this question is answered for pools of up to {most:,} permitted pairs; this one has "
            f"{count:,}"
        )
    return problem
