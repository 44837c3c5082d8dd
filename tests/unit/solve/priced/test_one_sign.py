"""Prices of one sign exist exactly where a plan that matches everyone is best of all plans."""

from __future__ import annotations

import numpy as np
import pytest
from support.plain_models import heaviest_assignment

from matcher.solve.priced.assign_kernels import augment, bid, price_top
from matcher.solve.priced.one_sign import one_sign
from matcher.solve.priced.restricted import OutOfRangeError, _kept


def listed(table: np.ndarray) -> tuple[np.ndarray, ...]:
    """All pairs of a table by row, in 32 bits."""
    n = len(table)
    rows, cols = (at.ravel().astype(np.int32) for at in np.indices(table.shape))
    return np.arange(n + 1) * n, rows, cols, table.ravel().astype(np.int32)


@pytest.mark.parametrize("low", [-6, -2, 0])
def test_prices_of_one_sign_are_found_where_they_exist(low: int) -> None:
    found = []
    for seed in range(60):
        random = np.random.default_rng([seed, low + 10])
        n = int(random.integers(1, 9))
        row, col = random.integers(low, 8, n), random.integers(low, 8, n)
        slack = random.integers(0, 9, (n, n))
        np.fill_diagonal(slack, 0)
        table = row[:, None] + col - slack
        diagonal = np.arange(n, dtype=np.int32)
        there = one_sign(*listed(table), diagonal, diagonal, row, col)
        assert there == (heaviest_assignment(table.astype(float)) == np.trace(table))
        found.append(there)
        if there:
            assert (row >= 0).all()
            assert (col >= 0).all()
            assert (row[:, None] + col >= table).all()
            assert (np.diag(table) == row + col).all()
    assert any(found)
    assert all(found) == (low == 0)


def test_prices_that_would_leave_their_type_end_the_bids_and_the_paths() -> None:
    # Both rows want column 0 alone, and column 1 is worth nothing to either.
    table = np.array([[1000, 0], [1000, 0]])
    starts, _, cols, whole = listed(table)
    for top, done in ((900, False), (price_top(np.dtype(np.int32)), True)):
        row, col = np.array([1000, 1000], dtype=np.int32), np.zeros(2, dtype=np.int32)
        nobody = np.full(2, -1, dtype=np.int32)
        state = nobody.copy(), nobody.copy()
        assert augment(starts, cols, whole, row, col, *state, 100, top) == done
        state = nobody.copy(), nobody.copy()
        assert bid(starts, cols, whole, np.zeros(2, dtype=np.int32), *state, 1, 100, top) == done


def test_prices_beyond_a_type_are_refused_and_not_wrapped() -> None:
    price = np.array([2**40])
    assert _kept(price, np.dtype(np.int64))[0] == 2**40
    with pytest.raises(OutOfRangeError):
        _kept(price, np.dtype(np.int32))
