"""What a programme wants its plan to be best at, where that is not the greatest total alone.

::

    Case --> greatest total, its prices --> fair or stable plan (two exact models) --> Result, Aim
"""

from __future__ import annotations

from dataclasses import replace

from matcher.plan.case import Case
from matcher.plan.document import Aim
from matcher.plan.ruled import ruled_problem, side_rows
from matcher.programme.models import Programme
from matcher.solve.result import Result

TIME_LIMIT = 60.0


def has_aim(programme: Programme) -> bool:
    """Whether a programme asks for more than the greatest total."""
    return programme.stable or programme.objective != "total"


def solve_for_aim(
    case: Case, top: Result, *, time_limit: float | None = None
) -> tuple[Result, Aim | None]:
    """Find the plan that a programme's objective asks for.

    Parameters
    ----------
    case : Case
        Of a programme with an aim.
    top : Result
        The plan of greatest total; its bound and prices limit the total of every permitted plan.
    time_limit : float, optional
        Seconds; 60 when not given.

    Returns
    -------
    Result, Aim or None
        Status ``optimal`` where two exact models agree that no plan is fairer (or stable and of a
        greater total). The gap then says what the aim costs. Without a plan the aim is None.

    Raises
    ------
    UnavailableError
        When the pool is too large.
    """
    from matcher.solve.ruled import leximin, satisfaction, stable_plan, worst_off

    problem = ruled_problem(case)
    rows = side_rows(case.demand, problem)
    if top.objective is None:
        return top, None
    limit = TIME_LIMIT if time_limit is None else time_limit
    if case.programme.stable:
        found = stable_plan(problem, rows, time_limit=limit)
    else:
        solve = worst_off if case.programme.objective == "worst_off" else leximin
        found = solve(problem, rows, time_limit=limit).result
    if found.total is None:
        reason = found.reason or "the time limit was reached before a stable plan was found"
        return Result(found.status, seconds=top.seconds, reason=reason, verified=True), None
    seen = satisfaction(problem, found.pairs)
    pool = case.pool
    ids = [*pool.left, *pool.right] if pool.two_sided else list(pool.left)
    proved = found.status == "optimal"
    bound = top.bound if top.bound is not None else top.objective
    greatest = found.total == bound
    result = replace(
        top,
        status=found.status,
        pairs=found.pairs,
        objective=found.total,
        bound=bound,
        gap=bound - found.total,
        proof=top.proof if greatest and proved else found.proof,
        verified=bool(top.verified and found.verified),
        reason=found.reason,
    )
    aim = Aim(
        kind="stable" if case.programme.stable else case.programme.objective,
        proved=proved,
        shares={
            city: (int(seen.sums[at]), int(seen.possible[at]))
            for at, city in enumerate(ids)
            if seen.possible[at] > 0
        },
    )
    return result, aim
