"""The smallest move of one weight at which a pair leaves every optimal plan.

Found on the paths of `matcher.explain.sure.paths`, then checked with the solver of single plans on
both sides: at one weight the best plan with the pair is worth as much as the best plan, 0.01
percentage points further it is worth less, or no plan is possible. Where a pair leaves and comes
back, the nearest leaving counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from matcher.errors import VerificationError
from matcher.explain.sure.paths import FINEST, Path, Paths, halves
from matcher.explain.sure.plans import points_table, solved_apart
from matcher.explain.sure.plans_found import FloatArray, IntArray, Position
from matcher.explain.sure.under_rules import listed
from matcher.plan.case import Case
from matcher.plan.certainty import NearestChange
from matcher.scores.points import POINTS

# Pairs of a table up to which the search takes about a minute; larger pools are not searched. Two
# sides with one partner each have a solver of their own for many weights. Under quotas, and under
# caps in one pool, only what can be listed is searched.
MOST_SEARCHED = 2_500
MOST_SEARCHED_ONE_PARTNER = 20_000
_MOST_AT_ONCE = 64


def can_search(case: Case) -> bool:
    """Whether the pool is small enough for the search."""
    n, m = case.weights.shape
    demand = case.demand
    if demand.side is not None:
        return n * m <= MOST_SEARCHED and listed(case)
    one_partner = demand.two_sided and not (demand.left_groups or demand.right_groups)
    one_partner &= bool((demand.left_max <= 1).all() and (demand.right_max <= 1).all())
    return n * m <= (MOST_SEARCHED_ONE_PARTNER if one_partner else MOST_SEARCHED)


def nearest_changes(
    case: Case,
    layers: FloatArray,
    pairs: Iterable[Position],
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[Position, NearestChange]:
    """Find the nearest change of a weight that breaks each pair.

    Parameters
    ----------
    case : Case
    layers : ndarray of shape (7, n, m)
        From `part_layers`.
    pairs : iterable of (int, int)
        Positions of pairs of the plan.

    Returns
    -------
    dict of (int, int) to NearestChange
        Without the pairs that no single weight breaks.

    Raises
    ------
    VerificationError
        When solving again does not confirm a change.
    """
    asked = sorted(pairs)
    search = _Search(Paths(case, layers, jobs=jobs), asked)
    if not search.paths.paths or not asked:
        return {}
    rounds = iter(range(1, 1000))
    tell = progress or (lambda done, whole: None)
    whole = 10 + len(asked)
    search.paths.explore(search.reach, lambda: tell(min(next(rounds), 10), whole))
    found: dict[Position, NearestChange] = {}
    for at, pair in enumerate(asked):
        change = search.nearest(pair)
        if change is not None:
            found[pair] = change
        tell(10 + at + 1, whole)
    return found


class _Search:
    def __init__(self, paths: Paths, pairs: list[Position]) -> None:
        self.paths = paths
        self.pairs = pairs

    def reach(self) -> int:
        """How far the pair that holds out longest is known to hold out, at most."""
        return max(
            (min((move for move, *_ in self._left(pair)), default=POINTS) for pair in self.pairs),
            default=0,
        )

    def nearest(self, pair: Position) -> NearestChange | None:
        """The nearest change that breaks a pair, verified."""
        leaving = sorted(self._left(pair), key=lambda found: found[:2])
        start, size = 0, 1
        while start < len(leaving):
            some = leaving[start : start + size]
            # The first one mostly settles it; where all are ties, there may be hundreds.
            start, size = start + size, min(4 * size, _MOST_AT_ONCE)
            points = [(self.paths.paths[at], weight) for _, at, weight in some]
            for (path, weight), tied in zip(points, self._kept(pair, points), strict=True):
                if not tied:
                    # The plans at the programme's own weights hold the pair, or some do.
                    return None if weight == path.start else self._between(pair, path, weight)
        return None

    def _left(self, pair: Position) -> list[tuple[int, int, int]]:
        """Where the solved plan does not hold a pair: move, path, weight."""
        return [
            (abs(weight - path.start), at, weight)
            for at, path in enumerate(self.paths.paths)
            for weight, plan in path.plans.items()
            if plan is None or pair not in plan
        ]

    def _kept(self, pair: Position, points: list[tuple[Path, int]]) -> list[bool]:
        """Whether some optimal plan holds the pair, for each weight of a path."""
        best = self.paths.solve(points)
        held = self.paths.solve(points, required=np.array([pair], dtype=np.int64))
        kept = held.found & best.found & (held.objective == best.objective)
        return [bool(flag) for flag in kept]

    def _between(self, pair: Position, path: Path, gone: int) -> NearestChange:
        kept = path.before(gone)
        while abs(gone - kept) > FINEST:
            (middle,) = halves(kept, gone)
            if self._kept(pair, [(path, middle)])[0]:
                kept = middle
            else:
                gone = middle
        for weight, stays in ((kept, True), (gone, False)):
            self._verify(pair, self.paths.points(path, [weight])[0], stays)
        return NearestChange(
            part=path.part,
            weight=path.start / POINTS,
            kept_at=kept / POINTS,
            gone_at=gone / POINTS,
            move=(gone - path.start) / POINTS * 100,
        )

    def _verify(self, pair: Position, points: IntArray, stays: bool) -> None:
        """Solve once more with the solver of single plans, with and without the pair required."""
        demand, least = self.paths.case.demand, self.paths.case.programme.rules.minimum_score
        table = points_table(self.paths.layers, points, least)
        due = np.unique(np.concatenate([demand.required, [pair]]), axis=0)
        best, held = (
            solved_apart(asked, table) for asked in (demand, replace(demand, required=due))
        )
        kept = best is not None and best == held
        if kept != stays:
            raise VerificationError(
                f"solving again at the weights {points.tolist()} does not confirm where the pair "
                f"{pair} leaves the plan"
            )
