"""CP-SAT on a model: one worker, a fixed seed, and a status that says what was proved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.ruled.model import FREE, Model

Outcome = Literal["optimal", "feasible", "infeasible", "unknown"]
OUTCOMES: dict[str, Outcome] = {
    "OPTIMAL": "optimal",
    "FEASIBLE": "feasible",
    "INFEASIBLE": "infeasible",
}


@dataclass(frozen=True)
class Answer:
    """What CP-SAT found.

    Parameters
    ----------
    outcome : {"optimal", "feasible", "infeasible", "unknown"}
    values : ndarray of shape (columns,), int64, or None
    value : int or None
        Gain of the values.
    bound : int or None
        No values gain more.
    """

    outcome: Outcome
    values: IntArray | None = None
    value: int | None = None
    bound: int | None = None


def maximise(
    model: Model,
    gain: IntArray,
    clock: Clock,
    *,
    hint: IntArray | None = None,
    spare: bool = False,
) -> Answer:
    """Find values of the columns of greatest gain.

    Parameters
    ----------
    model : Model
    gain : ndarray of shape (columns,), int64
    clock : Clock
    hint : ndarray of shape (columns,), optional
        Good values to begin with.
    spare : bool, default=False
        State every line as an equation with what is left over, and search in another order.
    """
    from ortools.sat.python import cp_model

    if any(line.least > line.most for line in model.lines) or (model.low > model.high).any():
        return Answer("infeasible")
    if clock.over:
        return Answer("unknown")
    live = model.live()
    program, x = _program(cp_model, model.shrunk(live), spare)
    at = np.flatnonzero(gain[live])
    program.maximize(_sum(cp_model, x, at, gain[live][at]))
    if hint is not None:
        for variable, value in zip(x, hint[live].tolist(), strict=True):
            program.add_hint(variable, value)
    solver = cp_model.CpSolver()
    # CP-SAT would leave the interrupt signal to the system instead of to us.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = int(spare)
    # The linear relaxation is nearly tight here; without it in full, proofs take minutes.
    solver.parameters.linearization_level = 2
    left = clock.left
    if left is not None:
        solver.parameters.max_time_in_seconds = left
    if clock.work is not None:
        solver.parameters.max_deterministic_time = clock.work
    outcome = OUTCOMES.get(solver.status_name(solver.solve(program)), "unknown")
    if outcome in ("infeasible", "unknown"):
        return Answer(outcome)
    values = model.low.copy()
    values[live] = [solver.value(variable) for variable in x]
    value = int(gain @ values)
    if outcome == "optimal":
        return Answer(outcome, values, value, value)
    rest = int(gain @ model.low) - int(gain[live] @ model.low[live])
    return Answer(outcome, values, value, round(solver.best_objective_bound) + rest)


def _program(cp_model: Any, model: Model, spare: bool) -> tuple[Any, list[Any]]:
    program = cp_model.CpModel()
    x = [
        program.new_int_var(low, high, "")
        for low, high in zip(model.low.tolist(), model.high.tolist(), strict=True)
    ]
    for line in model.lines:
        if not len(line.columns):
            if not line.least <= 0 <= line.most:
                program.add_bool_or([])
            continue
        total = _sum(cp_model, x, line.columns, line.coefficients)
        if spare and line.most < FREE:
            reach = line.coefficients * np.where(
                line.coefficients > 0, model.low[line.columns], model.high[line.columns]
            )
            room = line.most - max(line.least, int(reach.sum()))
            if room < 0:
                program.add_bool_or([])
                continue
            program.add(total + program.new_int_var(0, room, "") == line.most)
        else:
            program.add_linear_constraint(total, line.least, line.most)
    return program, x


def _sum(cp_model: Any, x: list[Any], columns: IntArray, coefficients: IntArray) -> Any:
    chosen = [x[k] for k in columns.tolist()]
    return cp_model.LinearExpr.weighted_sum(chosen, coefficients.tolist())
