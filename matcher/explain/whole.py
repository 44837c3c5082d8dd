"""What questions about a whole plan start from: the problem behind it, its pairs by position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matcher.errors import InputError, Problem
from matcher.explain.asked import require_city
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument
from matcher.plan.ruled import ruled_problem, side_rows

if TYPE_CHECKING:
    from matcher.solve.ruled import Problem as Instance
    from matcher.solve.ruled import Row


@dataclass(frozen=True)
class Whole:
    """A plan and the problem behind it.

    Parameters
    ----------
    document : PlanDocument
    case : Case
    problem : Problem
        Cities are numbered through both sides, as `ids` lists them.
    pairs : ndarray of shape (k, 2), int64
        The exchanges of the plan by position.
    rows : list of Row
        Its quotas, and caps in one pool.
    """

    document: PlanDocument
    case: Case
    problem: Instance
    pairs: npt.NDArray[np.int64]
    rows: list[Row]

    @classmethod
    def of(cls, document: PlanDocument, profiles: Profiles) -> Whole:
        """Rebuild the problem behind a plan.

        Raises
        ------
        InputError
            When there is no plan, or the profiles are not those it was made from.
        UnavailableError
            When the pool is too large for questions about the whole plan.
        """
        if document.objective is None:
            raise InputError(
                "there is no plan to ask about",
                [Problem("no_plan", " ".join(document.reasons) or "the search found none")],
            )
        for city in document.cities:
            require_city(document, profiles, city)
        case = Case.of(document, profiles)
        pairs = case.positions((pair.a, pair.b) for pair in document.pairs)
        problem = ruled_problem(case)
        return cls(document, case, problem, pairs, side_rows(case.demand, problem))

    @property
    def ids(self) -> list[str]:
        """City ids in the numbering of the problem."""
        pool = self.case.pool
        return [*pool.left, *pool.right] if pool.two_sided else list(pool.left)

    def name(self, city: str) -> str:
        """Name of a city."""
        return self.document.cities[city].name
