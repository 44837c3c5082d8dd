"""A second opinion on infeasibility: HiGHS on the bare counts, with no weights and no flow."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import IntArray

INFEASIBLE = 2


def another_solver_agrees(
    ends: IntArray,
    least: IntArray,
    most: IntArray,
    required: set[tuple[int, int]],
    max_pairs: int | None,
) -> bool:
    """Whether HiGHS, too, finds no set of pairs within the limits.

    Parameters
    ----------
    ends : ndarray of shape (k, 2)
        The two cities of each permitted pair, as nodes of one numbering.
    least, most : ndarray of shape (nodes,)
    required : set of (int, int)
        Pairs that must be used, as rows of `ends`.
    max_pairs : int or None
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    nodes, k = len(most), len(ends)
    known = {(int(a), int(b)) for a, b in ends}
    if (least > most).any() or not required <= known:
        return True
    if k == 0:
        return bool((least > 0).any())
    at = np.concatenate([ends[:, 0], ends[:, 1]])
    degree = csr_array((np.ones(2 * k), (at, np.tile(np.arange(k), 2))), shape=(nodes, k))
    must = np.array([(int(a), int(b)) in required for a, b in ends], dtype=float)
    answer = milp(
        np.zeros(k),
        integrality=np.ones(k, dtype=np.int64),
        bounds=Bounds(must, np.ones(k)),
        constraints=[
            LinearConstraint(degree, least.astype(float), most.astype(float)),
            LinearConstraint(np.ones((1, k)), 0, k if max_pairs is None else max_pairs),
        ],
    )
    return bool(answer.status == INFEASIBLE)
