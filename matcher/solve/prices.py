"""Prices back to the units of the given weights, and from two sides to one pool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.solve.result import NestedSets, OddSet, Prices


def scaled_prices(prices: Prices, exponent: int | None) -> Prices:
    """Undo the scaling of real weights; exact, because it is by a power of two."""
    if exponent is None:
        return prices
    return replace(
        prices,
        left=np.ldexp(prices.left, -exponent),
        right=np.ldexp(prices.right, -exponent),
        left_floor=np.ldexp(prices.left_floor, -exponent),
        right_floor=np.ldexp(prices.right_floor, -exponent),
        cohort=float(np.ldexp(prices.cohort, -exponent)),
        groups=tuple(
            replace(group, price=float(np.ldexp(group.price, -exponent))) for group in prices.groups
        ),
        odd_sets=_scaled_sets(prices.odd_sets, exponent),
    )


def _scaled_sets(odd_sets: Sequence[OddSet], exponent: int) -> Sequence[OddSet]:
    if isinstance(odd_sets, NestedSets):
        return replace(odd_sets, price=np.ldexp(odd_sets.price, -exponent))
    return tuple(replace(odd, price=float(np.ldexp(odd.price, -exponent))) for odd in odd_sets)


def folded(prices: Prices) -> Prices:
    """City prices of a pool from those of its two copies: the mean of the two, so in halves.

    A city whose copies are priced against each other (one by its maximum, one by its minimum) keeps
    the net price, as one term.
    """
    net = (prices.left - prices.left_floor + prices.right - prices.right_floor) / 2
    none = np.empty(0, dtype=np.float64)
    return Prices(
        left=np.maximum(net, 0),
        right=none,
        left_floor=np.maximum(-net, 0),
        right_floor=none,
        cohort=prices.cohort,
    )
