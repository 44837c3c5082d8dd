"""Two plans side by side."""

from __future__ import annotations

import json

import pytest
from support.command_line import run
from support.made_up import city, pool_programme, profiles, sides_programme

import matcher
from matcher.errors import InputError
from matcher.proposal import Plan

CITIES = profiles(
    city("cn-aa", ["A1"], ["C1"]),
    city("cn-bb", ["C1"], ["A1"]),
    city("us-cc", ["C1"], ["A1"]),
    city("us-dd", ["A1", "H1"], ["C1"]),
    city("us-ee", ["H1"], ["I1"]),
)


def plan_of(cities=CITIES, pins=(), forbids=(), **fields) -> Plan:
    return matcher.propose(cities, sides_programme(**fields), pins=pins, forbids=forbids)


def fates(comparison) -> dict[str, list[tuple[str, str]]]:
    return {
        fate: [(c.a, c.b) for c in comparison.of(fate)] for fate in ("kept", "dropped", "added")
    }


def test_a_plan_with_itself_has_nothing_to_tell() -> None:
    plan = plan_of()
    comparison = plan.compare(plan)
    assert comparison.overlap == 1
    assert comparison.causes == ()
    assert fates(comparison)["kept"] == [(p.a, p.b) for p in plan.document.pairs]
    assert comparison.sentences[0] == "Both plans propose the same 2 exchanges."
    assert comparison.sentences[-1].startswith("Both plans were made from the same")


def test_what_a_forbidden_pair_does() -> None:
    one = plan_of()
    first = (one.document.pairs[0].a, one.document.pairs[0].b)
    other = plan_of(forbids=[first])
    comparison = one.compare(other)
    assert first in fates(comparison)["dropped"]
    (dropped,) = [c for c in comparison.of("dropped") if (c.a, c.b) == first]
    assert dropped.first.score == one.document.pairs[0].score
    assert dropped.second.barred
    assert "forbidden by name" in dropped.second.barred[0]
    assert "pins" in {cause.kind for cause in comparison.causes}
    kept, changes = len(comparison.of("kept")), len(comparison.changes)
    assert comparison.overlap == kept / changes


def test_every_score_is_the_one_that_its_plan_gives() -> None:
    one = plan_of()
    other = plan_of(weights=dict.fromkeys(matcher.programme.models.PARTS, 0) | {"context": 1})
    comparison = one.compare(other)
    for change in comparison.changes:
        for plan, standing in ((one, change.first), (other, change.second)):
            explained = plan.explain(change.a, change.b)
            assert (standing.parts, standing.score) == (explained.parts, explained.score)
        assert sum(change.difference.values()) == change.second.score - change.first.score
    assert {cause.field for cause in comparison.causes if cause.kind == "weights"} > {
        "weights.context",
        "weights.airshed",
    }


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"max_pairs": 1}, "cohort", "any number of exchanges in the first plan, at most 1"),
        ({"capacities": {"maximum": 2}}, "capacities", "capacities.maximum is 1 in the first"),
        ({"rules": {"minimum_score": 5}}, "rules", "rules.minimum_score is 0 in the first"),
        ({"caps": [{"per": "country", "most": 1}]}, "caps", "caps[0].most is not set"),
        ({"benefit": {"fusion": "mean"}}, "scoring", "benefit.fusion is harmonic in the first"),
    ],
)
def test_a_change_of_the_programme_is_named(fields, kind, words) -> None:
    causes = plan_of().compare(plan_of(**fields)).causes
    assert any(cause.kind == kind and words in cause.sentence for cause in causes)


def test_changed_joined_and_left_profiles_are_named() -> None:
    changed = city("us-cc", ["C1"], ["A1", "B1"])
    others = profiles(*(c for c in CITIES if c.id not in ("us-cc", "us-dd")), changed)
    comparison = plan_of().compare(plan_of(others))
    told = {cause.sentence for cause in comparison.causes if cause.kind == "profiles"}
    assert told == {"Changed profiles: Cc.", "Profiles only in the first plan: Dd."}
    gone = [c for c in comparison.changes if "us-dd" in (c.a, c.b)]
    assert all(c.second.barred == ("Dd does not take part in this plan.",) for c in gone)


def test_without_the_right_profiles_scores_are_left_out_and_that_is_said() -> None:
    one, other = plan_of(), plan_of(max_pairs=1)
    stale = Plan(other.document, profiles(*(city(c.id, ["B1"], ["B1"]) for c in CITIES)))
    comparison = one.compare(stale)
    (dropped,) = comparison.of("dropped")
    assert dropped.second.score is None
    assert dropped.difference is None
    assert "could not be scored" in comparison.sentences[-1]


def test_other_shapes_are_refused_and_other_programmes_are_told() -> None:
    with pytest.raises(InputError, match="one plan pairs two sides"):
        plan_of().compare(matcher.propose(CITIES, pool_programme()))
    comparison = plan_of().compare(plan_of(id="other", title="Other"))
    assert any("two programmes: Test, and Other" in c.sentence for c in comparison.causes)


def test_a_plan_that_does_not_exist_can_be_compared() -> None:
    none = plan_of(capacities={"minimum": 1, "maximum": 1})
    assert none.objective is None
    assert plan_of().compare(none).sentences[0].startswith("The second programme could not be")
    assert none.compare(none).sentences[0].startswith("Neither programme could be given a plan")


def test_a_plan_that_is_not_of_the_greatest_total_is_not_called_best() -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    new = plan.replan([("cn-beijing", "kr-seoul")])
    told = plan.compare(new).sentences[1]
    assert f"best at what it was asked for, {new.gap:,} points below the greatest total" in told


def test_tables_and_json() -> None:
    comparison = plan_of().compare(plan_of(max_pairs=1))
    assert list(comparison.pairs["fate"]) == [c.fate for c in comparison.changes]
    json.dumps(comparison.to_dict(), allow_nan=False)
    assert "<table" in comparison._repr_html_()


def test_empty_plans() -> None:
    empty = plan_of(max_pairs=0)
    comparison = empty.compare(empty)
    assert (comparison.overlap, comparison.changes) == (1.0, ())
    assert comparison.pairs.empty


def test_the_command(tmp_path) -> None:
    run("propose", "eacac", "--out", tmp_path / "a")
    run("propose", "eacac", "--out", tmp_path / "b", "--forbid", "Beijing:Seoul")
    done = run("compare", tmp_path / "a" / "eacac", tmp_path / "b" / "eacac")
    assert done.code == 0
    assert "Dropped: Beijing with Seoul" in done.out
    done = run("compare", tmp_path / "a" / "eacac", tmp_path / "b" / "eacac", "--json")
    assert done.document["comparison"]["dropped"] >= 1
