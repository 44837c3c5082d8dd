"""What an ensemble gives back: one proved plan per scenario, and how often each pair is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

IntArray = npt.NDArray[np.int64]
TextArray = npt.NDArray[np.str_]

# Stands where a scenario has no plan: nobody can take it for a sum of weights.
NO_OBJECTIVE = int(np.iinfo(np.int64).min)
# Stands where no other plan exists to compare with.
NO_MARGIN = -1


@dataclass(frozen=True)
class Ensemble:
    """The optimal plan of every scenario of one instance.

    Parameters
    ----------
    shape : (int, int)
        Cities on the left and on the right; in one pool twice the same number.
    status : ndarray of shape (S,), str
        ``optimal`` or ``infeasible``, one per scenario.
    objective : ndarray of shape (S,), int64
        Sum of the weights of the pairs; `NO_OBJECTIVE` where the scenario is infeasible.
    starts : ndarray of shape (S + 1,), int64
    pairs : ndarray of shape (K, 2), int64
        Pairs of all plans end to end: plan s is ``pairs[starts[s]:starts[s + 1]]``, sorted.
    proof : ndarray of shape (S,), str
        What proved each plan: ``enumeration``, ``prices`` or another proof of `Result`; empty
        where infeasible.
    margin : ndarray of shape (S,), int64, or None
        By how much the plan beats the best plan that holds some other pair; `NO_MARGIN` where
        there is no such plan. Only enumeration gives it; otherwise None.
    seconds : float
    """

    shape: tuple[int, int]
    status: TextArray
    objective: IntArray
    starts: IntArray
    pairs: IntArray
    proof: TextArray
    margin: IntArray | None
    seconds: float

    def __len__(self) -> int:
        return len(self.objective)

    def plan(self, scenario: int) -> IntArray:
        """Pairs of one scenario, shape (k, 2), sorted."""
        at = range(len(self))[scenario]
        return self.pairs[self.starts[at] : self.starts[at + 1]]

    @property
    def frequency(self) -> csr_array:
        """In how many scenarios each pair is kept: sparse, shape (n, m), int64."""
        from scipy.sparse import coo_array

        ones = np.ones(len(self.pairs), dtype=np.int64)
        counted: Any = coo_array((ones, (self.pairs[:, 0], self.pairs[:, 1])), shape=self.shape)
        return counted.tocsr()


@dataclass(frozen=True)
class Solved:
    """Plans of a run of consecutive scenarios, before they are put end to end."""

    status: TextArray
    objective: IntArray
    sizes: IntArray
    pairs: IntArray
    proof: TextArray
    margin: IntArray | None = None


def joined(shape: tuple[int, int], parts: list[Solved], seconds: float) -> Ensemble:
    """Put runs of scenarios end to end, in order."""
    sizes = np.concatenate([np.zeros(1, dtype=np.int64), *(part.sizes for part in parts)])
    margins = [part.margin for part in parts if part.margin is not None]
    return Ensemble(
        shape=shape,
        status=np.concatenate([part.status for part in parts]),
        objective=np.concatenate([part.objective for part in parts]),
        starts=np.cumsum(sizes),
        pairs=np.concatenate([part.pairs for part in parts]),
        proof=np.concatenate([part.proof for part in parts]),
        margin=np.concatenate(margins) if len(margins) == len(parts) else None,
        seconds=seconds,
    )


def nothing(with_margin: bool) -> Solved:
    """The answer to no scenario at all."""
    none, text = np.empty(0, dtype=np.int64), np.empty(0, dtype="<U16")
    return Solved(
        text, none, none, np.empty((0, 2), dtype=np.int64), text, none if with_margin else None
    )


def gathered(plans: list[tuple[str, int, IntArray, str]]) -> Solved:
    """Put single plans end to end: status, objective, pairs and proof of each."""
    return Solved(
        status=np.array([status for status, *_ in plans], dtype="<U16"),
        objective=np.array([objective for _, objective, *_ in plans], dtype=np.int64),
        sizes=np.array([len(pairs) for *_, pairs, _ in plans], dtype=np.int64),
        pairs=np.concatenate(
            [np.empty((0, 2), dtype=np.int64), *(pairs for *_, pairs, _ in plans)]
        ),
        proof=np.array([proof for *_, proof in plans], dtype="<U16"),
    )


def without_plan(count: int, *, margin: bool = False) -> Solved:
    """Scenarios of which none has a plan."""
    return Solved(
        status=np.full(count, "infeasible", dtype="<U16"),
        objective=np.full(count, NO_OBJECTIVE),
        sizes=np.zeros(count, dtype=np.int64),
        pairs=np.empty((0, 2), dtype=np.int64),
        proof=np.full(count, "", dtype="<U16"),
        margin=np.full(count, NO_MARGIN) if margin else None,
    )
