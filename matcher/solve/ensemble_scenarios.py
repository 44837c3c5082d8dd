"""Where the weights of a scenario come from: points on layers of values, or whole weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matcher.errors import SolverInputError
from matcher.solve.instance import EXACT_BELOW, FloatArray, IntArray


class Scenarios(Protocol):
    """Weights of every scenario: whole numbers as floats, NaN where a pair is not permitted."""

    @property
    def count(self) -> int:
        """Number of scenarios."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the weights."""

    def weights(self, scenario: int) -> FloatArray:
        """Weights of one scenario, shape (n, m)."""

    def at(self, scenarios: range, pairs: IntArray) -> FloatArray:
        """Weights of some pairs in some scenarios, shape (len(scenarios), k)."""


@dataclass(frozen=True)
class Layers:
    """Points on layers of values: the weight is the sum of floor(points x value).

    Parameters
    ----------
    values : ndarray of shape (P, n, m), float64
        NaN where a pair is not permitted.
    points : ndarray of shape (S, P), int64
    minimum : float
        A pair below it is not permitted in that scenario.
    """

    values: FloatArray
    points: IntArray
    minimum: float

    @property
    def count(self) -> int:
        """Number of scenarios."""
        return len(self.points)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the weights."""
        return self.values.shape[1], self.values.shape[2]

    def weights(self, scenario: int) -> FloatArray:
        """Weights of one scenario, shape (n, m)."""
        return self._scored(self.points[scenario], self.values)

    def at(self, scenarios: range, pairs: IntArray) -> FloatArray:
        """Weights of some pairs in some scenarios, shape (len(scenarios), k)."""
        values = self.values[:, pairs[:, 0], pairs[:, 1]][:, None, :]
        points = self.points[scenarios.start : scenarios.stop].T[:, :, None]
        return self._scored(points, values)

    def _scored(self, points: IntArray, values: FloatArray) -> FloatArray:
        total: FloatArray = np.floor(points[0] * values[0])
        for part in range(1, len(values)):
            total += np.floor(points[part] * values[part])
        if self.minimum > -np.inf:
            total[~(total >= self.minimum)] = np.nan
        return total


@dataclass(frozen=True)
class WholeWeights:
    """Weights given whole, one matrix per scenario.

    Parameters
    ----------
    give : callable
        From the number of a scenario to its weights.
    count : int
    shape : (int, int)
    minimum : float
    barred : ndarray of shape (k, 2)
        Pairs that are permitted in no scenario.
    pool : bool
        Whether weights must be symmetric, with nothing on the diagonal.
    """

    give: Callable[[int], Any]
    count: int
    shape: tuple[int, int]
    minimum: float
    barred: IntArray
    pool: bool

    def weights(self, scenario: int) -> FloatArray:
        """Weights of one scenario, shape (n, m)."""
        given = whole_matrix(self.give(scenario), f"the weights of scenario {scenario}")
        if given.shape != self.shape:
            raise SolverInputError(
                f"the weights of scenario {scenario} have shape {given.shape}, those of scenario 0 "
                f"{self.shape}"
            )
        if self.pool:
            np.fill_diagonal(given, np.nan)
            require_symmetric(given, f"the weights of scenario {scenario}")
        given[self.barred[:, 0], self.barred[:, 1]] = np.nan
        if self.minimum > -np.inf:
            given[~(given >= self.minimum)] = np.nan
        return given

    def at(self, scenarios: range, pairs: IntArray) -> FloatArray:
        """Weights of some pairs in some scenarios, shape (len(scenarios), k)."""
        rows = [self.weights(scenario)[pairs[:, 0], pairs[:, 1]] for scenario in scenarios]
        return np.array(rows).reshape(len(scenarios), len(pairs))


def read_layers(
    layers: npt.ArrayLike,
    scenarios: npt.ArrayLike,
    minimum: float | None,
    barred: Callable[[tuple[int, int]], IntArray],
    pool: bool,
) -> Layers:
    """Check layers and points; pairs in `barred` become not permitted.

    Raises
    ------
    SolverInputError
        For shapes that do not fit, infinite values, or points that are not whole.
    """
    values = np.array(layers, dtype=np.float64)
    if values.ndim != 3 or not len(values):
        raise SolverInputError(
            f"layers have shape {values.shape}; (parts, n, m) is needed, with one part or more"
        )
    points = np.asarray(scenarios)
    if points.ndim != 2 or points.shape[1] != len(values):
        raise SolverInputError(
            f"scenarios have shape {points.shape}; (scenarios, {len(values)}) is needed: the "
            "points of each layer"
        )
    if points.dtype.kind not in "iu" and not np.array_equal(points, np.floor(points)):
        raise SolverInputError("scenarios must be whole points; multiply them and round")
    points = points.astype(np.int64)
    greatest = np.fmax(
        np.fmax.reduce(values, axis=(1, 2), initial=0),
        -np.fmin.reduce(values, axis=(1, 2), initial=0),
    )
    if np.isinf(greatest).any():
        raise SolverInputError("layers hold infinity; give finite values, NaN for not permitted")
    if float((np.abs(points).max(axis=0, initial=0) * (greatest + 1)).sum()) >= EXACT_BELOW:
        raise SolverInputError("points x values reach 2**53, beyond which floats are not exact")
    if pool:
        index = np.arange(min(values.shape[1:]))
        values[0, index, index] = np.nan
        for part, layer in enumerate(values):
            if part:
                layer[index, index] = np.nan
            require_symmetric(layer, f"layer {part}")
    closed = barred((values.shape[1], values.shape[2]))
    values[0, closed[:, 0], closed[:, 1]] = np.nan
    return Layers(values, points, _minimum(minimum))


def read_whole(
    weights: Any,
    count: int | None,
    minimum: float | None,
    barred: Callable[[tuple[int, int]], IntArray],
    pool: bool,
) -> WholeWeights:
    """Check whole weights, given as a function of the scenario or one after another."""
    if not callable(weights):
        if not isinstance(weights, Iterable):
            raise SolverInputError("give layers and scenarios, or the weights of each scenario")
        listed = weights if isinstance(weights, np.ndarray) else list(weights)
        weights, count = _Listed(listed), len(listed)
    elif not isinstance(count, (int, np.integer)) or count < 0:
        raise SolverInputError(
            "with a function of the scenario, `scenarios` is how many there are, a whole number"
        )
    shape = (0, 0)
    if count:
        shape = whole_matrix(weights(0), "the weights of scenario 0").shape
        if pool and shape[0] != shape[1]:
            raise SolverInputError(f"one pool needs square weights, found {shape[0]} x {shape[1]}")
    return WholeWeights(weights, int(count), shape, _minimum(minimum), barred(shape), pool)


@dataclass(frozen=True)
class _Listed:
    """A list as a function of the position that can be sent to another process."""

    weights: Any

    def __call__(self, scenario: int) -> Any:
        return self.weights[scenario]


def whole_matrix(given: Any, name: str) -> FloatArray:
    """Copy of a matrix of whole numbers and NaN, as floats."""
    matrix = np.array(given, dtype=np.float64)
    if matrix.ndim != 2:
        raise SolverInputError(f"{name} have {matrix.ndim} dimensions; two are needed")
    known = matrix[~np.isnan(matrix)]
    if (np.abs(known) >= EXACT_BELOW).any() or (known != np.floor(known)).any():
        raise SolverInputError(
            f"{name} must be whole numbers below 2**53, or NaN; multiply them and round"
        )
    return matrix


def require_symmetric(matrix: FloatArray, name: str) -> None:
    """Refuse a matrix of one pool that is not symmetric, permission included."""
    if matrix.shape[0] != matrix.shape[1]:
        raise SolverInputError(f"one pool needs square weights, found {matrix.shape}")
    if not np.array_equal(matrix, matrix.T, equal_nan=True):
        raise SolverInputError(f"one pool needs symmetric weights; {name} is not")


def _minimum(minimum: float | None) -> float:
    return -np.inf if minimum is None else float(minimum)
