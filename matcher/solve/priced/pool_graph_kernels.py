"""Pairs of a pool out of the list of its doubled graph, and the nearest of each city."""

from __future__ import annotations

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import BoolArray, IntArray


@compiled
def each_once(rows: IntArray, cols: IntArray, whole: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Pairs a < b, sorted, with their weights, of pairs in either order or in both.

    Parameters
    ----------
    rows, cols, whole : ndarrays of shape (k,)
        In lexicographic order; pairs of a city with itself are left out.
    n : int
        Cities.

    Returns
    -------
    ends : ndarray of shape (m, 2)
    whole : ndarray of shape (m,)
    """
    k = len(rows)
    # Of each city a: the pairs (a, b), and those that were given as (b, a); both ascend by b.
    start = np.zeros((2, n + 1), dtype=np.int64)
    for at in range(k):
        if rows[at] < cols[at]:
            start[0, rows[at] + 1] += 1
        elif rows[at] > cols[at]:
            start[1, cols[at] + 1] += 1
    for city in range(n):
        start[0, city + 1] += start[0, city]
        start[1, city + 1] += start[1, city]
    kept = np.empty((2, k), dtype=np.int64)
    room = start.copy()
    for at in range(k):
        if rows[at] < cols[at]:
            kept[0, room[0, rows[at]]] = at
            room[0, rows[at]] += 1
        elif rows[at] > cols[at]:
            kept[1, room[1, cols[at]]] = at
            room[1, cols[at]] += 1
    ends, weight, count = np.empty((k, 2), dtype=np.int64), np.empty(k, dtype=np.int64), 0
    for a in range(n):
        one, other = start[0, a], start[1, a]
        while one < start[0, a + 1] or other < start[1, a + 1]:
            b = cols[kept[0, one]] if one < start[0, a + 1] else n
            back = rows[kept[1, other]] if other < start[1, a + 1] else n
            weight[count] = whole[kept[0, one]] if b <= back else whole[kept[1, other]]
            ends[count, 0], ends[count, 1] = a, min(b, back)
            count += 1
            if b <= back:
                one += 1
            if back <= b:
                other += 1
    return ends[:count].copy(), weight[:count].copy()


@compiled
def near(ends: IntArray, slack: IntArray, n: int, most: int) -> BoolArray:
    """Which pairs are among the `most` of least slack of one of their ends, or as near as these.

    Parameters
    ----------
    ends : ndarray of shape (k, 2)
    slack : ndarray of shape (k,)
    n : int
        Cities.
    most : int
    """
    least = np.full((n, most), np.iinfo(np.int64).max, dtype=np.int64)
    for at in range(len(ends)):
        for side in range(2):
            kept, place = least[ends[at, side]], most - 1
            if slack[at] >= kept[place]:
                continue
            while place > 0 and kept[place - 1] > slack[at]:
                kept[place] = kept[place - 1]
                place -= 1
            kept[place] = slack[at]
    found = np.empty(len(ends), dtype=np.bool_)
    for at in range(len(ends)):
        a, b = ends[at]
        found[at] = slack[at] <= max(least[a, most - 1], least[b, most - 1])
    return found
