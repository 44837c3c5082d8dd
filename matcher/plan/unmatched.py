"""Why a city is in no pair: one code and one sentence for each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.candidates import PairWeights, Pool
from matcher.intake.profiles import Profiles
from matcher.plan.document import Unmatched
from matcher.programme.models import Programme

Pairs = Sequence[tuple[str, str]]


def explain_unmatched(
    weights: PairWeights,
    pool: Pool,
    programme: Programme,
    profiles: Profiles,
    pairs: Pairs,
    no_plan: str | None,
) -> list[Unmatched]:
    """Give every city outside the pairs its reason, sorted by id.

    Parameters
    ----------
    pairs : sequence of (str, str)
        The chosen pairs.
    no_plan : str or None
        Why there is no plan at all, when there is none.
    """
    used: dict[str, int] = {}
    for a, b in pairs:
        used[a], used[b] = used.get(a, 0) + 1, used.get(b, 0) + 1
    rows = [Unmatched(city=r.city, code=r.code, reason=r.reason) for r in pool.refused]
    for city in pool.members:
        if city in used:
            continue
        if no_plan is not None:
            rows.append(Unmatched(city=city, code="no_plan", reason=no_plan))
        else:
            rows.append(_within_plan(city, weights, pool, programme, profiles, used, len(pairs)))
    return sorted(rows, key=lambda row: row.city)


def _within_plan(
    city: str,
    weights: PairWeights,
    pool: Pool,
    programme: Programme,
    profiles: Profiles,
    used: dict[str, int],
    size: int,
) -> Unmatched:
    name = profiles[city].name
    on_right = city not in pool.left
    others = pool.left if on_right else pool.right
    scores = weights.row((pool.right if on_right else pool.left).index(city), right=on_right)
    if programme.capacities.of(city).maximum == 0:
        return Unmatched(
            city=city, code="no_capacity", reason=f"{name} may have no partner in this programme."
        )
    open_to = np.flatnonzero(~np.isnan(scores))
    if not open_to.size:
        return _nobody(city, weights, pool, profiles)
    best = int(open_to[np.argmax(scores[open_to])])
    partner, points = profiles[others[best]].name, int(scores[best])
    free = [
        j
        for j in open_to.tolist()
        if used.get(others[j], 0) < programme.capacities.of(others[j]).maximum
    ]
    if free and programme.max_pairs is not None and size >= programme.max_pairs:
        reason = (
            f"The cohort is full at {size} pairs. {name}'s best exchange, with {partner} "
            f"({points:,} points), does not add more to the whole than those chosen."
        )
        return Unmatched(city=city, code="cohort_full", reason=reason)
    reason = (
        f"{name}'s best exchange would be with {partner} ({points:,} points), but the whole plan "
        f"is worth more with {partner} elsewhere, and no free city adds to it."
    )
    return Unmatched(city=city, code="better_elsewhere", reason=reason)


def _nobody(city: str, weights: PairWeights, pool: Pool, profiles: Profiles) -> Unmatched:
    name = profiles[city].name
    on_right = city not in pool.left
    others = pool.left if on_right else pool.right
    barred = {
        reason.code
        for other in others
        if other != city
        for reason in weights.rules.reasons(city, other)[:1]
    }
    unbarred = [o for o in others if o != city and not weights.rules.reasons(city, o)]
    if unbarred:
        least = weights.rules.programme.rules.minimum_score
        reason = f"No partner of {name} reaches the minimum score of {least:,} points."
        return Unmatched(city=city, code="no_partner_above_minimum", reason=reason)
    words = {
        "domestic": "every other city is in the same country",
        "nested": "the others contain it or lie inside it",
        "forbidden": "the pairs are forbidden by name",
        "language": "no working language is shared",
        "role": "the others have the same role",
    }
    why = "; ".join(words[code] for code in sorted(barred) if code in words)
    reason = f"{name} has no permitted partner: {why or 'no other city takes part'}."
    return Unmatched(city=city, code="no_permitted_partner", reason=reason)
