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

    def possible(self, units: IntArray, closed: BoolArray | None = None) -> bool:
        """Whether the limits can hold when each rule is loosened by up to so many units.

        Parameters
        ----------
        units : ndarray of shape (rules,), int64
        closed : ndarray of shape (pairs,), bool, optional
            Pairs that may not be chosen at all.

        Raises
        ------
        NoAnswer
        """
        upper = np.concatenate([np.ones(self.pairs), units, np.full(self._knobs, np.inf)])
        if closed is not None:
            upper[: self.pairs][closed] = 0
        return self._solve(np.zeros(len(upper)), upper) is not None

    def least(self, order: Sequence[int]) -> IntArray | None:
        """The cheapest loosening that makes the limits possible, as units of each knob.

        Among equally cheap ones the one that turns the fewest knobs, then the one whose list of
        knobs comes first in `order`.

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
        fixed = [(list(range(at, at + self._knobs)), [float(c) for c in self.cost],
                  -np.inf, float(round(price @ found)))]  # fmt: skip
        found = self._need(self._solve(count, upper, [*link, *fixed]))
        fewest = round(count @ found)
        fixed.append((list(range(used.start, used.stop)), [1.0] * self._knobs, -np.inf, fewest))
        position = np.array([used.start + k for k in order])
        for place in range(1, fewest + 1):
            # The least length of a start of the order that can hold the first so many knobs.
            low, high = place, len(order)
            while low < high:
                middle = (low + high) // 2
                start = (position[:middle].tolist(), [1.0] * middle, float(place), np.inf)
                better = self._solve(np.zeros(size), upper, [*link, *fixed, start])
                low, high = (low, middle) if better is not None else (middle + 1, high)
                found = better if better is not None else found
            fixed.append((position[:low].tolist(), [1.0] * low, float(place), np.inf))
        found = self._need(self._solve(price, upper, [*link, *fixed]))
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


def irreducible(elastic: Elastic, order: Sequence[int]) -> list[int]:
    """A set of rules that cannot hold together, and could without any one of them.

    Found by a deletion filter: rules are left out, several at once at first, as long as the rest
    still cannot hold together.

    Parameters
    ----------
    elastic : Elastic
        Impossible when no rule is loosened.
    order : sequence of int
        Every rule; those that come first are left out first.

    Raises
    ------
    NoAnswer
    """
    free = elastic.most_units
    active = np.ones(len(free), dtype=bool)
    waiting = list(order)
    step = max(1, len(waiting) // 2)
    while waiting:
        kept: list[int] = []
        for start in range(0, len(waiting), step):
            chunk = waiting[start : start + step]
            active[chunk] = False
            if elastic.possible(np.where(active, 0, free)):
                active[chunk] = True
                kept += chunk
        if step == 1:
            break
        waiting, step = kept, max(1, step // 2)
    return [rule for rule in order if active[rule]]
