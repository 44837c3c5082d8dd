"""Rules in conflict and the least change that helps, against a search over every set of pairs."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.lanes import examples
from support.made_up import drawn_caps, drawn_profiles, pool_programme, sides_programme

import matcher
from matcher.plan.case import Case
from matcher.plan.conflict_rules import Rule, Rulebook
from matcher.proposal import Plan

Pair = tuple[str, str]


@st.composite
def refused(draw: st.DrawFn) -> Plan:
    """A programme without a plan, of a few cities."""
    two = draw(st.booleans())
    cities = draw(drawn_profiles(3, 2) if two else drawn_profiles(2, 2))
    fields: dict[str, Any] = {}
    if two and draw(st.booleans()):
        cities, fields["caps"] = draw(drawn_caps(cities))
    names = [city.id for city in cities]
    pairs = [pair for pair in combinations(names, 2) if not two or pair[0][:2] != pair[1][:2]]
    some = st.lists(st.sampled_from(pairs), max_size=2, unique=True)
    exceptions = draw(st.dictionaries(st.sampled_from(names), st.integers(0, 2), max_size=2))
    fields["capacities"] = {
        "minimum": draw(st.integers(0, 1)),
        "maximum": draw(st.integers(1, 2)),
        "cities": {c: {"minimum": k, "maximum": max(k, 1)} for c, k in exceptions.items()},
    }
    domestic = "allowed" if two else draw(st.sampled_from(("allowed", "forbidden")))
    rules: dict[str, Any] = {"domestic": domestic, "forbidden": draw(some)}
    rules["minimum_score"] = draw(st.sampled_from((0, 0, 400_000, 1_000_000)))
    crosses = [p for p in pairs if domestic == "allowed" or p[0][:2] != p[1][:2]]
    pins = draw(st.lists(st.sampled_from(crosses), max_size=2, unique=True)) if crosses else []
    fields |= {"rules": rules, "max_pairs": draw(st.none() | st.integers(0, 2))}
    if draw(st.booleans()) and domestic == "allowed":
        fields["language"] = {"mode": "require"}
        pins = []
    programme = sides_programme(**fields) if two else pool_programme(**fields)
    plan = matcher.propose(cities, programme, pins=pins, forbids=draw(some))
    assume(plan.status == "infeasible")
    return plan


def excess(book: Rulebook, rule: Rule, chosen: list[Pair], used: Counter[str]) -> int:
    """By how many units a set of pairs breaks a rule, counted from the rule's meaning."""
    cities, capped = book.profiles, [g for g in book.caps if f"the cap on {g.limit}" == rule.text]
    if rule.kind == "minimum":
        return max(0, rule.now - used[rule.city])
    if rule.kind == "maximum":
        return max(0, used[rule.city] - rule.now)
    if rule.kind == "cohort":
        return max(0, len(chosen) - rule.now)
    if rule.kind == "cap":
        return max(0, sum(used[city] for city in capped[0].members) - rule.now)
    if rule.kind in ("required", "pin"):
        return int(rule.pair not in chosen)
    if rule.kind in ("forbidden", "forbid"):
        return int(rule.pair in chosen)
    if rule.kind == "domestic":
        return int(any(cities[a].country == cities[b].country for a, b in chosen))
    if rule.kind == "language":
        return int(any(not set(cities[a].languages) & set(cities[b].languages) for a, b in chosen))
    assert rule.kind == "minimum_score"
    scores = {
        (book.pool.left[i], book.pool.right[j]): s
        for (i, j), s in zip(book.ends.tolist(), book.scores.tolist(), strict=True)
    }
    return int(any(scores[pair] < rule.now for pair in chosen))


@given(refused())
@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_the_conflict_is_irreducible_and_the_change_is_least(plan: Plan) -> None:
    document = plan.document
    case = Case.of(document, plan.profiles)
    book = Rulebook(case.weights, plan.profiles, case.caps, document.pins, document.forbids)
    pairs = [(case.pool.left[i], case.pool.right[j]) for i, j in book.ends.tolist()]
    conflict = document.conflict
    assert conflict is not None
    assert conflict.searched
    told = {(rule.field, rule.text, rule.city, rule.pair) for rule in conflict.rules}
    core = [
        k
        for k, rule in enumerate(book.rules)
        if (rule.field, rule.text, rule.city, rule.pair) in told
    ]
    broken_by_core: list[set[int]] = []
    cheapest = None
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            used = Counter(city for pair in chosen for city in pair)
            broken = [excess(book, rule, list(chosen), used) for rule in book.rules]
            broken_by_core.append({k for k in core if broken[k]})
            turned: dict[str, int] = {}
            for rule, units in zip(book.rules, broken, strict=True):
                turned[rule.knob] = max(turned.get(rule.knob, 0), units * rule.size)
            cost = sum(turned.values())
            cheapest = cost if cheapest is None else min(cheapest, cost)
    assert all(broken_by_core), "some set of pairs keeps every rule of the conflict"
    for k in core:
        assert {k} in broken_by_core, f"{book.rules[k].text} can be left out of the conflict"
    assert conflict.size == cheapest
    assert all(sentence in document.reasons for sentence in conflict.sentences)
    assert plan.verify().passed
