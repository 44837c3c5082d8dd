"""The page of a plan as PDF, printed by a Chromium that is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from matcher.errors import UnavailableError
from matcher.language import ENGLISH, Language
from matcher.proposal import Plan
from matcher.report.charts import draw_charts
from matcher.report.page import render_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
VARIABLE = "CHROMIUM"
LONGEST = 180
# A browser that prints needs no network, no profile and no first-run questions.
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip


def find_browser() -> str | None:
    """The browser that prints: what the variable CHROMIUM names, else one on the path."""
    named = os.environ.get(VARIABLE)
    if named:
        return shutil.which(named)
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def write_pdf(plan: Plan, file: Path, language: Language = ENGLISH) -> Path:
    """Print the page of a plan.

    Parameters
    ----------
    plan : Plan
    file : Path
        Where the PDF goes; one that is there is replaced.
    language : {"en", "zh-Hans", "ja", "ko", "mn"}

    Raises
    ------
    UnavailableError
        When there is no Chromium, or it does not print.
    """
    browser = find_browser()
    if browser is None:
        raise UnavailableError(
            f"a PDF needs Chromium or Chrome on the path, or its place in {VARIABLE}; or open "
            "report.html in any browser and print it from there"
        )
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(render_page(plan, draw_charts(plan), language), encoding="utf-8")
        command = [
            browser,
            *OPTIONS,
            f"--user-data-dir={folder}/browser",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=LONGEST, check=True)
            content = printed.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise UnavailableError(f"{browser} did not print the page: {error}") from error
    file.write_bytes(content)
    return file
