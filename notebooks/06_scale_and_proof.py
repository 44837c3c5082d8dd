# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Scale and proof
#
# Thousands of cities a side have millions of pairs. They are solved exactly without a table of all
# pairs: prices from a sample, a shortlist, a plan on it, and then every pair is priced by blocks.
# The prices are the certificate, and anyone can check them again.

# %%
import time

import numpy as np
import pandas as pd

import matcher

# %% [markdown]
# ## Weights that are worked out when asked for
#
# Any object with `.shape` and `.block(rows, cols)` will do. This one makes up cities with six themes
# each; a pair is worth what each needs and the other can show, in whole points. It also counts what
# is asked of it.


# %%
class MadeUp:
    """Exchanges between made-up cities: needs times capabilities, both ways."""

    def __init__(self, left, right, themes=6, seed=0):
        rng = np.random.default_rng(seed)
        self.shape = (left, right)
        self.needs = [rng.integers(0, 400, (n, themes)).astype(float) for n in self.shape]
        self.shows = [rng.integers(0, 400, (n, themes)).astype(float) for n in self.shape]
        self.read = self.largest = 0

    def block(self, rows, cols):
        """Weights of some rows and columns, shape (r, c)."""
        self.read += len(rows) * len(cols)
        self.largest = max(self.largest, len(rows) * len(cols))
        given = self.shows[0][rows] @ self.needs[1][cols].T
        taken = self.needs[0][rows] @ self.shows[1][cols].T
        return given + taken


weights = MadeUp(1600, 2000)
pairs = weights.shape[0] * weights.shape[1]
f"{pairs:,} pairs"

# %% [markdown]
# ## Solve, and watch
#
# `progress` is told after each round: how many pairs beat their prices, and how far the bound is
# above the plan. The search ends when no pair does.

# %%
rounds = []
started = time.perf_counter()
result = matcher.solve.two_sided(weights, progress=rounds.append)
seconds = time.perf_counter() - started
assert result.status == "optimal"
assert result.regime == "large"
print(f"{len(result.pairs):,} pairs, {result.objective:,} points, gap {result.gap}")
print(f"{result.rounds} rounds, {seconds:.1f} s")

# %%
pd.DataFrame(
    {"round": r.number, "violators": r.violators, "value": r.value, "gap": r.gap}
    for r in rounds
)

# %% [markdown]
# ## Memory
#
# A table of all pairs was never made: the largest block is a small part of it.

# %%
assert weights.largest < pairs
print(f"all pairs as a table: {8 * pairs / 1e6:,.0f} MB")
print(f"largest block:        {8 * weights.largest / 1e6:,.1f} MB")
print(f"read in all:          {weights.read / pairs:.1f} times all pairs")

# %% [markdown]
# ## The certificate, checked by hand
#
# Weak duality in one sentence: if no pair weighs more than the prices of its two cities, no plan
# weighs more than the sum of all prices, because each city is used once at most. So three lines of
# NumPy check it, on every pair, with the solver out of the room.

# %%
left, right = result.prices.left, result.prices.right
every = np.arange(weights.shape[1])
bands = np.array_split(np.arange(weights.shape[0]), 20)

assert min(left.min(), right.min()) >= 0
assert all((weights.block(b, every) <= left[b, None] + right).all() for b in bands)
assert left.sum() + right.sum() == result.objective

# %% [markdown]
# A price that is lowered by one point no longer covers some pair: the check is not empty.

# %%
i, j = result.pairs[0]
less = left.copy()
less[i] -= 1
assert (weights.block(np.array([i]), every) > less[i] + right).any()

# %% [markdown]
# ## The two regimes agree
#
# A small instance can be solved either way. Both are exact and give the same plan, ties included.

# %%
little = MadeUp(150, 200, seed=3)
small = matcher.solve.two_sided(little, regime="small")
large = matcher.solve.two_sided(little, regime="large")
assert small.objective == large.objective
assert (small.pairs == large.pairs).all()
small.regime, large.regime, small.objective

# %% [markdown]
# ## One pool
#
# Everybody may meet everybody. A pair is worth the same from both ends. Where odd circles of cities
# cannot all be paired, sets of them have prices of their own.


# %%
class Pool(MadeUp):
    """One pool of made-up cities."""

    def __init__(self, cities, seed=1):
        super().__init__(cities, cities, seed=seed)
        self.needs[1], self.shows[1] = self.needs[0], self.shows[0]


pool = Pool(1001)
together = matcher.solve.one_pool(pool)
assert together.status == "optimal"
sets = together.prices.odd_sets
print(f"{len(together.pairs):,} pairs, gap {together.gap}, by {together.proof}")
print(f"{len(sets)} odd sets have a price")

# %% [markdown]
# The same check: a pair inside an odd set faces the price of the set too, and a set of s cities holds
# (s - 1) / 2 pairs.

# %%
cities = np.arange(pool.shape[0])
facing = together.prices.left[:, None] + together.prices.left
for odd in sets:
    inside = np.array(odd.members)
    facing[np.ix_(inside, inside)] += odd.price
worth = pool.block(cities, cities)
np.fill_diagonal(worth, 0)
held = sum(odd.most_pairs * odd.price for odd in sets)
assert (worth <= facing).all()
assert together.prices.left.sum() + held == together.objective

# %% [markdown]
# ## Stopping early
#
# A time limit or `stop` gives the best plan so far with a bound that was checked: `feasible`, with a
# gap. It is called optimal only where that gap is 0. Here it stops after the first round.

# %%
seen = []
hurried = matcher.solve.two_sided(
    MadeUp(1600, 2000, seed=5), progress=seen.append, stop=lambda: len(seen) > 0
)
print(hurried.status, hurried.gap, hurried.verified)
assert (hurried.status == "optimal") == (hurried.gap == 0)
assert hurried.bound >= hurried.objective
