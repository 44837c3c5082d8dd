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
# # A first plan
#
# City profiles in, proposed exchanges out: the main job of the engine in a few cells. Everything
# here runs on the bundled cities and needs no network.

# %%
import matcher

profiles = matcher.read_profiles()
len(profiles), len(profiles.vocabulary)

# %% [markdown]
# A profile holds what a city needs and what it can show, each item with its basis (`declared` by
# the city, `reported` by others, `inferred` by a stated rule), its year and its source.

# %%
jinan = profiles["cn-jinan"]
for item in jinan.needs:
    print(item.theme, item.level, item.basis, item.year or "year unknown", "|", item.text)

# %% [markdown]
# ## Propose
#
# East Asia Clean Air Cities is one pool of nine members; each gets one or two partners abroad.

# %%
programme = matcher.read_programme("eacac")
plan = matcher.propose(profiles, programme)
plan

# %% [markdown]
# The status says what is proved. A gap of 0 means that no permitted plan scores more.

# %%
plan.status, plan.objective, plan.bound, plan.gap

# %% [markdown]
# ## Why this pair?
#
# The parts of a score are whole points and sum to it exactly.

# %%
parts = plan.pairs.drop(columns=["a", "b", "a_name", "b_name", "a_satisfaction", "b_satisfaction"])
assert (parts.drop(columns="score").sum(axis=1) == parts["score"]).all()
parts

# %%
pair = plan.document.pairs[0]
print(plan.explain(pair.a, pair.b))

# %% [markdown]
# ## Why not that one?

# %%
print(plan.explain("cn-sichuan", "cn-suining"))

# %%
print(plan.explain("jp-tokyo", "kr-seoul"))

# %% [markdown]
# ## What drives the plan
#
# A nominal weight is not influence. Influence is weight times spread over the permitted pairs, as a
# share of all parts.

# %%
import pandas as pd

pd.DataFrame(
    {
        part: {"weight": drive.weight / 1_000_000, "influence": round(drive.share, 3)}
        for part, drive in plan.document.influence.items()
    }
).T

# %% [markdown]
# ## Check it
#
# The verifier recomputes every score by plain loops, recounts rules and capacities, and prices
# every permitted pair again. It shares no code with the solver.

# %%
check = plan.verify()
print(check)
assert check.passed

# %% [markdown]
# ## The other programme
#
# CCUCC pairs Chinese with Californian cities. Its list of cities was never published, so the pool
# is illustrative and every output says so.

# %%
matcher.propose(profiles, matcher.read_programme("ccucc"))
