"""A copy of CCUCC with at most one exchange a province, from the command to every file."""

from __future__ import annotations

import csv
import html
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Done, run

from matcher.bundled import profiles_dir
from matcher.intake import read_profiles

# The run is made once for the whole file.
pytestmark = pytest.mark.xdist_group("caps")

CAPS = '\n[[caps]]\nper = "subdivision"\nmost = 1\nside = "China"\n'


def write(folder: Path, caps: str, programme: str = "ccucc") -> Path:
    text = (profiles_dir() / "programmes" / f"{programme}.toml").read_text(encoding="utf-8")
    file = folder / f"{programme}.toml"
    file.write_text(text + caps, encoding="utf-8")
    return file


@dataclass(frozen=True)
class Run:
    done: Done
    folder: Path

    @property
    def plan(self) -> dict[str, Any]:
        return json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))

    @property
    def page(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def capped(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("capped")
    file = write(folder, CAPS)
    done = run("propose", "--quick", "--programme", file, "--out", folder / "runs", "--json")
    return Run(done, folder / "runs" / "ccucc")


def test_no_province_has_two_exchanges_and_the_plan_is_proved(capped: Run) -> None:
    assert capped.done.code == 0, capped.done.err
    (plan,) = capped.done.document["plans"]
    assert (plan["status"], plan["gap"], plan["verified"]) == ("optimal", 0, True)
    assert len(plan["pairs"]) == 10
    profiles = read_profiles()
    provinces = Counter(profiles[pair["a"]].subdivision for pair in plan["pairs"])
    assert set(provinces.values()) == {1}
    assert {cap["label"]: cap["used"] for cap in plan["caps"] if cap["used"]} == {
        f"cities of {profiles[pair['a']].subdivision_name}": 1 for pair in plan["pairs"]
    }
    assert run("verify", capped.folder).code == 0


def test_the_caps_cost_something(capped: Run, tmp_path: Path) -> None:
    done = run("propose", "ccucc", "--quick", "--out", tmp_path, "--json")
    (free,) = done.document["plans"]
    assert "caps" not in free
    assert free["objective"] > capped.plan["objective"]
    assert not (tmp_path / "ccucc" / "caps.csv").exists()
    assert "data-cap" not in (tmp_path / "ccucc" / "report.html").read_text(encoding="utf-8")


def test_the_page_shows_the_caps_and_their_rows_of_the_proof(capped: Run) -> None:
    rows = [row for row in capped.plan["certificate"]["rows"] if row["term"] == "cap"]
    assert rows
    for row in rows:
        assert html.escape(row["label"]) in capped.page
        assert row["label"].endswith(": at most 1 pair")
    for cap in capped.plan["caps"]:
        assert f'data-cap="{html.escape(cap["label"])}"' in capped.page
    assert "A cap on a group of cities is full" in capped.page


def test_cities_behind_a_full_cap_are_told(capped: Run) -> None:
    told = [row for row in capped.plan["unmatched"] if row["code"] == "cap_full"]
    assert told
    for row in told:
        (cap,) = [cap for cap in capped.plan["caps"] if row["city"] in cap["cities"]]
        assert cap["used"] == cap["most_pairs"]
        assert cap["price"] > 0
        assert cap["label"].removeprefix("cities of ") in row["reason"]
        assert "already has its one exchange" in run("explain", capped.folder, row["city"]).out


def test_caps_csv_has_every_cap(capped: Run) -> None:
    text = (capped.folder / "caps.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [(r["cap"], int(r["used"]), r["cities"].split("; ")) for r in rows] == [
        (cap["label"], cap["used"], cap["cities"]) for cap in capped.plan["caps"]
    ]
    assert all("illustrative pool" in row["pool_note"] for row in rows)
    manifest = json.loads((capped.folder / "manifest.json").read_text(encoding="utf-8"))
    assert "caps.csv" in json.dumps(manifest)


def test_the_table_for_people_counts_the_caps(tmp_path: Path) -> None:
    done = run(
        "propose", "--quick", "--programme", write(tmp_path, CAPS), "--out", tmp_path / "runs"
    )
    assert "Caps: 27 groups of cities, 10 full: cities of " in done.out


def test_a_plan_whose_cap_was_lowered_by_hand_is_rejected(capped: Run, tmp_path: Path) -> None:
    stated = capped.plan
    stated["settings"]["caps"][0]["most"] = 0
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(stated), encoding="utf-8")
    done = run("verify", file)
    assert done.code != 0
    assert "at most 1 pair, and there are" not in done.out
    assert "at most 0 pairs, and there are 1" in done.out + done.err


@pytest.mark.parametrize(
    ("caps", "programme", "code"),
    [
        (CAPS.replace("China", "Chin"), "ccucc", "unknown_side"),
        (CAPS.replace("most = 1", "most = -1"), "ccucc", "out_of_range"),
        (f'{CAPS}only = ["CN-444"]\n', "ccucc", "unknown_subdivision"),
        (
            f'{CAPS}[[caps]]\nper = "cities"\nmost = 1\ncities = ["cn-xian", "cn-wuhan"]\n',
            "ccucc",
            "caps_overlap",
        ),
    ],
)
def test_caps_that_cannot_be_are_bad_input_and_nothing_is_written(
    tmp_path: Path, caps: str, programme: str, code: str
) -> None:
    file = write(tmp_path, caps, programme)
    done = run("propose", "--programme", file, "--out", tmp_path / "runs", "--json")
    assert done.code == 3
    assert code in {problem["code"] for problem in done.problems}
    assert not (tmp_path / "runs").exists()
    checked = run("check", "--programme", file, "--json")
    assert checked.code == 3
    assert code in {problem["code"] for problem in checked.document["errors"]}


def test_a_cap_below_the_minimums_is_infeasible_by_name(tmp_path: Path) -> None:
    tail = (
        '\n[capacities.cities]\n"cn-guangzhou" = { minimum = 1 }\n"cn-foshan" = { minimum = 1 }\n'
    )
    file = write(tmp_path, CAPS + tail)
    done = run("propose", "--programme", file, "--out", tmp_path / "runs")
    assert done.code == 4
    reason = "The cap on cities of Guangdong: at most 1 pair; the minimums of its cities ask for 2"
    assert reason in done.out
    page = (tmp_path / "runs" / "ccucc" / "report.html").read_text(encoding="utf-8")
    assert "The cap on cities of Guangdong" in page
