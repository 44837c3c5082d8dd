"""Objectives in order of rank: the first as great as can be, then the next, each proved twice.

The second proof is a bound: HiGHS's prices made whole and added in exact arithmetic, or else HiGHS
itself, or else CP-SAT on other lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import Answer, Outcome
from matcher.solve.ruled.model import Model
from matcher.solve.ruled.narrow import Priced, maximise_narrowed, price
from matcher.solve.ruled.second import confirms

LATE = "the time limit was reached before a plan was found"
UNPROVED = "the time limit was reached before the plan was proved best"
DISPUTED = "the plan was not proved best: the second exact model did not confirm the first"
NO_PLAN = "no plan meets all minimums, requirements and rules together"
UNSURE = "whether any plan meets all rules is not proved: the two exact models disagree"


@dataclass(frozen=True)
class InOrder:
    """What was found for objectives in order of rank.

    Parameters
    ----------
    outcome : {"optimal", "feasible", "infeasible", "unknown"}
        Optimal where every objective is proved.
    model : Model
        Narrowed to the plans that are as good as this one, of which none is missing.
    values : ndarray of shape (columns,), int64, or None
    reached, bounds : tuple of int
        Gain and bound of each objective that was looked at.
    remark : str or None
    """

    outcome: Outcome
    model: Model
    values: IntArray | None = None
    reached: tuple[int, ...] = ()
    bounds: tuple[int, ...] = ()
    remark: str | None = None


def maximise_in_order(
    model: Model,
    gains: Sequence[IntArray],
    clock: Clock,
    hint: IntArray | None = None,
    *,
    by_prices: bool = False,
) -> InOrder:
    """Maximise the first gain, then the second among the best plans, and so on.

    Parameters
    ----------
    model : Model
    gains : sequence of ndarray of shape (columns,), int64
    clock : Clock
    hint : ndarray of shape (columns,), optional
        Good values to begin with.
    by_prices : bool, default=False
        Take a plan of the relaxation whose exact prices prove it, without CP-SAT.
    """
    values, reached, bounds = hint, list[int](), list[int]()
    found: IntArray | None = None
    for gain in gains:
        priced = price(model, gain, clock)
        answer = _by_prices(priced, gain) if by_prices else None
        if answer is None:
            answer = maximise_narrowed(model, gain, clock, priced=priced, hint=values)
        if answer.outcome == "infeasible":
            if found is None and confirms(model, gain, None, clock):
                return InOrder("infeasible", model, remark=NO_PLAN)
            return InOrder("unknown", model, remark=UNPROVED if clock.over else UNSURE)
        if answer.values is None or answer.value is None or answer.bound is None:
            if found is None:
                return InOrder("unknown", model, remark=LATE)
            return _feasible(model, found, reached, bounds, UNPROVED)
        values = found = answer.values
        reached.append(answer.value)
        bounds.append(answer.bound)
        if answer.outcome != "optimal":
            return _feasible(model, found, reached, bounds, UNPROVED)
        proved = priced is not None and priced.most == answer.value
        if not proved and not confirms(model, gain, answer.value, clock):
            remark = UNPROVED if clock.over else DISPUTED
            return _feasible(model, found, reached, bounds, remark)
        if priced is None:
            model = model.reaching(gain, answer.value)
        else:
            model = priced.reaching(model, gain, answer.value)
    return InOrder("optimal", model, found, tuple(reached), tuple(bounds))


def _by_prices(priced: Priced | None, gain: IntArray) -> Answer | None:
    if priced is None or priced.values is None:
        return None
    value = int(gain @ priced.values)
    return Answer("optimal", priced.values, value, value) if value == priced.most else None


def _feasible(
    model: Model, values: IntArray, reached: list[int], bounds: list[int], remark: str
) -> InOrder:
    return InOrder("feasible", model, values, tuple(reached), tuple(bounds), remark)
