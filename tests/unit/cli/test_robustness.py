"""`matcher robustness` prints an answer, asks nothing of a plan that is none, writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command_line import run, write_cities, write_programme

from matcher.cli.progress_line import bar_text
from matcher.explain.sure import Step

FEW = ("--draws", "20", "--seed", "4")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sure")
    write_cities(root / "profiles", "cn-one", "cn-two", "us-three", "us-four")
    write_programme(root / "good.toml", sides=("CN", "US"))
    write_programme(root / "tight.toml", sides=("CN", "US"), capacities=(2, 2), max_pairs=1)
    done = run("propose", "--programme", root / "good.toml", "--programme", root / "tight.toml",
               "--profiles", root / "profiles", "--out", root / "runs")  # fmt: skip
    assert done.code == 4
    return root


def ask(runs: Path, name: str, *arguments: str) -> object:
    return run("robustness", runs / "runs" / name, "--profiles", runs / "profiles", *arguments)


def test_json_is_one_document_and_the_same_each_time(runs: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in runs.rglob("*")}
    one, same = (ask(runs, "good", *FEW, "--json") for _ in range(2))
    assert (one.code, one.out) == (0, same.out)
    answer = one.document["robustness"]
    assert (answer["draws"], answer["seed"], answer["concentration"]) == (20, 4, 90)
    assert len(answer["pairs"]) == 2
    assert {file: file.stat().st_mtime_ns for file in runs.rglob("*")} == before


def test_text_has_a_table_and_a_sentence_for_each_pair(runs: Path) -> None:
    done = ask(runs, "good", *FEW)
    assert done.code == 0
    assert "Of 2 exchanges" in done.out
    assert done.out.count("One with ") >= 1
    assert "How sure" in done.out


def test_a_run_without_a_plan_gives_its_reasons_and_exit_4(runs: Path) -> None:
    done = ask(runs, "tight", "--json")
    assert done.code == 4
    assert json.loads(done.out)["robustness"] is None
    assert done.document["reasons"]
    assert "nothing to be sure of" in done.err


@pytest.mark.parametrize(
    "wrong", [("--draws", "0"), ("--concentration", "0"), ("--seed", "-1"),
              ("--concentration", "nan")]
)  # fmt: skip
def test_numbers_out_of_range_are_wrong_usage(runs: Path, wrong: tuple[str, str]) -> None:
    assert ask(runs, "good", *wrong).code in (2, 3)


def test_other_profiles_are_bad_input(runs: Path) -> None:
    assert run("robustness", runs / "runs" / "good", *FEW).code == 3


def test_the_bar_fills() -> None:
    assert bar_text("x", Step("Drawn weights", 0, 9)) == f"x: Drawn weights [{'-' * 20}] 0 of 9"
    assert bar_text("x", Step("Drawn weights", 9, 9)) == f"x: Drawn weights [{'#' * 20}] 9 of 9"
