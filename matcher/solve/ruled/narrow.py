"""Large models: prices of the relaxation decide most columns before an exact solver sees them.

For whole prices of the right sign every plan gains at most the bound less what its columns give up:
so a column that gives up more than bound - known value is decided. Floats only suggest the prices;
the bound and what columns give up are added in whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.cp_sat import Answer, maximise
from matcher.solve.ruled.model import FREE, Model

# Beyond so many undecided columns the relaxation costs less than it saves.
LARGE = 100
FINEST = 2**20
RANGE = 2.0**59


@dataclass(frozen=True)
class Priced:
    """A bound in whole numbers, in steps of 1 / `unit`.

    Parameters
    ----------
    bound : int
        Times `unit`.
    reduced : ndarray of shape (columns,), int64
        Gain of each column less what it faces, times `unit`.
    unit : int
    """

    bound: int
    reduced: IntArray
    unit: int

    def decided(self, model: Model, value: int) -> Model:
        """The model with every column decided that no plan of at least `value` can change."""
        room = self.bound - value * self.unit
        open_columns = model.low < model.high
        up = np.flatnonzero(open_columns & (self.reduced > room))
        down = np.flatnonzero(open_columns & (self.reduced < -room))
        return model.fixed(up, model.high[up]).fixed(down, model.low[down])


def maximise_narrowed(
    model: Model, gain: IntArray, clock: Clock, hint: IntArray | None = None
) -> tuple[Answer, Model]:
    """Find values of greatest gain, and the model without the columns that are decided by then.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    clock : Clock
    hint : ndarray of shape (columns,), optional
    """
    priced = price(model, gain, clock) if len(model.live()) > LARGE else None
    if priced is None:
        return maximise(model, gain, clock, hint=hint), model
    near = np.abs(priced.reduced[model.live()])
    width = int(np.partition(near, LARGE // 2)[LARGE // 2])
    value = (priced.bound - width) // priced.unit
    while True:
        part = priced.decided(model, value)
        answer = maximise(part, gain, clock, hint=hint)
        whole = len(part.live()) == len(model.live())
        if answer.value is None and answer.outcome == "infeasible" and not whole:
            value = (priced.bound - 4 * (priced.bound - value * priced.unit) - 1) // priced.unit
            continue
        # Plans as good as the one found use no column that was decided.
        if answer.value is None or answer.value >= value or whole:
            break
        value, hint = answer.value, answer.values
    if answer.outcome == "optimal" and answer.value is not None:
        return answer, priced.decided(model, answer.value)
    if answer.bound is not None and not whole:
        bound = min(max(answer.bound, value), priced.bound // priced.unit)
        answer = Answer(answer.outcome, answer.values, answer.value, bound)
    return answer, model


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
    decided = model if priced is None else priced.decided(model, least)
    return decided.reaching(gain, least)


def price(model: Model, gain: IntArray, clock: Clock) -> Priced | None:
    """Whole prices from the relaxation, or None where there are none that fit 64 bits."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    if not model.columns or (model.low > model.high).any():
        return None
    table, least, most = model.matrix()
    floor, cap = least > -FREE, most < FREE
    left = clock.left
    bounded = bool(cap.any() or floor.any())
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
    caps = int(cap.sum())
    prices[cap] -= answer.ineqlin.marginals[:caps]
    prices[floor] += answer.ineqlin.marginals[caps:]
    reach = np.abs(gain) + abs(table).astype(np.float64).T @ np.abs(prices)
    limits = np.where(prices > 0, most, least).astype(np.float64)
    terms = float(np.abs(prices) @ np.where(prices == 0, 0, np.abs(limits)))
    greatest = max(float(reach.sum()), terms, 1.0)
    if greatest >= RANGE:
        return None
    unit = min(FINEST, 2 ** int(np.log2(RANGE / greatest)))
    whole = np.rint(prices * unit).astype(np.int64)
    # Without a limit on that side a price proves nothing.
    whole[(whole > 0) & ~cap] = 0
    whole[(whole < 0) & ~floor] = 0
    reduced = gain * unit - table.T @ whole
    faced = np.where(whole > 0, most, np.where(whole < 0, least, 0))
    bound = sum(a * b for a, b in zip(whole.tolist(), faced.tolist(), strict=True))
    bound += sum(np.maximum(reduced * model.low, reduced * model.high).tolist())
    return Priced(bound, reduced, unit)
