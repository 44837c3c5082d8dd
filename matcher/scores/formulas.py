"""The formulas of the parts, once: read by numpy blocks and by the compiled kernels alike.

Each uses only + - x / sqrt and comparisons on whole numbers and float64, every operation correctly
rounded and in the order written, so arrays, scalars and machine code give the same bits. A
comparison counts as 0 or 1, which replaces branches. At most one division each.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Value = TypeVar("Value", float, npt.NDArray[np.float64])


def share(part: Value, rest: Value | float) -> Value:
    """Return part / (part + rest), both at least 0; 0 where both are 0."""
    whole = part + rest
    value: Value = part / (whole + (whole == 0))
    return value


def harmonic(forward: Value, backward: Value, typical: float) -> Value:
    """Return h / (h + typical) for h = 2ab / (a + b): both must gain."""
    return share(2 * (forward * backward), typical * (forward + backward))


def mean(forward: Value, backward: Value, typical: float) -> Value:
    """Return h / (h + typical) for h = (a + b) / 2: total gain."""
    return share(forward + backward, 2 * typical)


def one_way(forward: Value, backward: Value, typical: float) -> Value:
    """Return h / (h + typical) for h the greater of a and b."""
    return share(forward + (backward - forward) * (backward > forward), typical)


def single(benefit: Value, typical: float) -> Value:
    """Return h / (h + typical) where only one direction counts."""
    return share(benefit, typical)


def nearness(shared: Value, apart: Value, bandwidth: float) -> Value:
    """Context: 1 / (1 + mean squared distance / typical one); one half where nothing is shared.

    Parameters
    ----------
    shared : whole numbers
        How many features both cities have.
    apart : whole numbers
        Sum of their squared distances, in steps of 1/255 squared.
    bandwidth : float, above 0
        The typical squared distance per feature, in the same steps.
    """
    none = shared == 0
    near = shared * bandwidth + none
    value: Value = near / (near + (apart + none))
    return value


def sameness(shared: Value, apart: Value) -> Value:
    """Context where the typical distance is 0: equal cities 1, others one half."""
    none = shared == 0
    near = shared + none
    value: Value = near / (near + near * ((apart + none) > 0))
    return value


def cosine(dot: Value, square: Value, other_square: Value) -> Value:
    """Cosine from whole-number products, 0..1; 0 where either row is empty.

    The product of the squares is exact, and its root is never rounded below the dot product, so
    the quotient never exceeds 1.
    """
    length = np.sqrt(square * other_square)
    value: Value = dot / (length + (length == 0))
    return value


def co_share(weighted: Value, exchanged: Value, top: int) -> Value:
    """Mean co-benefit of what is exchanged, 0..1; 0 where nothing is."""
    whole = exchanged * top
    value: Value = weighted / (whole + (whole == 0))
    return value


def towards(value: Value, k: Value, mean: float) -> Value:
    """Return k x value + (1 - k) x mean: exactly `mean` where k is 0.

    Rounding is monotone, so for k below 1 the result stays in 0..1 where value and mean do.
    """
    return mean + k * (value - mean)


def points(weight: float, value: Value) -> Value:
    """Points of a part: floor(weight x value)."""
    whole: Value = np.floor(weight * value)
    return whole
