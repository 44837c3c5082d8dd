"""A flow that goes on from another costs as little as one from nothing, whatever the start."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.solve.circulation import Frame
from matcher.solve.flow import Arcs, circulate
from matcher.solve.limits import Group, Limits
from matcher.solve.priced import flow_repair
from matcher.solve.priced.flow_repair import Carried, repaired
from matcher.solve.priced.list_kernels import picked
from matcher.solve.priced.restricted import penalty
from matcher.solve.priced.shortlist import Listed

SPREAD = 10**6


def drawn_limits(random: np.random.Generator, n: int, m: int) -> Limits:
    """Capacities, and often minimums, a cohort and a group that holds another."""
    sometimes = lambda value, other: value if random.random() < 0.5 else other  # noqa: E731
    half = np.arange(n // 2)
    groups = (Group(half, int(random.integers(0, n))), Group(np.arange(n), n))
    return Limits(
        row_min=sometimes(random.integers(0, 2, n), np.zeros(n, dtype=np.int64)),
        row_max=random.integers(1, 4, n),
        col_min=sometimes(random.integers(0, 2, m), np.zeros(m, dtype=np.int64)),
        col_max=random.integers(1, 5, m),
        max_pairs=sometimes(int(random.integers(n + m, 2 * (n + m))), None),
        row_groups=sometimes(groups, ()),
    )


def drawn_pairs(random: np.random.Generator, n: int, m: int) -> Listed:
    listed = np.argwhere(random.random((n, m)) < 0.5)
    weights = random.integers(-SPREAD // 9, SPREAD, len(listed))
    every = np.ones(len(listed), dtype=bool)
    return Listed(*picked(listed[:, 0].copy(), listed[:, 1].copy(), weights, every, n))


def balanced(arcs: Arcs, flow: np.ndarray) -> bool:
    kept = (arcs.lower <= flow) & (flow <= arcs.upper)
    into, out = (np.zeros(arcs.nodes, dtype=np.int64) for _ in range(2))
    np.add.at(into, arcs.head, flow)
    np.add.at(out, arcs.tail, flow)
    return bool(kept.all() and (into == out).all())


@pytest.mark.parametrize("few", [0.0, 0.1, 1e9])
@pytest.mark.parametrize("seed", range(20))
def test_the_flow_is_best_from_any_start(
    seed: int, few: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_repair, "FEW", few)
    # A start from chance asks for more than one that is nearly right.
    monkeypatch.setattr(flow_repair, "PATIENCE", 10**6)
    random = np.random.default_rng(seed)
    n, m = random.integers(2, 40, 2).tolist()
    limits, listed = drawn_limits(random, n, m), drawn_pairs(random, n, m)
    frame = Frame.of(limits, penalty(limits, SPREAD))
    arcs = frame.arcs(listed.pairs, listed.whole)
    back = frame.back + len(listed.rows) if limits.max_pairs is None else None
    best = circulate(arcs)
    guess = random.integers(-SPREAD, SPREAD, arcs.nodes)
    start = random.integers(arcs.lower, np.minimum(arcs.upper, 5) + 1)
    for flow in (None, start):
        found = repaired(arcs, flow, guess, back)
        if best is None:
            assert found is None
            continue
        assert found is not None
        assert balanced(arcs, found)
        assert found @ arcs.cost == best @ arcs.cost


def test_a_flow_is_carried_to_a_longer_list() -> None:
    random = np.random.default_rng(1)
    few, many = drawn_pairs(random, 9, 7), drawn_pairs(random, 9, 7)
    whole = dict(zip(map(tuple, few.pairs), few.whole, strict=True))
    whole |= dict(zip(map(tuple, many.pairs), many.whole, strict=True))
    pairs = np.array(sorted(whole))
    weights = np.array([whole[tuple(pair)] for pair in pairs])
    every = np.ones(len(pairs), dtype=bool)
    longer = Listed(*picked(pairs[:, 0].copy(), pairs[:, 1].copy(), weights, every, 9))
    flow = np.concatenate([random.integers(0, 2, len(few.rows)), [5, 6]])
    over = Carried.of(few, flow).over(longer)
    assert over[-2:].tolist() == [5, 6]
    carried = longer.pairs[over[: len(pairs)] == 1]
    assert carried.tolist() == few.pairs[flow[: len(few.rows)] == 1].tolist()
