"""The best plan under quotas, or under caps in one pool, and what each quota costs.

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
from matcher.language import joined, say
from matcher.language.phrases import in_brackets
from matcher.plan import ruled
from matcher.plan.case import Case
from matcher.plan.document import QuotaPlace, QuotaUse
from matcher.plan.quota_groups import QuotaGroup
from matcher.plan.quota_words import counts_text, quota_label, quota_text
from matcher.solve.result import Result

if TYPE_CHECKING:
    from matcher.solve.ruled import Problem, Row

# Seconds for the plan, and as many for what all its quotas cost.
TIME_LIMIT = 60.0


@dataclass(frozen=True)
class UnderQuotas:
    """What the search for a plan under quotas, or under caps in one pool, found.

    Parameters
    ----------
    result : Result
        With the points of the plan as its objective, and the greatest total of any plan that keeps
        the other rules, quotas or not, as its bound.
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
    """Find the best plan that keeps every hard quota and cap, less what soft quotas cost.

    Parameters
    ----------
    case : Case
        Whose demand has side rules.
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
    from matcher.solve.ruled import RuledResult, best

    problem, side = _problem(case), case.demand.side
    assert side is not None
    unasked = replace(case.demand, side=side.caps_alone)
    found = unasked.solve(case.table, time_limit=time_limit, **options)
    # Under caps alone nothing is paid, and the objective is the points.
    top = found.plain if isinstance(found, RuledResult) else found
    if top.objective is None or not case.programme.quotas:
        return UnderQuotas(top, [])
    counted = side.quota_rows(problem)
    limit = TIME_LIMIT if time_limit is None else time_limit
    kept = best(problem, side.rows(problem), time_limit=limit)
    if kept.total is None or kept.objective is None:
        refused = _refused(case) if kept.status == "infeasible" else None
        reason = refused or "the time limit was reached before a plan was found"
        result = Result(kept.status, seconds=kept.seconds, reason=reason, verified=True)
        return UnderQuotas(result, [], refused)
    bound = top.bound if top.bound is not None else top.objective
    result = replace(
        top,
        status=kept.status,
        pairs=kept.pairs,
        objective=kept.total,
        bound=bound,
        gap=bound - kept.total,
        proof=kept.proof,
        # They prove the greatest total of another plan, and price nothing under quotas.
        prices=kept.prices,
        seconds=top.seconds + kept.seconds,
        verified=bool(top.verified and kept.verified),
        reason=kept.reason,
    )
    value = int(kept.objective)
    rules = side.cap_rows, counted
    costs = _costs(problem, rules, value, bound, limit) if kept.proof else {}
    return UnderQuotas(result, quota_uses(case, kept.pairs, costs))


def _problem(case: Case) -> Problem:
    try:
        return ruled.ruled_problem(case)
    except UnavailableError as error:
        n, m = case.weights.shape
        raise UnavailableError(
            f"{_asked(case)} are available for pools of up to {ruled.MOST_PERMITTED:,} permitted "
            f"pairs; this one has up to {n * m:,}. Take them out, or narrow who takes part"
        ) from error


def _asked(case: Case) -> str:
    return "[[quotas]]" if case.programme.quotas else "[[caps]] in one pool"


def _refused(case: Case) -> str:
    """Which hard quotas rule out every plan that there is without them."""
    vocabulary = case.profiles.vocabulary
    named = joined(
        "; ",
        [
            in_brackets(quota_text(quota, vocabulary), f"quotas[{at}]")
            for at, quota in enumerate(case.programme.quotas)
            if quota.hard
        ],
    )
    return say(
        "There are plans that keep every other rule, and none keeps the quotas: {quotas}.",
        quotas=named,
    )


def _costs(
    problem: Problem,
    kept: tuple[list[Row], list[tuple[QuotaGroup, Row]]],
    value: int,
    bound: float,
    limit: float,
) -> dict[int, int]:
    """Points that the best plan without one hard quota has more, by the quota's position."""
    from matcher.solve.ruled import best

    caps, counted = kept
    hard = sorted({group.at for group, _ in counted if group.quota.hard})
    if value == bound:
        return dict.fromkeys(hard, 0)
    end, found = perf_counter() + limit, {}
    for at in hard:
        left = end - perf_counter()
        if left <= 0:
            break
        others = [row for group, row in counted if group.at != at]
        without = best(problem, [*caps, *others], time_limit=left)
        if without.status == "optimal" and without.objective is not None:
            found[at] = int(without.objective) - value
    return found


def quota_uses(
    case: Case, chosen: np.ndarray[Any, Any], costs: dict[int, int] | None = None
) -> list[QuotaUse]:
    """What a plan does with each quota; one that counts nothing has no exchange.

    Parameters
    ----------
    case : Case
    chosen : ndarray of shape (k, 2), int64
        Positions of the pairs of the plan.
    costs : dict, optional
        Cost of hard quotas by position, where it was worked out.
    """
    side, quotas = case.demand.side, case.programme.quotas
    if side is None or not quotas:
        return []
    groups = [group for group, _ in side.quota_rows(ruled.problem_of(case.demand, case.table))]
    pairs = {(i, j) for i, j in chosen.tolist()}
    places = [at for at, (i, j) in enumerate(side.pairs.tolist()) if (i, j) in pairs]
    vocabulary = case.profiles.vocabulary
    found = []
    for at, quota in enumerate(quotas):
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
                cost=_cost(costs, at, own) if quota.hard else None,
            )
        )
    return found


def _cost(costs: dict[int, int] | None, at: int, own: Sequence[QuotaGroup]) -> int | None:
    if costs is None:
        return None
    return costs.get(at, None if own else 0)
