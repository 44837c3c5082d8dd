"""One programme, as it is or made wider, in which changed rows are solved again."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.candidates import build_caps
from matcher.candidates.quotas import themes_of
from matcher.explain.takes.profile_change import ProfileChange
from matcher.explain.takes.programme_change import ProgrammeChange
from matcher.plan.carried import carried_themes
from matcher.plan.case import Case
from matcher.plan.demand import Demand
from matcher.plan.side_rules import Recount
from matcher.programme.models import Programme
from matcher.solve.result import Result

Change = ProfileChange | ProgrammeChange
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
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
    counts_a, counts_b : ndarray of shape (., m, G), (., n, G), bool
        Which exchanges of the changed cities count towards each quota on themes, as the rows.
    counts : ndarray of shape (k, G), bool
        The same for the pair itself.
    """

    changes: Sequence[Change]
    members: IntArray
    beside: tuple[ProgrammeChange, ...]
    rows_a: FloatArray
    rows_b: FloatArray
    at_a: IntArray
    at_b: IntArray
    scores: IntArray
    counts_a: BoolArray
    counts_b: BoolArray
    counts: BoolArray

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
            counts=self.counts[kept],
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
        self.quotas = Counted(case)

    def with_room(self, programme: Programme) -> Setting:
        """The same pairs and scores under a programme that differs in how many pairs it allows."""
        case = self.case
        caps = build_caps(case.profiles, programme, case.pool)
        side = case.demand.side
        if side is not None and side.caps:
            side = replace(side, caps=caps)
        demand = Demand.of(programme, case.pool, caps, side)
        wider = copy(self)
        wider.__dict__.pop("spare", None)
        wider.case = replace(case, programme=programme, caps=caps, demand=demand)
        wider.demand = demand
        return wider

    @property
    def by_countries(self) -> bool:
        """Whether a quota counts between every two countries."""
        side = self.demand.side
        return side is not None and any(group.countries is not None for group in side.groups)

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
        today, (i, j) = self.quotas, (self.i, self.j)
        counts = today.row(i, across=False), today.row(j, across=True)
        return Batch(
            (), none, changes, self.row_a[None], self.row_b[None], zero, zero, score,
            counts[0][None], counts[1][None], counts[0][j][None],
        )  # fmt: skip

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

    def recount(self, batch: Batch, at: int) -> Recount | None:
        """What the exchanges of the two cities count for under one set of changes."""
        if not self.quotas.groups:
            return None
        return self._ends_counted(
            batch.counts_a[batch.at_a[at]], batch.counts_b[batch.at_b[at]], batch.counts[at]
        )

    def at_most(self, pattern: BoolArray, *, same: bool) -> Recount | None:
        """Counts under which no plan with the pair is worth less than it could be.

        Parameters
        ----------
        pattern : ndarray of shape (G,), bool
            What the pair itself counts for.
        same : bool
            Whether the other exchanges of the two cities count as they do today.
        """
        if not self.quotas.groups:
            return None
        today = self.quotas.row(self.i, across=False), self.quotas.row(self.j, across=True)
        counted = self._ends_counted(*today, pattern)
        if same:
            return counted
        others = (counted.pairs != self.pair).any(axis=1)
        return replace(counted, loose=others)

    def loose(self) -> Recount | None:
        """Every exchange of the two cities counts as it suits each quota."""
        if not self.quotas.groups:
            return None
        most = self.at_most(np.zeros(len(self.quotas.groups), dtype=bool), same=True)
        assert most is not None
        return replace(most, loose=np.ones(len(most.pairs), dtype=bool))

    def _ends_counted(self, of_a: BoolArray, of_b: BoolArray, own: BoolArray) -> Recount:
        i, j = self.i, self.j
        of_a, of_b = of_a.copy(), of_b.copy()
        of_a[j] = of_b[i] = own
        pairs = [(i, k) for k in range(len(of_a))] + [(k, j) for k in range(len(of_b))]
        ends = np.array(pairs, dtype=np.int64)
        ends = ends if self.two_sided else np.sort(ends, axis=1)
        # The pair itself stands in both rows, and in one pool a city stands in its own.
        _, first = np.unique(ends, axis=0, return_index=True)
        first = first[(ends[first, 0] != ends[first, 1]) | self.two_sided]
        counts = np.concatenate([of_a, of_b])[first]
        return Recount(ends[first], counts, np.zeros(len(first), dtype=bool))

    def least_of(self, batch: Batch) -> IntArray:
        """The minimum score under each set of changes."""
        return batch.scores if self.lowered else np.full(len(batch), self.least)

    def best(
        self,
        table: FloatArray,
        *,
        required: Sequence[tuple[int, int]] = (),
        forbidden: Sequence[tuple[int, int]] = (),
        again: Recount | None = None,
    ) -> tuple[float, IntArray]:
        """Objective (minus infinity where there is no plan) and pairs of the best plan."""
        result = self.solved(table, required=required, forbidden=forbidden, again=again)
        return NONE if result.objective is None else float(result.objective), result.pairs

    def solved(
        self,
        table: FloatArray,
        *,
        required: Sequence[tuple[int, int]] = (),
        forbidden: Sequence[tuple[int, int]] = (),
        again: Recount | None = None,
    ) -> Result:
        """What the solver finds for a table, with exchanges counted again for quotas."""
        pairs = [sorted(pair) if not self.two_sided else pair for pair in required]
        due = np.concatenate([self.demand.required, np.array(pairs, dtype=int).reshape(-1, 2)])
        side = self.demand.side
        if side is not None and again is not None:
            side = side.recounted(again)
        demand = replace(self.demand, required=np.unique(due, axis=0), side=side)
        return demand.solve(table, forbidden=np.array(forbidden, dtype=int).reshape(-1, 2))


class Counted:
    """Which exchanges count towards each quota on themes.

    Parameters
    ----------
    case : Case
    """

    def __init__(self, case: Case) -> None:
        side, vocabulary = case.demand.side, case.profiles.vocabulary
        self.case = case
        self.groups = () if side is None else side.on_themes
        themes = [themes_of(group.quota, vocabulary) for group in self.groups]
        self._table = np.array(
            [[theme.id in own for own in themes] for theme in vocabulary], dtype=np.int64
        ).reshape(len(vocabulary.ids), len(themes))

    def of(self, carried: BoolArray) -> BoolArray:
        """From the themes that exchanges carry, shape (..., themes), to (..., G)."""
        found: BoolArray = carried.astype(np.int64) @ self._table > 0
        return found

    def row(self, city: int, *, across: bool) -> BoolArray:
        """The exchanges of one city, by its position on the left (or right) side, shape (., G)."""
        model = self.case.weights.model
        mine = (model.at_right if across else model.at_left)[city]
        others = model.at_left if across else model.at_right
        if not self.groups:
            return np.zeros((len(others), 0), dtype=bool)
        ends = np.column_stack([np.full(len(others), mine), others])
        return self.of(carried_themes(model, ends))
