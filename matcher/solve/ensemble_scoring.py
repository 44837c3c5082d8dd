"""Weights of some scenarios from points on layers, in whole numbers, at machine speed."""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import FloatArray, IntArray

# Weight of a pair that is not permitted: no price can make it worth taking, and no sum of prices
# with it leaves 64 bits.
CLOSED = -(2**60)
# A score of the engine has this many parts; they are added in one pass.
PARTS = 7


@compiled
def score(layers: FloatArray, points: IntArray, minimum: float, out: IntArray) -> None:
    """Write the weight of every pair in some scenarios into `out`.

    Scenarios share each row of the layers while it is in the cache: reading it from memory takes
    longer than all the arithmetic on it.

    Parameters
    ----------
    layers : ndarray of shape (n, P, m)
        NaN where a pair is not permitted.
    points : ndarray of shape (S, P)
    minimum : float
        A pair below it is not permitted.
    out : ndarray of shape (S, n, m)
    """
    n, parts, m = layers.shape
    total = np.empty(m)
    for i in range(n):
        for s in range(len(points)):
            if parts == PARTS:
                _score_seven(layers[i], points[s].astype(np.float64), minimum, out[s, i])
            else:
                _score_any(layers[i], points[s].astype(np.float64), minimum, total, out[s, i])


@compiled
def _score_any(
    layers: FloatArray, points: FloatArray, minimum: float, total: FloatArray, out: IntArray
) -> None:
    parts, m = layers.shape
    total[:] = 0.0
    for p in range(parts):
        layer, weight = layers[p], points[p]
        for j in range(m):
            total[j] += np.floor(weight * layer[j])
    for j in range(m):
        # False for NaN, too.
        out[j] = np.int64(total[j]) if total[j] >= minimum else CLOSED


@compiled
def _score_seven(layers: FloatArray, points: FloatArray, minimum: float, out: IntArray) -> None:
    a, b, c, d, e, f, g = (
        layers[0],
        layers[1],
        layers[2],
        layers[3],
        layers[4],
        layers[5],
        layers[6],
    )
    v, w, x, y, z, q, r = (
        points[0],
        points[1],
        points[2],
        points[3],
        points[4],
        points[5],
        points[6],
    )
    for j in range(len(out)):
        total = np.floor(v * a[j]) + np.floor(w * b[j]) + np.floor(x * c[j])
        total += np.floor(y * d[j]) + np.floor(z * e[j])
        total += np.floor(q * f[j]) + np.floor(r * g[j])
        out[j] = np.int64(total) if total >= minimum else CLOSED
