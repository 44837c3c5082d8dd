"""What a plan with the pair can be worth at most, under any change of the two cities' scores."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.explain.takes.setting import NONE, Batch, Setting
from matcher.plan.side_rules import Recount
from matcher.solve.result import Result

FloatArray = npt.NDArray[np.float64]

# Partner by partner up to this many others: one solve each, twice.
BY_PARTNER_UP_TO = 64


class ForcedBound:
    """An upper bound on the best plan with the pair; exact where neither city has a place left.

    Let F be the value of the best plan with the pair as things are. Only pairs of the two cities
    change, and each may have `spare` partners beside the other, so no plan with the pair gains
    more than the pair itself does, plus the greatest `spare` gains of each city. Where prices prove
    F, only what exceeds the prices counts as a gain. Where one place is left, F is known for each
    partner that could fill it, and the gain of that partner alone counts.

    What the exchanges of the two cities count for under quotas may change with them. F is found
    for each way in which the pair itself may count; what their other exchanges count for is as it
    is today, or, where that changes, as it suits each quota.

    Parameters
    ----------
    setting : Setting
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        i, j = setting.i, setting.j
        table = setting.table.copy()
        if not setting.lowered:
            # A change may lift a pair of the two cities above the minimum, and no other pair.
            low = table < setting.least
            low[i] = low[:, j] = False
            if not setting.two_sided:
                low[j] = low[:, i] = False
            table[low] = np.nan
        self._table = table
        self._possible = not setting.barred and min(setting.spare) >= 0
        self._faced: tuple[FloatArray, FloatArray] | None = None
        self._values: dict[tuple[bool, tuple[bool, ...]], float] = {}
        # A change may lift a pair of two countries above the minimum, and something is then asked.
        self._unasked = setting.by_countries and (setting.lowered or setting.least > 0)
        if self._possible and not setting.quotas.groups:
            result = setting.solved(table, required=[(i, j)], again=self._again(None))
            value = NONE if result.objective is None else float(result.objective)
            self._values[True, ()] = value
            self._faced = self._prices(result)
        self.exact = setting.spare == (0, 0) and not setting.lowered and not self._unasked

    def _again(self, counted: Recount | None) -> Recount | None:
        """The counts, with nothing asked between countries where that may change."""
        if not self._unasked:
            return counted
        if counted is None:
            counted = Recount.nothing()
        return replace(counted, unasked=True)

    def _value(self, batch: Batch) -> FloatArray:
        """F for each set of changes, shape (k,)."""
        setting = self._setting
        if not self._possible:
            return np.full(len(batch), NONE)
        same = np.ones(len(batch), dtype=bool)
        if setting.quotas.groups and setting.spare != (0, 0):
            today = setting.unchanged(())
            for counts, own, at, other in (
                (batch.counts_a, today.counts_a, batch.at_a, setting.j),
                (batch.counts_b, today.counts_b, batch.at_b, setting.i),
            ):
                unlike = counts != own
                unlike[:, other] = False
                same &= ~unlike.any(axis=(1, 2))[at]
        found = np.empty(len(batch))
        kinds = np.column_stack([same, batch.counts])
        for kind in np.unique(kinds, axis=0):
            key = bool(kind[0]), tuple(bool(flag) for flag in kind[1:])
            if key not in self._values:
                again = self._again(setting.at_most(kind[1:], same=key[0]))
                value, _ = setting.best(self._table, required=[(setting.i, setting.j)], again=again)
                self._values[key] = value
            found[(kinds == kind).all(axis=1)] = self._values[key]
        return found

    def of(self, batch: Batch, *, fine: bool = False) -> FloatArray:
        """The bound under each set of changes, shape (k,).

        Parameters
        ----------
        batch : Batch
        fine : bool
            Whether to look at the further partners one by one: closer, and some solves more.
        """
        setting = self._setting
        gains = [
            self._gains(rows, today, other)
            for rows, today, other in (
                (batch.rows_a, setting.row_a, setting.j),
                (batch.rows_b, setting.row_b, setting.i),
            )
        ]
        most = [_greatest(gain, spare) for gain, spare in zip(gains, setting.spare, strict=True)]
        own = batch.scores - setting.score
        ats = batch.at_a, batch.at_b
        value = self._value(batch)
        bound: FloatArray = value + own + most[0][ats[0]] + most[1][ats[1]]
        if self._faced is not None:
            priced: FloatArray = value + own.astype(np.float64)
            for end, (rows, today, other) in enumerate(
                (
                    (batch.rows_a, setting.row_a, setting.j),
                    (batch.rows_b, setting.row_b, setting.i),
                )
            ):
                over = self._excess(rows, self._faced[end], other)
                already = self._excess(today[None], self._faced[end], other).sum()
                priced = priced + _greatest(over, setting.spare[end])[ats[end]] - already
            np.minimum(bound, priced, out=bound)
        for end in (0, 1) if fine else ():
            partners = self._by_partner[end]
            if partners is not None:
                filled = (gains[end] + partners[:-1]).max(axis=1, initial=NONE)
                filled = filled + _greatest(gains[end], setting.spare[end] - 1)
                alone = np.maximum(filled, partners[-1])
                beside = most[1 - end][ats[1 - end]]
                np.minimum(bound, own + alone[ats[end]] + beside, out=bound)
        bound[batch.scores < setting.least_of(batch)] = NONE
        return bound

    @cached_property
    def _by_partner(self) -> tuple[FloatArray | None, FloatArray | None]:
        if all(value == NONE for value in self._values.values()):
            return None, None
        return self._with_each(0), self._with_each(1)

    def _prices(self, result: Result) -> tuple[FloatArray, FloatArray] | None:
        """What each pair of the first and of the second city faces, where prices prove the value.

        None where they do not, or where another pair of the two is required: it counts whatever it
        scores.
        """
        setting, prices = self._setting, result.prices
        if prices is None or result.gap != 0 or prices.odd_sets:
            return None
        i, j = setting.i, setting.j
        ends = setting.demand.required
        touched = (ends == i) | (ends == j)
        if setting.two_sided:
            touched = ends == np.array([i, j])
        own = (ends == setting.pair).all(axis=1)
        if (touched.any(axis=1) & ~own).any():
            return None
        left = np.array(prices.left - prices.left_floor, dtype=np.float64)
        right = np.array(prices.right - prices.right_floor, dtype=np.float64)
        right = right if setting.two_sided else left
        for group in prices.groups:
            side = left if group.side == "left" else right
            side[list(group.members)] += group.price
        return left[i] + right + prices.cohort, left + right[j] + prices.cohort

    def _excess(self, rows: FloatArray, faced: FloatArray, other: int) -> FloatArray:
        """By how much pairs of one city exceed their prices, 0 where they do not."""
        excess = np.nan_to_num(rows - faced, nan=0.0)
        excess[:, other] = 0.0
        return np.maximum(excess, 0.0)

    def _gains(self, rows: FloatArray, today: FloatArray, other: int) -> FloatArray:
        gains = np.where(np.isnan(today), 0.0, rows - today)
        gains[:, other] = 0.0
        return gains

    def _with_each(self, end: int) -> FloatArray | None:
        """Value with each further partner of one city, and at the end with none."""
        setting = self._setting
        row = setting.row_a if end == 0 else setting.row_b
        if setting.spare[end] != 1 or len(row) > BY_PARTNER_UP_TO:
            return None
        i, j = setting.i, setting.j
        own, other = (i, j) if end == 0 else (j, i)
        open_to = [c for c in np.flatnonzero(~np.isnan(row)).tolist() if c != other]
        pair = {c: (own, c) if end == 0 or not setting.two_sided else (c, own) for c in open_to}
        found = np.full(len(row) + 1, NONE)
        again = self._again(setting.loose())
        for c in open_to:
            found[c], _ = setting.best(self._table, required=[(i, j), pair[c]], again=again)
        found[-1], _ = setting.best(
            self._table, required=[(i, j)], forbidden=list(pair.values()), again=again
        )
        return found


def _greatest(gains: FloatArray, count: int) -> FloatArray:
    """Sum of the `count` greatest positive gains of each row."""
    if count <= 0:
        return np.zeros(len(gains))
    ordered = np.sort(np.maximum(gains, 0.0), axis=1)
    total: FloatArray = ordered[:, -count:].sum(axis=1)
    return total
