"""The whole engine against a search over every plan, on made-up file sets of up to seven cities."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from support.brute_force import Limits, best_plan
from support.made_up import drawn_profiles, drawn_programme

import matcher
from matcher.candidates import PairRules, build_pool
from matcher.intake.profiles import Profiles
from matcher.plan.plain_score import PlainScorer
from matcher.programme.models import Programme


@st.composite
def instances(draw: st.DrawFn) -> tuple[Profiles, Programme]:
    """A file set and a programme with capacities, minimums, a cohort, pins and a least score."""
    profiles = draw(drawn_profiles(3, 3))
    programme = draw(drawn_programme())
    names = [city.id for city in profiles]
    some = st.sampled_from(names)

    def capacity() -> dict[str, int]:
        least = draw(st.sampled_from((0, 0, 0, 1, 2)))
        return {"minimum": least, "maximum": draw(st.integers(max(least, 0), 3))}

    capacities: dict[str, Any] = capacity()
    capacities["cities"] = {name: capacity() for name in draw(st.lists(some, max_size=2))}
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    open_pairs = [
        (a, b) for a in pool.left for b in pool.right if a < b and not rules.reasons(a, b)
    ]
    required = draw(st.lists(st.sampled_from(open_pairs), max_size=1)) if open_pairs else []
    others = [pair for pair in open_pairs if pair not in required]
    forbidden = draw(st.lists(st.sampled_from(others), max_size=2)) if others else []
    stated = programme.model_dump(mode="json")
    stated["capacities"] = capacities
    stated["max_pairs"] = draw(st.none() | st.integers(0, 4))
    stated["rules"] |= {
        "required": required,
        "forbidden": forbidden,
        "minimum_score": draw(st.sampled_from((0, 0, 300_000, 450_000))),
    }
    return profiles, Programme.model_validate(stated)


def searched(profiles: Profiles, programme: Programme, state: dict[str, Any]) -> Any:
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    scorer = PlainScorer(profiles, programme, state)
    scores = {}
    for a in pool.left:
        for b in pool.right:
            if (pool.two_sided or a < b) and not rules.reasons(a, b):
                points = sum(scorer.parts(a, b).values())
                if points >= programme.rules.minimum_score:
                    scores[a, b] = points
    capacity = {city: programme.capacities.of(city) for city in pool.members}
    return best_plan(
        scores,
        Limits(
            least={city: c.minimum for city, c in capacity.items()},
            most={city: c.maximum for city, c in capacity.items()},
            required=frozenset((min(p), max(p)) for p in programme.rules.required),
            max_pairs=programme.max_pairs,
        ),
    )


@given(instances())
@settings(max_examples=250)
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
@settings(max_examples=40)
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
