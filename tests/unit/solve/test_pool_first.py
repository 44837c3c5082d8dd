"""The plan a pool has without a search, and what a search that has no time answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.solve import one_pool
from matcher.solve.integer_pool import Pool
from matcher.solve.pool_first import first_plan


def pool(n: int, whole: list[int], **changes: object) -> Pool:
    pairs = np.argwhere(np.triu(np.ones((n, n), dtype=bool), 1))
    given: dict = {
        "pairs": pairs,
        "whole": np.array(whole),
        "required": np.zeros(len(pairs), dtype=bool),
        "least": np.zeros(n, dtype=int),
        "most": np.ones(n, dtype=int),
        "max_pairs": None,
    }
    return Pool(**{**given, **changes})


# Pairs of four cities in order: 01 02 03 12 13 23.
WHOLE = [9, 8, 1, 7, 6, 5]


def test_the_better_of_two_orders_is_taken() -> None:
    by_weight = first_plan(pool(4, WHOLE), np.zeros(6))
    by_slack = first_plan(pool(4, WHOLE), np.array([9.0, 0, 9, 9, 0, 9]))
    assert by_weight is not None
    assert by_slack is not None
    assert by_weight.pairs.tolist() == [[0, 1], [2, 3]]
    # 02 and 13 are worth as much as 01 and 23: the first order wins a tie.
    assert by_slack.pairs.tolist() == [[0, 2], [1, 3]]
    assert by_slack.value == by_weight.value == 14


def test_required_pairs_come_first_and_the_cohort_holds() -> None:
    must = np.array([False, False, True, False, False, False])
    found = first_plan(pool(4, WHOLE, required=must, max_pairs=1), np.zeros(6))
    assert found is not None
    assert found.pairs.tolist() == [[0, 3]]


def test_pairs_of_negative_worth_serve_minimums_only() -> None:
    whole = [-1, -2, -3, -4, -5, -6]
    idle = first_plan(pool(4, whole), np.zeros(6))
    assert idle is not None
    assert idle.value == 0
    due = first_plan(pool(4, whole, least=np.array([1, 1, 0, 0])), np.zeros(6))
    assert due is not None
    assert due.pairs.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    "changes",
    [
        {"least": np.array([1, 1, 1, 0]), "max_pairs": 1},
        {"required": np.array([True, True, False, False, False, False])},
        {"required": np.array([True, False, False, False, False, True]), "max_pairs": 1},
    ],
)
def test_what_no_greedy_plan_reaches_is_none(changes: dict) -> None:
    assert first_plan(pool(4, WHOLE, **changes), np.zeros(6)) is None


@given(st.integers(0, 2**32 - 1), st.integers(14, 40), st.integers(1, 3))
def test_a_search_without_time_still_answers_with_a_plan(seed: int, n: int, most: int) -> None:
    weights = np.random.default_rng(seed).integers(1, 10**6, (n, n))
    weights += weights.T
    found = one_pool(weights, max_partners=most, time_limit=0)
    assert found.status in ("feasible", "optimal")
    assert found.verified
    # No plan of fewer pairs than half of the largest one is left where every pair is worth a place.
    assert 2 * len(found.pairs) >= n * most // 2
    assert found.bound is not None
    assert found.objective is not None
    assert found.bound >= found.objective
