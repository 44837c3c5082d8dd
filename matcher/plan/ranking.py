"""Satisfaction and alternates: what each city gets, against what it could have had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.candidates import PairWeights, Pool
from matcher.plan.document import Alternate
from matcher.programme.models import Programme

ALTERNATES = 3


@dataclass(frozen=True)
class Ranking:
    """One city's permitted partners by score.

    Parameters
    ----------
    partners : tuple of str
        Permitted partners, best first; ties by id.
    scores : ndarray of shape (k,), int64
    satisfaction : float or None
        Sum of its scores in the plan / the sum of its best (maximum partners) permitted scores.
    chosen : frozenset of str
        Its partners in the plan.
    """

    partners: tuple[str, ...]
    scores: npt.NDArray[np.int64]
    satisfaction: float | None
    chosen: frozenset[str]

    @property
    def alternates(self) -> list[Alternate]:
        """The best permitted partners that the plan does not give it."""
        others = [
            Alternate(city=city, score=int(score))
            for city, score in zip(self.partners, self.scores, strict=True)
            if city not in self.chosen
        ]
        return others[:ALTERNATES]

    def rank(self, partner: str) -> int:
        """Place of a partner in the list, from 1."""
        return self.partners.index(partner) + 1


def rank_partners(
    city: str,
    weights: PairWeights,
    pool: Pool,
    programme: Programme,
    pairs: Sequence[tuple[str, str]],
) -> Ranking:
    """Rank the permitted partners of a city of the pool."""
    on_right = city not in pool.left
    ids = pool.left if on_right else pool.right
    scores = weights.row((pool.right if on_right else pool.left).index(city), right=on_right)
    open_to = np.flatnonzero(~np.isnan(scores))
    order = open_to[np.argsort(-scores[open_to], kind="stable")]
    best = scores[order].astype(np.int64)
    chosen = frozenset(b if a == city else a for a, b in pairs if city in (a, b))
    reached = int(sum(int(scores[ids.index(partner)]) for partner in chosen))
    possible = int(best[: programme.capacities.of(city).maximum].sum())
    return Ranking(
        partners=tuple(ids[i] for i in order.tolist()),
        scores=best,
        satisfaction=reached / possible if possible else None,
        chosen=chosen,
    )
