"""One pair, one letter and one proof in each language, word by word.

`MATCHER_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; read the difference before
it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import matcher
from matcher.intake.speaking import speaker_of
from matcher.language import LANGUAGES
from matcher.plan.document import PlanDocument
from matcher.proposal import Plan
from matcher.report.email import letters

GOLDEN = Path(__file__).parent / "languages"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """As it comes back from its file: nothing is solved again to speak another language."""
    made = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    return Plan(PlanDocument.model_validate_json(made.to_json()), made.profiles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_explanations_and_letters_say_what_they_said(language, plan: Plan) -> None:
    speaker = speaker_of(plan.profiles, language, introduce=True)
    texts = {
        "pair": speaker.lines(plan.explain("cn-beijing", "kr-seoul").lines) + "\n",
        "proof": speaker.lines(plan.proof().lines) + "\n",
        "letter": next(x.text for x in letters(plan, language) if x.city == "jp-tokyo"),
    }
    assert list(speaker.missing) == []
    for name, told in texts.items():
        file = GOLDEN / f"{name}_{language}.txt"
        if os.environ.get("MATCHER_UPDATE_GOLDEN") == "1":
            file.write_text(told, encoding="utf-8")
        assert told == file.read_text(encoding="utf-8"), file.name
