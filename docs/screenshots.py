"""Take the pictures of the documentation: `python -m docs.screenshots`.

A plan is made afresh, and its page is photographed in headless Chromium, light and dark. Without
Chromium nothing is written, and the pages of the documentation say so in the place of a picture.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "_static" / "screenshots"
# What each picture shows: the beginning of the page, or an exchange.
PICTURES = {"report": (1100, 900, None), "exchange": (1100, 900, "cn-shenzhen:jp-tokyo")}
# How Blink numbers the colour scheme that a reader prefers.
LOOKS = {"dark": 0, "light": 1}


def main() -> None:
    """Take every picture, or say why not."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if browser is None:
        print("No Chromium: the documentation goes without pictures.", file=sys.stderr)
        return
    import matcher
    from matcher.report import render_page

    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    plan = plan.with_reasons()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "report.html"
        page.write_text(render_page(plan), encoding="utf-8")
        for name, (width, height, shown) in PICTURES.items():
            picture = Path(scratch) / f"{name}.html"
            picture.write_text(_opened(page.read_text(encoding="utf-8"), shown), encoding="utf-8")
            for look, number in LOOKS.items():
                _photograph(
                    browser, scratch, picture, FOLDER / f"{name}-{look}.png", width, height, number
                )


def _opened(page: str, pair: str | None) -> str:
    """The page with one exchange alone, where only that is to be shown."""
    if pair is None:
        return page
    rest = f'header.top, #proposals > :not([data-pair="{pair}"])'
    style = f"<style>{rest} {{ display: none }}</style>"
    return page.replace("</head>", f"{style}</head>", 1)


def _photograph(
    browser: str, scratch: str, page: Path, picture: Path, width: int, height: int, look: int
) -> None:
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={scratch}/browser",
            f"--blink-settings=preferredColorScheme={look}",
            f"--window-size={width},{height}",
            f"--screenshot={picture}",
            page.as_uri(),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )


if __name__ == "__main__":
    main()
