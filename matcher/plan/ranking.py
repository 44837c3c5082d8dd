"""Satisfaction and alternates: what each city gets, against what it could have had."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.candidates import Pool
from matcher.plan.caps import CapStanding
from matcher.plan.document import Alternate
from matcher.plan.survey import Ends, Survey, Tally
from matcher.programme.models import Programme

ALTERNATES = 3

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ranking:
    """One city's permitted partners by score: how many, the best of them, and the chosen ones.

    Parameters
    ----------
    others : sequence of str
        Ids of the other side.
    permitted : int
        Number of permitted partners.
    free : bool
        Whether one of them could take one partner more.
    held : bool
        Whether one of them could, but for a cap that is full.
    leading : ndarray of shape (k,)
        Positions of the best partners in `others`, best first, ties by id; then -1.
    scores : ndarray of shape (k,)
        Their scores in points.
    satisfaction : float or None
        Sum of its scores in the plan / the sum of its best (maximum partners) permitted scores.
    chosen : dict of str to int
        Its partners in the plan, and the place of each among all permitted ones, from 1.
    """

    others: Sequence[str]
    permitted: int
    free: bool
    held: bool
    leading: IntArray
    scores: IntArray
    satisfaction: float | None
    chosen: dict[str, int]

    @property
    def best(self) -> Alternate | None:
        """The best permitted partner, if there is any."""
        return next(iter(self._listed(1, ())), None)

    @property
    def alternates(self) -> list[Alternate]:
        """The best permitted partners that the plan does not give it."""
        return self._listed(ALTERNATES, self.chosen.keys())

    def _listed(self, count: int, without: Container[str]) -> list[Alternate]:
        found: list[Alternate] = []
        for at, score in zip(self.leading, self.scores, strict=True):
            if at < 0 or len(found) == count:
                break
            city = self.others[at]
            if city not in without:
                found.append(Alternate(city=city, score=int(score)))
        return found


def start_survey(
    pool: Pool,
    programme: Programme,
    pairs: IntArray,
    scores: IntArray,
    caps: CapStanding | None = None,
) -> Survey:
    """Prepare the pass over all pairs that `rankings` reads.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        The chosen pairs by position.
    scores : ndarray of shape (k,)
        Their scores in points.
    caps : CapStanding, optional
        How far the caps of the programme are used.
    """
    a, b = pairs[:, 0], pairs[:, 1]
    if not pool.two_sided:
        ends = Ends(np.concatenate([a, b]), np.concatenate([b, a]), np.tile(scores, 2))
        shut = None if caps is None or not caps.groups else caps.full("left", pool.left)
        tally = _tally(pool.left, pool.left, programme, (ends, ends), shut)
        return Survey(tally, tally)
    left, right = Ends(a, b, scores), Ends(b, a, scores)
    full: list[BoolArray | None] = [None, None]
    if caps is not None and caps.groups:
        full = [caps.full("left", pool.left), caps.full("right", pool.right)]
    return Survey(
        _tally(pool.left, pool.right, programme, (left, right), full[1]),
        _tally(pool.right, pool.left, programme, (right, left), full[0]),
    )


def _tally(
    cities: Sequence[str],
    others: Sequence[str],
    programme: Programme,
    ends: tuple[Ends, Ends],
    full: BoolArray | None = None,
) -> Tally:
    used = np.bincount(ends[1].city, minlength=len(others))
    room = used < np.array([programme.capacities.of(o).maximum for o in others], dtype=np.int64)
    most = np.array([programme.capacities.of(c).maximum for c in cities], dtype=np.int64)
    keep = most + ALTERNATES
    if full is None:
        return Tally(len(others), keep, room, ends[0])
    return Tally(len(others), keep, room & ~full, ends[0], held_back=room & full)


def rankings(survey: Survey, pool: Pool, programme: Programme) -> dict[str, Ranking]:
    """Read a finished survey: one ranking for each city of the pool."""
    found = _rankings(survey.left, pool.left, pool.right, programme)
    if pool.two_sided:
        found |= _rankings(survey.right, pool.right, pool.left, programme)
    return found


def _rankings(
    tally: Tally, cities: Sequence[str], others: Sequence[str], programme: Programme
) -> dict[str, Ranking]:
    ends = tally.ends
    chosen: list[dict[str, int]] = [{} for _ in cities]
    reached = np.zeros(len(cities), dtype=np.int64)
    np.add.at(reached, ends.city, ends.score)
    for city, partner, rank in zip(
        ends.city.tolist(), ends.partner.tolist(), tally.ranks.tolist(), strict=True
    ):
        chosen[city][others[partner]] = rank
    found = {}
    for table in tally.leading:
        for i, leading, scores in zip(
            table.cities.tolist(), table.partners, table.scores, strict=True
        ):
            most = programme.capacities.of(cities[i]).maximum
            possible = int(np.maximum(scores[:most], 0).sum())
            found[cities[i]] = Ranking(
                others=others,
                permitted=int(tally.permitted[i]),
                free=bool(tally.free[i]),
                held=bool(tally.held[i]),
                leading=leading,
                scores=scores,
                satisfaction=int(reached[i]) / possible if possible else None,
                chosen=chosen[i],
            )
    return found
