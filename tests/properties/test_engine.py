"""The whole engine against a search over every plan, on made-up file sets of up to seven cities."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.instances import instances, searched
from support.lanes import examples

import matcher
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme


@given(instances())
@settings(max_examples=examples(250))
def test_the_engine_finds_what_a_search_over_all_plans_finds(
    instance: tuple[Profiles, Programme],
) -> None:
    profiles, programme = instance
    plan = matcher.propose(profiles, programme)
    best = searched(profiles, programme, plan.document.state)
    if best is None:
        assert plan.status == "infeasible"
        assert plan.document.reasons
        assert plan.pairs.empty
    else:
        value, pairs = best
        assert plan.status == "optimal"
        assert (plan.objective, plan.gap) == (value, 0)
        assert tuple((pair.a, pair.b) for pair in plan.document.pairs) == pairs
    named = {row.city for row in plan.document.unmatched}
    named |= {city for pair in plan.document.pairs for city in (pair.a, pair.b)}
    assert named == {city.id for city in profiles}


@given(instances(), st.randoms())
@settings(max_examples=examples(40))
def test_the_order_of_the_profiles_does_not_matter(
    instance: tuple[Profiles, Programme], order: Any
) -> None:
    profiles, programme = instance
    shuffled = list(profiles.cities)
    order.shuffle(shuffled)
    one = matcher.propose(profiles, programme).document
    other = matcher.propose(replace(profiles, cities=tuple(shuffled)), programme).document
    other = other.model_copy(update={"created": one.created})
    assert one.model_dump_json() == other.model_dump_json()
