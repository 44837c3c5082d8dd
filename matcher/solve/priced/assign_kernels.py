"""Perfect matchings of greatest weight over listed pairs, from prices that are nearly right.

First rows bid for columns, each raising the price of its best one to where the second best is as
good, plus a step that shrinks from round to round (the auction of Bertsekas 1988). Then pairs that
meet their prices exactly stay, and every other row looks for a path of least reduced cost to a
column that is free (Tomizawa 1971, Edmonds and Karp 1972). Only what a path touches is looked at,
so after a few changes the second part alone costs next to nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.compiled import compiled
from matcher.solve.priced.heap import pop, sift_up

# Prices, weights and places may all be of 32 bits: half as much to read. Prices stay within these.
TOP_32, TOP_64 = 2**29, 2**60
NEVER = -(2**62)
Array = np.ndarray[Any, np.dtype[Any]]


def price_top(kind: np.dtype[Any]) -> int:
    """How far from 0 a price of some type may lie, so that sums of a few stay within it."""
    return TOP_32 if kind.itemsize == 4 else TOP_64


@compiled
def bid(
    starts: Array,
    cols: Array,
    whole: Array,
    col_price: Array,
    partner: Array,
    holder: Array,
    step: int,
    patience: int,
    top: int,
) -> bool:
    """Let rows bid until everyone holds a column that is best for it, short of one step at most.

    Parameters
    ----------
    starts : ndarray of shape (n + 1,)
        Pairs of row i stand at ``starts[i]:starts[i + 1]`` of `cols` and `whole`.
    cols, whole : ndarray of shape (k,)
    col_price : ndarray of shape (n,)
        Changed in place; rises only.
    partner, holder : ndarray of shape (n,)
        Column of each row, row of each column; -1 for none. Changed in place.
    step : int
        Least rise of a bid.
    patience : int
        Bids before giving up.
    top : int
        Prices must stay below.

    Returns
    -------
    bool
        False where it gave up, or a row has no pair.
    """
    n = len(partner)
    stack = np.empty(n, dtype=cols.dtype)
    size = 0
    for i in range(n - 1, -1, -1):
        if starts[i] == starts[i + 1]:
            return False
        if partner[i] >= 0:
            own, best = NEVER, NEVER
            for k in range(starts[i], starts[i + 1]):
                value = whole[k] - col_price[cols[k]]
                best = max(best, value)
                if cols[k] == partner[i]:
                    own = value
            if own >= best - step:
                continue
            holder[partner[i]] = -1
            partner[i] = -1
        stack[size] = i
        size += 1
    while size > 0:
        size -= 1
        patience -= 1
        if patience < 0:
            return False
        row = stack[size]
        best, second, at = NEVER, NEVER, -1
        for k in range(starts[row], starts[row + 1]):
            value = whole[k] - col_price[cols[k]]
            # Written so that no branch is taken: which pair is best cannot be foreseen.
            second = max(second, min(best, value))
            at = cols[k] if value > best else at
            best = max(best, value)
        price = col_price[at] + step
        if second > NEVER:
            price += best - second
        if price >= top:
            return False
        col_price[at] = price
        before = holder[at]
        if before >= 0:
            partner[before] = -1
            stack[size] = before
            size += 1
        holder[at], partner[row] = row, at
    return True


@compiled
def covered(
    starts: Array,
    cols: Array,
    whole: Array,
    row_price: Array,
    col_price: Array,
    partner: Array,
    holder: Array,
) -> int:
    """Raise prices until no pair beats them, and free the rows that no longer meet theirs.

    A pair that beats its prices is covered by its column where more pairs beat that column's price
    than the row's, else by its row: a few columns that are too cheap would else free every row.
    All arrays as in `augment`. Returns the number of rows without a partner.
    """
    n = len(partner)
    over_row, over_col = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=np.int32)
    for i in range(n):
        for k in range(starts[i], starts[i + 1]):
            if whole[k] > row_price[i] + col_price[cols[k]]:
                over_row[i] += 1
                over_col[cols[k]] += 1
    raised = col_price.copy()
    for i in range(n):
        if over_row[i] > 0:
            for k in range(starts[i], starts[i + 1]):
                j = cols[k]
                if over_col[j] > over_row[i]:
                    raised[j] = max(raised[j], whole[k] - row_price[i])
    for j in range(n):
        if raised[j] > col_price[j]:
            col_price[j] = raised[j]
            if holder[j] >= 0:
                partner[holder[j]] = -1
                holder[j] = -1
    free = 0
    for i in range(n):
        if partner[i] < 0 or over_row[i] > 0:
            best = NEVER
            for k in range(starts[i], starts[i + 1]):
                best = max(best, whole[k] - col_price[cols[k]])
            if partner[i] >= 0 and best > row_price[i]:
                holder[partner[i]] = -1
                partner[i] = -1
            if partner[i] < 0:
                row_price[i] = best
        free += partner[i] < 0
    return free


@compiled
def tighten(
    starts: Array,
    cols: Array,
    whole: Array,
    row_price: Array,
    col_price: Array,
    partner: Array,
    holder: Array,
) -> None:
    """Lowest row prices that no pair beats, and only the matched pairs that meet them."""
    for i in range(len(partner)):
        own, best = NEVER, NEVER
        for k in range(starts[i], starts[i + 1]):
            value = whole[k] - col_price[cols[k]]
            best = max(best, value)
            if cols[k] == partner[i]:
                own = value
        row_price[i] = best
        if partner[i] >= 0 and own < best:
            holder[partner[i]] = -1
            partner[i] = -1


@compiled
def augment(
    starts: Array,
    cols: Array,
    whole: Array,
    row_price: Array,
    col_price: Array,
    partner: Array,
    holder: Array,
    patience: int,
    top: int,
) -> bool:
    """Match every row by shortest paths; prices and matching are changed in place.

    Parameters
    ----------
    starts : ndarray of shape (n + 1,)
        Pairs of row i stand at ``starts[i]:starts[i + 1]`` of `cols` and `whole`.
    cols, whole : ndarray of shape (k,)
    row_price, col_price : ndarray of shape (n,)
        No pair beats its prices, and every matched pair meets them: so before, so after.
    partner, holder : ndarray of shape (n,)
        Column of each row, row of each column; -1 for none.
    patience : int
        Pairs looked at before giving up.
    top : int
        Prices must stay below.

    Returns
    -------
    bool
        False where it gave up, or a row finds no column.
    """
    n = len(partner)
    waiting = np.flatnonzero(partner < 0)
    distance = np.empty(n, dtype=np.int64)
    came = np.empty(n, dtype=cols.dtype)
    slot = np.full(n, -2, dtype=np.int32)
    heap = np.empty(n, dtype=np.int32)
    seen = np.empty(n, dtype=np.int32)
    looked = 0
    for k in range(len(waiting)):
        row, reached, size, touched = waiting[k], 0, 0, 0
        end = -1
        while True:
            own = row_price[row]
            looked += starts[row + 1] - starts[row]
            for at in range(starts[row], starts[row + 1]):
                col = cols[at]
                if slot[col] == -1:
                    continue
                far = reached + own + col_price[col] - whole[at]
                if slot[col] == -2:
                    seen[touched] = col
                    touched += 1
                    heap[size], slot[col] = col, size
                    size += 1
                elif far >= distance[col]:
                    continue
                distance[col] = far
                came[col] = row
                sift_up(heap, slot, distance, slot[col])
            if size == 0 or looked > patience:
                return False
            col = pop(heap, slot, distance, size)
            size -= 1
            reached = distance[col]
            if reached >= top:
                return False
            if holder[col] < 0:
                end = col
                break
            row = holder[col]
        for at in range(touched):
            col = seen[at]
            if slot[col] == -1 and distance[col] < reached:
                step = reached - distance[col]
                if max(col_price[col] + step, step - row_price[holder[col]]) >= top:
                    return False
                col_price[col] += step
                row_price[holder[col]] -= step
            slot[col] = -2
        row_price[waiting[k]] -= reached
        while True:
            row = came[end]
            before = partner[row]
            partner[row] = end
            holder[end] = row
            if row == waiting[k]:
                break
            end = before
    return True


@compiled
def bid_within(
    starts: Array,
    cols: Array,
    whole: Array,
    row_floor: Array,
    row_price: Array,
    col_price: Array,
    partner: Array,
    holder: Array,
    step: int,
) -> None:
    """Let rows bid, each only while it is left with more than its floor.

    Parameters
    ----------
    starts, cols, whole, col_price, partner, holder, step
        As in `bid`; nobody has a partner yet.
    row_floor : ndarray of shape (n,)
    row_price : ndarray of shape (n,)
        Changed in place: what each row could have at the final prices of the columns.
    """
    n, m = len(partner), len(holder)
    stack = np.arange(n - 1, -1, -1).astype(cols.dtype)
    size = n
    for j in range(m):
        holder[j] = -1
    for i in range(n):
        partner[i] = -1
    while size > 0:
        size -= 1
        row = stack[size]
        best, second, at = NEVER, row_floor[row], -1
        for k in range(starts[row], starts[row + 1]):
            value = whole[k] - col_price[cols[k]]
            second = max(second, min(best, value))
            at = cols[k] if value > best else at
            best = max(best, value)
        if best <= row_floor[row]:
            continue
        col_price[at] += best - second + step
        before = holder[at]
        if before >= 0:
            partner[before] = -1
            stack[size] = before
            size += 1
        holder[at], partner[row] = row, at
    for i in range(n):
        best = row_floor[i]
        for k in range(starts[i], starts[i + 1]):
            best = max(best, whole[k] - col_price[cols[k]])
        row_price[i] = best
