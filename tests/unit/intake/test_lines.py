from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.bundled import profiles_dir
from matcher.intake.lines import json_lines, nearest_line, toml_lines

TEXT = '''\
id = "a" # [[needs]]
names = { ja = "x", "zh-Hans" = "y = 1" }
wishes = [
  "one",   # comment, with ]
  "two",
]

[indicators.pm25]
value = 3.5

[[needs]]
theme = "A1"
text = """
[[needs]]
"quoted" = 1
"""
source.title = "t"

[[needs]]
theme = "A2"

[[needs.sources]]
title = "x"
when = 2020-01-01 07:32:00
[[needs.sources]]
title = 'y'
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("id",), 1),
        (("names", "zh-Hans"), 2),
        (("wishes", 1), 5),
        (("indicators", "pm25"), 8),
        (("indicators", "pm25", "value"), 9),
        (("needs", 0), 11),
        (("needs", 0, "text"), 13),
        (("needs", 0, "source", "title"), 17),
        (("needs", 1), 19),
        (("needs", 1, "theme"), 20),
        (("needs", 1, "sources", 0, "when"), 24),
        (("needs", 1, "sources", 1, "title"), 26),
    ],
)
def test_toml_paths_have_the_line_a_reader_would_point_at(path: Any, line: int) -> None:
    assert toml_lines(TEXT)[path] == line


def test_a_missing_key_stands_where_its_table_begins() -> None:
    assert nearest_line(toml_lines(TEXT), ("needs", 1, "level")) == 19


def _paths(value: Any, base: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    found = {base} if base else set()
    entries: Any = ()
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for key, inner in entries:
        found |= _paths(inner, (*base, key))
    return found


@pytest.mark.parametrize("name", ["themes.toml", "cities/cn-beijing.toml", "programmes/eacac.toml"])
def test_every_path_of_a_real_toml_file_has_a_line(name: str) -> None:
    text = (profiles_dir() / name).read_text("utf-8")
    wanted = _paths(tomllib.loads(text))
    assert wanted <= set(toml_lines(text))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc-_ ", min_size=1), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_every_path_of_any_json_has_a_line(value: Any) -> None:
    text = json.dumps(value, indent=1)
    lines = json_lines(text)
    assert set(lines) == _paths(value)
    for path, line in lines.items():
        if isinstance(path[-1], str):
            assert text.split("\n")[line - 1].strip().startswith(f'"{path[-1]}":')
