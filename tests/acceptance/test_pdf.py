"""The page printed: every exchange is on paper, on A4, in a few sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.browser import needs_browser
from support.command_line import run

from matcher.report.pdf import VARIABLE


@needs_browser
def test_the_page_is_printed(tmp_path: Path) -> None:
    assert run("propose", "eacac", "--out", tmp_path, "--quick").code == 0
    done = run("report", tmp_path / "eacac", "--pdf", "--json")
    assert done.code == 0
    (file,) = done.document["files"]
    content = Path(file).read_bytes()
    assert content.startswith(b"%PDF")
    assert 5 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 40


def test_without_a_browser_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("propose", "eacac", "--out", tmp_path, "--quick").code == 0
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    done = run("report", tmp_path / "eacac", "--pdf")
    assert done.code != 0
    assert "open report.html in any browser" in done.err
    assert not (tmp_path / "eacac-report" / "report.pdf").exists()
