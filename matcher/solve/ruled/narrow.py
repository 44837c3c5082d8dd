"""Prices of the relaxation, made whole: a bound in exact arithmetic, and columns they decide.

For whole prices of the right sign every plan gains at most the bound less what its columns give up:
so a column that gives up more than bound - known value is decided. Floats only suggest the prices;
the bound and what columns give up are added in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import Answer, maximise
from matcher.solve.ruled.model import FREE, Model

# With fewer undecided columns than this CP-SAT needs no help.
LARGE = 100
FINEST = 2**20
RANGE = 2.0**59
WHOLE = 1e-6


@dataclass(frozen=True)
class Priced:
    """A bound in whole numbers, in steps of 1 / `unit`.

    Parameters
    ----------
    bound : int
        Times `unit`.
    reduced : ndarray of shape (columns,), int64
        Gain of each column less what it faces, times `unit`.
    prices : ndarray of shape (lines,), int64
        Times `unit`; above 0 for the most of a line, below 0 for its least.
    unit : int
    values : ndarray of shape (columns,), int64, or None
        The relaxation's values where they are whole and keep to the model.
    """

    bound: int
    reduced: IntArray
    prices: IntArray
    unit: int
    values: IntArray | None

    @property
    def most(self) -> int:
        """No values gain more."""
        return self.bound // self.unit

    def decided(self, model: Model, value: int) -> Model:
        """The model with every column decided that no plan of at least `value` can change."""
        room = self.bound - value * self.unit
        open_columns = model.low < model.high
        up = np.flatnonzero(open_columns & (self.reduced > room))
        down = np.flatnonzero(open_columns & (self.reduced < -room))
        return model.fixed(up, model.high[up]).fixed(down, model.low[down])

    def reaching(self, model: Model, gain: IntArray, value: int) -> Model:
        """The model with exactly the plans of at least some gain.

        Where the prices prove that gain to be the greatest, these plans are the ones that leave no
        priced line slack: the lines become equations, and no line over all columns is needed.
        """
        narrowed = self.decided(model, value)
        if self.bound != value * self.unit:
            return narrowed.reaching(gain, value)
        lines = list(narrowed.lines)
        for at in np.flatnonzero(self.prices).tolist():
            line = lines[at]
            held = line.most if self.prices[at] > 0 else line.least
            lines[at] = replace(line, least=held, most=held)
        return replace(narrowed, lines=tuple(lines))


def maximise_narrowed(
    model: Model,
    gain: IntArray,
    clock: Clock,
    *,
    priced: Priced | None,
    hint: IntArray | None = None,
) -> Answer:
    """Find values of greatest gain among columns that prices leave open, more where too few.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    clock : Clock
    priced : Priced or None
        None: all columns are open.
    hint : ndarray of shape (columns,), optional
    """
    live = model.live()
    if priced is None or len(live) <= LARGE:
        return maximise(model, gain, clock, hint=hint)
    width = int(np.partition(np.abs(priced.reduced[live]), LARGE)[LARGE])
    value = (priced.bound - width) // priced.unit
    while True:
        part = priced.decided(model, value)
        answer = maximise(part, gain, clock, hint=hint)
        whole = len(part.live()) == len(live)
        if answer.outcome == "infeasible" and not whole:
            value = (priced.bound - 4 * (priced.bound - value * priced.unit) - 1) // priced.unit
            continue
        # Plans as good as the one found use no column that was decided.
        if answer.value is None or answer.value >= value or whole:
            break
        value, hint = answer.value, answer.values
    if answer.outcome == "feasible" and answer.bound is not None and not whole:
        bound = min(max(answer.bound, value), priced.most)
        return replace(answer, bound=bound)
    return answer


def within_loss(model: Model, gain: IntArray, least: int, clock: Clock) -> Model:
    """The model with plans of at least some gain alone, and without columns that none can change.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    least : int
    clock : Clock
    """
    priced = price(model, gain, clock)
    return model.reaching(gain, least) if priced is None else priced.reaching(model, gain, least)


def price(model: Model, gain: IntArray, clock: Clock) -> Priced | None:
    """Whole prices from the relaxation, or None where there are none that fit 64 bits."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    live = model.live()
    if not len(live) or (model.low > model.high).any() or clock.over:
        return None
    table, least, most = model.matrix()
    floor, cap = least > -FREE, most < FREE
    bounded = bool(cap.any() or floor.any())
    left = clock.left
    answer = linprog(
        -gain.astype(np.float64),
        A_ub=vstack([table[cap], -table[floor]]).astype(np.float64) if bounded else None,
        b_ub=np.concatenate([most[cap], -least[floor]]).astype(np.float64) if bounded else None,
        bounds=np.column_stack([model.low, model.high]).astype(np.float64),
        method="highs",
        options={} if left is None else {"time_limit": left},
    )
    if answer.status != 0:
        return None
    prices = np.zeros(len(least))
    if bounded:
        caps = int(cap.sum())
        prices[cap] -= answer.ineqlin.marginals[:caps]
        prices[floor] += answer.ineqlin.marginals[caps:]
    reach = np.abs(gain) + abs(table).astype(np.float64).T @ np.abs(prices)
    limits = np.maximum(*(np.where(np.abs(x) >= FREE, 0, np.abs(x)) for x in (least, most)))
    span = np.maximum(np.abs(model.low), np.abs(model.high))
    greatest = max(float(reach @ np.maximum(span, 1)), float(np.abs(prices) @ limits), 1.0)
    if greatest >= RANGE:
        return None
    unit = min(FINEST, 2 ** int(np.log2(RANGE / greatest)))
    whole = np.rint(prices * unit).astype(np.int64)
    # Without a limit on that side a price proves nothing.
    whole[((whole > 0) & ~cap) | ((whole < 0) & ~floor)] = 0
    reduced = gain * unit - table.T @ whole
    faced = np.where(whole > 0, most, np.where(whole < 0, least, 0))
    bound = sum(a * b for a, b in zip(whole.tolist(), faced.tolist(), strict=True))
    bound += sum(np.maximum(reduced * model.low, reduced * model.high).tolist())
    return Priced(bound, reduced, whole, unit, _whole(model, answer.x))


def _whole(model: Model, values: Any) -> IntArray | None:
    nearest = np.rint(values)
    if np.abs(nearest - values).max(initial=0) > WHOLE:
        return None
    found: IntArray = nearest.astype(np.int64)
    return found if model.keeps(found) else None
