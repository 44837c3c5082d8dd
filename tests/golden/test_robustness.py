"""How sure the two bundled programmes are, sentence by sentence.

`MATCHER_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; read the difference before
it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import matcher

GOLDEN = Path(__file__).parent / "robustness"


@pytest.mark.parametrize("name", ["ccucc", "eacac"])
def test_what_is_said_of_a_bundled_programme(name: str) -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme(name))
    said = f"{plan.robustness()}\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("MATCHER_UPDATE_GOLDEN") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")
