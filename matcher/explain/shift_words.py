"""From one plan to another, in sentences: which exchanges, who gains, who loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.explain.again import ScoredPair, Shift
from matcher.explain.words import listed, names, points
from matcher.intake.profiles import Profiles

# A reader follows so many; all of them are in the data.
NAMED = 5


def dropped_phrase(shift: Shift, profiles: Profiles) -> str:
    """The exchanges of the plan that fall away."""
    return _pairs(shift.dropped, profiles)


def added_phrase(shift: Shift, profiles: Profiles) -> str:
    """The exchanges that come in."""
    return _pairs(shift.added, profiles)


def winners_and_losers(shift: Shift, profiles: Profiles) -> Iterator[str]:
    """Which cities gain and lose points, who falls out, who comes in."""
    out, new = set(shift.left_out), set(shift.brought_in)
    stay = [city for city in shift.cities if city.city not in out | new]
    for verb, sign in (("loses", -1), ("gains", 1)):
        found = sorted(
            (city for city in stay if city.points * sign > 0), key=lambda c: -c.points * sign
        )
        if found:
            words = [f"{profiles[c.city].name} {verb} {points(c.points * sign)}" for c in found]
            yield f"{_few(words)}."
    changes = {city.city: city.points for city in shift.cities}
    for cities, how in ((shift.left_out, "would be left out"), (shift.brought_in, "would come in")):
        if cities:
            words = [f"{profiles[c].name} ({changes[c]:+,} points)" for c in cities]
            yield f"{_few(words)} {how}."


def _pairs(pairs: Sequence[ScoredPair], profiles: Profiles) -> str:
    return _few([f"{names(profiles, p.a, p.b)} ({points(p.score)})" for p in pairs])


def _few(words: Sequence[str]) -> str:
    if len(words) <= NAMED:
        return listed(words)
    return f"{', '.join(words[:NAMED])} and {len(words) - NAMED} more"
