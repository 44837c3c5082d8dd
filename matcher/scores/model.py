"""The score model of one pool: seven parts in points, by block or for one pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.intake.profiles import Profiles
from matcher.programme.models import PARTS, Part, Programme
from matcher.scores import raw
from matcher.scores.benefit import Benefit, build_benefit, record_counts
from matcher.scores.points import integer_weights, to_points
from matcher.scores.scales import Permission, Scales, scale_blocks
from matcher.scores.shrink import ExactMean, confidence, median, nearness, saturate, shrink
from matcher.scores.ties import Ties, build_ties
from matcher.vectors.profile_vectorizer import CityVectors, ProfileVectorizer

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
        """Scores of left `rows` with right `cols` in points, shape (r, c), int64."""
        total = np.zeros((len(rows), len(cols)), dtype=np.int64)
        for points in self.parts(rows, cols).values():
            total += points
        return total

    def parts(self, rows: IntArray, cols: IntArray) -> dict[Part, IntArray]:
        """Points of each part, each of shape (r, c); the score is their sum."""
        values = self.values(rows, cols)
        return {part: to_points(self.weights[part], values[part]) for part in PARTS}

    def values(self, rows: IntArray, cols: IntArray) -> dict[Part, FloatArray]:
        """Value of each part, 0..1, each of shape (r, c)."""
        at, to = self.at_left[rows], self.at_right[cols]
        mutual, challenge, co, exchanged = self._raw(at, to)
        k = self.k_exchange[at][:, None] * self.k_exchange[to][None, :]
        k_challenge = self.k_challenge[at][:, None] * self.k_challenge[to][None, :]
        scales = self.scales
        return {
            "mutual_benefit": shrink(mutual, k, scales.mutual_benefit),
            "shared_challenge": shrink(challenge, k_challenge, scales.shared_challenge),
            "context": self._context(at, to),
            "co_benefit": shrink(co, np.where(exchanged, k, 0.0), scales.co_benefit),
            "airshed": self.ties.airshed(at, to),
            "prior_links": self.ties.prior_links(at, to),
            "preferences": self.ties.preferences(at, to),
        }

    def pair(self, a: str, b: str) -> dict[Part, int]:
        """Points of each part for the left city `a` and the right city `b`."""
        points = self.parts(np.array([self.left.index(a)]), np.array([self.right.index(b)]))
        return {part: int(points[part][0, 0]) for part in PARTS}

    def pair_values(self, a: str, b: str) -> dict[Part, float]:
        """Value of each part, 0..1, for the left city `a` and the right city `b`."""
        values = self.values(np.array([self.left.index(a)]), np.array([self.right.index(b)]))
        return {part: float(values[part][0, 0]) for part in PARTS}

    def _raw(
        self, at: IntArray, to: IntArray
    ) -> tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.bool_]]:
        forward, backward = raw.directed(self.benefit, at, to)
        fused = self._fused(forward, backward, at, to)
        challenge = raw.need_cosine(self.vectors, at, to)
        if self.programme.reward.get("shared_challenge") == "complementary":
            challenge = 1 - challenge
        co, exchanged = raw.co_share(self.benefit, at, to, forward, backward)
        return saturate(fused, self.scales.benefit), challenge, co, exchanged

    def _fused(
        self, forward: FloatArray, backward: FloatArray, at: IntArray, to: IntArray
    ) -> FloatArray:
        rule = self.programme.benefit.fusion
        return raw.fuse(forward, backward, rule, self.roles[at], self.roles[to])

    def _context(self, at: IntArray, to: IntArray) -> FloatArray:
        distance = raw.context_distance(self.vectors, at, to)
        value = np.where(np.isnan(distance), 0.5, nearness(distance, self.scales.context))
        complementary = self.programme.reward.get("context") == "complementary"
        return 1 - value if complementary else value

    def _typical(self, permitted: Permission) -> Scales:
        fused: list[FloatArray] = []
        distances: list[FloatArray] = []
        for rows, cols in scale_blocks(permitted.shape):
            at, to = self.at_left[rows], self.at_right[cols]
            allowed = permitted.block(rows, cols)
            recorded = allowed & self._both(self.k_exchange, at, to)
            forward, backward = raw.directed(self.benefit, at, to)
            fused.append(self._fused(forward, backward, at, to)[recorded])
            apart = raw.context_distance(self.vectors, at, to)
            distances.append(apart[allowed & ~np.isnan(apart)])
        return replace(self.scales, benefit=median(fused), context=median(distances))

    def _means(self, permitted: Permission) -> Scales:
        means = ExactMean(), ExactMean(), ExactMean()
        for rows, cols in scale_blocks(permitted.shape):
            at, to = self.at_left[rows], self.at_right[cols]
            allowed = permitted.block(rows, cols)
            mutual, challenge, co, exchanged = self._raw(at, to)
            recorded = allowed & self._both(self.k_exchange, at, to)
            means[0].add(mutual[recorded])
            means[1].add(challenge[allowed & self._both(self.k_challenge, at, to)])
            means[2].add(co[recorded & exchanged])
        return Scales(self.scales.benefit, self.scales.context, *(mean.value for mean in means))

    def _both(self, k: FloatArray, at: IntArray, to: IntArray) -> npt.NDArray[np.bool_]:
        return (k[at] > 0)[:, None] & (k[to] > 0)[None, :]

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
