"""The best plan that keeps the quotas of a programme, and what each of them costs.

::

    Case --> greatest total (the bound) --> rows --> two exact models --> Result, QuotaUse
                                                 --> without one hard quota each --> its cost
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import UnavailableError
from matcher.plan import ruled
from matcher.plan.case import Case
from matcher.plan.document import QuotaPlace, QuotaUse
from matcher.plan.quota_groups import QuotaGroup, quota_groups
from matcher.plan.quota_words import counts_text, quota_label, quota_text
from matcher.solve.result import Result

if TYPE_CHECKING:
    from matcher.solve.ruled import Problem, Row

# Seconds for the plan, and as many for what all its quotas cost.
TIME_LIMIT = 60.0


@dataclass(frozen=True)
class UnderQuotas:
    """What the search for a plan under quotas found.

    Parameters
    ----------
    result : Result
        With the points of the plan as its objective, and the greatest total of any plan, quotas or
        not, as its bound.
    uses : list of QuotaUse
        Empty without a plan.
    refused : str or None
        Why there is no plan, where there are plans without the quotas.
    """

    result: Result
    uses: list[QuotaUse]
    refused: str | None = None


def solve_under_quotas(
    case: Case, *, time_limit: float | None = None, **options: Any
) -> UnderQuotas:
    """Find the best plan that keeps every hard quota, less what soft ones cost.

    Parameters
    ----------
    case : Case
        Of a programme with quotas.
    time_limit : float, optional
        Seconds; 60 for the rules when not given.
    options
        `stop` and `progress`, for the plan of greatest total.

    Returns
    -------
    UnderQuotas
        Status ``optimal`` where two exact models agree that no plan is worth more.

    Raises
    ------
    UnavailableError
        When the pool is too large.
    """
    from matcher.solve.ruled import best

    problem = _problem(case)
    top = case.demand.solve(case.table, time_limit=time_limit, **options)
    if top.objective is None:
        return UnderQuotas(top, [])
    groups = quota_groups(case.weights, case.profiles, problem.pairs)
    rows = quota_rows(groups, problem, case)
    limit = TIME_LIMIT if time_limit is None else time_limit
    found = best(problem, rows, time_limit=limit)
    if found.total is None or found.objective is None:
        refused = _refused(case) if found.status == "infeasible" else None
        reason = refused or "the time limit was reached before a plan was found"
        result = Result(found.status, seconds=found.seconds, reason=reason, verified=True)
        return UnderQuotas(result, [], refused)
    bound = top.bound if top.bound is not None else top.objective
    result = replace(
        top,
        status=found.status,
        pairs=found.pairs,
        objective=found.total,
        bound=bound,
        gap=bound - found.total,
        proof=found.proof,
        # They prove the greatest total of another plan, and price nothing under quotas.
        prices=found.prices,
        seconds=top.seconds + found.seconds,
        verified=bool(top.verified and found.verified),
        reason=found.reason,
    )
    value = int(found.objective)
    costs = _costs(problem, groups, rows, value, bound, limit) if found.proof else {}
    return UnderQuotas(result, _uses(case, groups, problem, found.pairs, costs))


def keeps_quotas(case: Case, *, time_limit: float) -> bool:
    """Whether a plan is found that keeps the quotas of a programme and everything else."""
    return solve_under_quotas(case, time_limit=time_limit).result.objective is not None


def quota_rows(groups: Sequence[QuotaGroup], problem: Problem, case: Case) -> list[Row]:
    """One linear rule for each group of exchanges."""
    from matcher.solve.ruled import Row

    return [
        Row.of(
            problem.pairs[group.members],
            least=group.quota.least,
            most=group.quota.most,
            price=group.quota.price,
            name=quota_label(group.quota, case.profiles.vocabulary),
        )
        for group in groups
    ]


def _problem(case: Case) -> Problem:
    try:
        return ruled.ruled_problem(case)
    except UnavailableError as error:
        n, m = case.weights.shape
        raise UnavailableError(
            f"quotas are available for pools of up to {ruled.MOST_PERMITTED:,} permitted pairs; "
            f"this one has up to {n * m:,}. Take [[quotas]] out, or narrow who takes part"
        ) from error


def _refused(case: Case) -> str:
    """Which hard quotas rule out every plan that there is without them."""
    vocabulary = case.profiles.vocabulary
    named = "; ".join(
        f"{quota_text(quota, vocabulary)} (quotas[{at}])"
        for at, quota in enumerate(case.programme.quotas)
        if quota.hard
    )
    return f"There are plans that keep every other rule, and none keeps the quotas: {named}."


def _costs(
    problem: Problem,
    groups: Sequence[QuotaGroup],
    rows: Sequence[Row],
    value: int,
    bound: float,
    limit: float,
) -> dict[int, int]:
    """Points that the best plan without one hard quota has more, by the quota's position."""
    from matcher.solve.ruled import best

    hard = sorted({group.at for group in groups if group.quota.hard})
    if value == bound:
        return dict.fromkeys(hard, 0)
    end, found = perf_counter() + limit, {}
    for at in hard:
        left = end - perf_counter()
        if left <= 0:
            break
        others = [row for group, row in zip(groups, rows, strict=True) if group.at != at]
        without = best(problem, others, time_limit=left)
        if without.status == "optimal" and without.objective is not None:
            found[at] = int(without.objective) - value
    return found


def _uses(
    case: Case,
    groups: Sequence[QuotaGroup],
    problem: Problem,
    chosen: np.ndarray[Any, Any],
    costs: dict[int, int],
) -> list[QuotaUse]:
    """One record for each quota; one that counts nothing has no exchange."""
    places = problem.positions(chosen)
    vocabulary = case.profiles.vocabulary
    found = []
    for at, quota in enumerate(case.programme.quotas):
        own = [group for group in groups if group.at == at]
        used = [int(np.isin(places, group.members).sum()) for group in own]
        short = [quota.outside(count) for count in used]
        found.append(
            QuotaUse(
                label=quota_label(quota, vocabulary),
                counts=counts_text(quota, vocabulary),
                least=quota.least,
                most=quota.most,
                used=sum(used),
                hard=quota.hard,
                shortfall=sum(short),
                paid=sum(short) * (quota.price or 0),
                places=[
                    QuotaPlace(countries=group.countries, used=count, shortfall=missing)
                    for group, count, missing in zip(own, used, short, strict=True)
                    if group.countries is not None and (count or missing)
                ],
                cost=costs.get(at, 0 if not own else None) if quota.hard else None,
            )
        )
    return found
