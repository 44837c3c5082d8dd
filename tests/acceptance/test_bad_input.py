"""Bad input is refused whole, with every problem listed; odd input is answered."""

from __future__ import annotations

import csv
import html
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.command_line import (
    Done,
    city_text,
    item_text,
    run,
    write_cities,
    write_programme,
)

INDICATOR = '\n[indicators.{key}]\nvalue = {value}\nunit = "u"\nyear = 2020\nsource = "made up"\n'


def propose(folder: Path, *arguments: str | Path) -> Done:
    return run(
        "propose", "eacac", "--profiles", folder, "--out", folder / "runs", "--json", *arguments
    )


def assert_refused(done: Done, folder: Path) -> list[dict]:
    """Exit 3, one JSON document, nothing written, every problem also told to the person."""
    assert done.code == 3, done.out + done.err
    assert not (folder / "runs").exists()
    assert "Traceback" not in done.out + done.err
    for problem in done.problems:
        assert problem["message"] in done.err
    return done.problems


def unknown_theme(folder: Path) -> None:
    write_cities(folder, **{"cn-one": city_text("cn-one", tail=item_text("needs", "A99"))})


def level_4(folder: Path) -> None:
    write_cities(folder, **{"cn-one": city_text("cn-one", tail=item_text("needs", "A1", 4))})


def duplicate_id(folder: Path) -> None:
    write_cities(folder, "cn-one", again=city_text("cn-one", name="Other"))


def shared_alias(folder: Path) -> None:
    texts = {city: city_text(city, aliases=["Pearl"]) for city in ("cn-one", "cn-two")}
    write_cities(folder, **texts)


def far_north(folder: Path) -> None:
    write_cities(folder, **{"cn-one": city_text("cn-one", lat=95.0)})


def no_country(folder: Path) -> None:
    write_cities(folder, **{"cn-one": city_text("cn-one", country=None)})


def nan_indicator(folder: Path) -> None:
    tail = INDICATOR.format(key="pm25", value="nan")
    write_cities(folder, **{"cn-one": city_text("cn-one", tail=tail)})


def infinite_indicator(folder: Path) -> None:
    tail = INDICATOR.format(key="population", value="inf")
    write_cities(folder, **{"cn-one": city_text("cn-one", tail=tail)})


def empty_file(folder: Path) -> None:
    write_cities(folder, "cn-two", **{"cn-one": ""})


def garbage(folder: Path) -> None:
    write_cities(folder, "cn-two")
    megabyte = random.Random(7).randbytes(1_000_000)
    with (folder / "cities" / "cn-one.toml").open("wb") as stream:
        for _ in range(50):
            stream.write(megabyte)


def wrong_encoding(folder: Path) -> None:
    write_cities(folder, "cn-two")
    text = city_text("cn-one", name="北京")
    (folder / "cities" / "cn-one.toml").write_bytes(text.encode("gb18030"))


BAD_FILES: dict[Callable[[Path], None], tuple[str, str]] = {
    unknown_theme: ("cn-one.toml", "A99"),
    level_4: ("cn-one.toml", "4"),
    duplicate_id: ("cities/", "cn-one"),
    shared_alias: ("cities/", "Pearl"),
    far_north: ("cn-one.toml", "95"),
    no_country: ("cn-one.toml", "country"),
    nan_indicator: ("cn-one.toml", "nan"),
    infinite_indicator: ("cn-one.toml", "inf"),
    empty_file: ("cn-one.toml", "empty"),
    garbage: ("cn-one.toml", "50.0 MB"),
    wrong_encoding: ("cn-one.toml", "UTF-8"),
}


@pytest.mark.parametrize("make", BAD_FILES, ids=lambda make: make.__name__)
def test_a_bad_file_is_refused_with_its_place(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path)
    problems = assert_refused(propose(tmp_path), tmp_path)
    place, found = BAD_FILES[make]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert any(
        place in problem["file"] and found in json.dumps(problem, ensure_ascii=False)
        for problem in errors
    ), problems
    assert run("check", tmp_path).code == 3


def test_all_problems_of_a_set_are_listed_at_once(tmp_path: Path) -> None:
    write_cities(
        tmp_path,
        **{
            "cn-a": city_text("cn-a", tail=item_text("needs", "A99")),
            "cn-b": city_text("cn-b", tail=item_text("capabilities", "A1", 4)),
            "cn-c": city_text("cn-c", lat=95.0, aliases=["Pearl"]),
            "cn-d": city_text("cn-d", country=None, aliases=["Pearl"]),
            "cn-e": city_text("cn-e", tail=INDICATOR.format(key="pm25", value="nan")),
            "cn-f": "",
        },
    )
    (tmp_path / "cities" / "cn-g.toml").write_bytes("name = '北京'".encode("gb18030"))
    bad_programme = write_programme(tmp_path / "programmes" / "odd.toml", capacities=(3, 2))
    (tmp_path / "runs").write_text("a file, not a folder")
    done = propose(tmp_path, "--programme", bad_programme)
    assert done.code == 3
    listed = json.dumps(done.problems, ensure_ascii=False)
    for place in [f"cities/cn-{letter}.toml" for letter in "abcdefg"] + ["odd.toml", "runs/eacac"]:
        assert place in listed, place
    # The same document, word by word, on the screen.
    assert done.err.count("\n  - ") == len(done.problems)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--pin", "Kitakyushu:Tokyo"], "both in country JP"),
        (["--pin", "Seoul:Evanston"], "Evanston"),
        (["--pin", "Seoul:Tokio City of Nowhere"], "no city goes by this name"),
        (["--pin", "Seoul:서울"], "one city"),
    ],
)
def test_a_pin_that_cannot_be_is_refused(arguments: list[str], told: str, tmp_path: Path) -> None:
    done = run("propose", "eacac", "--out", tmp_path / "runs", "--json", *arguments)
    problems = assert_refused(done, tmp_path)
    assert any(told in problem["message"] for problem in problems), problems


def test_a_pair_pinned_and_forbidden_is_infeasible_and_says_so(tmp_path: Path) -> None:
    asked = ("--pin", "Seoul:Tokyo", "--forbid", "東京:서울")
    done = run("propose", "eacac", "--out", tmp_path / "runs", "--json", *asked)
    assert done.code == 4
    (plan,) = done.document["plans"]
    assert plan["reasons"][0].startswith("These rules cannot hold together: Tokyo with Seoul")
    assert (tmp_path / "runs" / "eacac" / "plan.json").is_file()


def test_a_pin_stands_for_every_programme_named(tmp_path: Path) -> None:
    pins = ["--pin", "Beijing:Los Angeles"]
    out = ["--out", tmp_path / "runs", "--json"]
    problems = assert_refused(run("propose", "ccucc", "eacac", *pins, *out), tmp_path)
    assert any("Los Angeles" in problem["message"] for problem in problems)


def test_suggestions_are_told_and_never_taken(tmp_path: Path) -> None:
    done = run("propose", "eacac", "--out", tmp_path / "runs", "--json", "--pin", "Seoul:Tokio")
    (problem,) = assert_refused(done, tmp_path)
    assert "jp-tokyo" in problem["remedy"]


def test_a_minimum_above_the_maximum_is_refused(tmp_path: Path) -> None:
    odd = write_programme(tmp_path / "programmes" / "odd.toml", capacities=(3, 2))
    done = run("propose", "--programme", odd, "--out", tmp_path / "runs", "--json")
    (problem,) = assert_refused(done, tmp_path)
    assert "minimum 3 is above maximum 2" in problem["message"]
    assert run("check", "--programme", odd).code == 3


def test_an_output_that_cannot_be_written_is_refused_before_anything_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first")
    done = run("propose", "eacac", "--out", tmp_path / "file" / "runs", "--json")
    (problem,) = done.problems
    assert (done.code, problem["code"]) == (3, "not_a_folder")
    assert (tmp_path / "file").read_text() == "here first"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file"]


def test_an_existing_run_folder_stays_as_it_is_without_force(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one", "jp-two")
    programme = write_programme(tmp_path / "programmes" / "test.toml")
    arguments = ["--profiles", folder, "--programme", programme, "--out", folder / "runs"]
    assert run("propose", *arguments).code == 0
    before = (folder / "runs" / "test" / "plan.json").read_bytes()
    done = run("propose", "eacac", *arguments, "--json")
    assert [problem["code"] for problem in done.problems] == ["run_folder_exists"]
    assert done.code == 3
    assert (folder / "runs" / "test" / "plan.json").read_bytes() == before
    assert not (folder / "runs" / "eacac").exists()
    assert run("propose", *arguments, "--force").code == 0


def test_force_replaces_runs_and_nothing_else(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one")
    files = [write_programme(tmp_path / "programmes" / f"{name}.toml") for name in ("a", "b")]
    programmes = [word for file in files for word in ("--programme", file)]
    (folder / "runs" / "b").mkdir(parents=True)
    (folder / "runs" / "b" / "diary.txt").write_text("mine")
    out = ["--profiles", folder, "--out", folder / "runs", "--force", "--json"]
    done = run("propose", *programmes, *out)
    assert done.code == 3
    (problem,) = done.problems
    assert "diary.txt" in problem["found"]
    assert [path.name for path in (folder / "runs").iterdir()] == ["b"]


def test_one_id_twice_is_refused(tmp_path: Path) -> None:
    mine = write_programme(tmp_path / "eacac.toml")
    done = run("propose", "eacac", "--programme", mine, "--out", tmp_path / "runs", "--json")
    (problem,) = assert_refused(done, tmp_path)
    assert problem["found"] == "eacac"


def test_the_real_command_leaves_no_traceback(tmp_path: Path) -> None:
    write_cities(tmp_path, **{"cn-one": city_text("cn-one", lat=95.0)})
    command = [sys.executable, "-m", "matcher", "propose", "eacac", "--profiles", tmp_path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "field lat" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "runs").exists()


# Answered, not refused.


def answered(folder: Path, *arguments: str | Path, **fields: object) -> dict:
    """Propose for a made-up programme and return its plan; the run folder must be whole."""
    programme = write_programme(folder / "programmes" / "test.toml", **fields)
    done = run(
        *("propose", "--programme", programme, "--profiles", folder),
        *("--out", folder / "runs", "--json", *arguments),
    )
    assert "Traceback" not in done.err
    (plan,) = done.document["plans"]
    assert done.code == {"optimal": 0, "infeasible": 4}[plan["status"]]
    stored = json.loads(Path(plan["path"]).read_text(encoding="utf-8"))
    assert stored["status"] == plan["status"]
    page = (folder / "runs" / "test" / "report.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html>")
    if plan["status"] == "infeasible":
        assert plan["reasons"]
        assert plan["objective"] is plan["bound"] is plan["gap"] is None
        assert "nfeasible" in page
        assert all(reason in html.unescape(page) for reason in plan["reasons"])
    return plan


def test_a_pool_of_one_has_no_pair(tmp_path: Path) -> None:
    plan = answered(write_cities(tmp_path, "cn-one"))
    assert (plan["status"], plan["pairs"], plan["objective"]) == ("optimal", [], 0)
    assert [row["city"] for row in plan["unmatched"]] == ["cn-one"]


def test_a_pool_of_one_that_must_have_a_partner_is_infeasible(tmp_path: Path) -> None:
    plan = answered(write_cities(tmp_path, "cn-one"), capacities=(1, 1))
    assert plan["status"] == "infeasible"


@pytest.mark.parametrize("sides", [("JP", "KR"), ("CN", "KR")])
def test_an_empty_side_has_no_pair(sides: tuple[str, str], tmp_path: Path) -> None:
    plan = answered(write_cities(tmp_path, "cn-one", "cn-two"), sides=sides)
    assert (plan["status"], plan["pairs"], plan["objective"]) == ("optimal", [], 0)
    assert len(plan["unmatched"]) == 2


def test_a_pool_of_zero_has_no_pair(tmp_path: Path) -> None:
    write_cities(tmp_path, "cn-one")
    done = propose(tmp_path)
    (plan,) = done.document["plans"]
    assert (done.code, plan["status"], plan["pairs"]) == (0, "optimal", [])
    assert [row["city"] for row in plan["unmatched"]] == ["cn-one"]


def test_every_pair_forbidden_is_a_plan_without_pairs(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one", "cn-two")
    plan = answered(folder, "--forbid", "cn-one:cn-two")
    assert (plan["status"], plan["pairs"], plan["gap"]) == ("optimal", [], 0)
    assert {row["code"] for row in plan["unmatched"]} == {"no_permitted_partner"}


def test_every_pair_forbidden_where_partners_are_due_is_infeasible(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one", "cn-two")
    plan = answered(folder, "--forbid", "cn-one:cn-two", capacities=(1, 1))
    assert plan["status"] == "infeasible"


def test_minimums_that_cannot_all_be_met_are_infeasible(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one", "us-two", "us-three")
    plan = answered(folder, sides=("CN", "US"), capacities=(1, 1))
    assert plan["status"] == "infeasible"
    assert len(plan["unmatched"]) == 3


@pytest.mark.parametrize("fields", [{"capacities": (0, 1)}, {"capacities": (0, 2), "max_pairs": 1}])
def test_contradictory_pins_are_infeasible(fields: dict, tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one", "cn-two", "cn-three")
    pins = ["--pin", "cn-one:cn-two", "--pin", "cn-one:cn-three"]
    assert answered(folder, *pins, **fields)["status"] == "infeasible"


def test_the_worst_exit_code_wins_and_both_folders_are_there(tmp_path: Path) -> None:
    folder = write_cities(tmp_path, "cn-one")
    files = [
        write_programme(tmp_path / "programmes" / "fine.toml"),
        write_programme(tmp_path / "programmes" / "tight.toml", capacities=(1, 1)),
    ]
    programmes = [word for file in files for word in ("--programme", file)]
    done = run("propose", *programmes, "--profiles", folder, "--out", folder / "runs")
    assert done.code == 4
    assert {path.parent.name for path in folder.glob("runs/*/plan.json")} == {"fine", "tight"}


@pytest.mark.parametrize("seconds", ["0.01", "5"])
def test_a_limit_that_was_hit_is_said(seconds: str, tmp_path: Path) -> None:
    everyone = write_programme(tmp_path / "everyone.toml")
    arguments = ["--programme", everyone, "--out", tmp_path / "runs", "--time-limit", seconds]
    done = run("propose", *arguments, "--quick", "--json")
    (plan,) = done.document["plans"]
    assert (done.code, plan["status"]) in {(5, "feasible"), (0, "optimal")}
    assert plan["verified"] is True
    assert plan["gap"] == plan["bound"] - plan["objective"]
    assert (plan["gap"] == 0) == (plan["status"] == "optimal")
    assert len(plan["pairs"]) == 75


# Read correctly, not refused.


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    write_cities(tmp_path, "jp-two")
    text = city_text("cn-one", name="Bom City")
    (tmp_path / "cities" / "cn-one.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = run("cities", "--profiles", tmp_path, "--json")
    assert done.document["cities"][0]["name"] == "Bom City"


def test_the_country_na_is_namibia(tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_text(
        "id,name,kind,country,lat,lon,place_source\n"
        "na-windhoek,Windhoek,city,NA,-22.57,17.08,made up\n",
        encoding="utf-8",
    )
    done = run("cities", "--profiles", tmp_path, "--json")
    assert done.code == 0, done.err
    (city,) = done.document["cities"]
    assert city["country"] == "NA"
    assert answered(tmp_path)["unmatched"][0]["city"] == "na-windhoek"


def test_hostile_names_are_shown_and_do_nothing(tmp_path: Path) -> None:
    script, link = "<script>alert(1)</script>", '=HYPERLINK("http://x.example","y")'
    tail = item_text("needs", "A1") + item_text("capabilities", "C1")
    folder = write_cities(
        tmp_path,
        "cn-alone",
        **{
            "cn-one": city_text("cn-one", name=script, tail=tail),
            "us-two": city_text("us-two", name=link, tail=tail),
        },
    )
    plan = answered(folder, sides=("CN", "US"))
    assert len(plan["pairs"]) == 1
    files = [path for path in Path(plan["path"]).parent.rglob("*") if path.is_file()]
    shown = 0
    for file in files:
        if file.suffix == ".xlsx":
            cells = [
                cell for page in load_workbook(file) for row in page.iter_rows() for cell in row
            ]
            formulas = [cell.value for cell in cells if cell.data_type == "f"]
            assert not [text for text in formulas if not re.fullmatch(r"=[A-Z0-9:()*\-]+", text)]
            assert any(cell.value == script for cell in cells)
            continue
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix == ".html":
            assert script not in text
            assert html.escape(script, quote=False) in text or html.escape(script) in text
        if file.suffix == ".csv":
            cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]
            shown += sum("HYPERLINK" in cell for cell in cells)
    assert shown, "the name itself must still be there"
    stored = json.loads(Path(plan["path"]).read_text(encoding="utf-8"))
    assert stored["cities"]["cn-one"]["name"] == script
    assert stored["cities"]["us-two"]["name"] == link


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    write_cities(tmp_path, "cn-one")
    done = run("propose", "eacac", "--profiles", tmp_path, "--pin", "\x1b[31mred:Seoul")
    assert done.code == 3
    assert "\x1b" not in done.err


def test_one_theme_at_level_3_on_both_sides_is_a_warning(tmp_path: Path) -> None:
    tail = item_text("needs", "D1", 3) + item_text("capabilities", "D1", 3)
    write_cities(tmp_path, **{"cn-one": city_text("cn-one", tail=tail)})
    done = run("check", tmp_path, "--json")
    assert (done.code, done.document["errors"]) == (0, [])
    (warning,) = done.document["warnings"]
    assert "D1" in warning["message"]
    assert answered(tmp_path)["status"] == "optimal"
