"""The whole page and tables of a small plan, kept word for word.

Set MATCHER_UPDATE_GOLDEN=1 to write the kept files anew, then read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from support.report_plans import small_plan

import matcher
from matcher.report import run_files

KEPT = Path(__file__).parent / "small_plan"


@pytest.mark.parametrize("name", ["report.html", "proposals.csv", "unmatched.csv", "parts.csv"])
def test_small_plan_reads_as_it_did(name: str) -> None:
    text = run_files(small_plan())[name].decode()
    # The version and the hashes of the inputs say nothing about the wording.
    text = text.replace(f"city-exchange-matcher {matcher.__version__}", "city-exchange-matcher X")
    text = re.sub(r"<code>[0-9a-f]{12}</code>", "<code>HASH</code>", text)
    kept = KEPT / name
    if os.environ.get("MATCHER_UPDATE_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(text.encode())
    assert text == kept.read_bytes().decode(), "if it is meant: MATCHER_UPDATE_GOLDEN=1"
