from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.intake.file_set import FileSet, city

from matcher.errors import UnknownNameError
from matcher.intake import AliasTable, read_profiles

TABLE = AliasTable.of(read_profiles())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("北京", "cn-beijing"),
        ("Tokyo", "jp-tokyo"),
        ("  tOkYo ", "jp-tokyo"),
        ("ＴＯＫＹＯ", "jp-tokyo"),
        ("CN-Beijing", "cn-beijing"),
        ("서울특별시", "kr-seoul"),
        ("Улаанбаатар", "mn-ulaanbaatar"),
        ("Xi\u2019an", "cn-xian"),
        ("Yan'an", "cn-yanan"),
        ("LOS  ANGELES", "us-los-angeles"),
    ],
)
def test_any_known_spelling_leads_to_the_city(name: str, wanted: str) -> None:
    assert TABLE.resolve(name) == wanted


def test_every_name_of_every_bundled_city_leads_back_to_it() -> None:
    for profile in read_profiles():
        for name in (profile.id, profile.name, *profile.names.values(), *profile.aliases):
            assert TABLE.resolve(name, profile.country) == profile.id


@pytest.mark.parametrize(
    ("name", "wanted"), [("Bejing", "cn-beijing"), ("Kitakyusyu", "jp-kitakyushu")]
)
def test_a_near_miss_is_suggested_and_never_taken(name: str, wanted: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        TABLE.resolve(name)
    assert wanted in str(caught.value)
    assert TABLE.suggestions(name)[0] == wanted


def test_country_narrows_the_search() -> None:
    with pytest.raises(UnknownNameError) as caught:
        TABLE.resolve("Tokyo", "CN")
    assert "jp-" not in (caught.value.problems[0].remedy or "")


def test_a_name_of_two_countries_lists_both(files: FileSet) -> None:
    files.write("cities/xx-gwangju.toml", city("xx-gwangju"))
    files.write("cities/yy-gwangju.toml", city("yy-gwangju", country="YY"))
    table = AliasTable.of(files.read())
    with pytest.raises(UnknownNameError) as caught:
        table.resolve("Gwangju")
    assert caught.value.problems[0].code == "ambiguous_name"
    assert "xx-gwangju (XX), yy-gwangju (YY)" in str(caught.value)
    assert table.resolve("Gwangju", "YY") == "yy-gwangju"


@given(st.text(max_size=30))
def test_an_unknown_name_is_an_answer_and_not_a_crash(name: str) -> None:
    try:
        found = TABLE.resolve(name)
    except UnknownNameError:
        return
    assert found in TABLE.countries
