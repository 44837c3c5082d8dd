"""The pages in a real browser: they show, ask for nothing, log nothing and fit a phone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.page import Page
from support.report_plans import hostile_plan

import matcher
from matcher.report import render_page

BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium: set CHROMIUM or put chromium on PATH"
)

# Inside a page of its own the report sits in a frame of phone width; the script of that page,
# not of the report, writes down how wide the report really is.
FRAME = """<!doctype html><body><iframe id="f" src="report.html" width="360" height="800"></iframe>
<script>f.onload = () => {
  const page = f.contentDocument.documentElement;
  document.body.dataset.width = page.scrollWidth;
  document.body.dataset.requests = f.contentWindow.performance.getEntriesByType("resource").length;
}</script>"""


def open_page(page: Path, folder: Path) -> tuple[Page, str]:
    """The document as the browser holds it, and what it logged."""
    done = subprocess.run(
        [
            str(BROWSER),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--allow-file-access-from-files",
            f"--user-data-dir={folder / 'browser'}",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return Page(done.stdout.decode()), done.stderr.decode(errors="replace")


@pytest.mark.parametrize("which", ["eacac", "ccucc", "hostile"])
def test_page_shows_without_network_errors_or_sideways_scrolling(
    which: str, tmp_path: Path
) -> None:
    plan = (
        hostile_plan()
        if which == "hostile"
        else matcher.propose(matcher.read_profiles(), matcher.read_programme(which))
    )
    (tmp_path / "report.html").write_text(render_page(plan), encoding="utf-8")
    (tmp_path / "frame.html").write_text(FRAME, encoding="utf-8")

    page, log = open_page(tmp_path / "report.html", tmp_path)
    assert not page.remote
    assert not [e for e in page.all("section", id="what-if") if "hidden" in e.attributes]
    assert len(page.all("article", data_pair=None)) == len(plan.document.pairs) > 0
    assert "CONSOLE" not in log

    (body,) = open_page(tmp_path / "frame.html", tmp_path)[0].all("body")
    assert int(body.attributes["data-requests"]) == 0
    assert int(body.attributes["data-width"]) <= 360
