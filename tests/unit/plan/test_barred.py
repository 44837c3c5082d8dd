"""Asking one city of each kind answers as asking about every city does."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from support.made_up import city, pool_programme, profiles, sides_programme

from matcher.candidates import PairRules, build_pool
from matcher.plan.barred import Barriers


@st.composite
def rules_of_a_pool(draw: st.DrawFn) -> PairRules:
    """Cities of few countries, languages and roles, some inside others, some forbidden by name."""
    names = [f"{c}-{k}" for c in ("cn", "us") for k in "abcde"[: draw(st.integers(1, 5))]]
    tongue = st.lists(st.sampled_from(("zh", "en")), unique=True, max_size=2)
    part_of = {name: draw(st.none() | st.sampled_from(names)) for name in names}
    cities = [
        city(
            name,
            languages=draw(tongue),
            part_of=part_of[name] if part_of[name] != name else None,
        )
        for name in names
    ]
    pair = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda p: p[0] != p[1])
    roles = st.sampled_from(("mentor", "peer", "learner"))
    fields: dict[str, Any] = {
        "language": {"mode": draw(st.sampled_from(("ignore", "require")))},
        "roles": {"default": draw(roles), "cities": {n: draw(roles) for n in names[::2]}},
        "rules": {
            "domestic": draw(st.sampled_from(("allowed", "forbidden"))),
            "forbidden": draw(st.lists(pair, max_size=6)),
        },
    }
    make = draw(st.sampled_from((pool_programme, sides_programme)))
    programme, everyone = make(**fields), profiles(*cities)
    return PairRules(everyone, programme, build_pool(everyone, programme))


@given(rules_of_a_pool())
def test_codes_are_those_of_every_pair(rules: PairRules) -> None:
    barriers = Barriers(rules)
    for name in rules.pool.members:
        across = rules.pool.right if name in rules.pool.left_at else rules.pool.left
        first = [next(iter(rules.reasons(name, other)), None) for other in across if other != name]
        assert barriers.of(name) == {reason.code if reason else None for reason in first}
