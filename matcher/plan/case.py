"""The problem behind a plan, on the scales of the plan, ready to be solved again under changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, PairRules, PairWeights, Pool, build_caps, build_pool
from matcher.errors import UnavailableError
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.plan.demand import Demand
from matcher.plan.document import PlanDocument
from matcher.plan.side_rules import SideRules
from matcher.programme.models import Programme
from matcher.scores.model import ScoreModel
from matcher.solve.result import Result

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
NamedPair = tuple[str, str]

# A table of all pairs is kept up to this many: 32 MB.
MOST_PAIRS = 4_000_000


@dataclass(frozen=True)
class Case:
    """Pool, rules, scores and demands behind a plan.

    Scores stay on the frozen scales of the plan whatever is changed, so a score never moves beneath
    an answer.

    Parameters
    ----------
    profiles : Profiles
    programme : Programme
        As it was applied, pins and forbidden pairs of the run included.
    state : dict
        The frozen state of the plan's scores.
    pool : Pool
    caps : tuple of CapGroup
    weights : PairWeights
    demand : Demand
    """

    profiles: Profiles
    programme: Programme
    state: dict[str, Any]
    pool: Pool
    caps: tuple[CapGroup, ...]
    weights: PairWeights
    demand: Demand

    @classmethod
    def of(cls, document: PlanDocument, profiles: Profiles) -> Case:
        """Rebuild the stages behind a stored plan."""
        return cls.build(profiles, document.settings, document.state)

    @classmethod
    def build(cls, profiles: Profiles, programme: Programme, state: dict[str, Any]) -> Case:
        """Build the stages of some profiles and a programme on scales that are given.

        Raises
        ------
        InputError
            When the sides or the caps of the programme overlap.
        """
        pool = build_pool(profiles, programme)
        caps = build_caps(profiles, programme, pool)
        model = ScoreModel.restore(profiles, programme, pool.sides, state)
        weights = PairWeights(model, PairRules(profiles, programme, pool))
        return cls.over(profiles, state, caps, weights)

    @classmethod
    def over(
        cls,
        profiles: Profiles,
        state: dict[str, Any],
        caps: tuple[CapGroup, ...],
        weights: PairWeights,
    ) -> Case:
        """Put together what was built: pool and programme are those of the rules."""
        programme, pool = weights.rules.programme, weights.rules.pool
        side = SideRules.of(profiles, weights, caps)
        demand = Demand.of(programme, pool, caps, side)
        return cls(profiles, programme, state, pool, caps, weights, demand)

    @cached_property
    def table(self) -> FloatArray:
        """Scores of all pairs, shape (n, m): whole numbers, NaN where a pair is not permitted.

        Raises
        ------
        UnavailableError
            Above `MOST_PAIRS` pairs.
        """
        n, m = self.weights.shape
        if n * m > MOST_PAIRS:
            raise UnavailableError(
                f"this question is answered for pools of up to {MOST_PAIRS:,} pairs; this one has "
                f"{n * m:,}"
            )
        table = self.weights.block(np.arange(n), np.arange(m))
        if not self.pool.two_sided:
            np.fill_diagonal(table, np.nan)
        table.flags.writeable = False
        return table

    def at(self, a: str, b: str) -> tuple[int, int]:
        """Position of a pair in `table`: left and right, or the smaller position first."""
        if self.pool.two_sided:
            a, b = self.oriented(a, b)
            return self.pool.left_at[a], self.pool.right_at[b]
        i, j = sorted((self.pool.left_at[a], self.pool.left_at[b]))
        return i, j

    def named(self, pairs: IntArray) -> list[NamedPair]:
        """Ids of pairs given by position, shape (k, 2)."""
        left, right = self.pool.left, self.pool.right
        return [(left[i], right[j]) for i, j in pairs.tolist()]

    def positions(self, pairs: Iterable[NamedPair]) -> IntArray:
        """Positions of pairs given by id, in either order, shape (k, 2), sorted, each once."""
        found = sorted({self.at(a, b) for a, b in pairs})
        return np.array(found, dtype=np.int64).reshape(-1, 2)

    def oriented(self, a: str, b: str) -> NamedPair:
        """The two ids in the order of the plan: left side first, or the smaller id."""
        if self.pool.two_sided:
            return (a, b) if a in self.pool.left_at or b in self.pool.right_at else (b, a)
        return (a, b) if a < b else (b, a)

    def solve(
        self,
        *,
        required: Iterable[NamedPair] = (),
        forbidden: Iterable[NamedPair] = (),
        **options: Any,
    ) -> Result:
        """Find the best plan with some pairs required or forbidden beside the programme's own."""
        n, m = self.weights.shape
        weights = self.table if n * m <= MOST_PAIRS else self.weights
        due = np.concatenate([self.demand.required, self.positions(required)])
        demand = replace(self.demand, required=np.unique(due, axis=0))
        return demand.solve(weights, forbidden=self.positions(forbidden), **options)

    def with_profiles(self, *changed: CityProfile) -> Case:
        """The case with cities replaced by changed ones of the same id, on the same scales."""
        return self.build(self.profiles.with_cities(*changed), self.programme, self.state)

    def with_programme(self, programme: Programme) -> Case:
        """The case under a changed programme; profiles and scales stay."""
        return self.build(self.profiles, programme, self.state)
