"""Plans along one weight: moved up or down, the others in proportion, solved exactly on the way.

::

    0%          programme's weight                                     100%
    |----+----+----o----+----+----+----+----+----+----+----+----+----+----|   every five percent
                          ||                                                  and on both sides of
                                                                              where two plans cross

Before rounding to points, the value of a plan is linear in the moved weight, so a plan that is best
at both ends of a stretch is best all along it. A stretch with different plans at its ends is solved
on both sides of the weight at which the two are worth the same, and so on until every change of the
plan lies in a stretch of 0.01 percentage points. Rounding (each part of a score is a whole number)
shifts a change a little, which the solves on both sides see; two plans that stay within a few
points of each other may take turns between two solved weights. A minimum score can open a pair
inside a stretch only; that is looked for every five percent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from matcher.explain.sure.drawn_weights import moved
from matcher.explain.sure.plans import solve_points
from matcher.explain.sure.plans_found import FloatArray, IntArray, Plans, Position
from matcher.plan.case import Case
from matcher.programme.models import PARTS, Part
from matcher.scores.points import POINTS, integer_weights

# In points of weight: five percent, and 0.01 percentage points.
STRIDE = 50_000
FINEST = 100


@dataclass
class Path:
    """Plans found along one weight, in one direction from the programme's.

    Parameters
    ----------
    part : str
    start : int
        The programme's weight in points.
    end : int
        0 or 1,000,000.
    plans : dict of int to frozenset or None
        Pairs of the best plan by the weight in points; None where no plan is possible.
    """

    part: Part
    start: int
    end: int
    plans: dict[int, frozenset[Position] | None] = field(default_factory=dict)

    @property
    def ordered(self) -> list[int]:
        """Weights that were tried, from the programme's outwards."""
        return sorted(self.plans, reverse=self.end < self.start)

    def before(self, weight: int) -> int:
        """The tried weight next to this one on the side of the programme's."""
        ordered = self.ordered
        return ordered[ordered.index(weight) - 1]

    def grid(self) -> list[int]:
        """Every five percent between the programme's weight and the end, the end included."""
        low, high = sorted((self.start, self.end))
        return [at for at in range(0, POINTS + 1, STRIDE) if low <= at <= high and at != self.start]

    def changing(self, reach: int) -> list[tuple[int, int]]:
        """Stretches with different plans at their ends that begin less than `reach` away."""
        return [
            (near, far)
            for near, far in pairwise(self.ordered)
            if abs(near - self.start) < reach
            and abs(near - far) > FINEST
            and self.plans[near] != self.plans[far]
        ]


def halves(near: int, far: int) -> list[int]:
    """The middle of a stretch on the grid of 0.01 percentage points; none when it is that fine.

    Examples
    --------
    >>> halves(142_858, 150_000), halves(150_000, 150_100)
    ([146400], [])
    """
    middle = (near + far) // 2 // FINEST * FINEST
    low, high = sorted((near, far))
    if middle <= low:
        middle += FINEST
    return [middle] if low < middle < high else []


def inside(near: int, far: int, crossing: float) -> list[int]:
    """The weights next to a crossing, on the grid of 0.01 points, strictly inside a stretch.

    Examples
    --------
    >>> inside(150_000, 200_000, 163_240.0), inside(150_000, 200_000, 150_020.0)
    ([163200, 163300], [150100])
    """
    low, high = sorted((near, far))
    below = int(crossing) // FINEST * FINEST
    return [at for at in (below, below + FINEST) if low < at < high]


class Paths:
    """All paths of a case, refined together.

    Parameters
    ----------
    case : Case
    layers : ndarray of shape (7, n, m)
        Value of each part.
    """

    def __init__(self, case: Case, layers: FloatArray, *, jobs: int | None = None) -> None:
        self.case, self.layers, self.jobs = case, layers, jobs
        weights = case.programme.weights
        whole = integer_weights(weights)
        used = [part for part in PARTS if weights[part] > 0]
        self.base = np.array([whole[part] for part in PARTS], dtype=np.int64)
        # A part that has all the weight leaves nothing in proportion to which others could move.
        self.paths = [
            Path(part, whole[part], end)
            for part in (used if len(used) > 1 else [])
            for end in (0, POINTS)
        ]

    def points(self, path: Path, weights: Iterable[int]) -> IntArray:
        """Points of all parts at some weights of a path, shape (S, 7)."""
        stated = self.case.programme.weights
        rows = [self.base if at == path.start else moved(stated, path.part, at) for at in weights]
        return np.array(rows, dtype=np.int64).reshape(-1, len(PARTS))

    def solve(self, asked: list[tuple[Path, int]], required: IntArray | None = None) -> Plans:
        """Solve at some weights of some paths, with some pairs required."""
        points = [self.points(path, [at]) for path, at in asked]
        none = np.empty((0, len(PARTS)), dtype=np.int64)
        rows = np.concatenate([none, *points])
        return solve_points(self.case, self.layers, rows, required=required, jobs=self.jobs)

    def explore(self, reach: Callable[[], int], progress: Callable[[], None]) -> None:
        """Solve every five percent, then on both sides of where plans change within `reach`.

        Parameters
        ----------
        reach : callable
            From what is known so far to how far, in points of weight, a change is of interest.
        progress : callable
            Called after each round.
        """
        asked = [(path, at) for path in self.paths for at in (path.start, *path.grid())]
        while asked:
            plans = self.solve(asked)
            for at, (path, weight) in enumerate(asked):
                path.plans[weight] = plans.chosen(at) if plans.found[at] else None
            progress()
            far = reach()
            asked = [
                (path, at)
                for path in self.paths
                for stretch in path.changing(far)
                for at in self._splits(path, *stretch)
            ]

    def _splits(self, path: Path, near: int, far: int) -> list[int]:
        """Where to solve inside a stretch whose ends have different plans."""
        first, second = path.plans[near], path.plans[far]
        if first is None or second is None:
            return halves(near, far)
        (own, others), (own_far, others_far) = (self._line(path, plan) for plan in (first, second))
        # own x t + others x (1 - t) is the same for both.
        rise, ahead = own_far - own, others - others_far
        crossing = ahead / (ahead + rise) * POINTS if ahead + rise else float(near)
        low, high = sorted((near, far))
        if not low < crossing < high:
            return halves(near, far)
        return inside(near, far, crossing) or halves(near, far)

    def _line(self, path: Path, plan: frozenset[Position]) -> tuple[float, float]:
        """Value of a plan with all the weight on the path's part, and with none on it."""
        places = np.array(sorted(plan), dtype=np.int64).reshape(-1, 2)
        sums = self.layers[:, places[:, 0], places[:, 1]].sum(axis=1)
        # What soft quotas cost is the same at every weight.
        paid = self._paid(places) / POINTS
        own = PARTS.index(path.part)
        rest = np.array([self.base[p] if p != own else 0 for p in range(len(PARTS))])
        return float(sums[own]) - paid, float((rest * sums).sum() / rest.sum()) - paid

    def _paid(self, places: IntArray) -> int:
        side = self.case.demand.side
        return 0 if side is None else side.missed(~np.isnan(self.layers[0]), places).paid
