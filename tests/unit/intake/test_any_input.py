"""Whatever the files hold, the answer is profiles or problems, never a crash."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.intake.file_set import FileSet, city, item

from matcher.errors import InputError
from matcher.intake import read_profiles
from matcher.intake.models import CityProfile, Item

KEYS = st.sampled_from(sorted({*CityProfile.model_fields, *Item.model_fields, "cities", "pm25"}))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 2200)
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["A1", "cn-beijing", "declared", "inferred", "conditional", "CN", "BSk"])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=25,
)


def _answer(contents: dict[str, str | bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = FileSet(Path(folder))
        for name, content in contents.items():
            files.write(name, content)
        try:
            found = len(read_profiles(files.root))
        except InputError as error:
            found = len([problem for problem in error.problems if problem.severity == "error"])
            "".join(map(str, error.problems))
    assert found > 0


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING, max_size=8) | ANYTHING)
def test_any_json_is_answered(data: Any) -> None:
    _answer({"any.json": json.dumps(data)})


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.toml", "a.json", "cities.csv", "links.csv"]))
def test_any_bytes_are_answered(raw: bytes, name: str) -> None:
    _answer({name: raw})


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(st.text('ab,"\n|:;5', max_size=4), min_size=1, max_size=13), min_size=1, max_size=4
    )
)
def test_any_items_table_is_answered(rows: list[list[str]]) -> None:
    header = "city,side,theme,level,basis,year,since,text,result,source_title,confidence"
    cities = "id,name,kind,country,lat,lon,place_source\nxx-a,A,city,XX,1,2,x\n"
    items = "\n".join([header, *(",".join(row) for row in rows)])
    _answer({"cities.csv": cities, "items.csv": items})


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_damage_to_a_good_file_is_answered(data: st.DataObject) -> None:
    text = city(more='aliases = ["x"]') + item() + item("capabilities", "A2")
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 30))
    put = data.draw(st.text("\"'[]{}=.,\n #aé1", max_size=4))
    _answer({"xx-alpha.toml": text[:at] + put + text[at + length :]})


@pytest.mark.parametrize("name", ["themes.toml", "airsheds.toml", "inference.toml", "links.csv"])
@pytest.mark.parametrize("content", [b"", b"\xff", b"x = 1\n", b"[[themes]]\nid = 3\n"])
def test_broken_shared_files_are_named(files: FileSet, name: str, content: bytes) -> None:
    files.write("cities/xx-alpha.toml", city()).write(name, content)
    assert name in {problem.file for problem in files.problems()}
