"""The independent check as anyone can ask for it: a result against its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.solve.instance import (
    read_capacities,
    read_cohort,
    read_pairs,
    read_weights,
)
from matcher.solve.limits import read_groups
from matcher.solve.recheck import require_verified_one_pool, require_verified_two_sided
from matcher.solve.result import Result


def verify_two_sided(
    weights: Any,
    result: Result,
    *,
    left_max: npt.ArrayLike = 1,
    right_max: npt.ArrayLike = 1,
    left_min: npt.ArrayLike = 0,
    right_min: npt.ArrayLike = 0,
    forbidden: npt.ArrayLike | None = None,
    required: npt.ArrayLike | None = None,
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
    left_groups: Iterable[Any] | None = None,
    right_groups: Iterable[Any] | None = None,
) -> None:
    """Check a result of `two_sided` against its arguments.

    Raises
    ------
    VerificationError
        Naming what does not hold.
    """
    table = read_weights(weights)
    n, m = table.shape
    row_min, row_max = read_capacities(left_min, left_max, n, "left")
    col_min, col_max = read_capacities(right_min, right_max, m, "right")
    if not unmatched_allowed:
        row_min = np.maximum(row_min, 1) if n <= m else row_min
        col_min = np.maximum(col_min, 1) if m <= n else col_min
    require_verified_two_sided(
        weights_given=table,
        result=result,
        limits=(row_min, row_max, col_min, col_max),
        forbidden=read_pairs(forbidden, table.shape, "forbidden"),
        required=read_pairs(required, table.shape, "required"),
        max_pairs=read_cohort(max_pairs),
        groups=(
            read_groups(left_groups, n, "left_groups"),
            read_groups(right_groups, m, "right_groups"),
        ),
    )


def verify_one_pool(
    weights: Any,
    result: Result,
    *,
    max_partners: npt.ArrayLike = 1,
    min_partners: npt.ArrayLike = 0,
    forbidden: npt.ArrayLike | None = None,
    required: npt.ArrayLike | None = None,
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
) -> None:
    """Check a result of `one_pool` against its arguments; see `verify_two_sided`."""
    table = read_weights(weights, diagonal=False)
    least, most = read_capacities(min_partners, max_partners, table.shape[0], "partners")
    require_verified_one_pool(
        weights_given=table,
        result=result,
        limits=(least if unmatched_allowed else np.maximum(least, 1), most),
        forbidden=read_pairs(forbidden, table.shape, "forbidden"),
        required=read_pairs(required, table.shape, "required"),
        max_pairs=read_cohort(max_pairs),
    )
