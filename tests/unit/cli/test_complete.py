"""The Tab key offers programmes, cities and exchanges, in the shells that people use."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete
from support.command_line import run
from support.report_plans import small_plan

from matcher.bundled import profiles_dir
from matcher.cli.main import cli
from matcher.intake import read_profiles

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A run folder with the plan alone."""
    (tmp_path / "plan.json").write_text(small_plan().to_json(), encoding="utf-8")
    return tmp_path


def offered(words: list[str], monkeypatch: pytest.MonkeyPatch, shell: str = "bash") -> list[str]:
    """What a shell is told for a line whose last word is not finished, by click's own protocol."""
    line = " ".join(["matcher", *words])
    monkeypatch.setenv("COMP_WORDS", line)
    last = str(len(words)) if shell != "fish" else words[-1]
    monkeypatch.setenv("COMP_CWORD", last)
    told = SHELLS[shell](cli, {}, "matcher", "_MATCHER_COMPLETE").complete()
    if shell == "zsh":
        return [line.replace("\\:", ":") for line in told.splitlines()[1::3]]
    return [row.split(",", 1)[1].split("\t")[0] for row in told.splitlines()]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_is_told_the_programmes(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(["propose", "e"], monkeypatch, shell) == ["eacac"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_is_told_the_cities_of_a_plan(
    shell: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # By id, by id without the country, and by name, in any case; refused cities are no answer.
    for typed in ("us-g", "gam", "Gam"):
        assert offered(["explain", str(plan), typed], monkeypatch, shell) == ["us-gamma"]
    assert offered(["explain", str(plan), "us-gamma", "jp"], monkeypatch, shell) == []


def test_a_programme_is_not_offered_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "eacac" not in offered(["propose", "eacac", "e"], monkeypatch)


def test_exchanges_of_the_plan_are_offered(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [f"{pair.a}:{pair.b}" for pair in small_plan().document.pairs]
    for option in ("--declined", "--keep"):
        assert offered(["replan", str(plan), option, "cn"], monkeypatch) == pairs
    assert offered(["replan", str(plan), "--declined-city", "del"], monkeypatch) == ["us-delta"]


def test_bundled_cities_are_offered_where_no_plan_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert offered(["template", "x.xlsx", "--city", "kitak"], monkeypatch) == ["jp-kitakyushu"]
    assert offered(["propose", "eacac", "--pin", "cn-beij"], monkeypatch) == ["cn-beijing"]
    # Zsh and fish hand over the whole word.
    typed = ["propose", "eacac", "--pin", "cn-beijing:kr-s"]
    assert "cn-beijing:kr-seoul" in offered(typed, monkeypatch, "zsh")


def test_file_names_are_the_ids_of_bundled_cities() -> None:
    files = {file.stem for file in (profiles_dir() / "cities").glob("*.toml")}
    assert files == {city.id for city in read_profiles()}


def test_cities_of_a_folder_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cities").mkdir()
    (tmp_path / "cities" / "xa-riverton.toml").touch()
    words = ["template", "x.xlsx", "--profiles", str(tmp_path), "--city", ""]
    assert offered(words, monkeypatch) == ["xa-riverton"]


@pytest.mark.parametrize("name", ["missing", "broken"])
def test_a_plan_that_cannot_be_read_is_passed_over(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken").write_text("[1, 2", encoding="utf-8")
    words = ["explain", str(tmp_path / name), "cn-beij"]
    assert offered(words, monkeypatch) == ["cn-beijing"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_a_real_bash_completes(tmp_path: Path) -> None:
    command = tmp_path / "matcher"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m matcher "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = """
        eval "$(_MATCHER_COMPLETE=bash_source matcher)" || exit 1
        complete -p matcher || exit 1
        COMP_WORDS=(matcher propose ea) COMP_CWORD=2
        _matcher_completion matcher
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(root), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    complete, answer = done.stdout.split("\n", 1)
    assert "_matcher_completion" in complete
    assert answer.split() == ["eacac"]


def told(home: Path, shell: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SHELL", shell)
    found: dict[str, str | None] = json.loads(run("doctor", "--json").out)["completion"]
    return found


def test_the_doctor_knows_whether_it_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told(tmp_path, "/bin/zsh", monkeypatch)
    assert before["shell"] == "zsh"
    assert before["set_up_in"] is None
    (tmp_path / ".zshrc").write_text(f"{before['how']}\n", encoding="utf-8")
    assert told(tmp_path, "/bin/zsh", monkeypatch)["set_up_in"] == str(tmp_path / ".zshrc")
    assert told(tmp_path, "/bin/tcsh", monkeypatch)["shell"] is None
    assert "set up for zsh in" in _said(tmp_path, "/bin/zsh", monkeypatch)
    assert "not set up for fish; run _MATCHER_COMPLETE=fish_source" in _said(
        tmp_path, "/usr/bin/fish", monkeypatch
    )


def _said(home: Path, shell: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SHELL", shell)
    return run("doctor").out
