"""`matcher propose ccucc eacac` on the bundled cities, read back from every file it writes."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from support.command_line import Done, run

from matcher.bundled import profiles_dir
from matcher.programme.models import PARTS

# The runs are made once for the whole file.
pytestmark = pytest.mark.xdist_group("command line")

MEMBERS = {
    "cn-beijing", "cn-guiyang", "cn-jinan", "cn-shenzhen", "cn-sichuan",
    "jp-kitakyushu", "jp-tokyo", "kr-seoul", "mn-ulaanbaatar",
}  # fmt: skip
SUMMIT = {
    "cn-beijing", "cn-guangzhou", "cn-suining", "cn-yanan",
    "us-california", "us-los-angeles", "us-evanston",
}  # fmt: skip
PLAN_KEYS = {
    "programme", "status", "objective", "bound", "gap", "verified", "proof", "path",
    "pairs", "unmatched",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One run of both programmes."""

    done: Done
    out: Path

    @property
    def plans(self) -> dict[str, dict[str, Any]]:
        return {plan["programme"]: plan for plan in self.done.document["plans"]}

    def file(self, programme: str, name: str) -> str:
        return (self.out / programme / name).read_text(encoding="utf-8-sig")

    def rows(self, programme: str, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.file(programme, name).splitlines()))


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("proposed") / "runs"
    return Run(run("propose", "ccucc", "eacac", "--out", out, "--json"), out)


def test_one_document_with_both_plans_optimal_and_verified(proposed: Run) -> None:
    assert proposed.done.code == 0, proposed.done.err
    assert proposed.done.document["schema_version"] == "1.0"
    assert list(proposed.plans) == ["ccucc", "eacac"]
    for programme, plan in proposed.plans.items():
        assert set(plan) >= PLAN_KEYS
        assert (plan["status"], plan["gap"], plan["verified"]) == ("optimal", 0, True)
        assert plan["objective"] == plan["bound"] == sum(pair["score"] for pair in plan["pairs"])
        assert Path(plan["path"]) == proposed.out / programme / "plan.json"
        stored = json.loads(proposed.file(programme, "plan.json"))
        assert all(stored[key] == plan[key] for key in ("objective", "bound", "status", "proof"))


def test_every_city_is_in_a_pair_or_unmatched_with_a_reason(proposed: Run) -> None:
    everyone = {city["id"] for city in run("cities", "--json").document["cities"]}
    for plan in proposed.plans.values():
        paired = {city for pair in plan["pairs"] for city in (pair["a"], pair["b"])}
        unmatched = [row["city"] for row in plan["unmatched"]]
        assert Counter(unmatched) + Counter(paired) == Counter(everyone)
        assert all(row["code"] and row["reason"] for row in plan["unmatched"])


def test_all_nine_members_of_eacac_have_one_or_two_partners(proposed: Run) -> None:
    pairs = proposed.plans["eacac"]["pairs"]
    count = Counter(city for pair in pairs for city in (pair["a"], pair["b"]))
    assert set(count) == MEMBERS
    assert set(count.values()) <= {1, 2}


def test_ccucc_pairs_ten_chinese_with_ten_californian_cities(proposed: Run) -> None:
    pairs = proposed.plans["ccucc"]["pairs"]
    assert len(pairs) == 10
    assert all(p["a"].startswith("cn-") and p["b"].startswith("us-") for p in pairs)


def test_evanston_alone_is_ineligible_because_of_illinois(proposed: Run) -> None:
    rows = {row["city"]: row for row in proposed.plans["ccucc"]["unmatched"]}
    assert rows["us-evanston"]["code"] == "ineligible"
    barred = {
        city
        for city in SUMMIT & set(rows)
        if rows[city]["code"] == "ineligible" and "Illinois" in rows[city]["reason"]
    }
    assert barred == {"us-evanston"}
    # California is the state itself, not a city; the four Chinese ones and Los Angeles take part.
    assert {c for c in SUMMIT & set(rows) if rows[c]["code"] == "ineligible"} == {
        "us-evanston",
        "us-california",
    }


@pytest.mark.parametrize("programme", ["ccucc", "eacac"])
def test_parts_sum_to_the_score_in_every_view(proposed: Run, programme: str) -> None:
    plan = proposed.plans[programme]
    stored = json.loads(proposed.file(programme, "plan.json"))["pairs"]
    proposals = proposed.rows(programme, "proposals.csv")
    parts_rows = proposed.rows(programme, "parts.csv")
    page = PartTables(proposed.file(programme, "report.html")).points
    assert len(stored) == len(proposals) == len(plan["pairs"]) > 0
    for pair, full, row in zip(plan["pairs"], stored, proposals, strict=True):
        a, b, score, parts = pair["a"], pair["b"], pair["score"], pair["parts"]
        assert list(parts) == list(PARTS)
        assert sum(parts.values()) == score
        assert (full["a"], full["b"], full["score"], full["parts"]) == (a, b, score, parts)
        assert (row["a"], row["b"], int(row["score"])) == (a, b, score)
        assert {part: int(row[part]) for part in PARTS} == parts
        own = {r["part"]: int(r["points"]) for r in parts_rows if (r["a"], r["b"]) == (a, b)}
        assert own == parts
        assert page[f"{a}:{b}"] == {**parts, "sum": score}
        explained = run("explain", proposed.out / programme, a, b, "--json").document["explanation"]
        assert (explained["score"], explained["parts"]) == (score, parts)
        head, *sentences = explained["sentences"]
        assert f"{score:,} points" in head
        told = [re.match(r"([^:]+): ([\d,]+) points \(typical", text) for text in sentences]
        numbers = [int(found[2].replace(",", "")) for found in told if found]
        assert numbers == list(parts.values())


class PartTables(HTMLParser):
    """The tables of points on the page: what a reader sees, by pair and part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.points: dict[str, dict[str, int]] = {}
        self._cell: tuple[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        if tag == "td" and "data-pair" in stated:
            self._cell = (stated["data-pair"] or "", stated.get("data-part") or "sum")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            pair, part = self._cell
            self.points.setdefault(pair, {})[part] = int(data.replace(",", ""))
            self._cell = None


def without_created(folder: Path) -> str:
    document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert set(document.pop("created")) == {"at", "seconds"}
    return json.dumps(document, ensure_ascii=False)


def test_two_runs_are_the_same_bytes(proposed: Run, tmp_path: Path) -> None:
    assert run("propose", "ccucc", "eacac", "--out", tmp_path / "again").code == 0
    for programme in ("ccucc", "eacac"):
        first = proposed.out / programme
        second = tmp_path / "again" / programme
        assert without_created(first) == without_created(second)
        for name in ("proposals.csv", "unmatched.csv", "parts.csv"):
            assert (first / name).read_bytes() == (second / name).read_bytes()


def test_the_order_and_names_of_the_profile_files_change_nothing(
    proposed: Run, tmp_path: Path
) -> None:
    shuffled = tmp_path / "profiles"
    shutil.copytree(profiles_dir(), shuffled, ignore=shutil.ignore_patterns("cities"))
    files = sorted((profiles_dir() / "cities").glob("*.toml"))
    for place, file in enumerate(reversed(files)):
        shutil.copy(file, shuffled / f"{place:03d}.toml")
    out = tmp_path / "runs"
    done = run("propose", "eacac", "--profiles", shuffled, "--out", out)
    assert done.code == 0, done.err
    assert without_created(out / "eacac") == without_created(proposed.out / "eacac")


def text_of(file: Path) -> str:
    """What a file of a run says; of a workbook, the texts of its cells."""
    if file.suffix != ".xlsx":
        return file.read_text(encoding="utf-8-sig")
    rows = (row for page in load_workbook(file) for row in page.values)
    return "\n".join(str(value) for row in rows for value in row)


def test_every_output_of_ccucc_says_illustrative_pool(proposed: Run) -> None:
    assert "illustrative pool" in proposed.plans["ccucc"]["pool_note"]
    for file in (proposed.out / "ccucc").iterdir():
        assert "illustrative pool" in text_of(file), file.name
    folder = proposed.out / "ccucc"
    (pair, *_) = proposed.plans["ccucc"]["pairs"]
    for command in (
        ["explain", folder, pair["a"]],
        ["explain", folder, pair["a"], pair["b"]],
        ["explain", folder, "Evanston"],
        ["explain", folder, "Evanston", "Beijing"],
        ["cities", "--programme", "ccucc"],
        ["cities"],
        ["programmes"],
    ):
        assert "illustrative pool" in run(*command).out, command


def test_the_table_for_people_names_pairs_status_and_places(tmp_path: Path) -> None:
    done = run("propose", "ccucc", "--quick", "--out", tmp_path)
    assert "illustrative pool" in done.out
    assert "Optimal: 10 exchanges" in done.out
    assert str(tmp_path / "ccucc" / "report.html") in done.out
    assert "ineligible" in done.out


def test_pins_and_refusals_go_by_any_name(proposed: Run, tmp_path: Path) -> None:
    before = {(p["a"], p["b"]) for p in proposed.plans["ccucc"]["pairs"]}
    gone = sorted(before)[0]
    done = run(
        *("propose", "ccucc", "--quick", "--out", tmp_path, "--json"),
        *("--pin", "北京：Los Angeles", "--forbid", ":".join(gone)),
    )
    assert done.code == 0, done.err
    (plan,) = done.document["plans"]
    pairs = {(p["a"], p["b"]) for p in plan["pairs"]}
    assert ("cn-beijing", "us-los-angeles") in pairs
    assert gone not in pairs
    assert (plan["status"], plan["gap"], plan["verified"]) == ("optimal", 0, True)
    assert plan["objective"] <= proposed.plans["ccucc"]["objective"]
    assert run("verify", tmp_path / "ccucc").code == 0


def test_verify_passes_and_notices_a_changed_number(proposed: Run, tmp_path: Path) -> None:
    for programme in ("ccucc", "eacac"):
        done = run("verify", proposed.out / programme, "--json")
        assert done.code == 0, done.out
        assert done.document["passed"] is True
    forged = json.loads(proposed.file("eacac", "plan.json"))
    forged["pairs"][0]["score"] += 1
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(forged), encoding="utf-8")
    done = run("verify", file)
    assert done.code == 1
    assert "FAIL" in done.out
    assert "does not stand" in done.out


def test_verify_says_when_the_profiles_are_others(proposed: Run, tmp_path: Path) -> None:
    changed = tmp_path / "profiles"
    shutil.copytree(profiles_dir(), changed)
    seoul = changed / "cities" / "kr-seoul.toml"
    seoul.write_text(seoul.read_text(encoding="utf-8").replace("level = 3", "level = 2", 1))
    done = run("verify", proposed.out / "eacac", "--profiles", changed)
    assert done.code == 3
    assert "kr-seoul" in done.out
    assert run("explain", proposed.out / "eacac", "Seoul", "--profiles", changed).code == 3


@pytest.mark.parametrize("content", ["", "{}", '{"schema_version": "1.0"}', "not json"])
def test_a_file_that_is_no_plan_is_bad_input(content: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text(content)
    for command in (["verify", file], ["explain", file, "Seoul"]):
        done = run(*command)
        assert done.code == 3
        assert "Traceback" not in done.err
    assert run("verify", tmp_path / "nowhere").code == 3


def test_cities_are_counted_by_basis(proposed: Run) -> None:
    cities = run("cities", "--json").document["cities"]
    assert len(cities) >= 70
    for city in cities:
        counts = [city[basis] for basis in ("declared", "reported", "inferred")]
        assert sum(counts) == city["needs"] + city["capabilities"]
        assert 0 <= city["completeness"] <= 1
        assert city["completeness_sentence"]
    cards = json.loads(proposed.file("eacac", "plan.json"))["cities"]
    assert {city["id"] for city in cities} == set(cards)
    for city in cities:
        card = cards[city["id"]]
        for key in ("declared", "reported", "inferred", "year_unknown"):
            assert card[key] == city[key]


def test_cities_of_one_programme_are_those_with_a_link() -> None:
    cities = run("cities", "--programme", "eacac", "--json").document["cities"]
    members = {
        city["id"]
        for city in cities
        if {"programme": "eacac", "status": "member", "condition": None} in city["programmes"]
    }
    assert members == MEMBERS


def test_the_bundled_set_checks_clean() -> None:
    done = run("check", "--json")
    assert (done.code, done.document["errors"], done.document["ok"]) == (0, [], True)
    summary = done.document["summary"]
    total = summary["declared"] + summary["reported"] + summary["inferred"]
    assert total == summary["needs"] + summary["capabilities"]
    assert summary["programmes"] == 2


def test_the_doctor_finds_a_whole_installation() -> None:
    done = run("doctor", "--json")
    assert (done.code, done.document["passed"]) == (0, True), done.out
    assert {finding["name"] for finding in done.document["findings"]} == {
        "libraries",
        "bundled profiles",
        "solver",
    }
    assert set(done.document["extras"]) == {
        "bench",
        "dev",
        "docs",
        "notebook",
        "report",
        "test",
    }
    assert all(extra["adds"] for extra in done.document["extras"].values())
