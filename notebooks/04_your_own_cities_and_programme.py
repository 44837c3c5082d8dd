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
# # Your own cities and programme
#
# Cities come from TOML, CSV or a workbook, a programme from one TOML file. This notebook writes all
# of them into a temporary folder, reads them, runs them, and shows what a bad cell gives.
#
# The cities here are made up. Real ones need real sources: every item says who says so, and when.

# %%
import tempfile
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

import matcher
from matcher.intake.workbook import write_template

pd.set_option("display.max_colwidth", None)
folder = Path(tempfile.mkdtemp())
mine = folder / "cities"
mine.mkdir()

# %% [markdown]
# ## Cities as tables
#
# `cities.csv` has one row a city, `items.csv` one row a need or capability, `indicators.csv` one row
# a figure. A year that is not known is called `unknown`, never guessed.

# %%
(mine / "cities.csv").write_text(
    """\
id,name,kind,country,lat,lon,place_source,languages
xa-riverton,Riverton,city,XA,40.5,16.2,Made up for this notebook,en
xa-hillford,Hillford,city,XA,41.0,15.1,Made up for this notebook,en|fr
xb-baymouth,Baymouth,city,XB,38.2,12.4,Made up for this notebook,fr
"""
)
(mine / "items.csv").write_text(
    """\
city,side,theme,level,basis,year,text,result,source_title
xa-riverton,need,A3,3,declared,2024,Buses are old and diesel.,,A made-up plan
xa-riverton,need,F1,2,declared,2024,Dust from building sites.,,A made-up plan
xa-riverton,capability,E2,3,declared,2023,Retrofit of all schools.,31% less heat,A made-up report
xa-hillford,need,E2,3,declared,2023,Cold public buildings.,,A made-up plan
xa-hillford,capability,F1,2,reported,unknown,Covered sites and washed wheels.,,A made-up study
xb-baymouth,need,E2,2,declared,2022,The town hall leaks heat.,,A made-up plan
xb-baymouth,capability,A3,3,declared,2024,All buses are electric.,100% of buses,A made-up report
xb-baymouth,capability,F1,1,declared,2021,A pilot with site sensors.,,A made-up report
"""
)
(mine / "indicators.csv").write_text(
    """\
city,indicator,value,unit,scope,year,source_title
xa-riverton,population,420000,persons,city,2023,A made-up census
xa-hillford,population,150000,persons,city,2023,A made-up census
xb-baymouth,population,380000,persons,city,2022,A made-up census
"""
)
tables = matcher.read_profiles(mine)
tables

# %% [markdown]
# ## Cities as TOML
#
# The same in a file a person can read line by line. Files of both kinds may stand in one folder.

# %%
(mine / "lakeside.toml").write_text(
    """\
id = "xb-lakeside"
name = "Lakeside"
kind = "city"
country = "XB"
lat = 39.1
lon = 13.9
place_source = "Made up for this notebook"
languages = ["en", "fr"]

[[needs]]
theme = "A3"
level = 2
basis = "declared"
year = 2024
text = "Wants electric buses."
source = "A made-up plan"

[[needs]]
theme = "F1"
level = 2
basis = "declared"
year = 2024
text = "Dust from a new district."
source = "A made-up plan"

[[capabilities]]
theme = "E2"
level = 2
basis = "reported"
year = 2021
text = "Retrofit of the hospital."
source = { title = "A made-up study", publisher = "A made-up institute" }
"""
)
cities = matcher.read_profiles(mine)
cities["xb-lakeside"]

# %% [markdown]
# ## Cities as a workbook
#
# `write_template` writes what cities fill in: drop-downs for themes and levels, a note on each
# heading. Empty, or with what is recorded. What is written and read back is the same.

# %%
book = folder / "cities.xlsx"
write_template(book, cities, [city.id for city in cities])
back = matcher.read_profiles(book)
assert list(back) == list(cities)
[sheet.title for sheet in load_workbook(book)]

# %%
sheet = load_workbook(book)["Needs"]
head, *rows = sheet.values
pd.DataFrame(rows, columns=head).head(3).fillna("")

# %% [markdown]
# ## A programme
#
# One TOML file says who takes part, how many partners each may have, what counts and what is
# forbidden. Whatever is left out has a default. The weights sum to 1; a weight of 0 is allowed, a
# missing one is not.

# %%
TEXT = """\
id = "made-up"
title = "A made-up twinning"
shape = "one_pool"
pool_note = "every city is made up"

[[sides]]
name = "All four"

[eligibility]
linked_only = false       # the profiles name no programme

[capacities]
minimum = 1
maximum = 2

[weights]
mutual_benefit = 0.60
shared_challenge = 0.15
context = 0.15
co_benefit = 0.05
airshed = 0.0
prior_links = 0.0
preferences = 0.05

[language]
mode = "prefer"

[rules]
domestic = "forbidden"
"""
file = folder / "made_up.toml"
file.write_text(TEXT)
programme = matcher.read_programme(file)
programme

# %%
plan = matcher.propose(cities, programme)
plan

# %%
plan.explain("xa-riverton", "xb-baymouth")

# %% [markdown]
# ## What a bad cell gives
#
# All problems at once, each with its place, what was found, what is allowed and what to do. Nothing
# is run on half of the input.


# %%
def problems_of(read, *paths):
    """Every problem of some input as a table."""
    try:
        read(*paths)
    except matcher.MatcherError as error:
        message = error.message.replace(f"{folder}/", "")
        print(message, "| exit code on the command line:", error.exit_code)
        columns = ["place", "message", "found", "allowed", "remedy"]
        rows = [{name: getattr(one, name) for name in columns} for one in error.problems]
        # File names without the temporary folder.
        table = pd.DataFrame(rows, columns=columns).replace(f"{folder}/", "", regex=True)
        return table.fillna("")
    raise AssertionError("nothing is wrong with it")


spoiled = folder / "spoiled"
spoiled.mkdir()
for name in ("cities.csv", "items.csv", "indicators.csv"):
    text = (mine / name).read_text()
    text = text.replace("xa-riverton,need,A3,3", "xa-riverton,need,A99,5")
    text = text.replace("A made-up study", "").replace("420000", "many")
    (spoiled / name).write_text(text)
found = problems_of(matcher.read_profiles, spoiled)
assert len(found) >= 4
found

# %% [markdown]
# In a workbook each problem names the sheet and the cell.

# %%
wrong = load_workbook(book)
needs = wrong["Needs"]
heads = {str(cell.value).casefold(): cell.column for cell in needs[1]}
needs.cell(row=2, column=heads["level"]).value = "very urgent"
needs.cell(row=3, column=heads["year of the source"]).value = "last year"
wrong.save(folder / "wrong.xlsx")
found = problems_of(matcher.read_profiles, folder / "wrong.xlsx")
assert found["place"].str.contains("cell").all()
found

# %% [markdown]
# In a programme each names the line; an unknown key is an error, and the nearest known one is named.

# %%
bad = TEXT.replace("0.60", "0.50").replace("maximum = 2", "maximun = 2")
(folder / "bad.toml").write_text(bad)
problems_of(matcher.read_programme, folder / "bad.toml")

# %% [markdown]
# ## When the rules contradict each other
#
# Bad input is an error. An impossible programme is an answer: a plan with status `infeasible`, the
# smallest set of rules in conflict, and the least change that helps.

# %%
alone = 'forbidden = [["xa-riverton", "xb-baymouth"], ["xa-riverton", "xb-lakeside"]]'
(folder / "tight.toml").write_text(TEXT + alone)
tight = matcher.propose(cities, matcher.read_programme(folder / "tight.toml"))
assert tight.status == "infeasible"
print("\n".join(tight.document.conflict.sentences))
