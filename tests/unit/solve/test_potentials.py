"""Least prices that a plan allows: as plain Bellman-Ford finds them, or none where none are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matcher.solve.potentials import Ways, least_columns, least_rows


def plain_columns(slack: np.ndarray, own: np.ndarray, columns: np.ndarray) -> np.ndarray:
    x = np.zeros(slack.shape[1], dtype=np.int64)
    for _ in range(slack.shape[1] + 1):
        x = np.maximum(x, ((x[columns] + own)[:, None] - slack).max(axis=0))
    return x


def solved(size: int, top: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    slack = np.random.default_rng([size, top]).integers(0, top, (size, size))
    columns = linear_sum_assignment(slack)[1]
    return slack, slack[np.arange(size), columns], columns, np.argsort(columns)


@pytest.mark.parametrize("top", [1, 3, 10**6])
@pytest.mark.parametrize("size", [1, 2, 24, 25, 60, 128])
def test_least_prices_are_those_of_plain_passes(size: int, top: int) -> None:
    slack, own, columns, rows = solved(size, top)
    none = np.zeros(size, dtype=np.int64)
    expected = plain_columns(slack, own, columns)
    assert least_columns(slack, own, columns, none).tolist() == expected.tolist()
    turned = np.ascontiguousarray(slack.T)
    across = plain_columns(turned, own[rows], rows)
    assert least_rows(slack, own, rows, none).tolist() == across.tolist()


@pytest.mark.parametrize("size", [25, 60])
def test_listing_every_way_is_the_whole_table(size: int) -> None:
    slack, own, columns, _ = solved(size, 1000)
    to, row = (part.ravel() for part in np.indices((size, size)))
    ways = Ways(to, columns[row], own[row] - slack[row, to])
    none = np.zeros(size, dtype=np.int64)
    expected = least_columns(slack, own, columns, none)
    assert ways.least(none).tolist() == expected.tolist()


@pytest.mark.parametrize("circle", range(2, 40))
@pytest.mark.parametrize("size", [20, 40])
def test_a_plan_that_a_circle_improves_has_no_prices(size: int, circle: int) -> None:
    if circle > size:
        pytest.skip("no room for the circle")
    slack = np.full((size, size), 1000)
    np.fill_diagonal(slack, 10)
    every = np.arange(size)
    around = every[:circle]
    # Each step of the circle saves 1 against the plan.
    slack[around, np.roll(around, -1)] = 9
    own, none = slack[every, every], np.zeros(size, dtype=np.int64)
    assert least_columns(slack, own, every, none) is None
    assert least_rows(slack, own, every, none) is None
