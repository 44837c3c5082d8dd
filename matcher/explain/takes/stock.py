"""Plans without the pair, as lower limits of what the best plan without it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.explain.takes.setting import NONE, Batch, Setting
from matcher.programme.quotas import Quota

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Kept:
    """One plan.

    Parameters
    ----------
    rest : float
        Points of the pairs without the two cities, less what rules cost that no change moves.
    weakest : float
        The least score among those pairs.
    of_a, of_b : ndarray of int64
        Partners of the two cities.
    counted : tuple of int
        How many of those pairs count towards each quota on themes.
    """

    rest: float
    weakest: float
    of_a: IntArray
    of_b: IntArray
    counted: tuple[int, ...]


class Stock:
    """Plans without the pair that were found in one setting: none of them is ever worth too much.

    Under any set of changes the best plan without the pair is worth at least as much as each of
    these.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._plans: list[_Kept] = []

    def __len__(self) -> int:
        return len(self._plans)

    def add(self, pairs: IntArray) -> None:
        """Take in one plan."""
        setting, i, j = self._setting, self._setting.i, self._setting.j
        if setting.two_sided:
            of_a, of_b = pairs[pairs[:, 0] == i, 1], pairs[pairs[:, 1] == j, 0]
            rest = pairs[(pairs[:, 0] != i) & (pairs[:, 1] != j)]
        else:
            of_a, of_b = (
                np.where(ends[:, 0] == city, ends[:, 1], ends[:, 0])
                for city in (i, j)
                for ends in (pairs[(pairs == city).any(axis=1)],)
            )
            rest = pairs[~np.isin(pairs, (i, j)).any(axis=1)]
        scores = setting.table[rest[:, 0], rest[:, 1]]
        side = setting.demand.side
        counted: tuple[int, ...] = ()
        fixed = 0.0
        if side is not None:
            counted = tuple(side.counted(group, rest) for group in side.on_themes)
            # Changes of profiles move the quotas on themes alone, and may let countries meet.
            missed = side.without_themes.missed(~np.isnan(setting.table), pairs)
            fixed = np.inf if missed.hard else float(missed.paid)
        weakest = float(scores.min(initial=np.inf))
        self._plans.append(_Kept(float(scores.sum()) - fixed, weakest, of_a, of_b, counted))

    def value(self, batch: Batch, which: int | None = None) -> FloatArray:
        """What the best of the plans (or one of them) is worth under each set, shape (k,)."""
        least = self._setting.least_of(batch)
        quotas = [group.quota for group in self._setting.quotas.groups]
        found = np.full(len(batch), NONE)
        for plan in self._plans if which is None else [self._plans[which]]:
            worth = np.full(len(batch), plan.rest)
            weak = np.full(len(batch), plan.weakest)
            counted = np.tile(np.array(plan.counted, dtype=np.int64), (len(batch), 1))
            for rows, counts, at, others in (
                (batch.rows_a, batch.counts_a, batch.at_a, plan.of_a),
                (batch.rows_b, batch.counts_b, batch.at_b, plan.of_b),
            ):
                if len(others):
                    worth += rows[:, others].sum(axis=1)[at]
                    weak = np.minimum(weak, rows[:, others].min(axis=1)[at])
                    counted += counts[:, others].sum(axis=1)[at]
            for quota, used in zip(quotas, counted.T, strict=True):
                worth -= _cost(quota, used)
            # Comparing with NaN is False: a pair that is not permitted makes the plan worth none.
            np.maximum(found, np.where(weak >= least, worth, NONE), out=found)
        return found


def _cost(quota: Quota, used: IntArray) -> FloatArray:
    """What a quota takes off plans with so many exchanges; all where a hard one is missed."""
    short = np.maximum((quota.least or 0) - used, 0)
    over = np.zeros_like(used) if quota.most is None else np.maximum(used - quota.most, 0)
    by = (short + over).astype(np.float64)
    if quota.price is None:
        return np.where(by > 0, np.inf, 0.0)
    return by * quota.price
