"""The smallest sets of changes that put a pair into a best plan: every set is ruled out or solved.

::

    sets of one size --> bounds: worth of plans without the pair > most a plan with it can be worth
                     --> solve the others again --> put into a best plan, or one plan more to rule
                                                    others out with
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from matcher.explain.takes.forced_bound import ForcedBound
from matcher.explain.takes.sets import ChangeSets
from matcher.explain.takes.setting import NONE, Batch, Change, Setting
from matcher.explain.takes.stock import Stock

FloatArray = npt.NDArray[np.float64]
Changes = tuple[Change, ...]

# Beside all sets of the least size, a few of the next ones are told.
FURTHER = 3
FURTHER_SIZES = 2
# So many sets to be solved again are worth a closer bound first.
MANY = 20


@dataclass(frozen=True)
class Tried:
    """A set of changes that was solved again.

    Parameters
    ----------
    changes : tuple of change
    size : int
    score : int
        What the pair then scores.
    objective : int
        Value of the best plan with the pair.
    short : int
        How much more the best plan without the pair is worth; 0 where the pair is in a best plan.
    """

    changes: Changes
    size: int
    score: int
    objective: int
    short: int


@dataclass(frozen=True)
class Found:
    """What a search came to.

    Parameters
    ----------
    worked : list of Tried
        By size, then in the order of the changes.
    nearest : Tried or None
        Where nothing worked: the set that came nearest.
    examined, solved : int
        Sets that were looked at, and those of them that were solved again: all those smaller than
        the smallest that works, or all there are where nothing works.
    """

    worked: list[Tried]
    nearest: Tried | None
    examined: int
    solved: int


@dataclass
class _Open:
    """Sets of one batch with what is known of each."""

    setting: Setting
    batch: Batch
    size: int
    most: FloatArray
    without: FloatArray
    tried: dict[int, Tried | None] = field(default_factory=dict)


class Search:
    """Tries sets of changes for one pair.

    Parameters
    ----------
    sets : ChangeSets
    """

    def __init__(self, sets: ChangeSets) -> None:
        self._sets = sets
        self._bounds: dict[int, tuple[ForcedBound, Stock]] = {}
        self._opened: list[_Open] = []
        self._worked: list[Tried] = []
        self._examined = 0
        self._solved = 0

    def run(self) -> Found:
        """Go through the sets by size until enough of them are found, or to the last."""
        least: int | None = None
        smaller = 0, 0
        for size in self._sets.sizes:
            if least is not None and (
                size > least + FURTHER_SIZES or self._beyond(least) >= FURTHER
            ):
                break
            if least is None:
                smaller = self._examined, self._solved
            room = None if least is None else FURTHER - self._beyond(least)
            worked: list[Tried] = []
            for setting, batch in self._sets.of_size(size):
                left = None if room is None else room - len(worked)
                worked += self._try(setting, batch, left)
            self._worked += sorted(worked, key=lambda tried: [c.order for c in tried.changes])
            if worked and least is None:
                least = size
                # Only where nothing works is it asked what came nearest.
                self._opened.clear()
        if self._worked:
            return Found(self._worked, None, *smaller)
        nearest = self._nearest()
        return Found([], nearest, self._examined, self._solved)

    def _beyond(self, least: int) -> int:
        return sum(tried.size > least for tried in self._worked)

    def _try(self, setting: Setting, batch: Batch, room: int | None) -> list[Tried]:
        """The sets of one batch that put the pair into a best plan: all, or the first few."""
        bound, stock = self._of(setting)
        size = sum(change.size for change in batch.set_at(0))
        now = _Open(setting, batch, size, bound.of(batch), stock.value(batch))
        self._examined += len(batch)
        if not self._worked:
            self._opened.append(now)
        found: list[Tried] = []
        waiting = (now.most >= now.without) & (now.most > NONE)
        if np.count_nonzero(waiting) > MANY and not bound.exact:
            np.minimum(now.most, bound.of(batch, fine=True), out=now.most)
            waiting = (now.most >= now.without) & (now.most > NONE)
        while waiting.any() and (room is None or len(found) < room):
            at = int(np.argmax(np.where(waiting, _ahead(now), -np.inf)))
            waiting[at] = False
            if self._worked and self._contains_one_that_works(batch.set_at(at)):
                continue
            tried = self._solve(now, at)
            if tried is not None and not tried.short:
                found.append(tried)
            waiting &= now.most >= now.without
        return found

    def _solve(self, now: _Open, at: int) -> Tried | None:
        """Solve one set of changes again, without the pair and with it; None where it cannot be."""
        if at in now.tried:
            return now.tried[at]
        self._solved += 1
        setting, batch = now.setting, now.batch
        bound, stock = self._of(setting)
        pair, table = (setting.i, setting.j), setting.changed(batch, at)
        again = setting.recount(batch, at)
        without, pairs = setting.best(table, forbidden=[pair], again=again)
        if without > NONE:
            stock.add(pairs)
            np.maximum(now.without, stock.value(batch, len(stock) - 1), out=now.without)
            now.without[at] = max(now.without[at], without)
        value = float(now.most[at])
        if not bound.exact:
            value, _ = setting.best(table, required=[pair], again=again)
            now.most[at] = value
        tried = None
        if value > NONE:
            tried = Tried(
                batch.set_at(at),
                now.size,
                int(batch.scores[at]),
                int(value),
                int(max(without - value, 0)) if without > NONE else 0,
            )
        now.tried[at] = tried
        return tried

    def _of(self, setting: Setting) -> tuple[ForcedBound, Stock]:
        key = id(setting)
        if key not in self._bounds:
            stock = Stock(setting)
            if not setting.lowered:
                batch = setting.unchanged(())
                table = setting.changed(batch, 0)
                without, pairs = setting.best(table, forbidden=[(setting.i, setting.j)])
                if without > NONE:
                    stock.add(pairs)
            self._bounds[key] = ForcedBound(setting), stock
        return self._bounds[key]

    def _contains_one_that_works(self, changes: Changes) -> bool:
        """Whether a smaller change of the same kind does already."""
        sizes = {change.place: change.size for change in changes}
        return any(
            all(sizes.get(change.place, 0) >= change.size for change in tried.changes)
            for tried in self._worked
        )

    def _nearest(self) -> Tried | None:
        """The set with which the pair falls short by least; among equals the smallest."""
        best: Tried | None = None
        for now in self._opened:
            bound, _ = self._of(now.setting)
            if not bound.exact:
                np.minimum(now.most, bound.of(now.batch, fine=True), out=now.most)
        order = [
            (float(short), now.size, at, number)
            for number, now in enumerate(self._opened)
            for at, short in enumerate((-_ahead(now)).tolist())
            if now.most[at] > NONE
        ]
        for short, _, at, number in sorted(order):
            if best is not None and short >= best.short:
                break
            tried = self._solve(self._opened[number], at)
            if tried is not None and (
                best is None or (tried.short, tried.size) < (best.short, best.size)
            ):
                best = tried
        return best


def _ahead(now: _Open) -> FloatArray:
    """How far the pair could be ahead of the plans without it, at most."""
    bounded = np.maximum(now.without, -1e15)
    ahead: FloatArray = np.where(now.most > NONE, now.most, -1e15) - bounded
    return ahead
