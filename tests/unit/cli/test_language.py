"""`--language`, and MATCHER_LANGUAGE in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command_line import run

import matcher


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    made = tmp_path_factory.mktemp("runs") / "eacac"
    made.mkdir()
    (made / "plan.json").write_text(plan.to_json(), encoding="utf-8")
    return made


def test_explain_speaks_the_language_asked_for(folder: Path) -> None:
    done = run("explain", str(folder), "Beijing", "Seoul", "--language", "ja")
    assert done.code == 0
    assert done.out.startswith("北京（Beijing）とソウル（Seoul）を提案します：550,623点。")


def test_the_environment_sets_the_language(folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "ko")
    done = run("explain", str(folder), "cn-beijing", "kr-seoul", "--json")
    told = json.loads(done.out)["explanation"]
    assert told["sentences"][0] == "베이징(Beijing)과 서울(Seoul) 교류를 제안합니다: 550,623점."
    assert told["a"] == "cn-beijing"


def test_an_unknown_language_is_refused_in_english(folder: Path) -> None:
    done = run("explain", str(folder), "--language", "xx")
    assert done.code == 2
    assert "'xx' is not one of 'en', 'zh-Hans', 'ja', 'ko', 'mn'" in done.err


def test_report_writes_page_and_workbook_in_the_language(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("report", str(folder), "--page", "--workbook", "--language", "mn", "--out", str(out))
    assert done.code == 0
    assert '<html lang="mn">' in (out / "report.html").read_text("utf-8")
    assert (out / "workbook.xlsx").stat().st_size > 5_000
