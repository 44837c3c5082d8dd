"""What the explanations of the bundled programmes say, word by word.

`MATCHER_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; read the difference before
it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import matcher
from matcher.proposal import Plan

GOLDEN = Path(__file__).parent / "reasons"
UPDATE = "MATCHER_UPDATE_GOLDEN"

QUESTIONS = {
    "eacac": {
        "plan": (),
        "city": ("cn-beijing",),
        "chosen": ("cn-beijing", "kr-seoul"),
        "not_chosen": ("cn-beijing", "jp-tokyo"),
        "barred": ("cn-beijing", "cn-jinan"),
        "takes": ("cn-jinan", "kr-seoul"),
        "takes_nothing": ("kr-seoul", "mn-ulaanbaatar"),
        "proof": (),
    },
    "ccucc": {
        "plan": (),
        "city": ("cn-wuhan",),
        "chosen": ("cn-xian", "us-los-angeles"),
        "not_chosen": ("cn-wuhan", "us-oakland"),
        "barred": ("us-oakland", "us-fresno"),
        "takes": ("cn-lanzhou", "us-los-angeles"),
        "takes_thin": ("cn-lhasa", "us-oakland"),
        "proof": (),
    },
}


@pytest.fixture(scope="module", params=QUESTIONS)
def plan(request: pytest.FixtureRequest) -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme(request.param))


def test_the_explanations_say_what_they_said(plan: Plan) -> None:
    for name, cities in QUESTIONS[plan.programme].items():
        ask = plan.explain
        if name.startswith("takes"):
            ask = plan.what_would_it_take
        elif name == "proof":
            ask = plan.proof
        told = f"{ask(*cities)}\n"
        file = GOLDEN / f"{plan.programme}_{name}.txt"
        if os.environ.get(UPDATE) == "1":
            file.write_text(told, encoding="utf-8")
        assert told == file.read_text(encoding="utf-8"), file.name


def test_every_golden_file_belongs_to_a_question() -> None:
    named = {f"{programme}_{name}" for programme, asked in QUESTIONS.items() for name in asked}
    assert {file.stem for file in GOLDEN.iterdir()} == named
