"""Many changes under quotas, or under caps in one pool: each solved exactly.

::

    tables --> few plans in all: every plan listed once, one product for many tables
           --> one partner each: without the rules first; a plan that keeps them is the best
           --> anything else: two exact models, table by table
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.explain.sure.plans_found import FloatArray, IntArray, Plans, Progress
from matcher.plan.case import Case
from matcher.plan.demand import Demand
from matcher.plan.ruled import problem_of
from matcher.plan.side_rules import SideRules

Table = Callable[[int], FloatArray]
# Tables that are filled before they are multiplied with the listed plans.
AT_ONCE = 64


def listed(case: Case) -> bool:
    """Whether every plan of a case is listed, so that a thousand solves take a second."""
    side = case.demand.side
    return side is not None and side.listed(problem_of(case.demand, case.table)) is not None


def solve_under_rules(
    demand: Demand, give: Table, count: int, unruled: Callable[[], Plans], progress: Progress | None
) -> Plans:
    """Solve many tables of scores under the side rules of a demand.

    Parameters
    ----------
    demand : Demand
        With `side`.
    give : callable
        From the change to its table, shape (n, m), NaN where a pair is not permitted.
    count : int
    unruled : callable
        Solves the same tables with the side rules left aside.
    progress : callable or None
    """
    assert demand.side is not None
    found: list[tuple[int, IntArray] | None] | None = None
    if count:
        found = _from_list(demand, demand.side, give, count, progress)
    if found is None:
        found = _one_by_one(demand, demand.side, give, count, unruled, progress)
    none = np.empty((0, 2), dtype=np.int64)
    return Plans(
        found=np.array([plan is not None for plan in found], dtype=bool),
        objective=np.array([0 if plan is None else plan[0] for plan in found], dtype=np.int64),
        pairs=tuple(none if plan is None else plan[1] for plan in found),
    )


def _from_list(
    demand: Demand, side: SideRules, give: Table, count: int, progress: Progress | None
) -> list[tuple[int, IntArray] | None] | None:
    from matcher.solve.ruled import RuledPlans

    plans = side.listed(problem_of(demand, give(0)))
    if plans is None:
        return None
    at, kept = plans.pairs, dict[tuple[bool, ...], RuledPlans]()
    found: list[tuple[int, IntArray] | None] = []
    for first in range(0, count, AT_ONCE):
        tables = [give(k) for k in range(first, min(first + AT_ONCE, count))]
        weights = np.array([table[at[:, 0], at[:, 1]] for table in tables])
        asked = [side.asked(~np.isnan(table)) for table in tables]
        block: dict[int, tuple[int, IntArray] | None] = {}
        for pattern in dict.fromkeys(asked):
            if pattern not in kept:
                rows = side.rows_asked(pattern)
                kept[pattern] = RuledPlans.of(
                    plans, rows, demand.required, pool=not demand.two_sided
                )
            mine = [k for k, own in enumerate(asked) if own == pattern]
            best = kept[pattern].best(weights[mine])
            if best is None:
                return None
            block |= dict(zip(mine, best, strict=True))
        found += [block[k] for k in range(len(tables))]
        if progress is not None:
            progress(len(found), count)
    return found


def _one_by_one(
    demand: Demand,
    side: SideRules,
    give: Table,
    count: int,
    unruled: Callable[[], Plans],
    progress: Progress | None,
) -> list[tuple[int, IntArray] | None]:
    single = demand.two_sided and bool((demand.left_max <= 1).all() & (demand.right_max <= 1).all())
    free = unruled() if single and not (demand.left_groups or demand.right_groups) else None
    found: list[tuple[int, IntArray] | None] = []
    for at in range(count):
        table = give(at)
        if free is not None and not free.found[at]:
            found.append(None)
        elif free is not None and not any(side.missed(~np.isnan(table), free.pairs[at])):
            # The best of all plans keeps the rules, so it is the best of those that do.
            found.append((int(free.objective[at]), free.pairs[at]))
        else:
            result = demand.solve(table)
            known = result.objective is not None
            found.append((int(result.objective or 0), result.pairs) if known else None)
        if progress is not None:
            progress(at + 1, count)
    return found
