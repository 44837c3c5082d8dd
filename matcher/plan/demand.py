"""What a programme asks of any plan, by position: the arguments that the solvers take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, Pool
from matcher.candidates.caps import by_position
from matcher.plan.due import due_pairs
from matcher.plan.side_rules import SideRules
from matcher.programme.models import Programme
from matcher.solve import one_pool, two_sided
from matcher.solve.result import Result

IntArray = npt.NDArray[np.int64]
Groups = tuple[tuple[Sequence[int], int], ...]


@dataclass(frozen=True)
class Demand:
    """Capacities and rules of one pool, ready for a solver.

    Parameters
    ----------
    two_sided : bool
        Whether there are two sides; in one pool the right side repeats the left.
    left_min, left_max, right_min, right_max : ndarray of shape (n,), (m,), int64
        Least and most partners of each city.
    required : ndarray of shape (k, 2), int64
        Pairs that are in every plan; in one pool the smaller position first.
    max_pairs : int or None
        Size of the cohort.
    left_groups, right_groups : tuple of (positions, int)
        Cities of two sides that take part in at most so many pairs together.
    side : SideRules or None
        Quotas, and caps in one pool.
    """

    two_sided: bool
    left_min: IntArray
    left_max: IntArray
    right_min: IntArray
    right_max: IntArray
    required: IntArray
    max_pairs: int | None = None
    left_groups: Groups = ()
    right_groups: Groups = ()
    side: SideRules | None = None

    @classmethod
    def of(
        cls,
        programme: Programme,
        pool: Pool,
        caps: Sequence[CapGroup] = (),
        side: SideRules | None = None,
    ) -> Demand:
        """Read capacities, required pairs, cohort and caps of a programme."""
        flows = caps if pool.two_sided else ()
        (left_min, left_max), (right_min, right_max) = (
            _capacities(programme, cities) for cities in (pool.left, pool.right)
        )
        return cls(
            two_sided=pool.two_sided,
            left_min=left_min,
            left_max=left_max,
            right_min=right_min,
            right_max=right_max,
            required=due_pairs(programme.rules.required, pool),
            max_pairs=programme.max_pairs,
            left_groups=tuple(by_position(flows, pool, "left")),
            right_groups=tuple(by_position(flows, pool, "right")),
            side=side,
        )

    def solve(
        self, weights: Any, *, forbidden: npt.ArrayLike | None = None, **options: Any
    ) -> Result:
        """Find the best plan for some weights.

        Parameters
        ----------
        weights : array-like, or object with .shape and .block
            As `matcher.solve.two_sided` takes them.
        forbidden : array-like of shape (k, 2), optional
            Pairs that may not be chosen, beside those that the weights bar.
        options
            `time_limit`, `stop`, `progress`, `threads`. Under quotas, and caps in one pool, only
            the first has a meaning.

        Returns
        -------
        Result
            Under quotas the objective is the points less what soft quotas cost.
        """
        if self.side is not None:
            from matcher.plan.ruled import best_under_rules

            return best_under_rules(self, weights, forbidden, options.get("time_limit"))
        if not self.two_sided:
            return one_pool(
                weights,
                max_partners=self.left_max,
                min_partners=self.left_min,
                forbidden=forbidden,
                required=self.required,
                max_pairs=self.max_pairs,
                **options,
            )
        return two_sided(
            weights,
            left_max=self.left_max,
            right_max=self.right_max,
            left_min=self.left_min,
            right_min=self.right_min,
            forbidden=forbidden,
            required=self.required,
            max_pairs=self.max_pairs,
            left_groups=self.left_groups,
            right_groups=self.right_groups,
            **options,
        )

    def listing_with(self, other: Demand) -> Demand:
        """The demand with the plans that another of the same limits and pairs has listed."""
        if self.side is None or other.side is None:
            return self
        return replace(self, side=replace(self.side, lists=other.side.lists))


def _capacities(programme: Programme, cities: tuple[str, ...]) -> tuple[IntArray, IntArray]:
    of = [programme.capacities.of(city) for city in cities]
    return (
        np.array([capacity.minimum for capacity in of], dtype=np.int64),
        np.array([capacity.maximum for capacity in of], dtype=np.int64),
    )
