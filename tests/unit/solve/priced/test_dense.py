"""Arrays are read where they lie, and give the tiles that their blocks would give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matcher.errors import SolverInputError
from matcher.solve.priced import source
from matcher.solve.priced.source import Source, read_source

NO_PAIRS = np.empty((0, 2), dtype=np.int64)
SIZE = (37, 53)


def drawn(kind: str, size: tuple[int, int] = SIZE) -> np.ndarray:
    random = np.random.default_rng(len(kind))
    table = random.integers(-1000, 1000, size)
    if "gaps" in kind:
        return np.where(random.random(size) < 0.3, np.nan, table)
    if "real" in kind:
        return table * {"real": 0.37, "real small": 1e-200, "real great": 1e200}[kind]
    return table * 10**15 if kind == "beyond floats" else table


def all_tiles(read: Source) -> list[bytes]:
    n, m = read.shape
    some, others = np.arange(1, n, 3), np.arange(0, m, 2)
    found = []
    for rows, cols in ((None, None), (some, None), (None, others), (some, others)):
        tiles = read.tiles(rows, cols)
        r, c = tiles.shape
        for top, bottom, left, right in ((0, r, 0, c), (2, r - 1, 3, c - 2)):
            out = np.empty((bottom - top, right - left), dtype=read.dtype)
            tiles.fill(top, bottom, left, right, out)
            found.append(out.tobytes())
    return found


@pytest.mark.parametrize("type_", [np.int32, np.int64, np.float32, np.float64])
@pytest.mark.parametrize(
    "kind", ["whole", "gaps", "real", "real small", "real great", "beyond floats"]
)
def test_an_array_gives_the_tiles_of_its_blocks(
    kind: str, type_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_type = np.dtype(type_).kind == "i"
    if (whole_type and ("real" in kind or kind == "gaps")) or (
        np.dtype(type_).itemsize == 4 and kind in ("real small", "real great", "beyond floats")
    ):
        pytest.skip("the type cannot hold these numbers")
    table = drawn(kind).astype(type_)
    direct = read_source(table, NO_PAIRS)
    seen = all_tiles(direct)
    monkeypatch.setattr(source, "readable", lambda weights: False)
    by_blocks = read_source(table, NO_PAIRS)
    assert (direct.exponent, direct.greatest) == (by_blocks.exponent, by_blocks.greatest)
    assert seen == all_tiles(by_blocks)


def test_the_diagonal_of_a_pool_is_not_read() -> None:
    table = np.ones((6, 6))
    np.fill_diagonal(table, np.inf)
    assert read_source(table, NO_PAIRS, pool=True).greatest == 1
    with pytest.raises(SolverInputError, match=r"infinity at \(0, 0\)"):
        read_source(table, NO_PAIRS)


def test_columns_out_of_order_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    table, cols = drawn("whole"), np.array([1, 5, 3, 4])
    for direct in (True, False):
        if not direct:
            monkeypatch.setattr(source, "readable", lambda weights: False)
        out = np.empty((SIZE[0], 4), dtype=np.float32)
        read_source(table, NO_PAIRS).tiles(None, cols).fill(0, SIZE[0], 0, 4, out)
        assert (out == table[:, cols]).all()
