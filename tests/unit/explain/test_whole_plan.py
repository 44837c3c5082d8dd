"""Fairness, stability and other plans of a whole plan, on small pools and against plain loops."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.brute_force import Limits, all_plans
from support.command_line import run
from support.lanes import examples
from support.made_up import city, drawn_profiles, pool_programme, profiles, sides_programme

import matcher
from matcher.errors import InputError, UnavailableError
from matcher.plan import ruled
from matcher.plan.case import Case
from matcher.proposal import Plan

Pair = tuple[str, str]
SOME = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    two = draw(st.booleans())
    cities = draw(drawn_profiles(3, 2) if two else drawn_profiles(2, 2))
    fields: dict[str, Any] = {
        "capacities": {"maximum": draw(st.integers(1, 2))},
        "max_pairs": draw(st.none() | st.integers(1, 3)),
    }
    programme = sides_programme(**fields) if two else pool_programme(**fields)
    return matcher.propose(cities, programme)


class Searched:
    """Everything about a plan's problem, by plain loops over every permitted plan."""

    def __init__(self, plan: Plan) -> None:
        case = Case.of(plan.document, plan.profiles)
        two = case.pool.two_sided
        self.most = {c: case.programme.capacities.of(c).maximum for c in case.pool.members}
        self.scores = {
            (case.pool.left[i], case.pool.right[j]): int(case.table[i, j])
            for i, j in np.argwhere(~np.isnan(case.table)).tolist()
            if two or i < j
        }
        limits = Limits({}, self.most, max_pairs=case.programme.max_pairs)
        self.plans = list(all_plans(self.scores, limits))

    def total(self, plan: tuple[Pair, ...]) -> int:
        return sum(self.scores[pair] for pair in plan)

    def partners(self, plan: tuple[Pair, ...], city: str) -> list[int]:
        return [self.scores[pair] for pair in plan if city in pair]

    def shares(self, plan: tuple[Pair, ...]) -> dict[str, Fraction]:
        found = {}
        for name, most in self.most.items():
            best = sorted((s for pair, s in self.scores.items() if name in pair), reverse=True)
            possible = sum(max(s, 0) for s in best[:most])
            if possible:
                found[name] = Fraction(sum(self.partners(plan, name)), possible)
        return found

    def blocking(self, plan: tuple[Pair, ...]) -> set[Pair]:
        def wants(city: str, score: int) -> bool:
            own = self.partners(plan, city)
            return (len(own) < self.most[city] and score > 0) or any(s < score for s in own)

        return {
            pair
            for pair, score in self.scores.items()
            if pair not in plan and all(wants(city, score) for city in pair)
        }


@given(plans())
@settings(max_examples=examples(30), **SOME)
def test_fairness_is_what_a_search_finds(plan: Plan) -> None:
    searched, fairness = Searched(plan), plan.fairness()
    stands = tuple((pair.a, pair.b) for pair in plan.document.pairs)
    shares = searched.shares(stands)
    assert {
        row.city: row.satisfaction for row in fairness.shares if row.satisfaction is not None
    } == {city: float(share) for city, share in shares.items()}
    total, worst, leximin = fairness.rows
    assert total.total == plan.objective
    if not shares:
        return
    vectors = {found: sorted(searched.shares(found).values()) for found in searched.plans}
    least = max(vector[0] for vector in vectors.values())
    assert worst.least == float(least)
    assert worst.total == max(searched.total(f) for f, v in vectors.items() if v[0] == least)
    best = max(vectors.values())
    assert leximin.total == max(searched.total(f) for f, v in vectors.items() if v == best)
    assert vectors[tuple(leximin.pairs)] == best
    assert leximin.cost == plan.objective - leximin.total


@given(plans())
@settings(max_examples=examples(30), **SOME)
def test_stability_is_what_a_search_finds(plan: Plan) -> None:
    searched, stability = Searched(plan), plan.stability()
    stands = tuple((pair.a, pair.b) for pair in plan.document.pairs)
    assert {(pair.a, pair.b) for pair in stability.blocking} == searched.blocking(stands)
    assert stability.stable is not stability.blocking
    stable = [searched.total(found) for found in searched.plans if not searched.blocking(found)]
    assert stability.exists is bool(stable)
    assert stability.total == max(stable, default=None)
    for pair in stability.blocking:
        for c, left in pair.gives_up.items():
            own = searched.partners(stands, c)
            assert (left is None) == (len(own) < searched.most[c])
            assert left is None or left[1] == min(own) < pair.score


@given(plans())
@settings(max_examples=examples(20), **SOME)
def test_the_best_plans_are_those_of_a_search(plan: Plan) -> None:
    searched, others = Searched(plan), plan.other_plans(k=4, within="10%")
    totals = sorted((searched.total(found) for found in searched.plans), reverse=True)
    assert [other.total for other in others.best] == totals[:4]
    assert others.best[0].pairs == [(pair.a, pair.b) for pair in plan.document.pairs]
    assert len({tuple(other.pairs) for other in others.best}) == len(others.best)
    for other in others.diverse:
        assert tuple(other.pairs) in searched.plans
        assert other.loss <= others.allowed_loss


@pytest.fixture(scope="module")
def eacac() -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))


def test_the_members_of_eacac(eacac: Plan) -> None:
    fairness = eacac.fairness()
    assert fairness.shares[0].satisfaction == min(
        share for pair in eacac.document.pairs for share in pair.satisfaction.values()
    )
    assert fairness.rows[1].least >= fairness.rows[0].least
    assert any("leximin" in sentence for sentence in fairness.sentences)
    assert list(fairness.table.index) == ["total", "worst_off", "leximin"]
    assert len(fairness.cities) == 9
    for answer in (fairness, eacac.stability(), eacac.other_plans(k=2)):
        json.dumps(answer.to_dict(), allow_nan=False)
        assert str(answer).splitlines() == answer.sentences
        assert answer._repr_html_().startswith("<p>")


def test_identical_cities_are_stable_and_fair() -> None:
    cities = profiles(*(city(f"cn-{n}", ["A1"], ["H1"]) for n in ("aa", "bb")))
    plan = matcher.propose(cities, pool_programme())
    assert plan.stability().sentences[-1] == "This plan is stable."
    assert plan.fairness().sentences[-1].startswith("The plan of greatest total is already")
    assert plan.other_plans().remarks


def test_a_pool_without_permitted_pairs() -> None:
    cities = profiles(city("cn-aa", ["A1"], ["H1"]))
    plan = matcher.propose(cities, pool_programme())
    assert plan.fairness().sentences[-1].startswith("No city has a permitted partner")
    assert plan.stability().stable
    assert [other.total for other in plan.other_plans().best] == [0]


def test_without_a_plan_and_in_large_pools_there_is_a_clear_error(
    eacac: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    cities = profiles(city("cn-aa", ["A1"], ["H1"]))
    none = matcher.propose(cities, pool_programme(capacities={"minimum": 1}))
    for ask in (none.fairness, none.stability, none.other_plans):
        with pytest.raises(InputError, match="there is no plan to ask about"):
            ask()
    monkeypatch.setattr(ruled, "MOST_PERMITTED", 3)
    with pytest.raises(UnavailableError, match="up to 3 permitted pairs; this one has 25"):
        eacac.fairness()


def test_the_command(tmp_path) -> None:
    run("propose", "eacac", "--out", tmp_path, "--quick")
    plan = tmp_path / "eacac"
    assert "No permitted plan has more." in run("explain", plan).out
    for question, words in (
        ("fairness", "Fairest from the bottom up"),
        ("stability", "would rather have each other"),
        ("others", "as different as can be"),
    ):
        done = run("explain", plan, f"--{question}")
        assert (done.code, words in done.out) == (0, True)
        assert run("explain", plan, f"--{question}", "--json").document["explanation"]["sentences"]
    assert run("explain", plan, "Beijing", "--others").code == 2
    run(
        "propose",
        "eacac",
        "--out",
        tmp_path / "no",
        "--pin",
        "Jinan:Seoul",
        "--forbid",
        "Jinan:Seoul",
    )
    done = run("explain", tmp_path / "no" / "eacac")
    assert "These rules cannot hold together" in done.out
    told = run("explain", tmp_path / "no" / "eacac", "--json").document["explanation"]
    assert any("These rules cannot hold together" in text for text in told["sentences"])
