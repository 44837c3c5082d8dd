"""Odd sets that a fractional plan overfills, with teeth where cities have several partners."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.solve.odd_cuts import Cut, counted, overfilled


def plan(*shares: tuple[int, int, float]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([share[:2] for share in shares]), np.array([share[2] for share in shares])


TRIANGLE = (0, 1, 0.5), (0, 2, 0.5), (1, 2, 0.5)


def test_a_triangle_of_halves_is_overfilled() -> None:
    pairs, x = plan(*TRIANGLE)
    assert overfilled(pairs, x, np.ones(3, dtype=int)) == [Cut((0, 1, 2))]


def test_whole_pairs_overfill_nothing() -> None:
    pairs, x = plan((0, 1, 1.0), (2, 3, 0.0))
    assert overfilled(pairs, x, np.ones(4, dtype=int)) == []


def test_whole_pairs_that_leave_a_set_are_its_teeth() -> None:
    pairs, x = plan(*TRIANGLE, (0, 3, 1.0), (1, 4, 1.0), (2, 5, 1.0))
    (cut,) = overfilled(pairs, x, np.full(6, 2))
    assert cut == Cut((0, 1, 2), ((0, 3), (1, 4), (2, 5)))
    assert cut.most_pairs(np.full(6, 2)) == 4
    assert x[counted(*cut, pairs, 6)].sum() == 4.5


def test_a_tooth_at_a_city_with_one_partner_takes_the_city_in() -> None:
    pairs, x = plan(*TRIANGLE, (0, 3, 1.0), (1, 4, 1.0), (2, 5, 1.0))
    (cut,) = overfilled(pairs, x, np.array([2, 2, 2, 1, 1, 1]))
    assert cut == Cut((0, 1, 2, 3, 4, 5))


@pytest.mark.parametrize("seed", range(30))
def test_every_set_found_bounds_every_whole_plan_and_not_this_one(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = 7
    pairs = np.argwhere(np.triu(np.ones((n, n)), 1))
    most = random.integers(1, 4, n)
    x = random.random(len(pairs))
    for end in (0, 1, 0, 1):
        filled = np.bincount(pairs.ravel(), np.repeat(x, 2), n)
        x *= np.minimum(1, most / filled)[pairs[:, end]]
    for cut in overfilled(pairs, x, most):
        held = counted(*cut, pairs, n)
        assert x[held].sum() > cut.most_pairs(most)
        for _ in range(200):
            room, taken = most.copy(), 0
            # Pairs that the set counts first: a greedy plan that fills it as far as it can.
            for k in sorted(range(len(pairs)), key=lambda k: (not held[k], random.random())):
                if (room[pairs[k]] > 0).all():
                    room[pairs[k]] -= 1
                    taken += bool(held[k])
            assert taken <= cut.most_pairs(most)
