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
# # Embed in a partner tool
#
# The solvers know nothing of cities: numbers in, pairs out, with a proof. Around them, a plan is one
# JSON document with a published schema, and the command line speaks in exit codes. Everything here
# works without profiles of your own.

# %%
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import numpy as np
import pandas as pd

import matcher
from matcher.report.schema import plan_schema_text
from matcher.solve import Problem, Row

# %% [markdown]
# ## Two sides
#
# Weights are maximised. NaN is a pair that is not permitted. Whole numbers are solved exactly as
# given.

# %%
weights = np.array(
    [
        [90, 75, np.nan, 40],
        [85, 80, 70, 35],
        [60, 65, 30, 20],
    ]
)
result = matcher.solve.two_sided(weights, left_max=[1, 2, 1], right_max=1)
result.pairs.tolist(), result.objective

# %% [markdown]
# A result says how far it is proved. `gap` 0 and `optimal`: no permitted plan has more.

# %%
fields = ["status", "objective", "bound", "gap", "proof", "verified", "regime", "reason"]
pd.Series({name: getattr(result, name) for name in fields}, dtype=object)

# %% [markdown]
# `prices` is the proof: for every permitted pair the prices of its two ends, and its own where it
# scores more and can be used once, reach its weight. Their sum is the bound.

# %%
prices = result.prices
reduced = weights - prices.left[:, None] - prices.right[None, :]
once = np.nansum(np.maximum(reduced, 0))
bound = prices.left @ [1, 2, 1] + prices.right.sum() + once
assert bound == result.objective
prices.left, prices.right, once

# %% [markdown]
# The independent check is there to be called on whatever came back over a wire.

# %%
matcher.solve.verify_two_sided(weights, result, left_max=[1, 2, 1])

# %% [markdown]
# Impossible is an answer with a reason; what cannot be read is an error.

# %%
impossible = matcher.solve.two_sided(weights, required=[(0, 2)])
print(impossible.status, "|", impossible.reason)
try:
    matcher.solve.two_sided([[1.0, np.inf]])
except matcher.MatcherError as error:
    print(error.code, "|", error)

# %% [markdown]
# ## One pool
#
# Symmetric weights, pairs with a < b. Of an odd number of cities that all want one another, one is
# left over: the proof then has a price for the whole set.

# %%
rng = np.random.default_rng(7)
half = rng.integers(100, 1_000, size=(41, 41))
pool = half + half.T
one = matcher.solve.one_pool(pool)
assert one.status == "optimal"
sets = one.prices.odd_sets
print(one.objective, one.proof, [(len(odd.members), odd.price) for odd in sets])

# %%
bound = one.prices.left.sum() + sum(odd.most_pairs * odd.price for odd in sets)
assert bound == one.objective
matcher.solve.verify_one_pool(pool, one)

# %% [markdown]
# ## One instance under many weights
#
# A pair weighs the sum over its parts of `floor(points x value)`. Each row of `scenarios` is one set
# of points; each scenario has its own proved plan.

# %%
layers = rng.random((3, 6, 8))
scenarios = rng.multinomial(1_000, [0.5, 0.3, 0.2], size=200) * 1_000
many = matcher.solve.ensemble(layers, scenarios)
assert set(many.status) == {"optimal"}
share = many.frequency.toarray() / len(many)
pd.DataFrame(share.round(2), index=list("abcdef"))

# %% [markdown]
# ## Rules of your own
#
# A `Row` is a weighted count of pairs between two numbers, hard, or soft with a price in points. Under
# rules two exact models must agree before a plan is called optimal.

# %%
table = rng.integers(100, 1_000, size=(6, 8))
problem = Problem.two_sided(table, max_pairs=5)
ports = [(i, j) for i in (0, 1, 2) for j in (5, 6, 7)]
hard = Row.of(ports, least=2, name="two exchanges between ports")
soft = Row.of([(i, 0) for i in range(6)], most=0, price=150, name="spare city 0")
free, ruled = matcher.solve.best(problem), matcher.solve.best(problem, [hard, soft])
print(free.total, free.pairs.tolist(), free.proof)
print(ruled.total, ruled.pairs.tolist(), ruled.proof, ruled.shortfalls)

# %% [markdown]
# Fairest from the bottom up: the satisfaction of the worst-off is made as great as it can be, then
# that of the next. Shares are exact fractions. And the next best plans, in order.

# %%
square = Problem.two_sided(table[:, :6])
fair = matcher.solve.leximin(square)
assert fair.result.total <= matcher.solve.best(square).total
print(fair.result.total, [str(share) for share in fair.satisfaction.ascending[:4]])
ranked = matcher.solve.k_best(problem, 3)
for plan in ranked.plans:
    print(plan.total, plan.pairs.tolist())

# %% [markdown]
# ## A plan as JSON
#
# `to_json` is the text of `plan.json`; its schema ships with the package and only grows.

# %%
profiles = matcher.read_profiles()
plan = matcher.propose(profiles, matcher.read_programme("eacac"))
document = json.loads(plan.to_json())

jsonschema.validate(document, json.loads(plan_schema_text()))
document["schema_version"], document["pairs"][0]["parts"]

# %% [markdown]
# Whoever receives it checks it from the document and the profiles alone. A changed score is found.

# %%
folder = Path(tempfile.mkdtemp())
(folder / "plan.json").write_text(plan.to_json())
matcher.read_plan(folder, profiles).verify().require()

document["pairs"][0]["score"] += 1
(folder / "plan.json").write_text(json.dumps(document))
check = matcher.read_plan(folder, profiles).verify()
assert not check.passed
print(check)

# %% [markdown]
# ## The command line
#
# With `--json` there is one JSON document on stdout and nothing else; messages go to stderr. `--quick`
# leaves out the reasons that are worked out by solving again.


# %%
def run(*arguments):
    """Exit code and output of one command."""
    command = [sys.executable, "-m", "matcher", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    return done.returncode, done.stdout


code, out = run("propose", "eacac", "--quick", "--out", "runs", "--json")
code, json.loads(out)["plans"][0]["status"]

# %% [markdown]
# | code | means |
# | --- | --- |
# | 0 | done |
# | 1 | unexpected failure, or a check that did not pass |
# | 2 | wrong usage of the command |
# | 3 | bad input: every problem is listed, nothing is written |
# | 4 | infeasible: the run folder says why no plan exists |
# | 5 | stopped by a limit: the plan is permitted but not proved best |

# %%
pair = "cn-jinan:kr-seoul"
codes = {
    "a run folder that is there already": run("propose", "eacac", "--out", "runs")[0],
    "an option that does not exist": run("propose", "eacac", "--bogus")[0],
    "a pair pinned and forbidden": run(
        "propose", "eacac", "--quick", "--pin", pair, "--forbid", pair, "--out", "none"
    )[0],
    "a plan that was changed": run("verify", "plan.json")[0],
}
assert list(codes.values()) == [3, 2, 4, 1]
codes
