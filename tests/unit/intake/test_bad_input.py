"""Every kind of bad input is refused with its place, what is allowed and a remedy."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from unit.intake.file_set import FileSet, city, item

from matcher.errors import InputError
from matcher.intake import read_profiles

One = Callable[[str], FileSet]


def test_unknown_theme_names_the_nearest_id(one: One) -> None:
    problem = one(city() + item(theme="C12")).problem()
    assert problem.code == "unknown_theme"
    assert (problem.file, problem.line) == ("cities/xx-alpha.toml", 11)
    assert problem.field == "needs[0].theme"
    assert problem.found == "C12"
    assert "did you mean C1 (" in (problem.remedy or "")


def test_unknown_theme_names_the_nearest_title(one: One) -> None:
    problem = one(city() + item(theme="Walking and cycling")).problem()
    assert "did you mean A2 (" in (problem.remedy or "")


def test_unknown_theme_among_denied_themes_is_found(one: One) -> None:
    problem = one(city(more='no_needs = ["Z9"]')).problem()
    assert (problem.code, problem.field) == ("unknown_theme", "no_needs[0]")


@pytest.mark.parametrize("level", [0, 4, 2.5, 2.0, '"2"', "true"])
def test_level_is_1_2_or_3_and_nothing_else(one: One, level: object) -> None:
    problem = one(city() + item(level=level)).problem()
    assert problem.field == "needs[0].level"
    assert problem.allowed == "1, 2 or 3"
    assert problem.line == 12


def test_duplicate_id_names_both_files(files: FileSet) -> None:
    files.write("cities/a.toml", city("xx-same", "One")).write(
        "cities/b.toml", city("xx-same", "Two")
    )
    problem = files.problem()
    assert problem.code == "duplicate_id"
    assert problem.file == "cities/b.toml"
    assert "cities/a.toml, line 1" in problem.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('aliases = ["北京"]', 'names = { zh-Hans = "北京" }'),
        ('aliases = ["ＣＡＰＩＴＡＬ  City"]', 'aliases = ["capital city"]'),
        ('aliases = ["Straße"]', 'aliases = ["STRASSE"]'),
        ('aliases = ["Xi\u2019an"]', 'aliases = ["Xi\'an"]'),
    ],
)
def test_one_name_belongs_to_one_city_of_a_country(files: FileSet, first: str, second: str) -> None:
    files.write("cities/xx-one.toml", city("xx-one", more=first))
    files.write("cities/xx-two.toml", city("xx-two", more=second))
    problem = files.problem()
    assert problem.code == "duplicate_name"
    assert "xx-one" in problem.message
    assert "cities/xx-one.toml" in problem.message


def test_one_name_may_stand_in_two_countries(files: FileSet) -> None:
    files.write("cities/xx-one.toml", city("xx-one", "Same"))
    files.write("cities/yy-one.toml", city("yy-one", "Same", country="YY"))
    assert len(files.read()) == 2


def test_latitude_95_is_out_of_range(one: One) -> None:
    problem = one(city(lat=95)).problem()
    assert (problem.line, problem.field, problem.found) == (5, "lat", "95")
    assert problem.allowed == "degrees from -90 to 90"


def test_missing_country_says_what_to_add(one: One) -> None:
    text = city().replace('country = "XX"\n', "")
    problem = one(text).problem()
    assert (problem.code, problem.field) == ("missing_key", "country")
    assert "country is missing" in problem.message
    assert "ISO 3166-1" in (problem.allowed or "")


INDICATOR = """
[indicators.{key}]
value = {value}
unit = "{unit}"
year = 2019
source = "a register"
"""


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_toml_indicators_are_finite(one: One, value: str) -> None:
    text = city() + INDICATOR.format(key="pm25", value=value, unit="ug/m3")
    problem = one(text).problem()
    assert (problem.code, problem.field) == ("not_finite", "indicators.pm25.value")


@pytest.mark.parametrize(
    ("key", "value", "unit", "code"),
    [
        ("pm25", -1, "ug/m3", "out_of_range"),
        ("electricity_coal", 101, "%", "out_of_range"),
        ("pm25", 0.03, "mg/m3", "wrong_unit"),
        ("pm25", '"12"', "ug/m3", "wrong_type"),
    ],
)
def test_impossible_indicators_are_refused(
    one: One, key: str, value: object, unit: str, code: str
) -> None:
    assert one(city() + INDICATOR.format(key=key, value=value, unit=unit)).problem().code == code


@pytest.mark.parametrize("unit", ["µg/m³", "μg/m3", "ug / m3", "UG/M3"])
def test_spellings_of_one_unit_are_all_read(one: One, unit: str) -> None:
    profiles = one(city() + INDICATOR.format(key="pm25", value=3, unit=unit)).read()
    assert profiles["xx-alpha"].indicators["pm25"].value == 3


def test_unknown_indicator_is_kept_with_a_warning(one: One) -> None:
    profiles = one(city() + INDICATOR.format(key="pm2_5", value=3, unit="ug/m3")).read()
    (warning,) = profiles.warnings
    assert warning.code == "unknown_indicator"
    assert warning.remedy == "did you mean pm25?"


def test_unknown_key_names_the_nearest_one(one: One) -> None:
    problem = one(city(more='contry = "XX"') + item(more="sinse = 2010")).problems()
    assert {(p.field, p.remedy) for p in problem} == {
        ("contry", "did you mean country?"),
        ("needs[0].sinse", "did you mean since?"),
    }


@pytest.mark.parametrize("content", ["", "  \n\n", "\ufeff"])
def test_empty_file_is_named(one: One, content: str) -> None:
    assert one(content).problem().code == "empty_file"


def test_50_mb_of_garbage_is_refused_unread(files: FileSet) -> None:
    path = files.write("cities/xx-alpha.toml", "x").root / "cities" / "xx-alpha.toml"
    with path.open("wb") as stream:
        for _ in range(50):
            stream.write(b"\x9c\x00garb" * 166_667)
    files.write("cities/xx-beta.toml", city("xx-beta"))
    tracemalloc.start()
    start = time.perf_counter()
    problem = files.problem()
    seconds = time.perf_counter() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.code == "file_too_large"
    assert problem.found == "50.0 MB"
    assert seconds < 2
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'id = "\xff"', "byte 0xff at position 6"),
        (b"# ok\n" + 'name = "北京"'.encode("gbk"), "byte 0xb1 at position 13"),
        ('id = "a"'.encode("utf-16"), "byte 0xff at position 0"),
    ],
)
def test_wrong_encoding_names_the_byte_and_the_remedy(
    files: FileSet, raw: bytes, found: str
) -> None:
    problem = files.write("cities/xx-alpha.toml", raw).problem()
    assert (problem.code, problem.found) == ("wrong_encoding", found)
    assert "UTF-16" in (problem.remedy or "")
    assert "GBK" in (problem.remedy or "")


def test_broken_toml_gives_the_line_of_the_parser(one: One) -> None:
    problem = one('id = "xx-alpha"\nname = \nkind = "city"\n').problem()
    assert (problem.code, problem.line) == ("syntax", 2)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"id": 1' + "0" * 5000 + "}",
        '{"id": "a", "id": "b"}',
        "{",
    ],
)
def test_hostile_json_is_one_problem(files: FileSet, text: str) -> None:
    assert files.write("xx-alpha.json", text).problem().file == "xx-alpha.json"


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = 1" + "0" * 5000, "a" + ".a" * 5000])
def test_hostile_toml_is_refused_without_a_traceback(one: One, text: str) -> None:
    assert one(text).problems()


def test_part_of_must_be_known(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city(more='part_of = "xx-province"'))
    files.write("cities/xx-provinse.toml", city("xx-provinse"))
    problem = files.problem()
    assert (problem.code, problem.found) == ("unknown_city", "xx-province")
    assert problem.remedy == "did you mean xx-provinse?"


def test_part_of_may_name_a_bundled_city_outside_the_set(one: One) -> None:
    profiles = one(city(more='part_of = "cn-sichuan"')).read()
    assert profiles["xx-alpha"].part_of == "cn-sichuan"


def test_no_city_contains_itself(files: FileSet) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        files.write(f"cities/xx-{name}.toml", city(f"xx-{name}", more=f'part_of = "xx-{parent}"'))
    files.write("cities/xx-d.toml", city("xx-d", more='part_of = "xx-a"'))
    problems = files.problems()
    assert [problem.code for problem in problems] == ["cycle"] * 3


def test_a_wish_for_an_unknown_city_is_a_warning(one: One) -> None:
    profiles = one(city(more='wishes = ["xx-nowhere", "xx-alpha"]')).read()
    assert [warning.found for warning in profiles.warnings] == ["xx-nowhere", "xx-alpha"]
    assert {warning.code for warning in profiles.warnings} == {"unknown_wish"}


def test_one_theme_stands_once_on_each_side(one: One) -> None:
    problem = one(city() + item() + item(basis="reported") + item("capabilities")).problem()
    assert (problem.code, problem.field) == ("duplicate_item", "needs[1]")


def test_a_capability_cannot_be_denied_as_well(one: One) -> None:
    text = city(more='no_capabilities = ["C1"]') + item("capabilities")
    problem = one(text).problem()
    assert (problem.code, problem.field) == ("contradiction", "capabilities[0]")


def test_urgent_need_and_proven_capability_is_a_warning(one: One) -> None:
    profiles = one(city() + item(level=3) + item("capabilities", level=3)).read()
    (warning,) = profiles.warnings
    assert (warning.code, warning.severity, warning.found) == (
        "need_and_capability",
        "warning",
        "C1",
    )


@pytest.mark.parametrize("more", ["", 'rule = "pm25-who"'])
def test_inferred_items_are_never_typed_in(one: One, more: str) -> None:
    problem = one(city() + item(basis="inferred", more=more)).problem()
    assert (problem.code, problem.field) == ("inferred_by_hand", "needs[0].basis")


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("", "missing_year"),
        ("year_unknown = false", "missing_year"),
        ("year = 2019\nyear_unknown = true", "contradiction"),
        ("year = 2101", "out_of_range"),
        ("year = 19", "out_of_range"),
        ('year = "2019"', "wrong_type"),
        ("year = 2019-05-01", "wrong_type"),
    ],
)
def test_year_is_stated_or_stated_as_unknown(one: One, year: str, code: str) -> None:
    assert one(city() + item(year=year)).problem().code == code


def test_a_missing_year_is_not_hidden_by_a_wrong_level(one: One) -> None:
    problems = one(city() + item(level=4, year="")).problems()
    assert {problem.code for problem in problems} == {"out_of_range", "missing_year"}


def test_a_link_to_an_unknown_programme_is_allowed(one: One) -> None:
    text = city() + '\n[[programmes]]\nprogramme = "elsewhere"\nstatus = "member"\n'
    assert one(text).read()["xx-alpha"].status_in("elsewhere") is not None


def test_a_conditional_link_states_its_condition(one: One) -> None:
    text = city() + '\n[[programmes]]\nprogramme = "eacac"\nstatus = "conditional"\n'
    assert one(text).problem().field == "programmes[0]"


def test_all_problems_of_all_files_come_in_one_pass(files: FileSet) -> None:
    files.write("cities/xx-a.toml", "")
    files.write("cities/xx-b.toml", "not toml")
    files.write("cities/xx-c.toml", b"\xff\xfe")
    files.write("cities/xx-d.toml", city("xx-d", lat=95) + item(theme="Q1", level=4))
    files.write("cities/xx-e.toml", city("xx-d", country="xx", more='part_of = "xx-z"'))
    files.write("links.csv", "a,b,kind,year\nxx-d,xx-e,sister city,soon\n")
    files.write("inference.toml", "[[rules]]\nid = 'x'\n")
    codes = sorted(problem.code for problem in files.problems())
    assert codes == sorted(
        ["empty_file", "syntax", "wrong_encoding"]
        + ["out_of_range", "out_of_range", "unknown_theme"]  # xx-d: lat, level, theme
        + ["duplicate_id", "bad_form", "unknown_city"]  # xx-e: id, country, part_of
        + ["missing_key", "wrong_type"]  # links: source, year
        + ["missing_key"] * 7  # the rule
    )


def test_messages_carry_no_jargon_of_the_validator(files: FileSet) -> None:
    files.write("cities/xx-a.toml", city("xx-a", country="China", lat='"x"', more="aliases = 3"))
    files.write("cities/xx-b.toml", 'id = "B C"\nneeds = [1]\nindicators = { PM = 1 }\nkind="town"')
    for problem in files.problems():
        text = str(problem).lower()
        for word in ("input should", "field required", "extra inputs", "pydantic", "tuple", "dict"):
            assert word not in text, text


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_profiles(tmp_path / "nowhere")
    assert caught.value.problems[0].code == "missing_path"


def test_folder_without_a_city_says_so(files: FileSet) -> None:
    assert files.write("README.md", "x").problem().code == "no_city"


def test_file_of_another_kind_is_refused(files: FileSet) -> None:
    files.write("cities.ods", b"PK")
    with pytest.raises(InputError) as caught:
        read_profiles(files.root / "cities.ods")
    assert caught.value.problems[0].code == "unknown_format"


def test_unreadable_files_are_named_and_hide_nothing(files: FileSet) -> None:
    (files.root / "cities").mkdir()
    (files.root / "cities" / "xx-gone.toml").symlink_to(files.root / "gone")
    (files.root / "cities" / "xx-folder.toml").mkdir()
    files.write("cities/xx-alpha.toml", city(lat=95))
    assert {problem.code for problem in files.problems()} == {
        "missing_path",
        "unreadable_file",
        "out_of_range",
    }


def test_misnamed_file_is_a_warning(files: FileSet) -> None:
    (warning,) = files.write("cities/other.toml", city()).read().warnings
    assert (warning.code, warning.allowed) == ("file_name", "xx-alpha.toml")


def test_reading_writes_nothing(one: One) -> None:
    files = one(city() + item())
    before = {path: path.stat().st_mtime_ns for path in files.root.rglob("*")}
    files.read()
    assert {path: path.stat().st_mtime_ns for path in files.root.rglob("*")} == before
