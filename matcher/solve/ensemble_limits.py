"""What every plan of an ensemble must keep to, checked once for all scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import IntArray, read_capacities, read_cohort, read_pairs

SIDES = {"left_max": 1, "right_max": 1, "left_min": 0, "right_min": 0}
POOL = {"max_partners": 1, "min_partners": 0}


@dataclass(frozen=True)
class Limits:
    """Limits of one instance; cities of both sides stand in one row, left before right.

    Parameters
    ----------
    pool : bool
    shape : (int, int)
    least, most : ndarray of shape (n + m,), or (n,) in one pool
        Partners; `least` has ``unmatched_allowed=False`` in it.
    required : ndarray of shape (k, 2)
        In one pool a < b.
    max_pairs : int or None
    again : dict
        The arguments as `two_sided` and `one_pool` take them.
    """

    pool: bool
    shape: tuple[int, int]
    least: IntArray
    most: IntArray
    required: IntArray
    max_pairs: int | None
    again: dict[str, Any]

    @property
    def one_partner(self) -> bool:
        """Whether nobody may have more than one partner."""
        return bool((self.most <= 1).all())

    @property
    def offset(self) -> int:
        """Position of the first city of the right side in `least` and `most`."""
        return 0 if self.pool else self.shape[0]


def read_limits(
    shape: tuple[int, int],
    pool: bool,
    counts: dict[str, npt.ArrayLike],
    required: npt.ArrayLike | None,
    unmatched_allowed: bool,
    max_pairs: int | None,
) -> Limits:
    """Check the limits and put them in one form.

    Raises
    ------
    SolverInputError
        When one cannot be read, or belongs to the other shape.
    """
    n, m = shape
    mine, other = (POOL, SIDES) if pool else (SIDES, POOL)
    for name, default in other.items():
        if np.ndim(counts[name]) or counts[name] != default:
            raise SolverInputError(f"{name} says nothing of this shape; {', '.join(mine)} do")
    asked = read_pairs(required, shape, "required")
    if pool:
        least, most = read_capacities(counts["min_partners"], counts["max_partners"], n, "partners")
        asked = np.unique(np.sort(asked, axis=1), axis=0)
        whole = np.full(n, not unmatched_allowed)
    else:
        left, right = (
            read_capacities(counts[f"{side}_min"], counts[f"{side}_max"], size, side)
            for side, size in (("left", n), ("right", m))
        )
        least, most = np.concatenate([left[0], right[0]]), np.concatenate([left[1], right[1]])
        whole = np.repeat([n <= m, m <= n], [n, m]) & (not unmatched_allowed)
    cohort = read_cohort(max_pairs)
    return Limits(
        pool=pool,
        shape=shape,
        least=np.where(whole, np.maximum(least, 1), least),
        most=most,
        required=asked,
        max_pairs=cohort,
        again={name: counts[name] for name in mine}
        | {
            "required": asked,
            "unmatched_allowed": unmatched_allowed,
            "max_pairs": cohort,
        },
    )
