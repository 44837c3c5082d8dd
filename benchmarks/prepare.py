"""Build an instance once, on disk, so that the process that is measured only loads it.

`python -m benchmarks.prepare CASE SIZE[,SIZE] SEED FOLDER [--dense]`

The matrix for the peers is int32, row by row. A negative score is stored as 0, and so is the
diagonal of one pool: where a pair may be left out, that changes no optimum, and a solver that can
only find a perfect assignment then solves the same problem as one that may leave cities unmatched.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.cases import Instance, Size, build

ROWS = 256
MATRIX = np.dtype(np.int32)


def instance_path(folder: Path, case: str, size: Size, seed: int) -> Path:
    """Where the instance lies; beside it lie `.limits` and, for peers, the matrix `.i32`."""
    return folder / f"{case}-{size}-{seed}.pickle"


def matrix_path(instance: Path) -> Path:
    """Where the matrix of an instance lies."""
    return instance.with_suffix(".i32")


def prepare(case: str, size: Size, seed: int, folder: Path, *, dense: bool) -> Path:
    """Write the instance, and its matrix when peers need it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = instance_path(folder, case, size, seed)
    instance = build(case, size, seed)
    with path.open("wb") as file:
        pickle.dump(instance, file, protocol=5)
    with path.with_suffix(".limits").open("wb") as file:
        pickle.dump(replace(instance, weights=None), file)
    if dense:
        _write_matrix(instance, size, matrix_path(path))
    return path


def load(path: Path) -> Instance:
    """Load a prepared instance."""
    with path.open("rb") as file:
        instance: Instance = pickle.load(file)
    return instance


def load_limits(path: Path) -> Instance:
    """Load what peers need besides the matrix; the weights stay on disk."""
    return load(path.with_suffix(".limits"))


def matrix_rows(path: Path, size: Size) -> Iterator[tuple[slice, npt.NDArray[np.int32]]]:
    """Read the matrix by blocks of rows, through one small buffer."""
    with path.open("rb") as file:
        for top in range(0, size.left, ROWS):
            rows = slice(top, min(top + ROWS, size.left))
            count = (rows.stop - rows.start) * size.right
            yield rows, np.fromfile(file, MATRIX, count).reshape(-1, size.right)


def read_matrix(path: Path, size: Size, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Read the whole matrix into its final type, without a second copy."""
    matrix = np.empty(tuple(size), dtype=dtype)
    for rows, block in matrix_rows(path, size):
        matrix[rows] = block
    return matrix


def value_of(path: Path, size: Size, pairs: npt.NDArray[np.int64]) -> int:
    """Sum of the scores of the pairs."""
    matrix = np.memmap(path, MATRIX, mode="r", shape=tuple(size))
    return int(matrix[pairs[:, 0], pairs[:, 1]].astype(np.int64).sum())


def _write_matrix(instance: Instance, size: Size, path: Path) -> None:
    block = getattr(instance.weights, "block", None)
    cols = np.arange(size.right)
    with path.open("wb") as file:
        for top in range(0, size.left, ROWS):
            rows = np.arange(top, min(top + ROWS, size.left))
            scores = instance.weights[rows] if block is None else block(rows, cols)
            whole = np.nan_to_num(np.asarray(scores, dtype=np.float64), nan=0.0)
            if (whole != np.floor(whole)).any() or np.abs(whole).max(initial=0) >= 2**31:
                raise ValueError("scores must be whole numbers below 2**31")
            np.maximum(whole, 0).astype(MATRIX).tofile(file)


if __name__ == "__main__":
    name, sizes, seed_text, target, *options = sys.argv[1:]
    for text in sizes.split(","):
        prepare(name, Size.parse(text), int(seed_text), Path(target), dense="--dense" in options)
