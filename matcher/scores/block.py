"""One block of pairs in numpy: each part's values, computed when asked for and not before."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matcher.programme.models import Part
from matcher.scores import formulas, raw
from matcher.scores.benefit import BENEFIT_TOP, CO_TOP
from matcher.vectors.quantise import LEVEL_TOP

if TYPE_CHECKING:
    from matcher.scores.model import ScoreModel

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class Block:
    """Values of the parts for `at` (r,) by `to` (c,), positions among the model's cities.

    Every value is a float64 array of shape (r, c) in 0..1.
    """

    def __init__(self, model: ScoreModel, at: IntArray, to: IntArray) -> None:
        self.model = model
        self.at = at
        self.to = to

    def value(self, part: Part) -> FloatArray:
        """Value of one part."""
        ties = self.model.ties
        compute: dict[Part, Callable[[], FloatArray]] = {
            "mutual_benefit": self._mutual_benefit,
            "shared_challenge": self._shared_challenge,
            "context": self._context,
            "co_benefit": self._co_benefit,
            "airshed": lambda: ties.airshed(self.at, self.to),
            "prior_links": lambda: ties.prior_links(self.at, self.to),
            "preferences": lambda: ties.preferences(self.at, self.to),
        }
        return compute[part]()

    @cached_property
    def forward(self) -> FloatArray:
        """Benefit of the columns from the rows, whole numbers."""
        return raw.directed(self.model.benefit, self.at, self.to)

    @cached_property
    def backward(self) -> FloatArray:
        """Benefit of the rows from the columns, whole numbers."""
        return np.ascontiguousarray(raw.directed(self.model.benefit, self.to, self.at).T)

    @cached_property
    def one_direction(self) -> tuple[BoolArray, BoolArray]:
        """Where only forward, and where only backward, counts: mentors give, learners receive."""
        row, col = self.model.roles[self.at][:, None], self.model.roles[self.to][None, :]
        gives = (row == "mentor") | (col == "learner")
        takes = (row == "learner") | (col == "mentor")
        return gives & ~takes, takes & ~gives

    @cached_property
    def fused(self) -> FloatArray:
        """The two directions as one share of need covered, 0..1."""
        rule = self.model.programme.benefit.fusion
        return raw.fuse(self.forward, self.backward, rule, *self.one_direction)

    @cached_property
    def mutual(self) -> FloatArray:
        """Mutual benefit before shrinkage: one half for a typical pair."""
        typical = self.model.scales.benefit * BENEFIT_TOP
        rule = FUSIONS[self.model.programme.benefit.fusion]
        value = rule(self.forward, self.backward, typical)
        only_forward, only_backward = self.one_direction
        for only, benefit in ((only_forward, self.forward), (only_backward, self.backward)):
            if only.any():
                value = np.where(only, formulas.single(benefit, typical), value)
        return value

    @cached_property
    def challenge(self) -> FloatArray:
        """Cosine of the recorded needs before shrinkage, or its complement."""
        dot, squares, other = raw.need_products(self.model.vectors, self.at, self.to)
        value = formulas.cosine(dot, squares[:, None], other[None, :])
        return 1 - value if self._complementary("shared_challenge") else value

    @cached_property
    def co(self) -> FloatArray:
        """Co-benefit share before shrinkage."""
        weighted = raw.directed_co(self.model.benefit, self.at, self.to)
        weighted += raw.directed_co(self.model.benefit, self.to, self.at).T
        return formulas.co_share(weighted, self.forward + self.backward, CO_TOP)

    @property
    def exchanged(self) -> BoolArray:
        """Where anything is exchanged at all."""
        return (self.forward + self.backward) > 0

    @cached_property
    def shared_and_apart(self) -> tuple[FloatArray, FloatArray]:
        """Context features both have, and their summed squared distance; whole numbers."""
        return raw.context_products(self.model.vectors, self.at, self.to)

    @property
    def distance(self) -> FloatArray:
        """Mean squared context distance, 0..1; NaN where nothing is shared."""
        shared, apart = self.shared_and_apart
        none: FloatArray = np.full_like(apart, np.nan)
        return np.divide(apart, shared * LEVEL_TOP**2, out=none, where=shared > 0)

    def _mutual_benefit(self) -> FloatArray:
        return formulas.towards(self.mutual, self._k, self.model.scales.mutual_benefit)

    def _shared_challenge(self) -> FloatArray:
        k = self.model.k_challenge[self.at][:, None] * self.model.k_challenge[self.to][None, :]
        return formulas.towards(self.challenge, k, self.model.scales.shared_challenge)

    def _co_benefit(self) -> FloatArray:
        k = np.where(self.exchanged, self._k, 0.0)
        return formulas.towards(self.co, k, self.model.scales.co_benefit)

    def _context(self) -> FloatArray:
        shared, apart = self.shared_and_apart
        scale = self.model.scales.context
        if scale == 0:
            value = formulas.sameness(shared, apart)
        else:
            value = formulas.nearness(shared, apart, scale * LEVEL_TOP**2)
        return 1 - value if self._complementary("context") else value

    @cached_property
    def _k(self) -> FloatArray:
        k: FloatArray = self.model.k_exchange[self.at][:, None] * self.model.k_exchange[self.to]
        return k

    def _complementary(self, part: Part) -> bool:
        return self.model.programme.reward.get(part) == "complementary"


FUSIONS: dict[str, Callable[[FloatArray, FloatArray, float], FloatArray]] = {
    "harmonic": formulas.harmonic,
    "mean": formulas.mean,
    "one_way": formulas.one_way,
}
