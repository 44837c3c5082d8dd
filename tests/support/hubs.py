"""Scores as cities with a few strong themes have them: a few hubs that everyone would like best."""

from __future__ import annotations

import numpy as np

POINTS = 1_000_000


def hub_sides(n: int, m: int, seed: int = 0) -> np.ndarray:
    """Whole scores from 0 to a million of `n` cities with `m` others."""
    random = np.random.default_rng([seed, n, m])
    needs, offers = (random.dirichlet(np.full(12, 0.4), size) for size in (n, m))
    scores = needs @ (offers * random.lognormal(0, 0.6, m)[:, None]).T
    return np.floor(scores / scores.max(initial=1e-9) * POINTS)


def hub_pool(n: int, seed: int = 0) -> np.ndarray:
    """The same among the cities of one pool; symmetric."""
    scores = hub_sides(n, n, seed)
    return np.floor((scores + scores.T) / 2)


def best_of_each(weights: np.ndarray, k: int) -> np.ndarray:
    """Only the `k` best pairs of every row, and of every column; NaN elsewhere."""
    filled = np.where(np.isnan(weights), -np.inf, weights)
    by_row = np.argsort(-filled, axis=1, kind="stable").argsort(axis=1) < k
    by_col = np.argsort(-filled, axis=0, kind="stable").argsort(axis=0) < k
    return np.where(by_row | by_col, weights, np.nan)


def hard_pool(size: int) -> np.ndarray:
    """Scores of one pool with heavier hubs: many odd cycles, and proofs that take long."""
    random = np.random.default_rng(size)
    themes = random.dirichlet(np.full(12, 0.4), size)
    scores = themes @ themes.T * random.lognormal(0, 0.4, size)[:, None]
    scores = scores + scores.T
    return np.floor(scores / scores.max() * POINTS)
