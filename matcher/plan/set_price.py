"""The price of an odd set, taken off the pairs that it counts band by band."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.plan.bands import Band


@dataclass(frozen=True)
class SetPrice:
    """An odd set by positions in the pool.

    Parameters
    ----------
    members : ndarray of shape (s,)
        Ascending.
    teeth : ndarray of shape (t, 2)
        Pairs a < b that count as if they were inside.
    price : float
    """

    members: npt.NDArray[np.int64]
    teeth: npt.NDArray[np.int64]
    price: float

    @classmethod
    def of(cls, members: Iterable[int], teeth: Iterable[tuple[int, int]], price: float) -> SetPrice:
        """From positions in any order."""
        listed = sorted((min(pair), max(pair)) for pair in teeth)
        return cls(
            np.array(sorted(set(members)), dtype=np.int64),
            np.array(listed, dtype=np.int64).reshape(-1, 2),
            price,
        )

    def take_off(self, excess: npt.NDArray[np.float64], band: Band) -> None:
        """Take the price off the pairs of a band that the set counts, in place."""
        members = self.members
        rows = members[(members >= band.top) & (members < band.bottom)] - band.top
        excess[np.ix_(rows, members[members >= band.first] - band.first)] -= self.price
        a, b = self.teeth[(self.teeth[:, 0] >= band.top) & (self.teeth[:, 0] < band.bottom)].T
        excess[a - band.top, b - band.first] -= self.price
