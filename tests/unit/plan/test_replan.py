"""A plan again after a decline, on real and made-up cities."""

from __future__ import annotations

import json
import re

import pytest
from support.command_line import run
from support.made_up import city, pool_programme, profiles

import matcher
from matcher.errors import InputError
from matcher.plan.document import PlanDocument
from matcher.plan.verify import verify_plan
from matcher.proposal import Plan

SEOUL = ("cn-beijing", "kr-seoul")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))


@pytest.fixture(scope="module")
def again(plan: Plan) -> Plan:
    return plan.replan([SEOUL])


def test_scores_do_not_move(plan: Plan, again: Plan) -> None:
    assert again.document.state == plan.document.state
    before = {(p.a, p.b): p.parts for p in plan.document.pairs}
    for pair in again.document.pairs:
        assert pair.parts == before.get((pair.a, pair.b), pair.parts)


def test_the_declined_pair_is_barred_and_the_origin_is_recorded(plan: Plan, again: Plan) -> None:
    assert again.document.forbids == [SEOUL]
    assert again.document.settings.rules.forbidden[-1] == SEOUL
    told = again.document.replanned
    assert told.plan_created == plan.document.created.at
    assert told.declined == [SEOUL]
    assert told.dropped == []
    assert again.status == "optimal"
    assert again.gap == told.loss == told.best - again.objective
    assert again.document.certificate.total == told.best


def test_a_plan_made_again_can_be_read_and_made_again(again: Plan) -> None:
    read = Plan(PlanDocument.model_validate_json(again.to_json()), again.profiles)
    assert read.verify().passed
    third = read.replan([(read.document.pairs[0].a, read.document.pairs[0].b)])
    assert third.verify().passed
    assert third.document.forbids[0] == SEOUL


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda d: d["replanned"].update(best=d["replanned"]["best"] + 1), "changes"),
        (lambda d: d["replanned"].update(added=[]), "changes"),
        (lambda d: d["replanned"].update(allowed_loss=0), "changes"),
        (lambda d: d["replanned"].update(proved=False), "changes"),
        (lambda d: d["replanned"]["standing"].pop(), "changes"),
        (lambda d: d["replanned"].update(confirmed=[list(SEOUL)]), "changes"),
        (lambda d: d.update(bound=d["bound"] - 1, gap=d["gap"] - 1), "proof"),
        (lambda d: d["certificate"]["left"].update({"kr-seoul": 0.0}), "proof"),
        (lambda d: d.update(replanned=None), "proof"),
    ],
)
def test_spoilt_plans_do_not_pass(again: Plan, spoil, check) -> None:
    stored = json.loads(again.to_json())
    spoil(stored)
    verification = verify_plan(PlanDocument.model_validate(stored), again.profiles)
    assert any(c.name.startswith(check) for c in verification.checks if not c.passed)


def test_a_city_that_left_is_nobodys_partner(plan: Plan) -> None:
    new = plan.replan(declined_cities=["mn-ulaanbaatar"])
    row = next(row for row in new.document.unmatched if row.city == "mn-ulaanbaatar")
    assert (row.code, row.reason) == ("withdrawn", "Ulaanbaatar no longer takes part.")
    assert "mn-ulaanbaatar" not in new.document.sides[0].cities
    offered = [
        a.city for p in new.document.pairs for listed in p.alternates.values() for a in listed
    ]
    assert "mn-ulaanbaatar" not in offered


def test_pins_are_kept_and_pins_on_what_was_declined_go() -> None:
    cities = matcher.read_profiles()
    pins = [("cn-jinan", "kr-seoul"), SEOUL]
    plan = matcher.propose(cities, matcher.read_programme("eacac"), pins=pins)
    new = plan.replan([SEOUL])
    assert new.document.pins == pins[:1]
    assert "Beijing with Seoul was required, and cannot be any more." in (
        new.document.replanned.sentences
    )
    assert pins[0] in [(p.a, p.b) for p in new.document.pairs]


def test_kept_and_declined_at_once_is_impossible_and_says_so(plan: Plan) -> None:
    new = plan.replan([SEOUL], keep=[SEOUL])
    assert new.status == "infeasible"
    assert any("cannot hold together: Beijing with Seoul" in r for r in new.document.reasons)
    assert new.document.reasons[0] in new.document.replanned.sentences


def test_a_wider_loss_never_changes_more(plan: Plan) -> None:
    pair = ("cn-guiyang", "jp-tokyo")
    changes = [len(plan.replan([pair], within=w).document.replanned.dropped) for w in (0, "5%")]
    assert changes[0] >= changes[1]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "nothing was declined"),
        ({"declined": [("cn-beijing", "us-fresno")]}, "does not take part"),
        ({"declined_cities": ["us-fresno"]}, "does not take part"),
        ({"declined": [SEOUL], "keep": [("cn-beijing", "jp-tokyo")]}, "is not in the plan"),
        ({"declined_cities": ["kr-seoul"], "keep": [SEOUL]}, "one of its cities has left"),
        ({"declined": [SEOUL], "within": "much"}, "not a number of points"),
        ({"declined": [SEOUL], "within": "-1%"}, "not a number of points"),
        ({"declined": [SEOUL], "within": "0.5"}, "not a number of points"),
    ],
)
def test_what_cannot_be_asked(plan: Plan, asked, words) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        plan.replan(**asked)


def test_no_plan_and_other_profiles_are_refused(plan: Plan) -> None:
    none = matcher.propose(
        profiles(*(city(f"cn-{n}", ["A1"], ["H1"]) for n in "abc")),
        pool_programme(capacities={"minimum": 1, "maximum": 1}),
    )
    with pytest.raises(InputError, match="there is no plan to change"):
        none.replan([("cn-a", "cn-b")])
    poorer = plan.profiles["kr-seoul"].model_copy(update={"capabilities": ()})
    with pytest.raises(InputError, match="not the one that was scored"):
        Plan(plan.document, plan.profiles.with_cities(poorer)).replan([SEOUL])


def test_identical_cities_and_the_only_pair_declined() -> None:
    cities = profiles(*(city(f"cn-{n}", ["A1"], ["H1"]) for n in "ab"))
    plan = matcher.propose(cities, pool_programme())
    new = plan.replan([("cn-a", "cn-b")])
    assert (new.status, new.objective, new.document.pairs) == ("optimal", 0, [])
    assert new.verify().passed


def test_the_command(tmp_path) -> None:
    run("propose", "eacac", "--out", tmp_path)
    asked = ("replan", tmp_path / "eacac", "--declined", "Beijing:Seoul", "--out", tmp_path / "new")
    done = run(*asked)
    assert done.code == 0
    assert done.out.startswith("Declined: Beijing with Seoul.\n")
    assert "What changes to the other exchanges are worth" in done.out
    assert (tmp_path / "new" / "eacac" / "plan.json").is_file()
    assert run(*asked).code == 3
    done = run(*asked, "--force", "--json")
    assert done.document["replanned"]["declined"] == [list(SEOUL)]
    assert run("verify", tmp_path / "new" / "eacac").code == 0
    page = (tmp_path / "new" / "eacac" / "report.html").read_text("utf-8")
    assert "Planned again after a decline" in page
    done = run(*asked[:2], "--declined-city", "Seul", "--declined", "a:b", "--out", tmp_path / "x")
    assert done.code == 3
    assert "kr-seoul" in done.err
    done = run(*asked, "--keep", "Beijing:Seoul", "--force")
    assert done.code == 4
