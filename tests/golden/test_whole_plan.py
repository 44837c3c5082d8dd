"""What officers of the two programmes are told, word by word: reasons, declines, fairness.

`MATCHER_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; read the difference before
it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import matcher
from matcher.programme.quotas import Quota
from matcher.proposal import Plan

GOLDEN = Path(__file__).parent / "whole_plan"
UPDATE = "MATCHER_UPDATE_GOLDEN"


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    cities = matcher.read_profiles()
    return {
        name: matcher.propose(cities, matcher.read_programme(name)) for name in ("ccucc", "eacac")
    }


def proposed(plan: Plan, *, rules: dict[str, int] | None = None, **asked: Iterable) -> Plan:
    """The programme of a plan again, with other rules, pins and forbidden pairs."""
    settings = plan.document.settings
    changed = settings.rules.model_copy(update=rules or {})
    programme = settings.model_copy(update={"rules": changed, **asked.pop("fields", {})})
    return matcher.propose(plan.profiles, programme, **asked)


def reasons(plan: Plan) -> list[str]:
    assert plan.status == "infeasible"
    return plan.document.reasons


SICHUAN = [("cn-sichuan", c) for c in ("kr-seoul", "jp-tokyo", "jp-kitakyushu", "mn-ulaanbaatar")]
BEIJING = [("cn-beijing", c) for c in ("kr-seoul", "jp-tokyo", "mn-ulaanbaatar")]

QUOTAS = (
    Quota(label="Clean industry", carries="B", least=5),
    Quota(per="country_pair", most=3),
    Quota(role="mentor", least=1, price=50_000),
)
FEW = (Quota(per="country_pair", most=1),)

TOLD: dict[str, tuple[str, Callable[[Plan], Iterable[str]]]] = {
    "compare_pin": (
        "eacac",
        lambda p: p.compare(proposed(p, pins=[("cn-jinan", "kr-seoul")])).sentences,
    ),
    "compare_cohort": (
        "ccucc", lambda p: p.compare(proposed(p, fields={"max_pairs": 8})).sentences
    ),
    "too_many_pins": ("eacac", lambda p: reasons(proposed(p, pins=BEIJING))),
    "nobody_left": ("eacac", lambda p: reasons(proposed(p, forbids=SICHUAN))),
    "pinned_and_forbidden": (
        "eacac", lambda p: reasons(proposed(p, pins=BEIJING[:1], forbids=BEIJING[:1]))
    ),
    "minimum_score": ("eacac", lambda p: reasons(proposed(p, rules={"minimum_score": 520_000}))),
    "cohort_of_pins": (
        "ccucc",
        lambda p: reasons(
            proposed(
                p,
                fields={"max_pairs": 1},
                pins=[("cn-jinan", "us-sacramento"), ("cn-lanzhou", "us-fresno")],
            )
        ),
    ),
    "replan_pair": ("eacac", lambda p: p.replan([BEIJING[0]]).document.replanned.sentences),
    "replan_city": (
        "ccucc",
        lambda p: p.replan(
            declined_cities=["us-los-angeles"], keep=[("cn-lanzhou", "us-fresno")], within=0
        ).document.replanned.sentences,
    ),
    "replan_impossible": (
        "eacac",
        lambda p: p.replan([BEIJING[0]], keep=[BEIJING[0]]).document.replanned.sentences,
    ),
    "fairness_eacac": ("eacac", lambda p: p.fairness().sentences),
    "fairness_ccucc": ("ccucc", lambda p: p.fairness().sentences),
    "stability_eacac": ("eacac", lambda p: p.stability().sentences),
    "stability_ccucc": ("ccucc", lambda p: p.stability().sentences),
    "quotas_eacac": (
        "eacac", lambda p: proposed(p, fields={"quotas": QUOTAS}).explain().sentences
    ),
    "quotas_impossible": (
        "eacac", lambda p: reasons(proposed(p, fields={"quotas": QUOTAS[:1] + FEW}))
    ),
    "others_eacac": ("eacac", lambda p: p.other_plans(k=3).sentences),
    "others_ccucc": ("ccucc", lambda p: p.other_plans(k=3).sentences),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_what_officers_are_told(name: str, plans: dict[str, Plan]) -> None:
    programme, tell = TOLD[name]
    text = "\n".join(tell(plans[programme])) + "\n"
    file = GOLDEN / f"{name}.txt"
    if os.environ.get(UPDATE) == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
