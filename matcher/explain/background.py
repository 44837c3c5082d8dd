"""What the explanations of one plan share: the problem behind it, typical values, ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.candidates.caps import by_position
from matcher.explain.again import Again
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.document import Alternate, PlanDocument
from matcher.programme.models import PARTS, Part
from matcher.scores.scales import scale_blocks

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rank:
    """Place of a partner in a city's list of permitted partners by score, ties by id.

    Parameters
    ----------
    place : int
        From 1.
    of : int
        How many permitted partners there are.
    """

    place: int
    of: int

    def to_dict(self) -> dict[str, Any]:
        """The rank as plain JSON values."""
        return {"place": self.place, "of": self.of}


class Background:
    """The problem behind a plan, read once for any number of questions.

    Parameters
    ----------
    document : PlanDocument
    profiles : Profiles
    """

    def __init__(self, document: PlanDocument, profiles: Profiles) -> None:
        self.document = document
        self.profiles = profiles

    @cached_property
    def case(self) -> Case:
        """The problem on the scales of the plan."""
        return Case.of(self.document, self.profiles)

    @cached_property
    def again(self) -> Again:
        """The plan solved again, question by question."""
        return Again(self.document, self.case)

    @cached_property
    def typical(self) -> dict[Part, int]:
        """Median points of each part over the permitted pairs, rounded down.

        Above 10^6 pairs from the seeded sample that also sets the scales.
        """
        weights = self.case.weights
        points: dict[Part, list[FloatArray]] = {part: [] for part in PARTS}
        for rows, cols in scale_blocks(weights.shape):
            allowed = ~np.isnan(weights.block(rows, cols))
            if not self.case.pool.two_sided:
                allowed &= rows[:, None] != cols[None, :]
            for part, found in weights.model.parts(rows, cols).items():
                points[part].append(found[allowed].astype(np.float64))
        every = {part: np.concatenate(found) for part, found in points.items()}
        return {part: int(np.median(found)) if found.size else 0 for part, found in every.items()}

    def partners(self, city: str) -> tuple[tuple[str, ...], FloatArray]:
        """All cities across from one, and its score with each, NaN where not permitted."""
        pool, weights = self.case.pool, self.case.weights
        if city in pool.left_at:
            row = weights.block(np.array([pool.left_at[city]]), np.arange(len(pool.right)))[0]
            if not pool.two_sided:
                row[pool.left_at[city]] = np.nan
            return pool.right, row
        column = weights.block(np.arange(len(pool.left)), np.array([pool.right_at[city]]))
        return pool.left, column[:, 0]

    def rank(self, city: str, partner: str) -> Rank | None:
        """Where a partner stands in a city's list; None where the pair is not permitted."""
        others, scores = self.partners(city)
        at = others.index(partner)
        if np.isnan(scores[at]):
            return None
        better = int((scores > scores[at]).sum() + (scores[:at] == scores[at]).sum())
        return Rank(better + 1, int((~np.isnan(scores)).sum()))

    def next_best(self, city: str, instead_of: str | None = None) -> Alternate | None:
        """The best partner that a city could have while the rest of the plan stays as it is.

        Parameters
        ----------
        city : str
        instead_of : str, optional
            The partner whose place it takes; by default the city has one partner more.

        Returns
        -------
        Alternate or None
            None where nobody has room.
        """
        pairs = [
            (pair.a, pair.b)
            for pair in self.document.pairs
            if {pair.a, pair.b} != {city, instead_of}
        ]
        programme, case = self.case.programme, self.case
        if programme.max_pairs is not None and len(pairs) >= programme.max_pairs:
            return None
        held = case.positions(pairs)
        rooms = [self._room(held, end) for end in (0, 1)]
        own = 0 if city in case.pool.left_at else 1
        at = (case.pool.left_at, case.pool.right_at)[own][city]
        others, scores = self.partners(city)
        taken = {other for pair in pairs if city in pair for other in pair} | {instead_of}
        open_to = ~np.isnan(scores) & rooms[1 - own] & rooms[own][at]
        open_to &= np.array([other not in taken for other in others], dtype=bool)
        order = np.argsort(-np.where(open_to, scores, -np.inf), kind="stable").tolist()
        for best in order[: int(open_to.sum())]:
            if self._keeps_side_rules([*pairs, (city, others[best])]):
                return Alternate(city=others[best], score=int(scores[best]))
        return None

    def _keeps_side_rules(self, pairs: list[tuple[str, str]]) -> bool:
        side = self.case.demand.side
        if side is None:
            return True
        permitted = ~np.isnan(self.case.table)
        return not side.missed(permitted, self.case.positions(pairs)).hard

    def _room(self, held: IntArray, end: int) -> npt.NDArray[np.bool_]:
        """Which cities of one side could have one pair more beside those held."""
        case, demand = self.case, self.case.demand
        if not case.pool.two_sided:
            used = np.bincount(held.ravel(), minlength=len(case.pool.left))
            free: npt.NDArray[np.bool_] = used < demand.left_max
            return free
        most = (demand.left_max, demand.right_max)[end]
        used = np.bincount(held[:, end], minlength=len(most))
        free = used < most
        for members, cap in by_position(case.caps, case.pool, "left" if end == 0 else "right"):
            if used[members].sum() >= cap:
                free[members] = False
        return free
