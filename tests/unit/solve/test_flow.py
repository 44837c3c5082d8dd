"""The exact finish of the flow: a negative cycle is found whenever there is one, and only then."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.solve import flow as flow_module
from matcher.solve.flow import Arcs, Residual, circulate
from matcher.solve.limits import Limits
from matcher.solve.network import Problem


def assignment(table: np.ndarray) -> Problem:
    n, m = table.shape
    zeros, ones = np.zeros, np.ones
    return Problem(
        table.astype(np.int64),
        ones((n, m), dtype=bool),
        zeros((n, m), dtype=bool),
        Limits(
            zeros(n, dtype=np.int64),
            ones(n, dtype=np.int64),
            zeros(m, dtype=np.int64),
            ones(m, dtype=np.int64),
        ),
    )


def cost(arcs: Arcs, units: np.ndarray) -> int:
    return sum(int(c) * int(u) for c, u in zip(arcs.cost, units, strict=True))


def require_circulation(arcs: Arcs, units: np.ndarray) -> None:
    assert (units >= arcs.lower).all()
    assert (units <= arcs.upper).all()
    balance = np.zeros(arcs.nodes, dtype=np.int64)
    np.add.at(balance, arcs.head, units)
    np.subtract.at(balance, arcs.tail, units)
    assert not balance.any()


@pytest.mark.parametrize("great", [9, 10**6, 2**52])
@pytest.mark.parametrize("size", [1, 2, 5, 12])
def test_the_exact_finish_repairs_even_an_empty_flow(
    great: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = np.random.default_rng([great, size]).integers(-great, great, (size, size + 1))
    arcs = assignment(table).arcs
    best = circulate(arcs)
    monkeypatch.setattr(flow_module, "solver_flow", lambda arcs, cost: arcs.lower.copy())
    repaired = circulate(arcs)
    assert best is not None
    assert repaired is not None
    require_circulation(arcs, repaired)
    assert cost(arcs, repaired) == cost(arcs, best)


@pytest.mark.parametrize("seed", range(20))
def test_a_cycle_that_is_found_is_closed_and_negative(seed: int) -> None:
    table = np.random.default_rng(seed).integers(-50, 100, (6, 5))
    residual = Residual.of(arcs := assignment(table).arcs, arcs.lower)
    cycle = residual.negative_cycle()
    assert cycle is not None
    assert residual.cost[cycle].sum() < 0
    assert (residual.head[cycle] == np.roll(residual.tail[cycle], -1)).all()


@pytest.mark.parametrize("seed", range(20))
def test_centred_potentials_keep_every_residual_arc(seed: int) -> None:
    table = np.random.default_rng(seed).integers(-50, 100, (6, 5))
    arcs = assignment(table).arcs
    units = circulate(arcs)
    assert units is not None
    residual = Residual.of(arcs, units)
    assert residual.negative_cycle() is None
    potential = residual.centred(0)
    assert potential[0] == 0
    assert (potential[residual.head] <= potential[residual.tail] + residual.cost).all()


def test_bounds_that_no_flow_meets_give_none() -> None:
    one = np.ones(1, dtype=np.int64)
    assert circulate(Arcs(0 * one, one, one, one, 0 * one, 2)) is None
