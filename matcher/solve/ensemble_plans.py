"""Every plan of a tiny instance, listed once: more pairs first, then in lexicographic order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve.ensemble_limits import Limits
from matcher.solve.ensemble_scenarios import Layers, Scenarios, WholeWeights
from matcher.solve.instance import BoolArray, IntArray

# All plans of the nine cities of EACAC, each with up to two partners abroad: 81,035.
MOST_PLANS = 200_000
# Two sides with one partner each have kernels of their own above this.
FEW_PLANS = 10_000
MOST_CELLS = 2_000_000
BITS = 62


@dataclass(frozen=True)
class Plans:
    """Every plan within the limits, in canonical order.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        Pairs that some scenario may use, in lexicographic order.
    members : ndarray of shape (plans, largest), int64
        Positions in `pairs`, ascending; -1 fills up.
    full : ndarray of shape (plans,), bool
        Whether no further pair fits into the plan.
    """

    pairs: IntArray
    members: IntArray
    full: BoolArray

    def incidence(self, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """0/1 matrix of shape (pairs, plans): which pairs each plan holds."""
        table = np.zeros((len(self.members), len(self.pairs) + 1), dtype=dtype)
        np.put_along_axis(table, self.members, 1, axis=1)
        return np.ascontiguousarray(table[:, :-1].T)

    def only(self, keep: BoolArray) -> Plans:
        """Some of the plans, in the same order."""
        return Plans(self.pairs, self.members[keep], self.full[keep])


def list_plans(pairs: IntArray, limits: Limits) -> Plans | None:
    """List every plan over the given pairs, or return None when there are too many.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        In lexicographic order; in one pool a < b.
    limits : Limits
    """
    # One question lists the same plans for many weights, with other pairs required each time.
    plans = _listed(
        pairs.tobytes(),
        (limits.pool, limits.shape, limits.max_pairs),
        limits.least.tobytes(),
        limits.most.tobytes(),
    )
    return None if plans is None else plans.only(_holding(plans, limits.required))


@lru_cache(maxsize=2)
def _listed(
    pairs: bytes, form: tuple[bool, tuple[int, int], int | None], least: bytes, most: bytes
) -> Plans | None:
    """Every plan, required pairs aside."""
    pool, shape, max_pairs = form
    whole = [np.frombuffer(given, dtype=np.int64) for given in (pairs, least, most)]
    none = np.empty((0, 2), dtype=np.int64)
    limits = Limits(pool, shape, whole[1], whole[2], none, max_pairs, {})
    return _every(whole[0].reshape(-1, 2), limits)


def _every(pairs: IntArray, limits: Limits) -> Plans | None:
    counters = _Counters.of(pairs, limits)
    most = int(limits.most.sum() if limits.max_pairs is None else limits.max_pairs)
    if counters is None:
        return None
    listed, used = [np.empty((1, 0), dtype=np.int64)], [counters.start]
    total, extendable = 1, []
    while True:
        chosen, counts = listed[-1], used[-1]
        if len(chosen) * len(pairs) > MOST_CELLS:
            return None
        fits = counters.fits(counts)
        if chosen.shape[1] >= most:
            fits[:] = False
        if not limits.one_partner:
            # A pair that the plan holds already would fit again while both cities have room.
            np.put_along_axis(fits, chosen, False, axis=1)
        extendable.append(fits.any(axis=1))
        later = np.arange(len(pairs)) > chosen[:, -1:] if chosen.shape[1] else True
        open_ways = fits & later
        total += int(np.count_nonzero(open_ways))
        if total > (FEW_PLANS if limits.one_partner and not limits.pool else MOST_PLANS):
            return None
        plan, pair = np.nonzero(open_ways)
        if not len(plan):
            break
        listed.append(np.column_stack([chosen[plan], pair]))
        used.append(counts[plan] + counters.step[pair])
    width = max(1, len(listed) - 1)
    members = np.full((total, width), -1, dtype=np.int64)
    row = 0
    for level in reversed(listed):
        members[row : row + len(level), : level.shape[1]] = level
        row += len(level)
    plans = Plans(pairs, members, ~np.concatenate(extendable[::-1]))
    enough = counters.enough(np.concatenate(used[::-1]), limits.least)
    return plans.only(enough)


@dataclass(frozen=True)
class _Counters:
    """Partners of every city in one whole number: a few bits each, the top one set on overflow.

    Parameters
    ----------
    start : ndarray of shape (1,)
        The counters of the empty plan.
    step : ndarray of shape (k,)
        What each pair adds.
    top : int
        The overflow bits.
    width : int
        Bits of a counter.
    """

    start: IntArray
    step: IntArray
    top: int
    width: int

    @classmethod
    def of(cls, pairs: IntArray, limits: Limits) -> _Counters | None:
        cities = len(limits.most)
        most = np.minimum(limits.most, len(pairs))
        width = int(most.max(initial=0)).bit_length() + 1
        if cities * width > BITS:
            return None
        shifts = width * np.arange(cities)
        spare = (1 << (width - 1)) - 1 - most
        one = np.int64(1)
        return cls(
            start=np.array([(spare << shifts).sum()], dtype=np.int64),
            step=(one << shifts[pairs[:, 0]]) + (one << shifts[pairs[:, 1] + limits.offset]),
            top=int((one << (shifts + width - 1)).sum()),
            width=width,
        )

    def fits(self, counts: IntArray) -> BoolArray:
        """Whether both cities of each pair have room, shape (plans, pairs)."""
        room: BoolArray = ((counts[:, None] + self.step) & self.top) == 0
        return room

    def enough(self, counts: IntArray, least: IntArray) -> BoolArray:
        """Whether every city has its minimum, shape (plans,)."""
        reached = np.ones(len(counts), dtype=bool)
        for city in np.flatnonzero(least).tolist():
            above = (counts - self.start) >> (self.width * city)
            reached &= (above & ((1 << self.width) - 1)) >= least[city]
        return reached


def _holding(plans: Plans, required: IntArray) -> BoolArray:
    keep = np.ones(len(plans.members), dtype=bool)
    for pair in required:
        at = np.flatnonzero((plans.pairs == pair).all(axis=1))
        keep &= (plans.members == (at[0] if len(at) else -2)).any(axis=1)
    return keep


def pairs_in_play(scenarios: Scenarios, limits: Limits) -> IntArray:
    """Pairs that some scenario may use."""
    n, m = limits.shape
    open_pairs: BoolArray = np.ones((n, m), dtype=bool)
    if isinstance(scenarios, Layers):
        open_pairs = np.asarray(~np.isnan(scenarios.values).any(axis=0), dtype=bool)
    elif isinstance(scenarios, WholeWeights):
        open_pairs[scenarios.barred[:, 0], scenarios.barred[:, 1]] = False
    if limits.pool:
        open_pairs = np.triu(open_pairs, 1)
    most = limits.most
    takes_part = (most[:n] > 0)[:, None] & (most[limits.offset :][:m] > 0)
    return np.argwhere(open_pairs & takes_part)
