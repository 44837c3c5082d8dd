"""`matcher init` makes a folder that runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command_line import run

import matcher


@pytest.mark.parametrize("like", ["eacac", "ccucc"])
def test_what_it_makes_runs_and_says_the_same_as_its_model(like: str, tmp_path: Path) -> None:
    folder = tmp_path / "Clean Air 2027"
    made = run("init", folder, "--like", like, "--json")
    assert made.code == 0
    assert made.document["programme"] == "clean-air-2027"
    cities, programme = folder / "cities.xlsx", folder / "programme.toml"
    assert run("check", cities, "--programme", programme).code == 0
    done = run(
        "propose", "--programme", programme, "--profiles", cities, "--out", tmp_path / "runs",
        "--json",
    )  # fmt: skip
    assert done.code == 0
    (plan,) = done.document["plans"]
    model = matcher.propose(matcher.read_profiles(), matcher.read_programme(like))
    assert plan["programme"] == "clean-air-2027"
    assert [(pair["a"], pair["b"]) for pair in plan["pairs"]] == [
        (pair.a, pair.b) for pair in model.document.pairs
    ]


def test_its_readme_names_files_and_commands_that_exist(tmp_path: Path) -> None:
    assert run("init", tmp_path / "mine").code == 0
    text = (tmp_path / "mine" / "README.md").read_text("utf-8")
    commands = re.findall(r"^\$ matcher (\w+)", text, flags=re.MULTILINE)
    assert set(commands) == {"check", "propose", "explain", "verify", "replan", "report"}
    assert all((tmp_path / "mine" / name).exists() for name in ("programme.toml", "cities.xlsx"))


@pytest.mark.parametrize("like", ["eacac", "ccucc"])
def test_its_programme_claims_nothing_of_its_model(like: str, tmp_path: Path) -> None:
    assert run("init", tmp_path / "mine", "--like", like).code == 0
    made = matcher.read_programme(tmp_path / "mine" / "programme.toml")
    model = matcher.read_programme(like)
    assert made.source is None
    # The cities that are filled in are those of the model, with what must be said of them.
    assert made.pool_note == model.pool_note
    assert made.description == f"Started from {like}. Say here what the programme is for."
    assert (made.weights, made.rules, made.capacities) == (
        model.weights, model.rules, model.capacities,
    )  # fmt: skip


def test_it_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run("init", tmp_path).code == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_wrong_requests_are_refused(tmp_path: Path) -> None:
    assert run("init", tmp_path / "2027").code == 2
    assert run("init", tmp_path / "new", "--like", "eacca").code == 3
    assert not (tmp_path / "new").exists()
