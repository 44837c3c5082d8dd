"""Small pools: every plan, by dynamic programming over how often each city has been used.

Pairs are decided from last to first. After each, a table holds for every state (partners used by
each city, pairs used in all) the best value and then the most pairs that the remaining pairs can
still bring. Reading the tables forwards gives the canonical plan: the smallest list among the best.
"""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import IntArray

STATES = 400_000
CELLS = 12_000_000
# Cells of Python integers, for weights whose sums leave 64 bits.
LONG_CELLS = 1_000_000
NEVER, LONG_NEVER = -(2**62), -(2**200)


def fits(most: IntArray, whole: IntArray, max_pairs: int | None) -> bool:
    """Whether the tables of a pool are small enough to enumerate."""
    states, pairs = 1, len(whole)
    for count in _sizes(most, max_pairs):
        states *= count
        if states > STATES:
            return False
    return states * (pairs + 1) <= (CELLS if in_range(pairs, whole) else LONG_CELLS)


def enumerate_pool(
    pairs: IntArray,
    whole: IntArray,
    least: IntArray,
    most: IntArray,
    required: set[tuple[int, int]],
    max_pairs: int | None,
) -> IntArray | None:
    """Return the canonical best plan, or None when no plan meets the bounds.

    Parameters
    ----------
    pairs : ndarray of shape (k, 2)
        Open pairs a < b in lexicographic order.
    whole : ndarray of shape (k,)
        Their weights.
    least, most : ndarray of shape (n,)
    required : set of (int, int)
    max_pairs : int or None

    Returns
    -------
    ndarray of shape (chosen, 2) or None
    """
    sizes = _sizes(most, max_pairs)
    # A pair more is worth less than any difference in value.
    step = len(pairs) + 1
    worth = [int(w) * step + 1 for w in whole.tolist()]
    short = in_range(len(pairs), whole)
    never = NEVER if short else LONG_NEVER
    tables = [_final(sizes, least, never)]
    for k in range(len(pairs) - 1, -1, -1):
        after = tables[-1]
        with_pair = np.full(sizes, never, dtype=after.dtype)
        here, there = _shift(pairs[k], len(sizes), max_pairs is not None)
        source = after[there]
        with_pair[here] = np.where(source > never // 2, source + worth[k], never)
        asked = (int(pairs[k, 0]), int(pairs[k, 1])) in required
        tables.append(with_pair if asked else np.maximum(after, with_pair))
    tables.reverse()
    if int(tables[0][(0,) * len(sizes)]) < never // 2:
        return None
    return _read_forwards(tables, pairs, worth, max_pairs is not None)


def in_range(pairs: int, whole: IntArray) -> bool:
    """Whether values and counts fit in 64 bits together."""
    greatest = int(np.abs(whole).max(initial=0))
    return (greatest + 1) * (pairs + 1) ** 2 < 2**61


def _sizes(most: IntArray, max_pairs: int | None) -> list[int]:
    sizes = [int(count) + 1 for count in most]
    if max_pairs is not None:
        sizes.append(min(max_pairs, int(most.sum()) // 2) + 1)
    return sizes


def _final(sizes: list[int], least: IntArray, never: int) -> IntArray:
    table = np.zeros(sizes, dtype=np.int64 if never == NEVER else object)
    for city, minimum in enumerate(least.tolist()):
        short: list[slice] = [slice(None)] * len(sizes)
        short[city] = slice(0, minimum)
        table[tuple(short)] = never
    return table


def _shift(
    pair: IntArray, dimensions: int, cohort: bool
) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """States that can take the pair, and the states they lead to."""
    here, there = [slice(None)] * dimensions, [slice(None)] * dimensions
    for axis in (*pair.tolist(), *([dimensions - 1] if cohort else [])):
        here[axis], there[axis] = slice(None, -1), slice(1, None)
    return tuple(here), tuple(there)


def _read_forwards(
    tables: list[IntArray], pairs: IntArray, worth: list[int], cohort: bool
) -> IntArray:
    state = [0] * tables[0].ndim
    chosen = []
    for k, (a, b) in enumerate(pairs.tolist()):
        after = list(state)
        for axis in (a, b, *([len(state) - 1] if cohort else [])):
            after[axis] += 1
        inside = all(x < size for x, size in zip(after, tables[k].shape, strict=True))
        best = int(tables[k][tuple(state)])
        if inside and int(tables[k + 1][tuple(after)]) + worth[k] == best:
            chosen.append(k)
            state = after
    return pairs[chosen]
