"""A run of scenarios of two sides: what compiled code settles, and what it leaves, as plans."""

from __future__ import annotations

import numpy as np

from matcher.solve.ensemble_assignment import Assignment, Space, write_weights
from matcher.solve.ensemble_certificate import require_proved
from matcher.solve.ensemble_dense import best_pairs
from matcher.solve.ensemble_each import solve_each
from matcher.solve.ensemble_resolve import resolve
from matcher.solve.ensemble_result import NO_OBJECTIVE, Solved, without_plan
from matcher.solve.ensemble_scenarios import Layers
from matcher.solve.ensemble_settle import settle_run
from matcher.solve.ensemble_ties import canonical_pairs
from matcher.solve.instance import BoolArray, FloatArray

NO_BASE = (np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def solve_run(problem: Assignment | None, run: range) -> Solved:
    """Solve some scenarios, each from the base.

    Raises
    ------
    VerificationError
        When the prices of a scenario do not prove its plan.
    """
    if problem is None:
        return without_plan(len(run))
    # Weights of the required pairs, which are set aside: NaN where one is not permitted.
    asked = problem.scenarios.at(run, problem.limits.required)
    open_all = ~np.isnan(asked).any(axis=1)
    answer = _Answer(problem, len(run))
    left = open_all.copy()
    if isinstance(problem.scenarios, Layers):
        left &= ~_settle(problem, problem.scenarios, run, answer)
    space = Space.of(*problem.shape) if left.any() else None
    for at in np.flatnonzero(left).tolist():
        assert space is not None
        _solve_one(problem, run[at], space, answer, at)
    return answer.solved(np.asarray(open_all, dtype=bool), asked)


class _Answer:
    """Plans of a run as they come in: the column of each row, the value, the bonus in it."""

    def __init__(self, problem: Assignment, count: int) -> None:
        self.problem = problem
        self.col_of = np.full((count, problem.shape[0]), -1, dtype=np.int64)
        self.value = np.zeros(count, dtype=np.int64)
        self.bonus = np.zeros(count, dtype=np.int64)
        self.others: dict[int, Solved] = {}

    def solved(self, open_all: BoolArray, asked: FloatArray) -> Solved:
        """All plans end to end, required pairs among them, bonuses taken off."""
        problem, count = self.problem, len(self.value)
        scenario, row = np.nonzero(self.col_of >= 0)
        col = self.col_of[scenario, row]
        forced = np.bincount(
            scenario,
            weights=problem.row_forced[row].astype(float) + problem.col_forced[col],
            minlength=count,
        )
        wanted = int(problem.row_forced.sum() + problem.col_forced.sum())
        feasible = open_all & ((forced == wanted) | (self.bonus == 0))
        required = problem.limits.required
        partner = np.full((count, problem.limits.shape[0]), -1, dtype=np.int64)
        ends = problem.rows[row], problem.cols[col]
        left, right = ends[::-1] if problem.by_column else ends
        partner[scenario, left] = right
        partner[:, required[:, 0]] = required[:, 1]
        extra = np.nan_to_num(asked).astype(np.int64).sum(axis=1)
        objective = self.value - self.bonus * wanted + extra
        proof = np.where(feasible, "prices", "").astype("<U16")
        for at, other in self.others.items():
            feasible[at], objective[at] = other.status[0] == "optimal", other.objective[0]
            partner[at], proof[at] = -1, other.proof[0]
            partner[at, other.pairs[:, 0]] = other.pairs[:, 1]
        partner[~feasible] = -1
        scenario, left = np.nonzero(partner >= 0)
        return Solved(
            status=np.where(feasible, "optimal", "infeasible").astype("<U16"),
            objective=np.where(feasible, objective, NO_OBJECTIVE),
            sizes=np.bincount(scenario, minlength=count).astype(np.int64),
            pairs=np.column_stack([left, partner[scenario, left]]),
            proof=proof,
        )


def _settle(problem: Assignment, scenarios: Layers, run: range, answer: _Answer) -> BoolArray:
    """Let compiled code settle what it can; which scenarios it did."""
    assert problem.layers is not None
    points = scenarios.points[run.start : run.stop]
    answer.bonus[:] = problem.bonuses(points)
    settled = np.zeros(len(run), dtype=bool)
    settle_run(
        problem.layers,
        points,
        scenarios.minimum,
        answer.bonus,
        problem.row_forced,
        problem.col_forced,
        -1 if problem.most_pairs is None else problem.most_pairs,
        *(NO_BASE if problem.base is None else problem.base),
        answer.col_of,
        answer.value,
        settled,
    )
    return settled


def _solve_one(problem: Assignment, scenario: int, space: Space, answer: _Answer, at: int) -> None:
    weights = space.weights
    bonus = write_weights(problem, scenario, None, weights)
    if bonus < 0:
        # Too great for prices in 64 bits here; the single solver knows more ways.
        answer.others[at] = solve_each(
            problem.scenarios, problem.limits, range(scenario, scenario + 1)
        )
        return
    cohort = 0
    if problem.base is None:
        most = problem.shape[1] if problem.most_pairs is None else problem.most_pairs
        capped = problem.most_pairs is not None
        cohort = best_pairs(weights, most, capped, *space.prices, *space.partners)
    else:
        resolve(weights, *problem.base, *space.prices, *space.partners)
    proof = (*space.prices, cohort)
    tight = require_proved(weights, proof, space.partners, problem.most_pairs)
    found = canonical_pairs(
        weights, proof, space.partners, tight, problem.most_pairs, problem.by_column
    )
    answer.col_of[at] = -1
    answer.col_of[at, found[:, 0]] = found[:, 1]
    answer.value[at] = weights[found[:, 0], found[:, 1]].sum()
    answer.bonus[at] = bonus
