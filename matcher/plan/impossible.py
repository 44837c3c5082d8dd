"""Why there is no plan, in the officer's words: every arithmetic reason, with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from matcher.candidates import CapGroup, PairWeights, Pool
from matcher.intake.profiles import Profiles
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
            yield (
                f"{name} is in {required[city]} required pairs and may have at most "
                f"{_partners(capacity.maximum)}."
            )
        permitted = ranking[city].permitted
        if permitted < capacity.minimum:
            yield (
                f"{name} must have at least {_partners(capacity.minimum)}; the rules permit "
                f"{permitted or 'none'}."
            )
    for a, b in programme.rules.required:
        parts = weights.model.pair(*_oriented(a, b, pool))
        least = programme.rules.minimum_score
        if sum(parts.values()) < least:
            yield (
                f"{profiles[a].name} with {profiles[b].name} is required and scores "
                f"{sum(parts.values()):,} points, below the minimum of {least:,}."
            )


def _sides(pool: Pool, programme: Programme, caps: Sequence[CapGroup]) -> Iterator[str]:
    if not pool.two_sided:
        return
    least = [sum(programme.capacities.of(c).minimum for c in side) for side in pool.sides]
    for here, there, end in ((0, 1, "right"), (1, 0, "left")):
        most = sum(programme.capacities.of(c).maximum for c in pool.sides[there])
        room = room_of(pool.sides[there], end, programme, caps)
        if least[here] > room:
            yield (
                f"The minimums of {programme.sides[here].name} ask for {least[here]} places and "
                f"{programme.sides[there].name} has {room}"
                f"{' under its caps' if room < most else ''}."
            )


def _cohort(pool: Pool, programme: Programme) -> Iterator[str]:
    if programme.max_pairs is None:
        return
    required = len({frozenset(pair) for pair in programme.rules.required})
    if required > programme.max_pairs:
        yield f"{required} pairs are required and the cohort holds {programme.max_pairs}."
    places = [sum(programme.capacities.of(c).minimum for c in side) for side in pool.sides]
    needed = max(places) if pool.two_sided else -(-places[0] // 2)
    if needed > programme.max_pairs:
        yield (
            f"The minimums ask for at least {needed} pairs and the cohort holds "
            f"{programme.max_pairs}."
        )


def _oriented(a: str, b: str, pool: Pool) -> tuple[str, str]:
    return (a, b) if a in pool.left_at and b in pool.right_at else (b, a)


def _partners(count: int) -> str:
    return "1 partner" if count == 1 else f"{count} partners"
