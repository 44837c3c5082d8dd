"""Plans under caps on groups of cities: kept, best, proved, and not to be forged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.brute_force import Limits, best_plan
from support.lanes import examples
from support.made_up import drawn_caps, drawn_profiles, drawn_programme

import matcher
from matcher.candidates import PairRules, build_caps, build_pool
from matcher.errors import InputError
from matcher.intake.profiles import Profiles
from matcher.plan.document import PlanDocument
from matcher.plan.plain_score import PlainScorer
from matcher.plan.verify import verify_plan
from matcher.programme.models import Programme


@st.composite
def instances(draw: st.DrawFn) -> tuple[Profiles, Programme]:
    """A file set and a two-sided programme with caps, capacities, a cohort and a required pair."""
    profiles, caps = draw(drawn_caps(draw(drawn_profiles(4, 3))))
    programme = draw(drawn_programme("two_sided"))
    least = draw(st.sampled_from((0, 0, 0, 1)))
    stated = programme.model_dump(mode="json")
    stated["caps"] = caps
    stated["capacities"] = {"minimum": least, "maximum": draw(st.integers(max(least, 1), 2))}
    stated["max_pairs"] = draw(st.none() | st.integers(0, 4))
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    open_pairs = [(a, b) for a in pool.left for b in pool.right if not rules.reasons(a, b)]
    if open_pairs and draw(st.integers(0, 3)) == 0:
        stated["rules"]["required"] = [draw(st.sampled_from(open_pairs))]
    return profiles, Programme.model_validate(stated)


def plain_caps(profiles: Profiles, programme: Programme) -> tuple[tuple[frozenset[str], int], ...]:
    """The caps by their definition: sets of cities, and most pairs."""
    found = []
    for cap in programme.caps:
        for side in programme.sides:
            if cap.side not in (None, side.name):
                continue
            here = [city for city in profiles if city.country in side.countries]
            if cap.per == "cities":
                found.append((frozenset(c.id for c in here if c.id in cap.cities), cap.most))
                continue
            codes = {getattr(city, cap.per) for city in here}
            for code in codes if not cap.only else codes & set(cap.only):
                held = frozenset(c.id for c in here if getattr(c, cap.per) == code)
                found.append((held, cap.most))
    return tuple(found)


def searched(profiles: Profiles, programme: Programme, state: dict[str, Any]) -> Any:
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    scorer = PlainScorer(profiles, programme, state)
    scores = {
        (a, b): sum(scorer.parts(a, b).values())
        for a in pool.left
        for b in pool.right
        if not rules.reasons(a, b)
    }
    capacity = {city: programme.capacities.of(city) for city in pool.members}
    return best_plan(
        scores,
        Limits(
            least={city: c.minimum for city, c in capacity.items()},
            most={city: c.maximum for city, c in capacity.items()},
            required=frozenset(programme.rules.required),
            max_pairs=programme.max_pairs,
            caps=plain_caps(profiles, programme),
        ),
    )


def nests(profiles: Profiles, programme: Programme) -> bool:
    try:
        build_caps(profiles, programme, build_pool(profiles, programme))
    except InputError:
        return False
    return True


@given(instances())
@settings(max_examples=examples(120))
def test_a_plan_under_caps_is_what_a_search_over_all_plans_finds(
    instance: tuple[Profiles, Programme],
) -> None:
    profiles, programme = instance
    if not nests(profiles, programme):
        with pytest.raises(InputError, match="cannot be used"):
            matcher.propose(profiles, programme)
        return
    document = matcher.propose(profiles, programme).document
    best = searched(profiles, programme, document.state)
    if best is None:
        assert document.status == "infeasible"
        assert document.reasons
        return
    value, pairs = best
    assert (document.status, document.objective, document.gap) == ("optimal", value, 0)
    assert tuple((pair.a, pair.b) for pair in document.pairs) == pairs
    for members, most in plain_caps(profiles, programme):
        assert sum(pair.a in members or pair.b in members for pair in document.pairs) <= most
    assert verify_plan(document, profiles).passed
    certificate = document.certificate
    assert certificate is not None
    assert certificate.total == sum(row.total for row in certificate.rows) == value
    named = {row.city for row in document.unmatched}
    named |= {city for pair in document.pairs for city in (pair.a, pair.b)}
    assert named == {city.id for city in profiles}


def failed(stated: dict[str, Any], profiles: Profiles) -> set[str]:
    checks = verify_plan(PlanDocument.model_validate(stated), profiles).checks
    return {check.name for check in checks if not check.passed}


@given(instances(), st.data())
@settings(max_examples=examples(50), suppress_health_check=[HealthCheck.filter_too_much])
def test_a_plan_whose_caps_were_touched_is_rejected(
    instance: tuple[Profiles, Programme], data: st.DataObject
) -> None:
    profiles, programme = instance
    assume(programme.caps and nests(profiles, programme))
    document = matcher.propose(profiles, programme).document
    assume(any(cap.used for cap in document.caps))
    group = data.draw(st.sampled_from([cap for cap in document.caps if cap.used]))
    groups = build_caps(profiles, document.settings, build_pool(profiles, document.settings))
    at = groups[document.caps.index(group)].cap

    lowered = document.model_dump(mode="json")
    lowered["settings"]["caps"][at]["most"] = group.used - 1
    assert "capacities and cohort" in failed(lowered, profiles)

    misstated = document.model_dump(mode="json")
    misstated["caps"][document.caps.index(group)]["used"] -= 1
    assert "capacities and cohort" in failed(misstated, profiles)

    assert document.certificate is not None
    if document.certificate.caps:
        spoilt = document.model_dump(mode="json")
        cap = data.draw(st.sampled_from(spoilt["certificate"]["caps"]))
        cap["price"] += data.draw(st.sampled_from((-cap["price"], 1, 2**20)))
        assert "proof" in failed(spoilt, profiles)
