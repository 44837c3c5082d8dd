"""TOML, JSON and CSV say the same thing, and say it about the right place."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.intake.file_set import FileSet, city, item

from matcher.bundled import profiles_dir
from matcher.intake import read_profiles
from matcher.intake.tables import number_cell

INDICATOR = """
[indicators.pm25]
value = 12.5
unit = "ug/m3"
year_unknown = true
source = { title = "a register", publisher = "an agency" }
"""
FULL = (
    city(
        more='names = { zh-Hans = "阿尔法" }\naliases = ["Alfa", "A, B"]\n'
        'climate = "BSk"\nclimate_source = "a map"\nlanguages = ["zh"]\n'
        'no_needs = ["A1"]\nwishes = ["jp-tokyo"]\n'
    )
    + INDICATOR
    + item(more='since = 2010\nconfidence = "low"')
    + item("capabilities", "A2", 3, "reported", "year_unknown = true", 'result = "10% less"')
    + '\n[[programmes]]\nprogramme = "eacac"\nstatus = "conditional"\ncondition = "a vote"\n'
)
CITIES = (
    "id,name,kind,country,lat,lon,place_source,climate,climate_source,languages,aliases,no_needs,"
    "wishes,name:zh-Hans,programme:eacac,programme:eacac:condition,subdivision\n"
    'xx-alpha,Alpha,city,XX,20.0,10.0,a gazetteer,BSk,a map,zh,"Alfa|A, B",A1,jp-tokyo,阿尔法,'
    "conditional,a vote,\n"
)
ITEMS = (
    "city,side,theme,level,basis,year,since,text,result,source_title,confidence\n"
    "xx-alpha,need,C1,2,declared,2019,2010,in plain words,,a public page,low\n"
    "阿尔法,capability,A2,3,reported,unknown,,in plain words,10% less,a public page,\n"
)
INDICATORS = (
    "city,indicator,value,unit,year,source_title,source_publisher\n"
    "Alfa,pm25,12.5,ug/m3,unknown,a register,an agency\n"
)


def test_the_three_formats_give_the_same_profile(files: FileSet) -> None:
    toml = files.write("toml/xx-alpha.toml", FULL)
    data = tomllib.loads(FULL)
    files.write("json/xx-alpha.json", json.dumps(data))
    files.write("list.json", json.dumps([data]))
    files.write("csv/cities.csv", CITIES).write("csv/items.csv", ITEMS)
    files.write("csv/indicators.csv", INDICATORS)
    wanted = read_profiles(toml.root / "toml").cities
    for other in ("json", "list.json", "csv", "csv/cities.csv", "csv/items.csv"):
        assert read_profiles(files.root / other).cities == wanted, other


def test_many_cities_stand_in_one_toml_file(files: FileSet) -> None:
    def entry(text: str) -> str:
        return "[[cities]]\n" + text.replace("[[needs", "[[cities.needs")

    text = entry(city("xx-one") + item()) + entry(city("xx-two") + item(level=4))
    problem = files.write("pool.toml", text).problem()
    assert problem.field == "cities[1].needs[0].level"
    assert text.split("\n")[(problem.line or 0) - 1] == "level = 4"
    assert [c.id for c in files.write("pool.toml", text.replace("= 4", "= 3")).read()] == [
        "xx-one",
        "xx-two",
    ]


def test_json_object_with_cities_is_read(files: FileSet) -> None:
    data = {"cities": [tomllib.loads(city("xx-one")), tomllib.loads(city("xx-two"))]}
    files.write("pool.json", json.dumps(data))
    assert len(read_profiles(files.root / "pool.json")) == 2


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_json_indicators_are_finite_and_the_line_is_given(files: FileSet, value: str) -> None:
    data = tomllib.loads(FULL)
    text = json.dumps(data, indent=1).replace("12.5", value)
    problem = files.write("xx-alpha.json", text).problem()
    assert (problem.code, problem.field) == ("not_finite", "indicators.pm25.value")
    assert value in text.split("\n")[(problem.line or 0) - 1]


def test_json_that_is_not_a_city_is_refused(files: FileSet) -> None:
    for text in ("3", '"x"', "null", "[1, 2]", '{"cities": 3}', '{"cities": [], "x": 1}'):
        assert files.write("a.json", text).problems()


def _tables(files: FileSet, cities: str = CITIES, items: str = ITEMS, more: str = "") -> FileSet:
    files.write("cities.csv", cities).write("items.csv", items)
    return files.write("indicators.csv", more or INDICATORS)


def test_a_byte_order_mark_is_read_over(files: FileSet) -> None:
    for path in ("cities/xx-alpha.toml", "xx-beta.json"):
        name = path.rpartition("/")[2].partition(".")[0]
        data = tomllib.loads(city(name))
        text = city(name) if path.endswith("toml") else json.dumps(data)
        files.write(path, "\ufeff" + text)
    _tables(
        files,
        "\ufeff" + CITIES.replace("xx-alpha,Alpha", "xx-gamma,Gamma"),
        ITEMS.replace("xx-alpha", "xx-gamma"),
    )
    assert [c.id for c in files.read()] == ["xx-alpha", "xx-beta", "xx-gamma"]


def test_namibia_is_a_country_in_every_format(files: FileSet) -> None:
    files.write("cities/na-one.toml", city("na-one", country="NA"))
    files.write("na-two.json", json.dumps(tomllib.loads(city("na-two", country="NA"))))
    files.write(
        "cities.csv", "id,name,kind,country,lat,lon,place_source\nna-six,Six,city,NA,1,2,x\n"
    )
    assert {c.country for c in files.read()} == {"NA"}


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '=HYPERLINK("http://x";"y")', "+1"])
def test_hostile_names_are_read_as_they_are(files: FileSet, name: str) -> None:
    quoted = name.replace('"', '""')
    files.write(
        "cities.csv",
        f'id,name,kind,country,lat,lon,place_source\nxx-a,"{quoted}",city,XX,1,2,x\n',
    )
    escaped = name.replace('"', '\\"')
    files.write("cities/xx-b.toml", city("xx-b", country="YY").replace('"B"', f'"{escaped}"'))
    assert {c.name for c in files.read()} == {name}


def test_an_empty_cell_is_not_reported_and_never_zero(files: FileSet) -> None:
    items = ITEMS.replace(",2019,2010,", ",2019,,")
    profile = _tables(files, items=items).read()["xx-alpha"]
    assert profile.needs[0].since is None
    assert profile.subdivision is None
    assert profile.population is None


@pytest.mark.parametrize(
    ("old", "new", "row", "field", "code"),
    [
        ("C1,2", "C1,4", 2, "level", "out_of_range"),
        ("C1,2", "C1,2.5", 2, "level", "wrong_type"),
        ("C1,2", "C1,", 2, "level", "missing_key"),
        ("C1,2", "c1,2", 2, "theme", "unknown_theme"),
        ("declared", "inferred", 2, "basis", "inferred_by_hand"),
        ("2019,2010", ",2010", 2, "year", "missing_year"),
        ("2019,2010", "2019,20x", 2, "since", "wrong_type"),
        (",need,", ",wish,", 2, "side", "not_an_option"),
        ("xx-alpha,need", "xx-alfa,need", 2, "city", "unknown_city"),
        ("10% less,a public page,", "10% less,,", 3, "source_title", "missing_key"),
    ],
)
def test_a_bad_cell_of_items_has_its_row_and_column(
    files: FileSet, old: str, new: str, row: int, field: str, code: str
) -> None:
    assert old in ITEMS
    problem = _tables(files, items=ITEMS.replace(old, new)).problem()
    assert (problem.file, problem.row, problem.field) == ("items.csv", row, field)
    assert (problem.code, problem.line) == (code, None)


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("20.0", "95", "lat", "out_of_range"),
        ("20.0", "nan", "lat", "not_finite"),
        (",XX,", ",,", "country", "missing_key"),
        ("a gazetteer", "", "place_source", "missing_key"),
        ("conditional,a vote", "maybe,", "programme:eacac", "not_an_option"),
        (",zh,", ",zh|Chinese,", "languages", "bad_form"),
        (",A1,", ",A1|Q7,", "no_needs", "unknown_theme"),
    ],
)
def test_a_bad_cell_of_cities_has_its_row_and_column(
    files: FileSet, old: str, new: str, field: str, code: str
) -> None:
    assert old in CITIES
    problem = _tables(files, CITIES.replace(old, new, 1)).problem()
    assert (problem.file, problem.row, problem.code) == ("cities.csv", 2, code)
    assert problem.field == field


@pytest.mark.parametrize("value", ["nan", "NaN", "inf", "-Infinity"])
def test_csv_indicators_are_finite(files: FileSet, value: str) -> None:
    problem = _tables(files, more=INDICATORS.replace("12.5", value)).problem()
    assert (problem.code, problem.row, problem.field) == ("not_finite", 2, "value")


@pytest.mark.parametrize("value", ["12,5", "1_0", "١٢", "twelve", "0x10", "NA"])
def test_csv_numbers_are_plain_numbers(files: FileSet, value: str) -> None:
    problem = _tables(files, more=INDICATORS.replace("12.5", f'"{value}"')).problem()
    assert (problem.code, problem.field, problem.found) == ("wrong_type", "value", value)


def test_an_indicator_stands_once(files: FileSet) -> None:
    row = INDICATORS.split("\n")[1]
    problem = _tables(files, more=INDICATORS + row + "\n").problem()
    assert (problem.code, problem.row) == ("duplicate_indicator", 3)


def test_a_table_may_name_bundled_cities_without_ids(files: FileSet) -> None:
    files.write("cities.csv", "name,kind,country,lat,lon,place_source\n北京,city,CN,40,116,x\n")
    assert [c.id for c in files.read()] == ["cn-beijing"]


def test_a_table_without_ids_gets_suggestions_and_no_guess(files: FileSet) -> None:
    files.write("cities.csv", "name,kind,country,lat,lon,place_source\nBeijng,city,CN,40,116,x\n")
    problem = files.problem()
    assert (problem.code, problem.row, problem.field) == ("missing_id", 2, "id")
    assert "cn-beijing" in (problem.remedy or "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("id;name;country\nxx-a;A;XX\n", "wrong_separator"),
        ("id,name,kind,lat,lon,place_source\n", "missing_column"),
        ("id,nam,name,kind,country\n", "unknown_column"),
        ("id,id,name,country\n", "repeated_column"),
        ("id,name,country\nxx-a,A,XX,surplus\n", "surplus_cells"),
        ('id,name,country\n"xx-a,A,XX\n' + "x" * 200_000, "syntax"),
    ],
)
def test_a_broken_table_says_what_is_wrong(files: FileSet, text: str, code: str) -> None:
    assert code in {problem.code for problem in files.write("cities.csv", text).problems()}


def test_rows_about_cities_need_a_table_of_cities(files: FileSet) -> None:
    assert files.write("items.csv", ITEMS).problem().code == "missing_table"


def test_files_that_are_not_read_are_named(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city()).write("other.csv", "x").write("b.ods", "x")
    files.write(".hidden.csv", "x").write("notes.md", "x")
    assert [w.file for w in files.read().warnings] == ["b.ods", "other.csv"]


def test_own_links_are_ordered_and_strangers_are_named(files: FileSet) -> None:
    files.write("cities/xx-a.toml", city("xx-a")).write("cities/xx-b.toml", city("xx-b"))
    files.write(
        "links.csv",
        "a,b,kind,year,source_title\nxx-b,xx-a,sister city,unknown,a list\n"
        "xx-a,xx-q,sister city,2001,a list\n",
    )
    profiles = files.read()
    (link,) = profiles.links
    assert (link.a, link.b, link.year, link.year_unknown) == ("xx-a", "xx-b", None, True)
    assert [(w.row, w.found) for w in profiles.warnings] == [(3, "xx-q")]


def test_bundled_links_to_cities_outside_the_set_are_dropped_silently(files: FileSet) -> None:
    for name in ("jp-kitakyushu", "cn-dalian"):
        text = (profiles_dir() / "cities" / f"{name}.toml").read_text("utf-8")
        files.write(f"cities/{name}.toml", text)
    profiles = files.read()
    assert not profiles.warnings
    assert {(link.a, link.b) for link in profiles.links} == {("cn-dalian", "jp-kitakyushu")}


def test_own_vocabulary_is_used_and_checked(files: FileSet) -> None:
    group = '[[groups]]\nid = "C"\ntitle = "t"\ndefinition = "d"\n'
    theme = (
        '[[themes]]\nid = "{id}"\ntitle = "t"\ngroup = "{group}"\ndefinition = "d"\n'
        "air = 1\nclimate = 1\nrelated = [{related}]\n"
    )
    files.write("cities/xx-alpha.toml", city() + item())
    files.write("inference.toml", "rules = []\n")
    files.write("themes.toml", group + theme.format(id="C1", group="C", related=""))
    assert files.read().vocabulary.ids == ("C1",)
    broken = theme.format(id="C1", group="D", related='"C2"') + theme.format(
        id="C1", group="C", related=""
    )
    files.write("themes.toml", group + broken.replace("air = 1", "air = 3", 0))
    assert {p.code for p in files.problems()} == {"unknown_group", "unknown_theme", "duplicate_id"}
    files.write("themes.toml", group + broken.replace("air = 1", "air = 3"))
    assert {p.field for p in files.problems()} == {"themes[0].air", "themes[1].air"}


def test_hashes_name_every_file_that_was_read(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city())
    hashes = files.read().hashes
    assert "cities/xx-alpha.toml" in hashes
    assert {len(value) for value in hashes.values()} == {64}
    files.write("cities/xx-alpha.toml", city() + "\n")
    assert files.read().hashes["cities/xx-alpha.toml"] != hashes["cities/xx-alpha.toml"]


@given(st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False))
def test_number_cells_are_read_back_exactly(number: float) -> None:
    assert number_cell(repr(number)) == number


@given(st.text(max_size=20))
def test_number_cells_never_fail(cell: str) -> None:
    value = number_cell(cell)
    assert isinstance(value, (int, float)) or value == cell
