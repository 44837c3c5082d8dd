"""Small instances under rules: every plan listed once, and then one product for many weights.

Plans stand in canonical order, so the first of the best is the plan that ties are settled for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from matcher.errors import VerificationError
from matcher.solve.ensemble_limits import read_limits
from matcher.solve.ensemble_plans import list_plans
from matcher.solve.instance import BoolArray, FloatArray, IntArray
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.recheck import require_verified
from matcher.solve.ruled.rows import Row, RuledResult, shortfalls_of
from matcher.solve.ruled.under_rules import infeasible_or_unknown

# Sums up to here are exact in floats.
EXACT = 2.0**52
# Values that stay in the cache from the product to the maximum.
CELLS = 400_000
NO_PLAN = "no plan meets all minimums, requirements and rules together"


@dataclass(frozen=True)
class ListedPlans:
    """Every plan that some pairs and limits allow, rules and wishes aside.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2), int64
        In lexicographic order.
    incidence : ndarray of shape (k, plans), float64
        1 where a plan holds a pair.
    """

    pairs: IntArray
    incidence: FloatArray

    @classmethod
    def of(cls, problem: Problem, pairs: IntArray) -> ListedPlans | None:
        """List the plans over some pairs within the limits of an instance; None: too many.

        Parameters
        ----------
        problem : Problem
        pairs : ndarray of shape (k, 2), int64
            All that any weights may permit, in lexicographic order.
        """
        limits, shape = problem.limits, problem.weights.shape
        sides = {"left_max": 1, "right_max": 1, "left_min": 0, "right_min": 0}
        counts: dict[str, Any] = {**sides, "max_partners": 1, "min_partners": 0}
        if problem.pool:
            counts |= {"max_partners": limits.row_max, "min_partners": limits.row_min}
        else:
            counts |= {"left_max": limits.row_max, "left_min": limits.row_min}
            counts |= {"right_max": limits.col_max, "right_min": limits.col_min}
        read = read_limits((shape[0], shape[1]), problem.pool, counts, None, True, limits.max_pairs)
        plans = list_plans(pairs, read)
        if plans is None:
            return None
        incidence = plans.incidence(np.float64)
        ends = pairs + np.array([0, read.offset])
        for group in problem.groups:
            inside = np.isin(ends, group.members).any(axis=1)
            incidence = incidence[:, incidence[inside].sum(axis=0) <= group.most]
        return cls(pairs, np.ascontiguousarray(incidence))


@dataclass(frozen=True)
class RuledPlans:
    """Listed plans with what each pays for some rules.

    Parameters
    ----------
    listed : ListedPlans
        Without the plans that break a hard rule, or lack a pair that every plan must hold.
    paid : ndarray of shape (plans,), float64
    """

    listed: ListedPlans
    paid: FloatArray

    @classmethod
    def of(
        cls, listed: ListedPlans, rows: Sequence[Row], required: IntArray, *, pool: bool
    ) -> RuledPlans:
        """Count each rule in each plan."""
        where = {tuple(pair): at for at, pair in enumerate(listed.pairs.tolist())}
        kept: BoolArray = np.ones(listed.incidence.shape[1], dtype=bool)
        for pair in required.tolist():
            at = where.get(tuple(pair))
            kept &= False if at is None else listed.incidence[at] > 0
        incidence = listed.incidence if kept.all() else listed.incidence[:, kept]
        paid = np.zeros(incidence.shape[1])
        for row in rows:
            ends = np.sort(row.pairs, axis=1) if pool else row.pairs
            places = np.array([where.get(tuple(p), -1) for p in ends.tolist()], dtype=np.int64)
            known = places >= 0
            members = places[known]
            count = row.coefficients[known].astype(np.float64) @ incidence[members]
            short = np.zeros(len(paid)) if row.least is None else np.maximum(row.least - count, 0)
            over = np.zeros(len(paid)) if row.most is None else np.maximum(count - row.most, 0)
            if row.price is not None:
                paid += row.price * (short + over)
                continue
            inside = (short + over) == 0
            if not inside.all():
                incidence, paid = incidence[:, inside], paid[inside]
        return cls(ListedPlans(listed.pairs, incidence), paid)

    def best(self, weights: FloatArray) -> list[tuple[int, IntArray] | None] | None:
        """The best plan for each of many weights.

        Parameters
        ----------
        weights : ndarray of shape (S, k)
            Whole numbers for each of the listed pairs; NaN where a pair is not permitted.

        Returns
        -------
        list of (int, ndarray of shape (j, 2)) or None
            Points less what is paid, and the pairs; None where no plan is possible. None in all
            where the numbers are too large to be exact.
        """
        incidence, plans = self.listed.incidence, len(self.paid)
        if not plans:
            return [None] * len(weights)
        open_to = ~np.isnan(weights)
        greatest = float(np.abs(weights).max(initial=0, where=open_to))
        largest = float(incidence.sum(axis=0).max(initial=0))
        # One pair that is not permitted outweighs all that plans gain, lose and pay.
        barrier = 2 * largest * greatest + float(self.paid.max(initial=0)) + 1
        if (largest + 1) * barrier >= EXACT:
            return None
        whole = np.where(open_to, weights, -barrier)
        found: list[tuple[int, IntArray] | None] = []
        step = max(1, CELLS // plans)
        for first in range(0, len(weights), step):
            values = whole[first : first + step] @ incidence - self.paid
            for at, plan in enumerate(values.argmax(axis=1).tolist(), start=first):
                held = np.flatnonzero(incidence[:, plan])
                if not open_to[at, held].all():
                    found.append(None)
                    continue
                worth = sum(int(w) for w in weights[at, held].tolist()) - int(self.paid[plan])
                if worth != values[at - first, plan]:
                    raise VerificationError("the points of a listed plan do not add up")
                found.append((worth, self.listed.pairs[held]))
        return found


def best_listed(problem: Problem, rows: Sequence[Row], listed: ListedPlans) -> RuledResult | None:
    """The best plan under rules among all plans there are; None where numbers are too large.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
    listed : ListedPlans
        Of the limits of the instance, over all of its pairs or more.

    Returns
    -------
    RuledResult or None
        With the proof ``enumeration``.
    """
    started = perf_counter()
    plans = RuledPlans.of(listed, rows, problem.required, pool=problem.pool)
    table = problem.table()
    answer = plans.best(table[listed.pairs[:, 0], listed.pairs[:, 1]][None])
    if answer is None:
        return None
    found = answer[0]
    if found is None:
        return infeasible_or_unknown("infeasible", NO_PLAN, started)
    worth, pairs = found
    result = RuledResult(
        status="optimal",
        pairs=pairs,
        objective=worth,
        bound=worth,
        gap=0,
        proof="enumeration",
        seconds=perf_counter() - started,
        total=problem.total(pairs),
        shortfalls=shortfalls_of(problem, rows, pairs),
    )
    return require_verified(problem, rows, result)
