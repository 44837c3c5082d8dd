from __future__ import annotations

from pathlib import Path

import pytest
from support.made_up import city, profiles, sides_programme

import matcher
from matcher.cli.proposals import plan_summary, plan_text, status_sentence
from matcher.proposal import Plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    cities = profiles(
        city("cn-one", ["A1"], ["B1"], title="北京"),
        city("us-two", ["B1"], ["A1"], title="A town with a name that goes on and on"),
        city("us-three", ["C1"], []),
    )
    return matcher.propose(cities, sides_programme(pool_note="illustrative pool: made up"))


def changed(plan: Plan, **fields: object) -> Plan:
    return Plan(plan.document.model_copy(update=fields), plan.profiles)


def test_the_text_names_pairs_points_unmatched_and_places(plan: Plan) -> None:
    text = plan_text(plan, Path("runs") / "test")
    assert "北京" in text
    assert f"{plan.document.pairs[0].score:,}" in text
    assert "Note: illustrative pool: made up." in text
    assert "In no pair: 1 city (" in text
    assert f"Page: {Path('runs') / 'test' / 'report.html'}" in text


def test_the_summary_is_the_plan(plan: Plan) -> None:
    summary = plan_summary(plan, Path("runs") / "test")
    (pair,) = summary["pairs"]
    assert sum(pair["parts"].values()) == pair["score"] == summary["objective"]
    assert summary["path"] == str(Path("runs") / "test" / "plan.json")
    assert summary["pool_note"] == "illustrative pool: made up"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Optimal: 1 exchange, "),
        ({"status": "feasible", "gap": 1234}, "Feasible, not proved best: 1 exchange, "),
        (
            {"status": "infeasible", "objective": None, "gap": None, "reasons": ["Because."]},
            "Infeasible: no plan can keep all the rules. Because.",
        ),
        (
            {"status": "unknown", "objective": None, "gap": None, "reasons": []},
            "Unknown: the search was stopped before it found a plan.",
        ),
    ],
)
def test_each_status_is_said_plainly(plan: Plan, fields: dict, told: str) -> None:
    sentence = status_sentence(changed(plan, **fields).document)
    assert sentence.startswith(told)
    assert ("gap 1,234" in sentence) == (fields.get("gap") == 1234)
    assert ("proved that" in sentence) == (not fields)


def test_a_plan_for_everyone_says_so(plan: Plan) -> None:
    assert "Every city" in plan_text(changed(plan, unmatched=[]), Path("runs"))


def test_the_regime_is_told_to_people_and_to_programs(plan: Plan) -> None:
    large = changed(plan, regime="large", rounds=2, permitted_pairs=151_757_761)
    assert "all 151,757,761 permitted pairs (large regime" in plan_text(large, Path("runs"))
    summary = plan_summary(large, Path("runs"))
    found = (summary["regime"], summary["rounds"], summary["permitted_pairs"])
    assert found == ("large", 2, 151_757_761)


def test_a_table_of_thousands_is_cut_and_says_where_the_rest_is(plan: Plan) -> None:
    many = changed(plan, pairs=plan.document.pairs * 1200)
    text = plan_text(many, Path("runs") / "test")
    assert text.count("北京") == 200
    assert f"... and 1,000 more in {Path('runs') / 'test' / 'proposals.csv'}" in text
    assert "more in" not in plan_text(plan, Path("runs"))
