from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support.command_line import run

from matcher import __version__
from matcher.cli import main as module
from matcher.intake import read


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["propos"], "propose"),
        (["progammes"], "programmes"),
        (["check", "--programe", "x"], "--programme"),
        (["propose", "eacac", "--forse"], "--force"),
    ],
)
def test_a_wrong_word_is_answered_with_the_nearest(arguments: list[str], nearest: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert nearest in done.err.partition("Did you mean")[2]
    assert done.out == ""


def test_a_command_like_no_other_is_answered_with_all_of_them() -> None:
    done = run("zzz")
    assert done.code == 2
    assert "propose, check, explain" in done.err


def test_a_programme_id_that_is_not_known_is_answered_with_the_nearest() -> None:
    done = run("propose", "eacca", "--json")
    assert done.code == 3
    assert done.problems[0]["remedy"] == "did you mean eacac?"
    assert run("cities", "--programme", "eacca").code == 3


def test_wrong_usage_is_a_document_too() -> None:
    done = run("propose", "--json")
    assert done.code == 2
    assert done.document["error"]["code"] == "usage"
    assert "Usage:" in done.err


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_is_a_number_of_seconds(value: str) -> None:
    assert run("propose", "eacac", "--time-limit", value).code == 2


def test_the_version_is_told() -> None:
    assert run("--version").out == f"matcher, version {__version__}\n"


@pytest.mark.parametrize(
    "command", ["propose", "check", "explain", "verify", "programmes", "cities", "doctor"]
)
def test_every_command_has_help_and_json(command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert "--json" in done.out


def break_reading(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(read, "find_layout", broken)


def test_what_nobody_foresaw_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MATCHER_DEBUG", raising=False)
    break_reading(monkeypatch, RuntimeError("the\nroof fell in"))
    done = run("check", "--json")
    assert done.code == 1
    assert done.document["error"] == {
        "code": "unexpected",
        "message": "RuntimeError: the roof fell in",
        "problems": [],
    }
    assert len(done.err.splitlines()) == 1
    assert "MATCHER_DEBUG=1" in done.err


def test_the_traceback_comes_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_DEBUG", "1")
    break_reading(monkeypatch, RuntimeError("the roof fell in"))
    assert "Traceback" in run("check").err


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    break_reading(monkeypatch, KeyboardInterrupt())
    done = run("check")
    assert done.code == 130
    assert "Traceback" not in done.err
    assert "Interrupted" in done.err


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_reader_that_leaves_is_no_failure() -> None:
    command = [sys.executable, "-m", "matcher", "cities", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        process.wait(timeout=60)
    assert told == b""
    assert process.returncode == 141


def test_progress_is_only_for_a_terminal() -> None:
    assert "..." not in run("propose", "eacac", "--out", "/dev/null/x").err


def test_the_entry_point_is_the_function() -> None:
    assert callable(module.main)
