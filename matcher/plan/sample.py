"""Pairs outside a plan, drawn for the check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from matcher.candidates import Pool

SAMPLE = 1000
SEED = 20160519
# Up to here every position is shuffled; above, positions are drawn until enough are new.
SHUFFLED = 2**16

Pair = tuple[int, int]


def pairs_outside(pool: Pool, chosen: Iterable[Pair], count: int = SAMPLE) -> list[Pair]:
    """Draw pairs of the pool that are not chosen, permitted or not, each at most once.

    The generator has the seed `SEED`, and memory does not grow with the number of pairs.

    Parameters
    ----------
    pool : Pool
    chosen : iterable of (int, int)
        Left and right positions, in one pool in either order.
    count : int
        How many to draw; fewer where there are no more.

    Returns
    -------
    list of (int, int)
        Left and right positions, sorted; in one pool the smaller position first.
    """
    n, m = len(pool.left), len(pool.right)
    taken = {_ordered(i, j, pool) for i, j in chosen}
    total = n * m if pool.two_sided else n * (n - 1) // 2
    wanted = min(count, total - len(taken))
    random = np.random.default_rng(SEED)
    found: set[Pair] = set()
    draws = _shuffled(n * m, random) if n * m <= SHUFFLED else _endless(n * m, random)
    while len(found) < wanted:
        i, j = divmod(next(draws), m)
        pair = _ordered(i, j, pool)
        if pair not in taken and (pool.two_sided or i != j):
            found.add(pair)
    return sorted(found)


def _shuffled(total: int, random: np.random.Generator) -> Iterator[int]:
    yield from random.permutation(total).tolist()


def _endless(total: int, random: np.random.Generator) -> Iterator[int]:
    while True:
        yield from random.integers(total, size=SAMPLE).tolist()


def _ordered(i: int, j: int, pool: Pool) -> Pair:
    return (i, j) if pool.two_sided or i < j else (j, i)
