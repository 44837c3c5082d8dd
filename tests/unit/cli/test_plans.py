"""A plan is asked about with the profiles it was made from, or the command says so at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import run
from support.report_plans import small_plan


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "PLAN", "Alpha", "Delta"],
        ["replan", "PLAN", "--declined", "Alpha:Delta"],
        ["robustness", "PLAN"],
        ["report", "PLAN", "--email"],
    ],
    ids=lambda words: words[0],
)
def test_other_profiles_are_told_before_any_name_is_looked_up(
    words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "plan.json").write_text(small_plan().to_json(), encoding="utf-8")
    asked = [str(tmp_path) if word == "PLAN" else word for word in words]
    done = run(*asked, "--json")
    assert done.code == 3
    (problem,) = done.problems
    assert problem["code"] == "other_profiles"
    assert problem["message"].startswith("5 cities of the plan, of 5 in all, cannot be found in")
    assert "cn-alpha" in problem["found"]
    assert "--profiles" in problem["remedy"]
    assert [file.name for file in tmp_path.iterdir()] == ["plan.json"]
