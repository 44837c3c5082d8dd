"""Limits on pairs of which some may be loosened: whether they can hold, and what loosening costs.

::

    limits, each loosened by its rules --> 0/1 model (HiGHS) --> possible under some of the rules?
                                                             --> least loosening that makes it so
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from matcher.solve.instance import BoolArray, IntArray

INFEASIBLE = 2
OPTIMAL = 0


class NoAnswer(Exception):  # noqa: N818
    """The solver broke down or ran out of its limit, which says nothing either way."""


@dataclass(frozen=True)
class Limit:
    """At least or at most so many of some pairs, plus or minus what its rules are loosened by.

    Parameters
    ----------
    pairs : ndarray of shape (p,), int64
        Positions of the pairs that count.
    sense : {"least", "most"}
    value : int
    rules : tuple of int
        Rules that loosen the limit, each by its units.
    """

    pairs: IntArray
    sense: Literal["least", "most"]
    value: int
    rules: tuple[int, ...]


@dataclass(frozen=True)
class Elastic:
    """A set of limits on a choice of pairs.

    Parameters
    ----------
    pairs : int
        Number of pairs that can be chosen.
    most_units : ndarray of shape (rules,), int64
        Units by which each rule can be loosened at most.
    knob_of : ndarray of shape (rules,), int64
        What has to be turned to loosen the rule; several rules may share one.
    cost : ndarray of shape (knobs,), int64
        Cost of one unit of each knob, above 0.
    limits : sequence of Limit
    """

    pairs: int
    most_units: IntArray
    knob_of: IntArray
    cost: IntArray
    limits: Sequence[Limit] = field(repr=False)

    def choice(self, units: IntArray, closed: BoolArray | None = None) -> BoolArray | None:
        """Pairs that keep the limits when each rule is loosened by up to so many units.

        Parameters
        ----------
        units : ndarray of shape (rules,), int64
        closed : ndarray of shape (pairs,), bool, optional
            Pairs that may not be chosen at all.

        Returns
        -------
        ndarray of shape (pairs,), bool, or None
            None where the limits cannot hold.

        Raises
        ------
        NoAnswer
        """
        upper = np.concatenate([np.ones(self.pairs), units, np.full(self._knobs, np.inf)])
        if closed is not None:
            upper[: self.pairs][closed] = 0
        found = self._solve(np.zeros(len(upper)), upper)
        if found is None:
            return None
        chosen: BoolArray = found[: self.pairs] > 0.5
        return chosen

    def least(self, order: Sequence[int]) -> IntArray | None:
        """The cheapest loosening that makes the limits possible, as units of each knob.

        Among equally cheap ones the one that turns the fewest knobs, then the one whose knobs
        stand first in `order`, their places added up.

        Parameters
        ----------
        order : sequence of int
            Every knob, first to last.

        Returns
        -------
        ndarray of shape (knobs,), int64, or None
            None where no loosening is enough.

        Raises
        ------
        NoAnswer
        """
        turned = 2 * self._knobs
        size = self.pairs + len(self.most_units) + turned
        most = np.zeros(self._knobs)
        np.maximum.at(most, self.knob_of, self.most_units)
        upper = np.concatenate([np.ones(self.pairs), self.most_units, most, np.ones(self._knobs)])
        at = size - turned
        knobs, used = slice(at, at + self._knobs), slice(at + self._knobs, size)
        price, count = np.zeros(size), np.zeros(size)
        price[knobs], count[used] = self.cost, 1
        # Whether a knob is turned at all: units <= most x turned.
        link = [
            ([at + k, at + self._knobs + k], [1.0, -float(most[k])], -np.inf, 0.0)
            for k in range(self._knobs)
        ]
        found = self._solve(price, upper, link)
        if found is None:
            return None
        every = list(range(at, at + self._knobs))
        dear = (every, self.cost.astype(float).tolist(), -np.inf, float(round(price @ found)))
        found = self._need(self._solve(count, upper, [*link, dear]))
        few = (list(range(used.start, used.stop)), [1.0] * self._knobs, -np.inf,
               float(round(count @ found)))  # fmt: skip
        place = np.zeros(size)
        place[[used.start + knob for knob in order]] = np.arange(1, len(order) + 1)
        found = self._need(self._solve(place, upper, [*link, dear, few]))
        units: IntArray = np.rint(found[knobs]).astype(np.int64)
        return units

    @property
    def _knobs(self) -> int:
        return len(self.cost)

    @staticmethod
    def _need(found: Any) -> Any:
        if found is None:
            raise NoAnswer
        return found

    def _solve(self, objective: Any, upper: Any, rows: Sequence[Any] = ()) -> Any:
        """The least solution, None where there is none."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array, vstack

        size = len(objective)
        matrix, low, high = self._rows
        wide = csr_array((matrix.data, matrix.indices, matrix.indptr), (matrix.shape[0], size))
        if rows:
            at = np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
            columns = np.concatenate([row[0] for row in rows])
            values = np.concatenate([row[1] for row in rows])
            wide = vstack([wide, csr_array((values, (at, columns)), (len(rows), size))], "csr")
            low = np.concatenate([low, [row[2] for row in rows]])
            high = np.concatenate([high, [row[3] for row in rows]])
        answer = milp(
            objective,
            integrality=np.ones(size, dtype=np.int64),
            bounds=Bounds(np.zeros(size), upper),
            constraints=[LinearConstraint(wide, low, high)] if wide.shape[0] else [],
            options={"mip_rel_gap": 0.0},
        )
        if answer.status == INFEASIBLE:
            return None
        if answer.status != OPTIMAL or answer.x is None:
            raise NoAnswer
        return answer.x

    @cached_property
    def _rows(self) -> tuple[Any, Any, Any]:
        """The limits, then for each rule: its units are at most those of its knob."""
        from scipy.sparse import csr_array

        rules = len(self.most_units)
        rows, columns, values, low, high = [], [], [], [], []
        for row, limit in enumerate(self.limits):
            sign = 1.0 if limit.sense == "least" else -1.0
            rows.append(np.full(len(limit.pairs) + len(limit.rules), row))
            columns.append(np.concatenate([limit.pairs, self.pairs + np.array(limit.rules, int)]))
            values.append(np.concatenate([np.ones(len(limit.pairs)), [sign] * len(limit.rules)]))
            low.append(float(limit.value) if limit.sense == "least" else -np.inf)
            high.append(np.inf if limit.sense == "least" else float(limit.value))
        first = self.pairs + rules
        for rule, knob in enumerate(self.knob_of.tolist()):
            rows.append(np.full(2, len(self.limits) + rule))
            columns.append(np.array([self.pairs + rule, first + knob]))
            values.append(np.array([1.0, -1.0]))
            low.append(-np.inf)
            high.append(0.0)
        shape = (len(low), first + self._knobs)
        if not rows:
            return csr_array(shape), np.array(low), np.array(high)
        where = np.concatenate(rows), np.concatenate(columns)
        matrix = csr_array((np.concatenate(values), where), shape)
        return matrix, np.array(low), np.array(high)


def irreducible(
    elastic: Elastic, order: Sequence[int], most_solves: int | None = None
) -> list[int]:
    """A set of rules that cannot hold together, and could without any one of them.

    Found by a deletion filter: rules are left out, several at once at first, as long as the rest
    still cannot hold together. A choice of pairs that breaks nothing but what one rule limits shows
    that the rule is needed; from one such choice others are reached by single pairs, which spares
    solving for each.

    Parameters
    ----------
    elastic : Elastic
        Impossible when no rule is loosened.
    order : sequence of int
        Every rule; those that come first are left out first.
    most_solves : int, optional
        Solves after which the search is given up.

    Raises
    ------
    NoAnswer
        Also when the search is given up.

    References
    ----------
    Chinneck and Dravnieks (1991) for the filter; Belov and Marques-Silva (2011) for going from one
    choice to others.
    """
    free, book = elastic.most_units, Broken(elastic)
    active = np.ones(len(free), dtype=bool)
    waiting, needed, solves = list(order), set[int](), 0
    step = max(1, len(waiting) // 2)
    while waiting:
        kept: list[int] = []
        for start in range(0, len(waiting), step):
            chunk = [rule for rule in waiting[start : start + step] if rule not in needed]
            if not chunk:
                continue
            solves += 1
            if most_solves is not None and solves > most_solves:
                raise NoAnswer
            active[chunk] = False
            choice = elastic.choice(np.where(active, 0, free))
            if choice is not None:
                active[chunk] = True
                kept += chunk
                needed |= book.needed(choice, active)
        if step == 1:
            break
        waiting, step = [rule for rule in kept if rule not in needed], max(1, step // 2)
    return [rule for rule in order if active[rule]]


class Broken:
    """Which limits a choice of pairs breaks, and which rules that shows to be needed."""

    def __init__(self, elastic: Elastic) -> None:
        self._limits = elastic.limits
        self._of_pair: list[list[int]] = [[] for _ in range(elastic.pairs)]
        for at, limit in enumerate(elastic.limits):
            for pair in limit.pairs.tolist():
                self._of_pair[pair].append(at)

    def needed(self, choice: BoolArray, active: BoolArray) -> set[int]:
        """Rules without which the other active ones can hold, as far as a choice leads to them.

        Parameters
        ----------
        choice : ndarray of shape (pairs,), bool
        active : ndarray of shape (rules,), bool
        """
        counts = [int(choice[limit.pairs].sum()) for limit in self._limits]
        holds = [all(active[rule] for rule in limit.rules) for limit in self._limits]
        broken = {at for at, held in enumerate(holds) if held and self._breaks(at, counts[at])}
        found: set[int] = set()
        waiting = [(choice, counts, broken)]
        while waiting:
            choice, counts, broken = waiting.pop()
            fresh = self._to_blame(broken) - found
            if not fresh:
                continue
            found |= fresh
            for at in broken if len(broken) == 1 else ():
                # A pair more where too few are chosen, one less where too many are.
                more = self._limits[at].sense == "least"
                for pair in self._limits[at].pairs[choice[self._limits[at].pairs] != more].tolist():
                    moved = self._after(pair, counts, broken, holds, 1 if more else -1)
                    if self._to_blame(moved) - found:
                        other, altered = choice.copy(), list(counts)
                        other[pair] = more
                        for place in self._of_pair[pair]:
                            altered[place] += 1 if more else -1
                        waiting.append((other, altered, moved))
        return found

    def _after(
        self, pair: int, counts: list[int], broken: set[int], holds: list[bool], change: int
    ) -> set[int]:
        moved = set(broken)
        for at in self._of_pair[pair]:
            moved.discard(at)
            if holds[at] and self._breaks(at, counts[at] + change):
                moved.add(at)
        return moved

    def _to_blame(self, broken: set[int]) -> set[int]:
        """Rules that every broken limit is loosened by."""
        if not broken:
            return set()
        return set.intersection(*(set(self._limits[at].rules) for at in broken))

    def _breaks(self, at: int, count: int) -> bool:
        limit = self._limits[at]
        return count < limit.value if limit.sense == "least" else count > limit.value
