"""Prices of one sign for a plan that matches everyone, by shortest paths from where they are not.

Such a plan is best even where cities may stay unmatched if prices that are nowhere below 0 prove
it. Prices of columns below 0 rise to 0, and those rise with them that a pair would beat else. Then
the same is done for rows. Each step gives the least change there is, so prices that end below 0
show that none of one sign exist. Only what changes is looked at (Dijkstra 1959).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.instance import IntArray
from matcher.solve.priced.heap import pop, sift_up
from matcher.solve.priced.potential_kernels import by_node

Array = np.ndarray[Any, np.dtype[Any]]


@compiled
def one_sign(
    starts: IntArray,
    rows: Array,
    cols: Array,
    whole: Array,
    partner: Array,
    holder: Array,
    row_price: IntArray,
    col_price: IntArray,
) -> bool:
    """Move prices to where none is below 0, in place; False where that cannot be.

    Parameters
    ----------
    starts : ndarray of shape (n + 1,)
        Pairs of row i stand at ``starts[i]:starts[i + 1]``.
    rows, cols, whole : ndarrays of shape (k,)
    partner, holder : ndarrays of shape (n,)
        Column of each row, row of each column: everyone has one.
    row_price, col_price : ndarrays of shape (n,)
        No pair beats its prices, and matched pairs meet them: so before, so after.
    """
    every = np.arange(len(rows))
    _raised(starts, every, cols, whole, holder, row_price, col_price)
    if row_price.min() < 0:
        by_col, order = by_node(cols, len(col_price))
        _raised(by_col, order, rows, whole, partner, col_price, row_price)
    return bool(col_price.min() >= 0)


@compiled
def _raised(
    starts: IntArray,
    order: IntArray,
    to: Array,
    whole: Array,
    holder: Array,
    near: IntArray,
    far: IntArray,
) -> None:
    """Raise the far prices below 0 to 0, and others as far as pairs of who holds them need it.

    Pairs of a city on the near side stand at ``order[starts[x]:starts[x + 1]]`` of `to`, the far
    side's cities, and `whole`. What a far city gains, its partner loses.
    """
    n = len(far)
    rise = np.zeros(n, dtype=np.int64)
    slot = np.full(n, -2, dtype=np.int32)
    heap = np.empty(n, dtype=np.int32)
    size = 0
    for j in range(n):
        if far[j] < 0:
            rise[j] = far[j]
            heap[size], slot[j] = j, size
            size += 1
            sift_up(heap, slot, rise, slot[j])
    while size > 0:
        j = pop(heap, slot, rise, size)
        size -= 1
        x = holder[j]
        for k in range(starts[x], starts[x + 1]):
            other = to[order[k]]
            if slot[other] == -1:
                continue
            slack = near[x] + far[other] - whole[order[k]]
            need = rise[j] + slack
            if need < rise[other]:
                rise[other] = need
                if slot[other] == -2:
                    heap[size], slot[other] = other, size
                    size += 1
                sift_up(heap, slot, rise, slot[other])
    for j in range(n):
        far[j] -= rise[j]
        near[holder[j]] += rise[j]
