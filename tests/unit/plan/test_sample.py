"""Pairs drawn for the check are outside the plan, distinct, and cost no memory to draw."""

from __future__ import annotations

import tracemalloc

import pytest

from matcher.candidates import Pool
from matcher.plan.sample import SAMPLE, SHUFFLED, pairs_outside


def pool(n: int, m: int | None = None) -> Pool:
    left = tuple(f"cn-{i:06d}" for i in range(n))
    return Pool((left,) if m is None else (left, tuple(f"us-{j:06d}" for j in range(m))), ())


@pytest.mark.parametrize("people", [pool(20, 70), pool(60), pool(400, 300), pool(700)])
def test_drawn_pairs_are_distinct_and_outside_the_plan(people: Pool) -> None:
    n, m = len(people.left), len(people.right)
    chosen = [(i, i + 1) for i in range(min(n, m) - 1)]
    drawn = pairs_outside(people, [(j, i) for i, j in chosen] if not people.two_sided else chosen)
    assert len(set(drawn)) == len(drawn) == SAMPLE
    assert not set(drawn) & set(chosen)
    assert all(0 <= i < n and 0 <= j < m for i, j in drawn)
    assert people.two_sided or all(i < j for i, j in drawn)
    assert drawn == pairs_outside(people, chosen)


@pytest.mark.parametrize("people", [pool(5, 6), pool(9)])
def test_where_there_are_fewer_pairs_all_of_them_are_drawn(people: Pool) -> None:
    n, m = len(people.left), len(people.right)
    every = {(i, j) for i in range(n) for j in range(m) if people.two_sided or i < j}
    chosen = {(0, 1), (2, 3)}
    assert set(pairs_outside(people, chosen)) == every - chosen


def test_a_plan_that_leaves_one_pair_of_many_is_still_sampled() -> None:
    people = pool(300, 300)
    assert SHUFFLED < 300 * 300
    chosen = [(i, j) for i in range(300) for j in range(300) if (i, j) != (7, 8)]
    assert pairs_outside(people, chosen) == [(7, 8)]


def test_a_pool_without_pairs_gives_none() -> None:
    for people in (pool(0), pool(1), pool(0, 3)):
        assert pairs_outside(people, []) == []


def test_drawing_from_ten_billion_pairs_takes_no_table_of_them() -> None:
    people = pool(100_000, 100_000)
    tracemalloc.start()
    assert len(pairs_outside(people, [(0, 0)])) == SAMPLE
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
