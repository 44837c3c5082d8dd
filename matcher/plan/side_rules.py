"""Rules over a whole plan that no flow network holds: quotas, and caps in one pool.

::

    Programme, Profiles --> which exchanges each counts (once) --> rows over what a table permits
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, PairWeights
from matcher.intake.profiles import Profiles
from matcher.plan.quota_groups import QuotaGroup, quota_groups
from matcher.plan.quota_words import quota_label
from matcher.programme.quotas import Quota

if TYPE_CHECKING:
    from matcher.solve.ruled import ListedPlans, Problem, Row

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Missed(NamedTuple):
    """Exchanges outside hard rules and outside soft ones, and what the latter cost in points."""

    hard: int
    soft: int
    paid: int


@dataclass(frozen=True)
class Recount:
    """Exchanges that count towards quotas on themes as stated here, under changed profiles.

    Parameters
    ----------
    pairs : ndarray of shape (w, 2), int64
    counts : ndarray of shape (w, G), bool
        Whether each counts towards each quota of `SideRules.on_themes`.
    loose : ndarray of shape (w,), bool
        Exchanges that count as it suits each limit: no plan is then worth less than it could be.
    unasked : bool
        Whether to ask nothing between countries, for an upper limit where other pairs may meet.
    """

    pairs: IntArray
    counts: BoolArray
    loose: BoolArray
    unasked: bool = False

    @classmethod
    def nothing(cls) -> Recount:
        """No exchange counts otherwise."""
        none = np.empty((0, 2), dtype=np.int64)
        return cls(none, np.empty((0, 0), dtype=bool), np.empty(0, dtype=bool))


@dataclass(frozen=True)
class SideRules:
    """Quotas of a programme, and its caps where there is one pool.

    Parameters
    ----------
    profiles : Profiles
    weights : PairWeights
        Whose programme the quotas are read from.
    caps : tuple of CapGroup
        Of one pool; empty where there are two sides.
    by_quotas : bool
        False: the caps alone.
    lists : dict
        Plans that were listed, by the limits that they keep; shared by all copies.
    again : Recount or None
        Exchanges that are counted otherwise than the profiles say.
    """

    profiles: Profiles
    weights: PairWeights
    caps: tuple[CapGroup, ...] = ()
    by_quotas: bool = True
    lists: dict[object, ListedPlans | None] = field(default_factory=dict, compare=False)
    again: Recount | None = None

    @classmethod
    def of(
        cls, profiles: Profiles, weights: PairWeights, caps: Sequence[CapGroup]
    ) -> SideRules | None:
        """The rules of a programme, or None where it has none of these."""
        mine = () if weights.rules.pool.two_sided else tuple(caps)
        if not mine and not weights.rules.programme.quotas:
            return None
        return cls(profiles, weights, mine)

    @property
    def caps_alone(self) -> SideRules | None:
        """The same without the quotas; None where nothing is left."""
        return replace(self, by_quotas=False) if self.caps else None

    @cached_property
    def pairs(self) -> IntArray:
        """All pairs that the rules permit, whatever they score, in order, shape (k, 2)."""
        n, m = self.weights.shape
        permitted = self.weights.rules.block(np.arange(n), np.arange(m))
        if not self.weights.rules.pool.two_sided:
            permitted = np.triu(permitted, 1)
        return np.argwhere(permitted)

    @cached_property
    def groups(self) -> tuple[QuotaGroup, ...]:
        """Which of `pairs` each quota counts."""
        return quota_groups(self.weights, self.profiles, self.pairs) if self.by_quotas else ()

    def rows(self, problem: Problem) -> list[Row]:
        """One linear rule for each cap and each group of exchanges that is counted."""
        return self.rows_asked(self.asked(problem.permitted))

    def quota_rows(self, problem: Problem) -> list[tuple[QuotaGroup, Row]]:
        """Groups of exchanges with their rules."""
        asked = self.asked(problem.permitted)
        return [
            (group, row)
            for group, rows, kept in zip(self.groups, self._quota_rows, asked, strict=True)
            for row in rows
            if kept
        ]

    def asked(self, permitted: BoolArray) -> tuple[bool, ...]:
        """For each group, whether anything is asked of it where these pairs are permitted.

        Nothing is asked between two countries of which no two cities may meet. A pair that is left
        aside for a question may still meet in general, so what is asked stays.

        Parameters
        ----------
        permitted : ndarray of shape (n, m), bool
        """
        meet = self.again is None or not self.again.unasked
        return tuple(
            group.countries is None or (meet and bool(permitted[tuple(self._ends(group).T)].any()))
            for group in self.groups
        )

    def rows_asked(self, asked: Sequence[bool]) -> list[Row]:
        """The rows of caps, and of the groups that something is asked of."""
        kept = [rows for rows, own in zip(self._quota_rows, asked, strict=True) if own]
        return [*self.cap_rows, *(row for rows in kept for row in rows)]

    def missed(self, permitted: BoolArray, pairs: IntArray) -> Missed:
        """By how much a plan misses the rules.

        Parameters
        ----------
        permitted : ndarray of shape (n, m), bool
        pairs : ndarray of shape (k, 2)
        """
        wide = permitted.shape[1]
        chosen = pairs @ [wide, 1]
        hard = soft = paid = 0
        for row in self.rows_asked(self.asked(permitted)):
            by = row.outside(int(np.isin(row.pairs @ [wide, 1], chosen).sum()))
            if row.price is None:
                hard += by
            else:
                soft, paid = soft + by, paid + by * row.price
        return Missed(hard, soft, paid)

    def _ends(self, group: QuotaGroup) -> IntArray:
        ends: IntArray = self.pairs[group.members]
        return ends

    @property
    def on_themes(self) -> tuple[QuotaGroup, ...]:
        """The quotas that count by what an exchange is about, in order."""
        return tuple(g for g in self.groups if g.quota.carries or g.quota.aim)

    @property
    def without_themes(self) -> SideRules:
        """The rules that no change of a profile can move: all but the quotas on themes."""
        left = replace(self)
        for known in ("pairs", "cap_rows"):
            left.__dict__[known] = getattr(self, known)
        on_themes = {id(group) for group in self.on_themes}
        left.__dict__["groups"] = tuple(g for g in self.groups if id(g) not in on_themes)
        return left

    def counted(self, group: QuotaGroup, pairs: IntArray) -> int:
        """How many of some exchanges a group counts."""
        wide = self.weights.shape[1]
        return int(np.isin(pairs @ [wide, 1], self._ends(group) @ [wide, 1]).sum())

    def recounted(self, again: Recount) -> SideRules:
        """The rules where some exchanges count otherwise; everything read so far is kept."""
        changed = replace(self, again=again)
        for known in ("pairs", "groups", "cap_rows"):
            changed.__dict__[known] = getattr(self, known)
        return changed

    def _rows_of(self, group: QuotaGroup, theme: int | None) -> list[Row]:
        """One rule; two where some exchanges count as it suits each limit."""
        ends, quota, again = self._ends(group), group.quota, self.again
        if again is None or theme is None:
            return [self._row(ends, quota, quota.least, quota.most)]
        wide = self.weights.shape[1]
        kept = ends[~np.isin(ends @ [wide, 1], again.pairs @ [wide, 1])]
        ends = np.concatenate([kept, again.pairs[again.counts[:, theme] & ~again.loose]])
        if not again.loose.any():
            return [self._row(ends, quota, quota.least, quota.most)]
        more = np.concatenate([ends, again.pairs[again.loose]])
        rows = []
        if quota.least is not None:
            rows.append(self._row(more, quota, quota.least, None))
        if quota.most is not None:
            rows.append(self._row(ends, quota, None, quota.most))
        return rows

    def _row(self, ends: IntArray, quota: Quota, least: int | None, most: int | None) -> Row:
        from matcher.solve.ruled import Row

        name = quota_label(quota, self.profiles.vocabulary)
        return Row.of(ends, least=least, most=most, price=quota.price, name=name)

    @cached_property
    def _quota_rows(self) -> list[list[Row]]:
        themes = {id(group): at for at, group in enumerate(self.on_themes)}
        return [self._rows_of(group, themes.get(id(group))) for group in self.groups]

    @cached_property
    def cap_rows(self) -> list[Row]:
        """One rule for each cap: an exchange between two of its cities counts once."""
        from matcher.solve.ruled import Row

        at, found = self.weights.rules.pool.left_at, []
        for cap in self.caps:
            inside = np.isin(self.pairs, [at[city] for city in cap.members]).any(axis=1)
            found.append(Row.of(self.pairs[inside], most=cap.most, name=cap.limit))
        return found

    def listed(self, problem: Problem) -> ListedPlans | None:
        """Every plan within the limits of an instance, where they are few enough to list."""
        from matcher.solve.ruled import ListedPlans

        limits = problem.limits
        key = (
            *(array.tobytes() for array in (limits.row_min, limits.row_max, limits.col_min,
                                            limits.col_max)),
            limits.max_pairs,
            tuple((group.members.tobytes(), group.most) for group in problem.groups),
        )  # fmt: skip
        if key not in self.lists:
            self.lists[key] = ListedPlans.of(problem, self.pairs)
        return self.lists[key]
