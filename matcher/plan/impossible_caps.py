"""Why there is no plan when caps on groups of cities have a part in it, each by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from matcher.candidates import CapGroup
from matcher.language import joined, say
from matcher.language.phrases import pairs
from matcher.programme.models import Programme


def broken_caps(programme: Programme, caps: Sequence[CapGroup]) -> Iterator[str]:
    """Caps below what minimums and required pairs of their cities ask for."""
    required = Counter(
        city for pair in {frozenset(pair) for pair in programme.rules.required} for city in pair
    )
    for group in caps:
        least = [programme.capacities.of(city).minimum for city in group.members]
        due = [required[city] for city in group.members]
        asked = sum(map(max, least, due))
        if programme.shape == "one_pool":
            # An exchange between two of its cities counts once, and serves the minimum of both.
            named = {frozenset(pair) for pair in programme.rules.required}
            touching = sum(bool(pair & set(group.members)) for pair in named)
            asked = max(touching, -(-sum(least) // 2))
        if asked > group.most:
            why = joined(
                " and ",
                [
                    *([say("required pairs")] if any(due) else []),
                    *([say("minimums")] if any(least) else []),
                ],
            )
            yield say(
                "The cap on {cap}; the {why} of its cities ask for {pairs}.",
                cap=group.limit,
                why=why,
                pairs=pairs(asked),
            )


def room_of(
    cities: Sequence[str], side: str, programme: Programme, caps: Sequence[CapGroup]
) -> int:
    """Most pairs that the cities of one side can be in, by their maximums and caps together."""
    # Caps nest, so from the smallest up each holds whole groups that are counted already.
    places = {city: programme.capacities.of(city).maximum for city in cities}
    mine = [group for group in caps if group.side == side]
    for group in sorted(mine, key=lambda group: (len(group.members), -group.most)):
        room = sum(places[city] for city in group.members)
        if room > group.most:
            places |= dict.fromkeys(group.members, 0)
            places[group.members[0]] = group.most
    return sum(places.values())
