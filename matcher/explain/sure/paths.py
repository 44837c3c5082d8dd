"""Plans along one weight: moved up or down, the others in proportion, solved exactly on the way.

::

    0%        programme's weight                                       100%
    |--+--+--+--o--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--|   every whole percent
                      |-+-|                                                  halved where the plan
                       |||                                                   changes, to 0.01

Before rounding to points, the value of a plan is linear in the moved weight, so the plans that are
best at both ends of a stretch are best all along it: a stretch with the same plan at both ends
needs no further look, and one with different plans is halved until it is 0.01 percentage points
wide. Rounding (each part of a score is a whole number) shifts a change by less than that wherever
the two plans differ by more than a few points over the stretch; a minimum score can open a pair
inside a stretch only, and is looked for at whole percents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from matcher.explain.sure.drawn_weights import moved
from matcher.explain.sure.plans import FloatArray, IntArray, Plans, Position, solve_points
from matcher.plan.case import Case
from matcher.programme.models import PARTS, Part
from matcher.scores.points import POINTS, integer_weights

# In points of weight: a whole percent, and 0.01 percentage points.
STRIDE = 10_000
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
        """Whole percents between the programme's weight and the end, the end included."""
        low, high = sorted((self.start, self.end))
        return [at for at in range(0, POINTS + 1, STRIDE) if low <= at <= high and at != self.start]

    def changing(self, reach: int) -> list[int]:
        """Middles of the stretches with different plans that begin less than `reach` away."""
        ordered = self.ordered
        return [
            middle
            for near, far in pairwise(ordered)
            if abs(near - self.start) < reach and self.plans[near] != self.plans[far]
            for middle in halves(near, far)
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
        """Solve at every whole percent, then where plans change within `reach`.

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
            asked = [(path, at) for path in self.paths for at in path.changing(far)]
