"""What the solvers refuse, in words that name the argument, and what they read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from matcher.errors import MatcherError, SolverInputError
from matcher.solve import instance, one_pool, two_sided

TABLE = [[3, 1], [2, 4]]


@pytest.mark.parametrize(
    ("weights", "word"),
    [
        ([1, 2, 3], "dimension"),
        (np.zeros((2, 2, 2)), "dimension"),
        ([["a", "b"]], "number"),
        ([[1, 2], [3]], "number"),
        ([[np.inf]], "infini"),
        ([[-np.inf]], "infini"),
        ([[1 + 2j]], "number"),
    ],
    ids=["vector", "cube", "text", "ragged", "inf", "-inf", "complex"],
)
def test_weights_that_are_no_table_of_real_numbers_are_refused(weights: Any, word: str) -> None:
    with pytest.raises(SolverInputError, match=word):
        two_sided(weights)


@pytest.mark.parametrize("name", ["left_max", "right_max", "left_min", "right_min"])
@pytest.mark.parametrize("value", [-1, 1.5, [1, 2, 3], [[1, 1]], np.nan, "two"])
def test_counts_that_are_no_counts_are_refused(name: str, value: Any) -> None:
    with pytest.raises(SolverInputError, match=name.split("_")[0]):
        two_sided(TABLE, **{name: value})


@pytest.mark.parametrize("name", ["max_partners", "min_partners"])
@pytest.mark.parametrize("value", [-1, 0.5, [1], "two"])
def test_counts_of_a_pool_that_are_no_counts_are_refused(name: str, value: Any) -> None:
    with pytest.raises(SolverInputError):
        one_pool([[0, 1], [1, 0]], **{name: value})


def test_a_minimum_above_its_maximum_is_refused_and_names_both() -> None:
    with pytest.raises(SolverInputError, match=r"2.*1"):
        two_sided(TABLE, left_min=[0, 2], left_max=1)
    with pytest.raises(SolverInputError, match=r"2.*1"):
        one_pool([[0, 1], [1, 0]], min_partners=2)


@pytest.mark.parametrize("name", ["forbidden", "required"])
@pytest.mark.parametrize("value", [[(0, 5)], [(-1, 0)], [0, 1], [(0, 1, 2)], [(0.5, 1)]])
def test_pairs_that_are_no_positions_are_refused(name: str, value: Any) -> None:
    with pytest.raises(SolverInputError, match=name):
        two_sided(TABLE, **{name: value})


@pytest.mark.parametrize("value", [-1, 1.5, True, "ten", [1, 2], np.nan])
def test_a_cohort_that_is_no_count_is_refused(value: Any) -> None:
    with pytest.raises(SolverInputError, match="max_pairs"):
        two_sided(TABLE, max_pairs=value)


@pytest.mark.parametrize(
    "weights",
    [
        [[0, 1], [2, 0]],
        [[0, 1], [np.nan, 0]],
        np.zeros((2, 3)),
        sparse.csr_array(([1.0], ([0], [1])), shape=(2, 2)),
    ],
    ids=["value", "permission", "shape", "sparse"],
)
def test_a_pool_that_is_not_symmetric_is_refused(weights: Any) -> None:
    with pytest.raises(SolverInputError):
        one_pool(weights)


def test_a_refusal_is_a_matcher_error_and_a_value_error() -> None:
    assert issubclass(SolverInputError, MatcherError)
    assert issubclass(SolverInputError, ValueError)


@pytest.mark.parametrize("nothing", [None, [], np.empty((0, 2), dtype=int)], ids=repr)
def test_no_pairs_may_be_said_in_any_way(nothing: Any) -> None:
    assert two_sided(TABLE, forbidden=nothing, required=nothing).objective == 7


def test_entries_stored_twice_add_up_as_in_scipy_and_stay_two_in_the_input() -> None:
    stored = sparse.coo_array(([2.0, 3.0], ([0, 0], [1, 1])), shape=(1, 2))
    result = two_sided(stored)
    assert (result.pairs.tolist(), result.objective) == ([[0, 1]], 5)
    assert stored.nnz == 2


def test_a_stored_zero_is_a_permitted_pair_and_an_absent_one_is_not() -> None:
    stored = sparse.coo_array(([0.0], ([0], [1])), shape=(1, 2))
    assert two_sided(stored).pairs.tolist() == [[0, 1]]
    assert two_sided(sparse.coo_array((1, 2))).pairs.tolist() == []


def test_blocks_are_asked_only_for_rows_and_columns_that_exist() -> None:
    class Blocks:
        shape = (3, 5)

        def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
            assert rows.size
            assert cols.size
            assert 0 <= rows.min() <= rows.max() < 3
            assert 0 <= cols.min() <= cols.max() < 5
            return np.add.outer(10 * rows, cols)

    assert two_sided(Blocks()).objective == 2 + 13 + 24


def test_the_diagonal_of_a_pool_may_hold_anything_finite_or_missing() -> None:
    for diagonal in (0.5, -3, np.nan):
        assert one_pool([[diagonal, 4], [4, diagonal]]).objective == 4


@pytest.mark.parametrize("weights", [np.array([["1", "2"]]), np.array([[1 + 2j]])], ids=repr)
def test_text_and_imaginary_parts_are_never_read_as_numbers(weights: Any) -> None:
    with pytest.raises(SolverInputError, match="number"):
        two_sided(weights)


def test_a_block_of_the_wrong_shape_is_refused() -> None:
    class Blocks:
        shape = (2, 2)

        def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
            return np.zeros((3, 3))

    with pytest.raises(SolverInputError, match="block"):
        two_sided(Blocks())


@pytest.mark.parametrize("diagonal", [0.5, 1e300, -1e300])
def test_the_diagonal_of_a_pool_cannot_make_whole_weights_inexact(diagonal: float) -> None:
    result = one_pool([[diagonal, 4], [4, diagonal]])
    assert (result.objective, result.gap, type(result.objective)) == (4, 0, int)


def test_a_cohort_beyond_any_number_of_pairs_does_not_bind() -> None:
    assert two_sided(TABLE, max_pairs=10**20).objective == 7
    assert one_pool([[0, 1], [1, 0]], max_pairs=10**20).objective == 1


@pytest.mark.parametrize("value", [5e-324, 1e-310, 1.7e308])
def test_real_weights_that_cannot_be_added_safely_are_refused(value: float) -> None:
    with pytest.raises(SolverInputError, match=r"multiply or divide"):
        two_sided(np.full((2, 2), value))


class Tiled:
    """Whole weights that can be read by blocks, with NaN, and by tiles, with -inf."""

    whole_below = 10**6
    dtype = np.dtype(np.float32)

    def __init__(self, table: np.ndarray) -> None:
        self.table, self.shape = table, table.shape

    def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        return self.table[np.ix_(rows, cols)]

    def tiles(self) -> Tiled:
        return self

    def fill(self, top: int, bottom: int, left: int, right: int, out: np.ndarray) -> None:
        part = self.table[top:bottom, left:right]
        out[:] = np.where(np.isnan(part), -np.inf, part)


@pytest.mark.parametrize("diagonal", [True, False])
@pytest.mark.parametrize("size", [(110, 110), (130, 300), (700, 700)], ids=str)
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_tiles_say_what_blocks_say(
    size: tuple[int, int], gaps: float, diagonal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(size)
    table = random.integers(-1000, 10**6, size).astype(float)
    table[random.random(size) < gaps] = np.nan
    found = []
    for loaded in (True, False):
        monkeypatch.setattr(instance, "kernels_loaded", lambda loaded=loaded: loaded)
        found.append(instance.read_weights(Tiled(table), diagonal=diagonal))
    tiled, blocked = found
    for name in ("whole", "permitted", "given"):
        one, other = getattr(tiled, name), getattr(blocked, name)
        assert one.dtype == other.dtype
        assert (one == other).all()
    assert (tiled.exponent, tiled.complete) == (blocked.exponent, blocked.complete)
