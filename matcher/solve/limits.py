"""Limits of a two-sided instance: partners per city, pairs per group of cities, pairs in all.

Groups of one side are laminar: two groups either share no city or one holds the other, as counties
within provinces within countries do. Then every limit is an arc of one flow network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matcher.errors import SolverInputError
from matcher.solve.instance import MANY, IntArray


@dataclass(frozen=True)
class Group:
    """Cities of one side that take part in at most `most` pairs together.

    Parameters
    ----------
    members : ndarray of shape (k,), int64
        Positions, ascending.
    most : int
    """

    members: IntArray
    most: int


@dataclass(frozen=True)
class Limits:
    """Everything that bounds a plan besides the pairs that are open.

    Parameters
    ----------
    row_min, row_max : ndarray of shape (n,), int64
    col_min, col_max : ndarray of shape (m,), int64
    max_pairs : int or None
    row_groups, col_groups : tuple of Group
        Laminar; smaller groups before the ones that hold them.
    """

    row_min: IntArray
    row_max: IntArray
    col_min: IntArray
    col_max: IntArray
    max_pairs: int | None = None
    row_groups: tuple[Group, ...] = field(default=())
    col_groups: tuple[Group, ...] = field(default=())

    @property
    def one_to_one(self) -> bool:
        """Whether every city has at most one partner and nothing bounds several cities at once."""
        single = (self.row_max == 1).all() and (self.col_max == 1).all()
        return bool(single and self.max_pairs is None and not self.row_groups + self.col_groups)

    @property
    def most_pairs(self) -> int:
        """A simple upper bound on the number of pairs of any plan."""
        most = int(min(self.row_max.sum(), self.col_max.sum()))
        return most if self.max_pairs is None else min(most, self.max_pairs)

    def without(self, pairs: IntArray) -> Limits:
        """What is left once some pairs are fixed; limits do not fall below 0."""
        used = [
            np.bincount(pairs[:, side], minlength=len(most))
            for side, most in enumerate((self.row_max, self.col_max))
        ]
        return Limits(
            row_min=np.maximum(self.row_min - used[0], 0),
            row_max=self.row_max - used[0],
            col_min=np.maximum(self.col_min - used[1], 0),
            col_max=self.col_max - used[1],
            max_pairs=None if self.max_pairs is None else self.max_pairs - len(pairs),
            row_groups=_reduced(self.row_groups, used[0]),
            col_groups=_reduced(self.col_groups, used[1]),
        )


def read_groups(groups: Iterable[Any] | None, size: int, name: str) -> tuple[Group, ...]:
    """Read caps per group: pairs of (positions, most), laminar.

    Raises
    ------
    SolverInputError
        When a position is out of range, a cap is not a whole number of at least 0, or two groups
        overlap without one holding the other.
    """
    if groups is None:
        return ()
    found = [_group(given, size, name) for given in groups]
    found.sort(key=lambda group: (len(group.members), group.members.tolist()))
    parents(found, size, name)
    return tuple(found)


def parents(groups: Sequence[Group], size: int, name: str = "groups") -> tuple[IntArray, IntArray]:
    """Smallest group that holds each city, and each group; -1 where there is none.

    Parameters
    ----------
    groups : sequence of Group
        Smaller ones first.
    size : int
        Number of cities of the side.
    """
    over_city = np.full(size, -1, dtype=np.int64)
    over_group = np.full(len(groups), -1, dtype=np.int64)
    top = over_city.copy()
    for index, group in enumerate(groups):
        for inner in np.unique(top[group.members]).tolist():
            if inner >= 0 and not np.isin(groups[inner].members, group.members).all():
                raise SolverInputError(
                    f"{name} {groups[inner].members.tolist()} and {group.members.tolist()} "
                    "overlap, and neither holds the other; caps must nest"
                )
            if inner >= 0:
                over_group[inner] = index
        free = group.members[top[group.members] < 0]
        over_city[free] = index
        top[group.members] = index
    return over_city, over_group


def _group(given: Any, size: int, name: str) -> Group:
    try:
        members, most = given
        positions = np.unique(np.asarray(members).astype(np.int64, casting="safe"))
        cap = int(most)
    except (TypeError, ValueError) as error:
        raise SolverInputError(
            f"{name} must be (positions, most) with whole numbers, found {given!r}"
        ) from error
    if cap != most or cap < 0 or not len(positions):
        raise SolverInputError(f"{name} need members and a cap of at least 0, found {given!r}")
    if positions[0] < 0 or positions[-1] >= size:
        raise SolverInputError(f"{name} name a city outside the {size} of that side")
    return Group(positions, min(cap, MANY))


def _reduced(groups: tuple[Group, ...], used: IntArray) -> tuple[Group, ...]:
    return tuple(Group(g.members, g.most - int(used[g.members].sum())) for g in groups)
