"""The score model of one pool: seven parts in points, by block or for one pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from matcher.intake.profiles import Profiles
from matcher.programme.models import PARTS, Part, Programme
from matcher.scores.benefit import Benefit, build_benefit, record_counts
from matcher.scores.block import Block
from matcher.scores.points import integer_weights, to_points
from matcher.scores.scales import Permission, Scales, scale_blocks
from matcher.scores.shrink import ExactMean, confidence, median
from matcher.scores.ties import Ties, build_ties
from matcher.vectors.profile_vectorizer import CityVectors, ProfileVectorizer

if TYPE_CHECKING:
    from matcher.scores.tiles import ScoreTiles

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ScoreModel:
    """Scores of every pair of a left and a right side (in one pool: twice the same cities).

    Build it with `fit` (scales learned from the permitted pairs) or `restore` (scales frozen).

    Parameters
    ----------
    left, right : tuple of str
        City ids of the two sides.
    programme : Programme
    weights : dict of str to int
        Points of each part at value 1; they sum to 1,000,000.
    vectorizer : ProfileVectorizer
    vectors : CityVectors
        All cities of both sides; `at_left` and `at_right` give their rows.
    benefit, ties
        What the parts are read from.
    k_exchange, k_challenge : ndarray of shape (n,)
        Share of a value that the city's records carry.
    scales : Scales
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    programme: Programme
    weights: dict[Part, int]
    vectorizer: ProfileVectorizer
    vectors: CityVectors
    benefit: Benefit
    ties: Ties
    roles: npt.NDArray[np.str_]
    k_exchange: FloatArray
    k_challenge: FloatArray
    at_left: IntArray
    at_right: IntArray
    scales: Scales

    @classmethod
    def fit(
        cls,
        profiles: Profiles,
        programme: Programme,
        sides: Sequence[Sequence[str]],
        permitted: Permission,
    ) -> ScoreModel:
        """Learn means, ranges and scales from the pool and its permitted pairs."""
        members = sorted({city for side in sides for city in side})
        vectorizer = _vectorizer(profiles, programme)
        vectorizer.fit([profiles[city] for city in members])
        unscaled = cls._build(profiles, programme, sides, vectorizer, Scales(0, 0, 0, 0, 0))
        scaled = replace(unscaled, scales=unscaled._typical(permitted))
        return replace(scaled, scales=scaled._means(permitted))

    @classmethod
    def restore(
        cls,
        profiles: Profiles,
        programme: Programme,
        sides: Sequence[Sequence[str]],
        state: dict[str, Any],
    ) -> ScoreModel:
        """Rebuild a model on frozen scales; the inverse of `state`."""
        vectorizer = _vectorizer(profiles, programme)
        vectorizer.set_state(state["vectorizer"])
        return cls._build(profiles, programme, sides, vectorizer, Scales(**state["scales"]))

    @property
    def shape(self) -> tuple[int, int]:
        """Cities on the left, cities on the right."""
        return len(self.left), len(self.right)

    @property
    def state(self) -> dict[str, Any]:
        """The frozen state as plain JSON values."""
        return {"vectorizer": self.vectorizer.get_state(), "scales": self.scales.to_dict()}

    def block(self, rows: IntArray, cols: IntArray) -> IntArray:
        """Scores of left `rows` with right `cols` in points, shape (r, c), int64.

        A part of weight 0 is not computed.
        """
        total = np.zeros((len(rows), len(cols)), dtype=np.int64)
        block = self._block(rows, cols)
        for part, weight in self.weights.items():
            if weight:
                total += to_points(weight, block.value(part))
        return total

    def tiles(self, rows: IntArray | None = None, cols: IntArray | None = None) -> ScoreTiles:
        """Gather the tables for filling tiles of scores quickly; loads the compiled kernels.

        Parameters
        ----------
        rows, cols : ndarray of shape (r,), (c,), int64, optional
            Positions on the left and right side, in any order; all of them by default.

        Returns
        -------
        ScoreTiles
            With `shape`, `dtype` float32 and `fill(top, bottom, left, right, out)`, which may be
            called from several threads at once.
        """
        from matcher.scores.tiles import ScoreTiles

        return ScoreTiles(
            self,
            np.arange(self.shape[0]) if rows is None else rows,
            np.arange(self.shape[1]) if cols is None else cols,
        )

    def parts(self, rows: IntArray, cols: IntArray) -> dict[Part, IntArray]:
        """Points of each part, each of shape (r, c); the score is their sum."""
        values = self.values(rows, cols)
        return {part: to_points(self.weights[part], values[part]) for part in PARTS}

    def values(self, rows: IntArray, cols: IntArray) -> dict[Part, FloatArray]:
        """Value of each part, 0..1, each of shape (r, c)."""
        block = self._block(rows, cols)
        return {part: block.value(part) for part in PARTS}

    def values_of(self, part: Part, rows: IntArray, cols: IntArray) -> FloatArray:
        """Value of one part, 0..1, shape (r, c)."""
        return self._block(rows, cols).value(part)

    def pair(self, a: str, b: str) -> dict[Part, int]:
        """Points of each part for the left city `a` and the right city `b`."""
        points = self.parts(np.array([self.left.index(a)]), np.array([self.right.index(b)]))
        return {part: int(points[part][0, 0]) for part in PARTS}

    def pair_values(self, a: str, b: str) -> dict[Part, float]:
        """Value of each part, 0..1, for the left city `a` and the right city `b`."""
        values = self.values(np.array([self.left.index(a)]), np.array([self.right.index(b)]))
        return {part: float(values[part][0, 0]) for part in PARTS}

    def _block(self, rows: IntArray, cols: IntArray) -> Block:
        return Block(self, self.at_left[rows], self.at_right[cols])

    def _typical(self, permitted: Permission) -> Scales:
        fused: list[FloatArray] = []
        distances: list[FloatArray] = []
        for rows, cols in scale_blocks(permitted.shape):
            block = self._block(rows, cols)
            allowed = permitted.block(rows, cols)
            fused.append(block.fused[allowed & self._both(self.k_exchange, block)])
            apart = block.distance
            distances.append(apart[allowed & ~np.isnan(apart)])
        return replace(self.scales, benefit=median(fused), context=median(distances))

    def _means(self, permitted: Permission) -> Scales:
        mutual, challenge, co = ExactMean(), ExactMean(), ExactMean()
        for rows, cols in scale_blocks(permitted.shape):
            block = self._block(rows, cols)
            allowed = permitted.block(rows, cols)
            recorded = allowed & self._both(self.k_exchange, block)
            mutual.add(block.mutual[recorded])
            challenge.add(block.challenge[allowed & self._both(self.k_challenge, block)])
            co.add(block.co[recorded & block.exchanged])
        means = mutual.value, challenge.value, co.value
        return Scales(self.scales.benefit, self.scales.context, *means)

    @staticmethod
    def _both(k: FloatArray, block: Block) -> npt.NDArray[np.bool_]:
        return (k[block.at] > 0)[:, None] & (k[block.to] > 0)[None, :]

    @classmethod
    def _build(
        cls,
        profiles: Profiles,
        programme: Programme,
        sides: Sequence[Sequence[str]],
        vectorizer: ProfileVectorizer,
        scales: Scales,
    ) -> ScoreModel:
        left, right = tuple(sides[0]), tuple(sides[-1])
        members = sorted({*left, *right})
        cities = [profiles[city] for city in members]
        vectors = vectorizer.vectors(cities)
        roles = [programme.roles.of(city) for city in members]
        row = {city: index for index, city in enumerate(members)}
        prior = programme.unknown.prior_items
        records = record_counts(vectors.levels, roles, programme.unknown.inferred_counts)
        return cls(
            left=left,
            right=right,
            programme=programme,
            weights=integer_weights(programme.weights),
            vectorizer=vectorizer,
            vectors=vectors,
            benefit=build_benefit(
                vectors, vectorizer.capability_mean_, profiles.vocabulary, programme
            ),
            ties=build_ties(cities, profiles, programme),
            roles=np.array(roles, dtype="<U7"),
            k_exchange=confidence(records, prior),
            k_challenge=confidence(vectors.levels.n_needs, prior),
            at_left=np.array([row[city] for city in left], dtype=np.int64),
            at_right=np.array([row[city] for city in right], dtype=np.int64),
            scales=scales,
        )


def _vectorizer(profiles: Profiles, programme: Programme) -> ProfileVectorizer:
    emphasis = {theme.id: programme.emphasis.of(theme) for theme in profiles.vocabulary}
    return ProfileVectorizer(profiles.vocabulary.ids, programme.evidence, emphasis)
