"""Other ways to the same optimum: peers, and models written out in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from ortools.sat.python import cp_model
from scipy.optimize import linear_sum_assignment


def heaviest_assignment(weights: np.ndarray) -> int:
    """Greatest weight when every city has at most one partner and may stay alone (scipy)."""
    gains = np.nan_to_num(np.maximum(weights, 0))
    return int(gains[linear_sum_assignment(gains, maximize=True)].sum())


def heaviest_whole_assignment(weights: np.ndarray) -> int:
    """Greatest weight when the smaller side must be matched whole (scipy)."""
    return int(weights[linear_sum_assignment(weights, maximize=True)].sum())


def heaviest_matching(weights: np.ndarray, *, all_matched: bool = False) -> int:
    """Greatest weight of a matching in one pool (networkx)."""
    graph = nx.Graph()
    for a, b in np.argwhere(np.triu(~np.isnan(weights), 1)).tolist():
        if all_matched or weights[a, b] > 0:
            graph.add_edge(a, b, weight=int(weights[a, b]))
    matching = nx.max_weight_matching(graph, maxcardinality=all_matched)
    assert not all_matched or 2 * len(matching) == len(weights)
    return sum(graph.edges[pair]["weight"] for pair in matching)


def sides_by_cp_sat(
    weights: np.ndarray,
    *,
    left_max: Any = 1,
    right_max: Any = 1,
    left_min: Any = 0,
    right_min: Any = 0,
    forbidden: Any = (),
    required: Any = (),
    unmatched_allowed: bool = True,
    max_pairs: int | None = None,
    left_groups: Any = (),
    right_groups: Any = (),
) -> int | None:
    """Value of the two-sided model, written out; None where there is no plan."""
    n, m = weights.shape
    must = (not unmatched_allowed and n <= m, not unmatched_allowed and m <= n)
    model = _Model(weights, np.argwhere(~np.isnan(weights)), forbidden, required)
    sides = ((n, left_min, left_max, left_groups), (m, right_min, right_max, right_groups))
    for side, (size, least, most, groups) in enumerate(sides):
        least, most = (np.broadcast_to(limit, size).tolist() for limit in (least, most))
        for city in range(size):
            low = max(least[city], int(must[side]))
            model.add(lambda pair, s=side, c=city: pair[s] == c, low, most[city])
        for members, cap in groups:
            model.add(lambda pair, s=side, g=members: pair[s] in g, 0, cap)
    model.add(lambda _: True, 0, n * m if max_pairs is None else max_pairs)
    return model.value()


def pool_by_cp_sat(
    weights: np.ndarray,
    *,
    min_partners: Any = 0,
    forbidden: Any = (),
    required: Any = (),
    unmatched_allowed: bool = True,
) -> int | None:
    """Value of the pool model with one partner each, written out; None where there is no plan."""
    n = len(weights)
    ordered = (np.sort(np.reshape(pairs, (-1, 2)), axis=1) for pairs in (forbidden, required))
    model = _Model(weights, np.argwhere(np.triu(~np.isnan(weights), 1)), *ordered)
    for city, least in enumerate(np.broadcast_to(min_partners, n).tolist()):
        low = max(least, int(not unmatched_allowed))
        model.add(lambda pair, c=city: c in pair, low, 1)
    return model.value()


class _Model:
    """One 0/1 variable for each open pair, and sums of them within limits."""

    def __init__(
        self, weights: np.ndarray, pairs: np.ndarray, forbidden: Any, required: Any
    ) -> None:
        barred = {tuple(pair) for pair in np.asarray(forbidden).tolist()}
        asked = {tuple(pair) for pair in np.asarray(required).tolist()}
        self._model = cp_model.CpModel()
        self._chosen = {
            (a, b): self._model.new_bool_var(f"{a} with {b}")
            for a, b in pairs.tolist()
            if (a, b) not in barred
        }
        self._possible = asked <= set(self._chosen)
        for pair in asked & set(self._chosen):
            self._model.add(self._chosen[pair] == 1)
        gains = (int(weights[pair]) * take for pair, take in self._chosen.items())
        self._model.maximize(sum(gains))

    def add(self, concerns: Callable[[tuple[int, int]], bool], least: int, most: int) -> None:
        """Bound the number of chosen pairs among those that are concerned."""
        pairs = [take for pair, take in self._chosen.items() if concerns(pair)]
        if pairs:
            self._model.add_linear_constraint(sum(pairs), least, most)
        elif least > 0:
            self._possible = False

    def value(self) -> int | None:
        """Greatest value, proved; None where there is no plan."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(self._model) if self._possible else cp_model.INFEASIBLE
        if status == cp_model.INFEASIBLE:
            return None
        assert status == cp_model.OPTIMAL
        return round(solver.objective_value)
