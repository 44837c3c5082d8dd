"""What an officer is told when there is no plan."""

from __future__ import annotations

from support.command_line import run
from support.made_up import city, pool_programme, profiles, sides_programme

import matcher
from matcher.plan import conflict as searching
from matcher.solve import elastic

POOL = profiles(*(city(f"cn-{name}", ["A1"], ["H1"]) for name in ("aa", "bb", "cc")))
SIDES = profiles(
    city("cn-aa", ["A1"], ["C1"], languages=["zh"]),
    city("cn-bb", ["C1"], ["A1"], languages=["zh"]),
    city("us-cc", ["C1"], ["A1"], languages=["en"]),
)


def reasons(cities, programme, **asked) -> list[str]:
    plan = matcher.propose(cities, programme, **asked)
    assert plan.status == "infeasible"
    assert plan.verify().passed
    return plan.document.reasons


def test_a_pair_pinned_and_forbidden() -> None:
    pair = ("cn-aa", "cn-bb")
    assert reasons(POOL, pool_programme(), pins=[pair], forbids=[pair]) == [
        "These rules cannot hold together: Aa with Bb must not be chosen, as asked for this run "
        "(forbids[0]); Aa with Bb must be chosen, as asked for this run (pins[0]).",
        "It becomes possible if Aa with Bb is no longer forbidden (forbids[0]). No smaller change "
        "is enough.",
    ]


def test_the_file_is_blamed_where_it_stands_in_the_file() -> None:
    programme = pool_programme(rules={"required": [["cn-aa", "cn-bb"]]})
    told = reasons(POOL, programme, forbids=[("cn-bb", "cn-aa")])
    assert "(rules.required[0])" in told[0]
    assert "(forbids[0])" in told[0]


def test_more_pins_than_a_maximum() -> None:
    pins = [("cn-aa", "cn-bb"), ("cn-aa", "cn-cc")]
    told = reasons(POOL, pool_programme(), pins=pins)
    assert told[0] == "Aa is in 2 required pairs and may have at most 1 partner."
    assert told[1].startswith("These rules cannot hold together: Aa may have at most 1 partner")
    assert told[2].startswith(
        "It becomes possible if Aa may have 2 partners instead of 1 (capacities.cities.cn-aa."
    )


def test_three_cities_of_which_each_needs_one_partner() -> None:
    """No count is at odds here: three cities cannot be paired without one left over."""
    told = reasons(POOL, pool_programme(capacities={"minimum": 1, "maximum": 1}))
    assert told == [
        "These rules cannot hold together: Aa, Bb and Cc must each have at least 1 partner "
        "(capacities.minimum); Aa, Bb and Cc may each have at most 1 partner "
        "(capacities.maximum).",
        "It becomes possible if Aa may have 2 partners instead of 1 "
        "(capacities.cities.cn-aa.maximum). No smaller change is enough.",
    ]


def test_a_language_nobody_shares() -> None:
    programme = sides_programme(
        language={"mode": "require"}, capacities={"cities": {"us-cc": {"minimum": 1}}}
    )
    told = reasons(SIDES, programme)
    assert "partners must have a working language in common (language.mode)" in told[1]
    assert told[2] == (
        "It becomes possible if Cc need not have a partner (capacities.cities.us-cc.minimum). "
        "No smaller change is enough."
    )


def test_roles_that_bar_everyone() -> None:
    roles = {"cities": dict.fromkeys(("cn-aa", "cn-bb", "us-cc"), "mentor")}
    programme = sides_programme(roles=roles, capacities={"cities": {"us-cc": {"minimum": 1}}})
    plan = matcher.propose(SIDES, programme)
    fields = [rule.field for rule in plan.document.conflict.rules]
    assert fields[0] == "capacities.cities.us-cc.minimum"
    assert "roles.cities.us-cc" in fields
    assert plan.document.conflict.size == 3


def test_one_city_that_must_have_a_partner() -> None:
    alone = profiles(city("cn-aa", ["A1"], ["H1"]))
    told = reasons(alone, pool_programme(capacities={"minimum": 1}))
    assert told[1] == (
        "This rule cannot be kept by any plan: Aa must have at least 1 partner "
        "(capacities.minimum)."
    )
    assert "Aa need not have a partner" in told[2]


def test_the_minimum_score_is_lowered_no_further_than_it_has_to_be() -> None:
    programme = pool_programme(
        capacities={"minimum": 1, "maximum": 2}, rules={"minimum_score": 990_000}
    )
    plan = matcher.propose(POOL, programme)
    (change,) = plan.document.conflict.relaxations
    assert change.field == "rules.minimum_score"
    rules = programme.rules.model_copy(update={"minimum_score": change.then})
    assert matcher.propose(POOL, programme.model_copy(update={"rules": rules})).objective


def test_a_pool_that_is_too_large_says_that_it_was_not_searched(monkeypatch) -> None:
    monkeypatch.setattr(searching, "MOST_PAIRS", 3)
    told = reasons(POOL, pool_programme(capacities={"minimum": 1, "maximum": 1}))
    assert told == [
        "Which rules are in conflict was not searched for: the pool has 9 possible pairs."
    ]


def test_a_solver_that_gives_up_is_no_verdict(monkeypatch) -> None:
    def give_up(*_, **__):
        raise elastic.NoAnswer

    monkeypatch.setattr(elastic.Elastic, "choice", give_up)
    told = reasons(POOL, pool_programme(capacities={"minimum": 1, "maximum": 1}))
    assert "given up" in told[0]


def test_the_command_says_so_with_exit_4(tmp_path) -> None:
    pair = "Beijing:Seoul"
    done = run("propose", "eacac", "--out", tmp_path, "--pin", pair, "--forbid", pair, "--json")
    assert done.code == 4
    (plan,) = done.document["plans"]
    assert plan["reasons"][0].startswith("These rules cannot hold together: Beijing with Seoul")
    assert "Infeasible" in (tmp_path / "eacac" / "report.html").read_text("utf-8")
