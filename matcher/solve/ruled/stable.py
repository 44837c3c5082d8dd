"""Plans in which no two cities would rather have each other, and the pairs that say otherwise.

A city would rather have a partner of some score where it has a free place and the score is above 0,
or a partner of a strictly lower score. So it would not where, for a score above 0, it is full of
partners of at least that score. One of the two must say so for every permitted pair that is not
chosen; a city with one place says it by a sum of pairs, another by a column of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from time import perf_counter

import numpy as np
import numpy.typing as npt

from matcher.errors import VerificationError
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.model import FREE, Line, Model, with_rows
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult
from matcher.solve.ruled.under_rules import (
    TIME_LIMIT,
    Goal,
    best,
    infeasible_or_unknown,
    refusal,
    settle,
)

NOT_STABLE = "no permitted plan is stable: in each, two cities would rather have each other"
NEVER = np.iinfo(np.int64).max


def blocking_pairs(problem: Problem, pairs: npt.ArrayLike) -> IntArray:
    """Pairs of cities that would each rather have the other than what a plan gives them.

    Parameters
    ----------
    problem : Problem
    pairs : array-like of shape (k, 2)
        The plan.

    Returns
    -------
    ndarray of shape (j, 2), int64, sorted
        Permitted pairs that are not in the plan, where each city has a free place and the score is
        above 0, or a partner of a strictly lower score.

    Examples
    --------
    >>> problem = Problem.two_sided([[9, 5], [6, 1]])
    >>> blocking_pairs(problem, [(0, 1), (1, 0)]).tolist()
    [[0, 0]]
    >>> blocking_pairs(problem, [(0, 0), (1, 1)]).tolist()
    []
    """
    chosen = problem.positions(pairs)
    chosen = chosen[chosen >= 0]
    ends, scores = problem.ends, problem.values
    partners = np.bincount(ends[chosen].ravel(), minlength=problem.cities)
    # A city would rather have what scores above this.
    beats = np.where(partners < problem.most, 0, NEVER)
    for side in (0, 1):
        np.minimum.at(beats, ends[chosen, side], scores[chosen])
    blocks = np.flatnonzero((scores[:, None] > beats[ends]).all(axis=1))
    found: IntArray = problem.pairs[blocks[~np.isin(blocks, chosen)]]
    return found


def greedy_pairs(problem: Problem) -> IntArray:
    """Take pairs from the highest score down wherever both cities have a place.

    Without minimums, cohort, groups and requirements this plan is stable, because the score is the
    same for both cities; equal scores are taken in the order of the pairs.
    """
    room = problem.most.copy()
    taken = []
    for k in np.argsort(-problem.values, kind="stable").tolist():
        a, b = problem.ends[k]
        if problem.values[k] > 0 and room[a] > 0 and room[b] > 0:
            taken.append(k)
            room[[a, b]] -= 1
    found: IntArray = problem.pairs[sorted(taken)]
    return found


def stable_plan(
    problem: Problem, rows: Sequence[Row] = (), *, time_limit: float | None = TIME_LIMIT
) -> RuledResult:
    """Find the stable plan of greatest total, or prove that there is none.

    Parameters
    ----------
    problem : Problem
        A cohort that leaves cities free usually leaves no stable plan, because two free cities
        would rather have each other.
    rows : sequence of Row
        A plan must keep them; who would rather have whom is asked without them.
    time_limit : float or None, default=60

    Returns
    -------
    RuledResult
        Infeasible, with the reason, where two exact models agree that no plan is stable.

    Examples
    --------
    >>> stable_plan(Problem.two_sided([[9, 8], [7, 1]])).pairs.tolist()
    [[0, 0], [1, 1]]
    """
    started, clock = perf_counter(), Clock(time_limit)
    reason = refusal(problem)
    if reason is not None:
        return infeasible_or_unknown("infeasible", reason, started)
    top = best(problem, rows, time_limit=clock.left)
    if top.status != "optimal" or not len(blocking_pairs(problem, top.pairs)):
        return top
    model, costs = with_rows(problem, _Lines(problem).stable(), rows)
    hint = np.zeros(model.columns, dtype=np.int64)
    hint[problem.positions(greedy_pairs(problem))] = 1
    goals = [Goal(problem.values)]
    result, _ = settle(problem, rows, (model, costs), goals, clock, started, hint)
    if result.status == "infeasible":
        return infeasible_or_unknown("infeasible", NOT_STABLE, started)
    if result.total is not None and len(blocking_pairs(problem, result.pairs)):
        raise VerificationError("two cities of a stable plan would rather have each other")
    return result


def decided_pairs(problem: Problem) -> tuple[BoolArray, BoolArray]:
    """Pairs that every stable plan holds, and pairs that none holds, each of shape (k,).

    A pair blocks where both cities have places enough for all that scores at least as much and is
    not ruled out: so every stable plan holds it. A city full of such pairs takes no other. Taken
    from the top down this decides everything that equal scores do not leave open.
    """
    k = len(problem.pairs)
    held, lost = np.zeros(k, dtype=bool), np.zeros(k, dtype=bool)
    scores, ends, own = problem.values.tolist(), problem.ends.tolist(), own_pairs(problem)
    order = [at for at in np.argsort(-problem.values, kind="stable").tolist() if scores[at] > 0]
    room = problem.most.copy()
    for city in np.flatnonzero(room == 0).tolist():
        lost[own[city]] = True
    changed = True
    while changed:
        changed = False
        above = [0] * problem.cities
        for score, group in groupby(order, key=scores.__getitem__):
            level = [at for at in group if not lost[at]]
            for at in level:
                for city in ends[at]:
                    above[city] += 1
            for at in level:
                if lost[at] or held[at] or any(above[c] > problem.most[c] for c in ends[at]):
                    continue
                held[at] = changed = True
                for city in ends[at]:
                    room[city] -= 1
                    if not room[city]:
                        higher = own[city][~held[own[city]] & ~lost[own[city]]]
                        lost[higher] = True
                        for other in higher.tolist():
                            for end in ends[other]:
                                above[end] -= scores[other] >= score
    return held, lost


def own_pairs(problem: Problem) -> list[IntArray]:
    """Positions of the pairs of each city."""
    order = np.argsort(problem.ends.T.ravel(), kind="stable") % max(len(problem.pairs), 1)
    counted = np.bincount(problem.ends.ravel(), minlength=problem.cities)
    return np.split(order, np.cumsum(counted)[:-1])


@dataclass(frozen=True)
class _Content:
    """A sum of columns, at least 1 where a city would not rather have a further partner."""

    columns: IntArray
    coefficients: IntArray
    always: int = 0


class _Lines:
    """The lines that keep every pair from blocking."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._own = own_pairs(problem)
        self._held, lost = decided_pairs(problem)
        # A required pair that is lost stays, and the lines then admit no plan.
        never = np.flatnonzero(lost & ~problem.must)
        model = Model.of(problem).fixed(never, np.zeros(len(never), dtype=np.int64))
        always = np.flatnonzero(self._held)
        self._model = model.fixed(always, np.ones(len(always), dtype=np.int64))
        self._lines: list[Line] = []
        self._extra = 0
        self._known: dict[tuple[int, int], _Content] = {}

    def stable(self) -> Model:
        """The model of the stable plans."""
        scores = self._problem.values.tolist()
        for k, (score, ends) in enumerate(zip(scores, self._problem.ends.tolist(), strict=True)):
            parts = [self._content(city, score) for city in ends]
            if any(part.always for part in parts):
                continue
            columns = np.concatenate([[k], *(part.columns for part in parts)])
            counts = np.concatenate([[1], *(part.coefficients for part in parts)])
            # The pair itself may stand in the sums of its cities, where it says the same.
            at, place = np.unique(columns, return_inverse=True)
            sums = np.zeros(len(at), dtype=np.int64)
            np.add.at(sums, place, counts)
            self._add(at, sums, 1, FREE)
        model = self._model.with_columns(np.ones(self._extra, dtype=np.int64))
        return replace(model, lines=(*model.lines, *self._lines))

    def _content(self, city: int, score: int) -> _Content:
        """Whether a city would not rather have a partner of this score."""
        if (city, score) not in self._known:
            self._known[city, score] = self._stated(city, score)
        return self._known[city, score]

    def _stated(self, city: int, score: int) -> _Content:
        own, places = self._own[city], int(self._problem.most[city])
        scores = self._problem.values[own]
        none = np.empty(0, dtype=np.int64)
        if not places:
            return _Content(none, none, always=1)
        if score > 0:
            enough = own[scores >= score]
            if self._held[enough].sum() >= places:
                return _Content(none, none, always=1)
            if places == 1:
                return _Content(enough, np.ones(len(enough), dtype=np.int64))
            if len(enough) < places:
                return _Content(none, none)
            column = self._column()
            columns = np.append(enough, column)
            counts = np.append(np.ones(len(enough), dtype=np.int64), -places)
            self._add(columns, counts, 0, FREE)
            return _Content(np.array([column]), np.ones(1, dtype=np.int64))
        # A free place is no reason; a partner of a lower score is.
        lower = own[scores < score]
        if not len(lower):
            return _Content(none, none, always=1)
        column = self._column()
        for pair in lower.tolist():
            both = np.array([pair, column])
            self._add(both, np.ones(2, dtype=np.int64), -FREE, 1)
        return _Content(np.array([column]), np.ones(1, dtype=np.int64))

    def _column(self) -> int:
        self._extra += 1
        return self._model.columns + self._extra - 1

    def _add(self, columns: IntArray, counts: IntArray, least: int, most: int) -> None:
        self._lines.append(Line(columns, counts, least, most))
