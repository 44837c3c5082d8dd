"""Figures in the decisions are those of the plans, and nothing drives a plan alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import matcher
from matcher.programme.models import PARTS

PAGE = Path(__file__).resolve().parents[2] / "docs/decisions/0004-programme-weights.md"


@pytest.mark.parametrize(("name", "column"), [("ccucc", 0), ("eacac", 1)])
def test_the_measured_influence_is_that_of_the_plan(name: str, column: int) -> None:
    rows = re.findall(r"^\| (\w+) \| (\d+) % \| (\d+) % \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    stated = {row[0]: int(row[1 + column]) for row in rows}
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme(name))
    shares = {part: drive.share for part, drive in plan.document.influence.items()}
    assert set(stated) == set(PARTS)
    assert stated == {part: round(100 * share) for part, share in shares.items()}
    assert sum(shares.values()) == pytest.approx(1)
    assert max(shares.values()) < 0.7
