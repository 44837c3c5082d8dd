"""Why there is no plan, in the officer's words: every arithmetic reason, with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from matcher.candidates import CapGroup, PairWeights, Pool
from matcher.intake.profiles import Profiles
from matcher.language import say, term
from matcher.language.phrases import partners
from matcher.plan.impossible_caps import broken_caps, room_of
from matcher.plan.ranking import Ranking
from matcher.programme.models import Programme


def reasons_for_no_plan(
    ranking: Mapping[str, Ranking],
    weights: PairWeights,
    pool: Pool,
    profiles: Profiles,
    caps: Sequence[CapGroup] = (),
) -> list[str]:
    """Every count that rules a plan out by itself; empty where none does."""
    programme = weights.rules.programme
    return [
        *_cities(ranking, weights, pool, profiles),
        *broken_caps(programme, caps),
        *_sides(pool, programme, caps),
        *_cohort(pool, programme),
    ]


def _cities(
    ranking: Mapping[str, Ranking], weights: PairWeights, pool: Pool, profiles: Profiles
) -> Iterator[str]:
    programme = weights.rules.programme
    required = Counter(city for pair in programme.rules.required for city in set(pair))
    for city in pool.members:
        name, capacity = profiles[city].name, programme.capacities.of(city)
        if required[city] > capacity.maximum:
            yield say(
                "{name} is in {required} required pairs and may have at most {partners}.",
                name=name,
                required=required[city],
                partners=partners(capacity.maximum),
            )
        permitted = ranking[city].permitted
        if permitted < capacity.minimum:
            yield say(
                "{name} must have at least {partners}; the rules permit {permitted}.",
                name=name,
                partners=partners(capacity.minimum),
                permitted=permitted or say("none"),
            )
    for a, b in programme.rules.required:
        parts = weights.model.pair(*_oriented(a, b, pool))
        least = programme.rules.minimum_score
        if sum(parts.values()) < least:
            yield say(
                "{a} with {b} is required and scores {score:,} points, below the minimum "
                "of {least:,}.",
                a=profiles[a].name,
                b=profiles[b].name,
                score=sum(parts.values()),
                least=least,
            )


def _sides(pool: Pool, programme: Programme, caps: Sequence[CapGroup]) -> Iterator[str]:
    if not pool.two_sided:
        return
    least = [sum(programme.capacities.of(c).minimum for c in side) for side in pool.sides]
    for here, there, end in ((0, 1, "right"), (1, 0, "left")):
        most = sum(programme.capacities.of(c).maximum for c in pool.sides[there])
        room = room_of(pool.sides[there], end, programme, caps)
        if least[here] > room:
            told: dict[str, str | int] = {
                "here": term(programme.sides[here].name),
                "least": least[here],
                "there": term(programme.sides[there].name),
                "room": room,
            }
            yield (
                say(
                    "The minimums of {here} ask for {least} places and {there} has {room} "
                    "under its caps.",
                    **told,
                )
                if room < most
                else say(
                    "The minimums of {here} ask for {least} places and {there} has {room}.", **told
                )
            )


def _cohort(pool: Pool, programme: Programme) -> Iterator[str]:
    if programme.max_pairs is None:
        return
    required = len({frozenset(pair) for pair in programme.rules.required})
    if required > programme.max_pairs:
        yield say(
            "{required} pairs are required and the cohort holds {max_pairs}.",
            required=required,
            max_pairs=programme.max_pairs,
        )
    places = [sum(programme.capacities.of(c).minimum for c in side) for side in pool.sides]
    needed = max(places) if pool.two_sided else -(-places[0] // 2)
    if needed > programme.max_pairs:
        yield say(
            "The minimums ask for at least {needed} pairs and the cohort holds {max_pairs}.",
            needed=needed,
            max_pairs=programme.max_pairs,
        )


def _oriented(a: str, b: str, pool: Pool) -> tuple[str, str]:
    return (a, b) if a in pool.left_at and b in pool.right_at else (b, a)
