"""A second opinion on infeasibility: HiGHS on the bare counts, with no weights and no flow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.solve.instance import BoolArray, IntArray

INFEASIBLE = 2


def another_solver_agrees(
    ends: IntArray,
    least: IntArray,
    most: IntArray,
    required: set[tuple[int, int]],
    max_pairs: int | None,
    groups: Sequence[tuple[IntArray, int]] = (),
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
    groups : sequence of (ndarray, int)
        Nodes that take part in at most so many pairs together, each pair counting once.
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
            *(
                LinearConstraint(np.isin(ends, members).any(axis=1, keepdims=True).T * 1.0, 0, cap)
                for members, cap in groups
            ),
        ],
    )
    if answer.status == INFEASIBLE or answer.x is not None:
        return bool(answer.status == INFEASIBLE)
    # HiGHS broke down, which says nothing.
    return _by_constraints(ends, least, most, must > 0, max_pairs, groups)


def _by_constraints(
    ends: IntArray,
    least: IntArray,
    most: IntArray,
    must: BoolArray,
    max_pairs: int | None,
    groups: Sequence[tuple[IntArray, int]],
) -> bool:
    """The same question to CP-SAT."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in ends]
    at: list[list[Any]] = [[] for _ in most]
    for variable, asked, (a, b) in zip(x, np.asarray(must), ends.tolist(), strict=True):
        at[a].append(variable)
        at[b].append(variable)
        if asked:
            model.add(variable == 1)
    for node, taken in enumerate(at):
        model.add_linear_constraint(sum(taken), int(least[node]), int(most[node]))
    if max_pairs is not None:
        model.add(sum(x) <= max_pairs)
    for members, cap in groups:
        inside = np.flatnonzero(np.isin(ends, members).any(axis=1))
        model.add(sum(x[k] for k in inside.tolist()) <= cap)
    solver = cp_model.CpSolver()
    # CP-SAT would leave the interrupt signal to the system instead of to us.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    return bool(solver.solve(model) == cp_model.INFEASIBLE)
