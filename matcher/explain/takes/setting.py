"""One programme, as it is or made wider, in which changed rows are solved again."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.candidates import build_caps
from matcher.explain.takes.profile_change import ProfileChange
from matcher.explain.takes.programme_change import ProgrammeChange
from matcher.plan.case import Case
from matcher.plan.demand import Demand
from matcher.programme.models import Programme
from matcher.solve.result import Result

Change = ProfileChange | ProgrammeChange
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
NONE = -np.inf
ONE = -1


@dataclass(frozen=True)
class Batch:
    """k sets of changes that are tried in one setting.

    Parameters
    ----------
    changes : sequence of change
        What the sets are made of.
    members : ndarray of shape (k, 2)
        Positions of the one or two changes of each set; `ONE` where there is no second.
    beside : tuple of ProgrammeChange
        In every set.
    rows_a, rows_b : ndarray of shape (., m), (., n)
        Scores of the changed cities with all others; rows may be used by several sets.
    at_a, at_b : ndarray of shape (k,)
        Which of the rows each set uses.
    scores : ndarray of shape (k,), int64
        What the pair itself scores.
    """

    changes: Sequence[Change]
    members: IntArray
    beside: tuple[ProgrammeChange, ...]
    rows_a: FloatArray
    rows_b: FloatArray
    at_a: IntArray
    at_b: IntArray
    scores: IntArray

    def __len__(self) -> int:
        return len(self.members)

    def only(self, kept: npt.NDArray[np.bool_]) -> Batch:
        """Some of the sets."""
        return replace(
            self,
            members=self.members[kept],
            at_a=self.at_a[kept],
            at_b=self.at_b[kept],
            scores=self.scores[kept],
        )

    def set_at(self, at: int) -> tuple[Change, ...]:
        """One set of changes."""
        own = (self.changes[c] for c in self.members[at].tolist() if c != ONE)
        return (*self.beside, *own)


class Setting:
    """A case and the pair that is asked about.

    Parameters
    ----------
    case : Case
    a, b : str
        The pair, in the order of the plan.
    lowered : bool
        Whether the minimum score is lowered to what the pair scores.
    """

    def __init__(self, case: Case, a: str, b: str, *, lowered: bool = False) -> None:
        self.case = case
        self.lowered = lowered
        self.i, self.j = case.at(a, b)
        self.two_sided = case.pool.two_sided
        self.least = case.programme.rules.minimum_score
        self.demand = case.demand
        model, rules = case.weights.model, case.weights.rules
        rows, cols = (np.arange(size) for size in case.weights.shape)
        points = model.block(rows, cols).astype(np.float64)
        self.score = int(points[self.i, self.j])
        table = np.where(rules.block(rows, cols), points, np.nan)
        if not self.two_sided:
            np.fill_diagonal(table, np.nan)
        # Scores of all pairs that the rules permit, whatever the minimum score.
        self.table: FloatArray = table
        self.barred = bool(np.isnan(table[self.i, self.j]))

    def with_room(self, programme: Programme) -> Setting:
        """The same pairs and scores under a programme that differs in how many pairs it allows."""
        case = self.case
        caps = build_caps(case.profiles, programme, case.pool)
        demand = Demand.of(programme, case.pool, caps)
        wider = copy(self)
        wider.__dict__.pop("spare", None)
        wider.case = replace(case, programme=programme, caps=caps, demand=demand)
        wider.demand = demand
        return wider

    @property
    def row_a(self) -> FloatArray:
        """Scores of the first city with all others."""
        row: FloatArray = self.table[self.i]
        return row

    @property
    def row_b(self) -> FloatArray:
        """Scores of the second city with all others."""
        row: FloatArray = self.table[:, self.j]
        return row

    @cached_property
    def spare(self) -> tuple[int, int]:
        """Partners that each city may have beside the other."""
        right = self.demand.right_max if self.two_sided else self.demand.left_max
        return int(self.demand.left_max[self.i]) - 1, int(right[self.j]) - 1

    @property
    def pair(self) -> IntArray:
        """The pair by position, shape (1, 2)."""
        return np.array([[self.i, self.j]], dtype=np.int64)

    def unchanged(self, changes: tuple[ProgrammeChange, ...]) -> Batch:
        """The set of changes that this setting consists of, without any of a profile."""
        zero = np.zeros(1, dtype=np.int64)
        score = np.array([self.score], dtype=np.int64)
        none = np.full((1, 2), ONE)
        return Batch((), none, changes, self.row_a[None], self.row_b[None], zero, zero, score)

    def masked(self, rows: FloatArray, of: int) -> FloatArray:
        """Changed rows of one city, NaN where a rule bars the pair."""
        today = self.row_a if of == 0 else self.row_b
        masked: FloatArray = np.where(np.isnan(today), np.nan, rows)
        return masked

    def changed(self, batch: Batch, at: int) -> FloatArray:
        """The table under one set of changes, NaN below the minimum score."""
        table, score = self.table.copy(), batch.scores[at]
        row_a, row_b = batch.rows_a[batch.at_a[at]], batch.rows_b[batch.at_b[at]]
        table[self.i], table[:, self.j] = row_a, row_b
        if not self.two_sided:
            table[:, self.i], table[self.j] = row_a, row_b
            table[self.j, self.i] = score
        table[self.i, self.j] = score
        table[table < (score if self.lowered else self.least)] = np.nan
        return table

    def least_of(self, batch: Batch) -> IntArray:
        """The minimum score under each set of changes."""
        return batch.scores if self.lowered else np.full(len(batch), self.least)

    def best(
        self,
        table: FloatArray,
        *,
        required: Sequence[tuple[int, int]] = (),
        forbidden: Sequence[tuple[int, int]] = (),
    ) -> tuple[float, IntArray]:
        """Objective (minus infinity where there is no plan) and pairs of the best plan."""
        result = self.solved(table, required=required, forbidden=forbidden)
        return NONE if result.objective is None else float(result.objective), result.pairs

    def solved(
        self,
        table: FloatArray,
        *,
        required: Sequence[tuple[int, int]] = (),
        forbidden: Sequence[tuple[int, int]] = (),
    ) -> Result:
        """What the solver finds for a table."""
        pairs = [sorted(pair) if not self.two_sided else pair for pair in required]
        due = np.concatenate([self.demand.required, np.array(pairs, dtype=int).reshape(-1, 2)])
        demand = replace(self.demand, required=np.unique(due, axis=0))
        return demand.solve(table, forbidden=np.array(forbidden, dtype=int).reshape(-1, 2))


class Stock:
    """Plans without the pair that were found in one setting: none of them is ever worth too much.

    Under any set of changes the best plan without the pair is worth at least as much as each of
    these.
    """

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._plans: list[tuple[float, float, IntArray, IntArray]] = []

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
        self._plans.append((float(scores.sum()), float(scores.min(initial=np.inf)), of_a, of_b))

    def value(self, batch: Batch, which: int | None = None) -> FloatArray:
        """What the best of the plans (or one of them) is worth under each set, shape (k,)."""
        least = self._setting.least_of(batch)
        found = np.full(len(batch), NONE)
        for plan in self._plans if which is None else [self._plans[which]]:
            rest, weakest, of_a, of_b = plan
            worth = np.full(len(batch), rest)
            weak = np.full(len(batch), weakest)
            for rows, at, others in (
                (batch.rows_a, batch.at_a, of_a),
                (batch.rows_b, batch.at_b, of_b),
            ):
                if len(others):
                    worth += rows[:, others].sum(axis=1)[at]
                    weak = np.minimum(weak, rows[:, others].min(axis=1)[at])
            # Comparing with NaN is False: a pair that is not permitted makes the plan worth none.
            np.maximum(found, np.where(weak >= least, worth, NONE), out=found)
        return found
