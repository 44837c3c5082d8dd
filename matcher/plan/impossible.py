"""Why there is no plan, in the officer's words: every arithmetic reason, with names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from matcher.candidates import PairWeights, Pool
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme


def reasons_for_no_plan(
    weights: PairWeights, pool: Pool, programme: Programme, profiles: Profiles, otherwise: str
) -> list[str]:
    """Every count that rules a plan out; `otherwise`, as a sentence, where no count alone does."""
    found = [
        *_cities(weights, pool, programme, profiles),
        *_sides(pool, programme),
        *_cohort(pool, programme),
    ]
    return found or [f"{otherwise[:1].upper()}{otherwise[1:]}."]


def _cities(
    weights: PairWeights, pool: Pool, programme: Programme, profiles: Profiles
) -> Iterator[str]:
    required = Counter(city for pair in programme.rules.required for city in set(pair))
    for city in pool.members:
        name, capacity = profiles[city].name, programme.capacities.of(city)
        if required[city] > capacity.maximum:
            yield (
                f"{name} is in {required[city]} required pairs and may have at most "
                f"{_partners(capacity.maximum)}."
            )
        if capacity.minimum == 0:
            continue
        on_right = city not in pool.left
        ids = pool.right if on_right else pool.left
        scores = weights.row(ids.index(city), right=on_right)
        permitted = int(np.count_nonzero(~np.isnan(scores)))
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


def _sides(pool: Pool, programme: Programme) -> Iterator[str]:
    if not pool.two_sided:
        return
    least, most = (
        [sum(getattr(programme.capacities.of(c), bound) for c in side) for side in pool.sides]
        for bound in ("minimum", "maximum")
    )
    for here, there in ((0, 1), (1, 0)):
        if least[here] > most[there]:
            yield (
                f"The minimums of {programme.sides[here].name} ask for {least[here]} places and "
                f"{programme.sides[there].name} has {most[there]}."
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
    return (a, b) if a in pool.left and b in pool.right else (b, a)


def _partners(count: int) -> str:
    return "1 partner" if count == 1 else f"{count} partners"
