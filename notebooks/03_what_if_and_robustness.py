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
# # What if, and how sure?
#
# A plan rests on weights, on rules and on records. This notebook moves each of them, compares the
# plans, and asks how much of the plan stays.

# %%
import altair as alt
import pandas as pd

import matcher

# A chart is drawn as a picture: nothing is fetched, and it reads on light and on dark.
alt.renderers.enable("svg")
GREY = {
    "background": "transparent",
    "padding": 16,
    "view": {"stroke": "transparent"},
    "axis": {"labelColor": "#888", "titleColor": "#888", "gridColor": "#888", "gridOpacity": 0.3},
    "legend": {"labelColor": "#888", "titleColor": "#888"},
}

profiles = matcher.read_profiles()
programme = matcher.read_programme("eacac")
programme

# %%
plan = matcher.propose(profiles, programme)
plan

# %% [markdown]
# ## Other weights
#
# A programme is a value that cannot be changed; make another one. Weights must sum to 1. Here,
# existing ties and shared air count for nothing, and what they had goes to mutual benefit.


# %%
def with_weights(programme, **weights):
    """A programme with some weights set and the rest as they are; checked like a file."""
    fields = programme.model_dump(mode="json")
    fields["weights"] = {**fields["weights"], **weights}
    return type(programme).model_validate(fields)


plain = with_weights(programme, mutual_benefit=0.60, airshed=0.0, prior_links=0.0)
without_ties = matcher.propose(profiles, plain)
plan.compare(without_ties)

# %% [markdown]
# ## Pins and forbids
#
# A pin must be in the plan, a forbidden pair must not. The rest is chosen as well as can be.

# %%
changed = matcher.propose(
    profiles,
    programme,
    pins=[("cn-jinan", "kr-seoul")],
    forbids=[("cn-beijing", "mn-ulaanbaatar")],
)
comparison = plan.compare(changed)
comparison

# %%
comparison.pairs[["a_name", "b_name", "fate", "first", "second"]]

# %% [markdown]
# ## How sure is each exchange?
#
# Weights and figures are drawn around what the programme and the records say, items are left out by
# basis, one city after the other declines. Every plan is solved exactly. The same seed gives the
# same answer.

# %%
sure = plan.robustness(draws=400, figure_draws=60, seed=0)
sure

# %% [markdown]
# In how many plans with drawn weights each pair stays, with the 95% interval (Wilson).

# %%
table = sure.table.reset_index()
table["exchange"] = table["a_name"] + " with " + table["b_name"]
base = alt.Chart(table).encode(
    y=alt.Y("exchange:N", sort="-x", title=None, axis=alt.Axis(labelLimit=240))
)
scale = alt.Scale(domain=[0, 1])
lines = base.mark_rule(color="#888").encode(
    x=alt.X("weights_low:Q", scale=scale, title="share of plans with drawn weights"),
    x2="weights_high:Q",
)
dots = base.mark_point(filled=True, size=70, opacity=1).encode(
    x=alt.X("weights:Q", scale=scale), shape=alt.Shape("grade:N"), color=alt.Color("grade:N")
)
(lines + dots).properties(width=420, height=220).configure(**GREY)

# %%
sure.table[["grade", "weights", "weights_low", "weights_high", "figures", "declines"]].round(3)

# %% [markdown]
# What happens when one city declines, and which pairs stand ready.

# %%
sure.declines

# %%
sure.challengers

# %% [markdown]
# ## Fairness
#
# Satisfaction is what a city gets as a share of the best it could have. The fairer plans are solved
# for, so their cost is exact.

# %%
fair = plan.fairness()
fair

# %%
fair.table

# %% [markdown]
# A programme can ask for it: `objective = "leximin"` in its file.

# %%
leximin = matcher.propose(profiles, programme.model_copy(update={"objective": "leximin"}))
assert leximin.objective == fair.table.loc["leximin", "total"]
leximin

# %% [markdown]
# ## Stability
#
# Two cities that would rather have each other than what the plan gives them.

# %%
plan.stability()

# %% [markdown]
# ## Other good plans

# %%
others = plan.other_plans(k=3, within="1%")
others

# %% [markdown]
# ## When a city declines
#
# `replan` makes a new plan with as few other changes as a stated loss allows, on the same scales.
# CCUCC pairs Chinese with Californian cities; here Sacramento says no to Jinan.

# %%
ccucc = matcher.propose(profiles, matcher.read_programme("ccucc"))
first = ccucc.document.pairs[0]
again = ccucc.replan([(first.a, first.b)], within="1%")
assert (first.a, first.b) not in {(pair.a, pair.b) for pair in again.document.pairs}
again

# %% [markdown]
# The trade-off: how many standing exchanges may be dropped, and what is then lost against the best
# possible new plan.

# %%
pd.DataFrame(point.model_dump() for point in again.document.replanned.curve)

# %%
again.verify().require()
ccucc.compare(again)
