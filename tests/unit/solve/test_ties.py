"""Ties: the canonical plan at sizes where many plans are equally good, quickly."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np
import pytest

from matcher.solve import two_sided
from matcher.solve.flow import Arcs, circulate
from matcher.solve.ties import canonical_on_face


@pytest.mark.parametrize("size", [1, 10, 60])
def test_all_equal_weights_give_the_diagonal(size: int) -> None:
    pairs = two_sided(np.full((size, size), 3)).pairs
    assert pairs.tolist() == [[i, i] for i in range(size)]


def test_a_cohort_among_equals_takes_the_first_cities() -> None:
    pairs = two_sided(np.full((40, 40), 3), max_pairs=10).pairs
    assert pairs.tolist() == [[i, i] for i in range(10)]


def canonical_by_solving_again(table: np.ndarray, **limits: Any) -> list[list[int]]:
    """Decide each pair in order by a whole solve that must still reach value and number."""
    counted = table * 1000 + 1
    target = two_sided(counted, **limits).objective
    taken: list[tuple[int, int]] = []
    for i, j in np.ndindex(table.shape):
        result = two_sided(counted, required=[*taken, (i, j)], **limits)
        if result.objective == target:
            taken.append((i, j))
    return [list(pair) for pair in taken]


@pytest.mark.parametrize("limits", [{}, {"max_pairs": 4}, {"left_max": 2, "right_max": 2}], ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_the_canonical_plan_is_the_one_that_solving_again_finds(
    seed: int, limits: dict[str, Any]
) -> None:
    table = np.random.default_rng(seed).integers(0, 3, (8, 7))
    assert two_sided(table, **limits).pairs.tolist() == canonical_by_solving_again(table, **limits)


def test_a_cohort_among_two_hundred_equals_is_chosen_in_seconds() -> None:
    started = perf_counter()
    assert len(two_sided(np.full((200, 200), 7), max_pairs=50).pairs) == 50
    assert perf_counter() - started < 10


def test_five_hundred_equals_a_side_are_put_in_order_in_seconds() -> None:
    started = perf_counter()
    pairs = two_sided(np.full((500, 500), 7)).pairs
    assert pairs.tolist() == [[i, i] for i in range(500)]
    assert perf_counter() - started < 10


def test_the_face_alone_gives_the_canonical_plan() -> None:
    # Two rows may each take two columns at no cost, and now hold them crosswise.
    ones, none = np.ones(4, dtype=np.int64), np.zeros(4, dtype=np.int64)
    face = Arcs(np.array([0, 0, 1, 1]), np.array([2, 3, 2, 3]), none, ones, none, 4)
    flow = canonical_on_face(face, np.array([0, 1, 1, 0]), 4)
    assert flow.tolist() == [1, 0, 0, 1]


def test_what_no_circle_of_free_arcs_passes_stays() -> None:
    ones, none = np.ones(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    face = Arcs(np.array([0, 0, 1]), np.array([2, 3, 3]), none, ones, none, 4)
    assert canonical_on_face(face, np.array([0, 1, 0]), 3).tolist() == [0, 1, 0]


def test_pairs_that_no_other_can_replace_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.solve import ties

    searched: list[int] = []
    real = ties.smallest_list
    monkeypatch.setattr(
        ties,
        "smallest_list",
        lambda arcs, flow, pairs: searched.append(len(flow)) or real(arcs, flow, pairs),
    )
    weights = np.random.default_rng(0).integers(0, 10**6, (30, 30))
    for regime in ("small", "large"):
        assert len(two_sided(weights, right_max=2, regime=regime).pairs) == 30
    assert max(searched, default=0) < 10


@pytest.mark.parametrize("seed", range(40))
def test_compiled_code_takes_the_same_pairs(seed: int) -> None:
    """Few different weights, several partners: large faces on which any order of search may go."""
    from matcher.solve.free_graph import FreeGraph
    from matcher.solve.free_kernels import smallest

    random = np.random.default_rng(seed)
    n, m = random.integers(2, 14, 2).tolist()
    # Pairs from n rows to m columns, all rows from one node and all columns back to it.
    rows, cols = np.divmod(np.arange(n * m), m)
    kept = random.random(n * m) < random.choice([0.3, 0.7, 1.0])
    rows, cols = rows[kept], cols[kept]
    hub = n + m
    tail = np.concatenate([rows, np.full(n, hub), n + np.arange(m)])
    head = np.concatenate([n + cols, np.arange(n), np.full(m, hub)])
    most = random.integers(1, 3, n + m)
    upper = np.concatenate([np.ones(len(rows), dtype=np.int64), most])
    lower = np.zeros(len(upper), dtype=np.int64)
    cost = np.concatenate([-np.ones(len(rows), dtype=np.int64), np.zeros(n + m, dtype=np.int64)])
    arcs = Arcs(tail, head, lower, upper, cost, hub + 1)
    flow = circulate(arcs)
    assert flow is not None
    one, other = (
        found[: len(rows)]
        for found in (
            FreeGraph(arcs, flow).smallest(len(rows)),
            smallest(arcs, flow, len(rows)),
        )
    )
    assert one.tolist() == other.tolist()
