"""Compiled pass over a scored tile: pairs that a rule bars become -inf."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.compiled import compiled_views
from matcher.scores.tile_kernel import first_at

Float32 = npt.NDArray[np.float32]
Int32 = npt.NDArray[np.int32]
IntArray = npt.NDArray[np.int64]

BARRED = np.float32(-np.inf)


class SideRules(NamedTuple):
    """What the rules read of the n cities of one side.

    Parameters
    ----------
    country : ndarray of shape (n,), int32
        Equal codes are equal countries; empty where domestic pairs are permitted.
    languages : ndarray of shape (words, n), int64
        One bit a language; no words where none in common is needed.
    role : ndarray of shape (n,), int64
        Equal roles other than `peer` are barred; empty where everyone is a peer.
    """

    country: Int32
    languages: IntArray
    role: IntArray


@compiled_views
def bar(
    rows: SideRules,
    cols: SideRules,
    peer: int,
    minimum: np.float32,
    top: int,
    left: int,
    out: Float32,
) -> None:
    """Bar pairs by country, language, role and minimum score."""
    n = out.shape[1]
    for i in range(len(out)):
        points, at = out[i], top + i
        if len(rows.country) > 0:
            own_country, country = rows.country[at], cols.country[left : left + n]
            for j in range(n):
                points[j] = BARRED if own_country == country[j] else points[j]
        words = len(rows.languages)
        if words == 1:
            own_language, language = rows.languages[0, at], cols.languages[0, left : left + n]
            for j in range(n):
                points[j] = points[j] if own_language & language[j] else BARRED
        elif words > 1:
            for j in range(n):
                shared = np.int64(0)
                for word in range(words):
                    shared |= rows.languages[word, at] & cols.languages[word, left + j]
                points[j] = points[j] if shared else BARRED
        if len(rows.role) > 0 and rows.role[at] != peer:
            own_role, role = rows.role[at], cols.role[left : left + n]
            for j in range(n):
                points[j] = BARRED if own_role == role[j] else points[j]
        if minimum > 0:
            for j in range(n):
                points[j] = points[j] if points[j] >= minimum else BARRED


@compiled_views
def bar_named(start: IntArray, column: IntArray, top: int, left: int, out: Float32) -> None:
    """Bar pairs by name; the columns of a row ascend."""
    right = left + out.shape[1]
    for i in range(len(out)):
        s, last = first_at(column, start[top + i], start[top + i + 1], left), start[top + i + 1]
        while s < last and column[s] < right:
            out[i, column[s] - left] = BARRED
            s += 1
