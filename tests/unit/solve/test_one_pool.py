"""One pool where solvers stop early or disagree: what is then claimed must still hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
@pytest.mark.parametrize("seed", [23, 46, 59, 65, 76, 103, 104])
def test_a_solve_cut_short_on_few_pairs_never_bounds_the_whole_pool(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = pool(seed)
    best = one_pool(weights, max_partners=2)
    whole_solve = integer_pool.best_value

    def cut_short(*arguments: Any) -> integer_pool.Answer:
        answer = whole_solve(*arguments)
        return answer if answer.chosen is None else replace(answer, proved=False)

    monkeypatch.setattr(integer_pool, "best_value", cut_short)
    result = one_pool(weights, max_partners=2)
    assert result.bound >= best.objective >= result.objective
