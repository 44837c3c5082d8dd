"""One pool where solvers stop early or disagree: what is then claimed must still hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.solve import enumerate_pool, integer_pool, one_pool


@pytest.fixture
def no_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enumerate_pool, "STATES", 0)


def pool(seed: int, top: int = 1000) -> np.ndarray:
    upper = np.triu(np.random.default_rng(seed).integers(1, top, (9, 9)), 1)
    return upper + upper.T


@pytest.mark.usefixtures("no_enumeration")
@pytest.mark.parametrize("seed", range(15))
def test_a_solve_cut_short_on_few_pairs_never_bounds_the_whole_pool(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = pool(seed)
    best = one_pool(weights, max_partners=2, max_pairs=5)
    whole_solve = integer_pool.best_value

    def cut_short(kept: integer_pool.Pool, clock: integer_pool.Clock) -> integer_pool.Answer:
        answer = whole_solve(kept, clock)
        return answer if answer.chosen is None else replace(answer, proved=False)

    monkeypatch.setattr(integer_pool, "best_value", cut_short)
    result = one_pool(weights, max_partners=2, max_pairs=5)
    assert result.bound >= best.objective >= result.objective


@pytest.mark.parametrize(("value", "great"), [(-(10**12), 10**12), (1, 10**12)])
def test_values_past_the_tolerances_of_floats_are_checked_in_whole_numbers(
    value: int, great: int
) -> None:
    pairs = np.array([[0, 1], [2, 3]])
    model = integer_pool.Pool(
        pairs,
        np.array([great + value, -great]) if value > 0 else np.array([value, -1]),
        np.array([True, True]) if value > 0 else np.array([True, False]),
        np.zeros(4, dtype=np.int64),
        np.ones(4, dtype=np.int64),
        None,
    )
    assert integer_pool.second_opinion(model, value, integer_pool.Clock(None))
    assert not integer_pool.second_opinion(model, value - 1, integer_pool.Clock(None))
