"""Whole instances, made up: a file set and a programme, and every score and limit of theirs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from matcher.candidates import PairRules, build_pool
from matcher.intake.profiles import Profiles
from matcher.plan.plain_score import PlainScorer
from matcher.programme.models import Programme
from support.brute_force import Limits, Pair, best_plan
from support.made_up import drawn_profiles, drawn_programme


@st.composite
def instances(draw: st.DrawFn, left: int = 3, right: int = 3) -> tuple[Profiles, Programme]:
    """A file set and a programme with capacities, minimums, a cohort, pins and a least score."""
    profiles = draw(drawn_profiles(left, right))
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


def all_scores(profiles: Profiles, programme: Programme, state: dict[str, Any]) -> dict[Pair, int]:
    """Score of every permitted pair on frozen scales, pair by pair."""
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
    return scores


def limits_of(profiles: Profiles, programme: Programme) -> Limits:
    """What a plan of the programme must keep to."""
    members = build_pool(profiles, programme).members
    capacity = {city: programme.capacities.of(city) for city in members}
    return Limits(
        least={city: c.minimum for city, c in capacity.items()},
        most={city: c.maximum for city, c in capacity.items()},
        required=frozenset((min(p), max(p)) for p in programme.rules.required),
        max_pairs=programme.max_pairs,
    )


def searched(
    profiles: Profiles, programme: Programme, state: dict[str, Any]
) -> tuple[int, tuple[Pair, ...]] | None:
    """The best plan by a search over all plans."""
    return best_plan(all_scores(profiles, programme, state), limits_of(profiles, programme))
