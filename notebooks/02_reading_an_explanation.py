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
# # Reading an explanation
#
# A plan answers questions in words and in numbers: why it is as it is, why a city has its partners,
# why a pair is in it or is not, what it costs to force one, and what would have to change. Every
# answer is a value with sentences, tables and `to_dict()`.

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
}

profiles = matcher.read_profiles()
plan = matcher.propose(profiles, matcher.read_programme("eacac"))
plan

# %% [markdown]
# ## The whole plan
#
# One line for each exchange: what lifts it above a typical pair, what each city can show, and what
# the plan would lose without it.

# %%
whole = plan.explain()
whole

# %% [markdown]
# The same as a table. `loss_without` was found by solving again without the pair.

# %%
pd.DataFrame(
    {"score": p.score, "loss_without": p.loss_without}
    | {"exchange": f"{profiles[p.a].name} with {profiles[p.b].name}"}
    for p in whole.pairs
).set_index("exchange").sort_values("loss_without", ascending=False)

# %% [markdown]
# ## One city

# %%
plan.explain("kr-seoul")

# %% [markdown]
# ## One pair: the waterfall of its score
#
# The score is the sum of seven parts in whole points. `typical` is what a permitted pair in the
# middle has: a part is large or small only beside it.

# %%
pair = plan.explain("cn-beijing", "kr-seoul")
steps = pd.DataFrame({"points": pair.parts, "typical": pair.typical})
steps["above_typical"] = steps["points"] - steps["typical"]
steps["end"] = steps["points"].cumsum()
steps["start"] = steps["end"] - steps["points"]
assert steps["end"].iloc[-1] == pair.score

# %% [markdown]
# The chart reads from top to bottom: each bar begins where the one above it ends. The tick is where
# it would end if the part were typical.

# %%
rows = steps.rename_axis("part").reset_index()
rows["typical_end"] = rows["start"] + rows["typical"]
base = alt.Chart(rows).encode(y=alt.Y("part:N", sort=None, title=None))
bars = base.mark_bar(color="#4c86a8").encode(
    x=alt.X("start:Q", title="points"), x2="end:Q", tooltip=["part", "points", "typical"]
)
ticks = base.mark_tick(color="#d1743c", thickness=3, orient="vertical").encode(x="typical_end:Q")
(bars + ticks).properties(width=520, height=200).configure(**GREY)

# %%
steps[["points", "typical", "above_typical"]]

# %% [markdown]
# Below the parts the explanation names the themes that flow each way with the evidence on both
# ends, the place of each partner in the other's list, and what happens without the pair.

# %%
pair

# %% [markdown]
# ## Why not that pair?
#
# Jinan with Seoul is permitted and not proposed. The pair ranks first in Jinan's own list: what
# counts is the plan as a whole.

# %%
other = plan.explain("cn-jinan", "kr-seoul")
print("\n".join(other.sentences[:8]))

# %% [markdown]
# ### The price of forcing it
#
# `forced` is the best plan that holds the pair. Its loss is the price; the cities beneath it gain or
# lose. The changes of all cities add up to minus twice the loss, because both cities of a pair count
# its points.

# %%
forced = other.forced
shifts = pd.DataFrame(
    {"before": ", ".join(s.before), "after": ", ".join(s.after), "points": s.points}
    | {"city": profiles[s.city].name}
    for s in forced.cities
).set_index("city")
assert shifts["points"].sum() == -2 * forced.loss
shifts.sort_values("points")

# %% [markdown]
# A pin forces it. The new plan is worth exactly what was foretold.

# %%
pinned = matcher.propose(
    profiles, matcher.read_programme("eacac"), pins=[("cn-jinan", "kr-seoul")]
)
assert plan.objective - pinned.objective == forced.loss
plan.compare(pinned)

# %% [markdown]
# A pair that no rule permits says which rule.

# %%
plan.explain("jp-tokyo", "jp-kitakyushu").reasons

# %% [markdown]
# ## What would it take?
#
# The smallest changes of the two profiles or of the programme that put the pair into a best plan.
# Each was solved again on the frozen scales of the plan.

# %%
answer = plan.what_would_it_take("cn-jinan", "kr-seoul")
answer

# %%
pd.DataFrame(
    {"size": o.size, "new_score": o.new_score, "change": " and ".join(map(str, o.changes))}
    for o in answer.options
)

# %% [markdown]
# ## The proof
#
# Every term that limits a plan has a price. No permitted pair scores more than the prices it uses,
# so the column bounds every plan, and this plan reaches the bound.

# %%
proof = plan.proof()
assert proof.by_prices
assert proof.table["total"].sum() == plan.objective
proof
