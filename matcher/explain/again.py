"""The plan solved again with a pair in it or without it, and what that changes for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from matcher.explain.words import gives_up
from matcher.plan.case import Case, NamedPair
from matcher.plan.document import PlanDocument

# A reader waits a second or two; above so many pairs a single solve takes longer than that.
SOLVED_AGAIN_UP_TO = 500_000
# Questions about a whole plan are a solve each: so many pairs of the pool, all solves together.
PAIRS_IN_ALL = 20_000_000


@dataclass(frozen=True)
class ScoredPair:
    """Two cities and what they score together, in points."""

    a: str
    b: str
    score: int


@dataclass(frozen=True)
class CityShift:
    """One city whose partners change.

    Parameters
    ----------
    city : str
    before, after : tuple of str
        Its partners in the plan and in the other one.
    points : int
        Points of all its pairs in the other plan, minus those in the plan.
    """

    city: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    points: int


@dataclass(frozen=True)
class Shift:
    """From the plan to the best one under one condition more.

    A pair's score counts once, so `loss` is the score of the dropped pairs minus that of the added
    ones (and what soft quotas cost more). Both cities of a pair get its points, so the changes of
    all cities add up to minus twice the loss, soft quotas aside.

    Parameters
    ----------
    objective : int
        Value of the other plan in points, less what soft quotas cost in it.
    loss : int
        Value of the plan minus that of the other one.
    pairs : int
        How many pairs the other plan has.
    dropped, added : tuple of ScoredPair
        Pairs of the plan that the other one does without, and pairs only in the other one.
    cities : tuple of CityShift
        Every city whose partners change, by id.
    """

    objective: int
    loss: int
    pairs: int
    dropped: tuple[ScoredPair, ...]
    added: tuple[ScoredPair, ...]
    cities: tuple[CityShift, ...]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Cities that have a partner in the plan and none in the other one."""
        return tuple(shift.city for shift in self.cities if shift.before and not shift.after)

    @property
    def brought_in(self) -> tuple[str, ...]:
        """Cities that have a partner only in the other plan."""
        return tuple(shift.city for shift in self.cities if shift.after and not shift.before)

    def of(self, city: str) -> CityShift | None:
        """What changes for one city, or None where nothing does."""
        return next((shift for shift in self.cities if shift.city == city), None)

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON values."""
        return {
            **asdict(self),
            "left_out": list(self.left_out),
            "brought_in": list(self.brought_in),
        }


class Again:
    """Answers of the solver beside a stored plan, each worked out once.

    Parameters
    ----------
    document : PlanDocument
    case : Case
        The problem behind it.
    """

    def __init__(self, document: PlanDocument, case: Case) -> None:
        self._document = document
        self._case = case
        self._known: dict[tuple[str, NamedPair], Shift | None] = {}

    @property
    def possible(self) -> bool:
        """Whether the plan is one of greatest total, in a pool small enough to solve it again.

        A plan that gives up points on purpose, for fairness or for what stands, is not to be
        compared with plans that do not.
        """
        n, m = self._case.weights.shape
        wanted = self._document.objective is not None and not gives_up(self._document)
        return wanted and n * m <= SOLVED_AGAIN_UP_TO

    def affordable(self, questions: int) -> int:
        """How many of some questions about a whole plan are answered by solving again."""
        n, m = self._case.weights.shape
        return min(questions, PAIRS_IN_ALL // max(n * m, 1)) if self.possible else 0

    def with_pair(self, a: str, b: str) -> Shift | None:
        """To the best plan that holds a pair; None where there is none."""
        return self._ask("with", a, b)

    def without(self, a: str, b: str) -> Shift | None:
        """To the best plan that does without a pair, required or not; None where there is none."""
        return self._ask("without", a, b)

    def _ask(self, how: str, a: str, b: str) -> Shift | None:
        pair = self._case.oriented(a, b)
        if (how, pair) not in self._known:
            self._known[how, pair] = self._solve(how, pair)
        return self._known[how, pair]

    def _solve(self, how: str, pair: NamedPair) -> Shift | None:
        case = self._case
        if how == "with":
            if np.isnan(case.table[case.at(*pair)]):
                return None
            result = case.solve(required=[pair])
        else:
            due = case.demand.required
            others = due[(due != case.at(*pair)).any(axis=1)]
            free = replace(case.demand, required=others)
            result = free.solve(case.table, forbidden=case.positions([pair]))
        if result.objective is None:
            return None
        return self._shift(int(result.objective), case.named(result.pairs))

    def _shift(self, objective: int, pairs: Iterable[NamedPair]) -> Shift:
        assert self._document.worth is not None
        now = {(pair.a, pair.b): pair.score for pair in self._document.pairs}
        then = {pair: int(self._case.table[self._case.at(*pair)]) for pair in pairs}
        return Shift(
            objective=objective,
            loss=self._document.worth - objective,
            pairs=len(then),
            dropped=_scored(now, then),
            added=_scored(then, now),
            cities=_shifts(now, then),
        )


def _scored(
    these: Mapping[NamedPair, int], those: Mapping[NamedPair, int]
) -> tuple[ScoredPair, ...]:
    """Pairs of one plan that the other has not."""
    return tuple(ScoredPair(*pair, these[pair]) for pair in sorted(these.keys() - those.keys()))


def _shifts(now: Mapping[NamedPair, int], then: Mapping[NamedPair, int]) -> tuple[CityShift, ...]:
    before, after = _partners(now), _partners(then)
    found = []
    for city in sorted({*before, *after}):
        had, has = before.get(city, {}), after.get(city, {})
        if had.keys() != has.keys():
            points = sum(has.values()) - sum(had.values())
            found.append(CityShift(city, tuple(sorted(had)), tuple(sorted(has)), points))
    return tuple(found)


def _partners(pairs: Mapping[NamedPair, int]) -> dict[str, dict[str, int]]:
    """Partners of each city, with the score of each pair."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (a, b), score in pairs.items():
        found[a][b] = found[b][a] = score
    return found
