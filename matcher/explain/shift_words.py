"""From one plan to another, in sentences: which exchanges, who gains, who loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.explain.again import ScoredPair, Shift
from matcher.explain.words import names, points
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.language.phrases import in_brackets, listed

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
    for sign in (-1, 1):
        found = sorted(
            (city for city in stay if city.points * sign > 0), key=lambda c: -c.points * sign
        )
        if found:
            words = [_moved(profiles[c.city].name, c.points) for c in found]
            yield say("{cities}.", cities=_few(words))
    changes = {city.city: city.points for city in shift.cities}

    def told(cities: Sequence[str]) -> str:
        return _few(
            [
                say("{city} ({change:+,} points)", city=profiles[c].name, change=changes[c])
                for c in cities
            ]
        )

    if shift.left_out:
        yield say("{cities} would be left out.", cities=told(shift.left_out))
    if shift.brought_in:
        yield say("{cities} would come in.", cities=told(shift.brought_in))


def _moved(city: str, change: int) -> str:
    if change < 0:
        return say("{city} loses {points}", city=city, points=points(-change))
    return say("{city} gains {points}", city=city, points=points(change))


def _pairs(pairs: Sequence[ScoredPair], profiles: Profiles) -> str:
    return _few([in_brackets(names(profiles, p.a, p.b), points(p.score)) for p in pairs])


def _few(words: Sequence[str]) -> str:
    return listed(words, NAMED)
