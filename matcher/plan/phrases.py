"""Phrases that sentences about plans are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from matcher.language import say
from matcher.language.phrases import pair_of
from matcher.programme.models import Part

PART_TITLES: dict[Part, str] = {
    "mutual_benefit": say("Mutual benefit"),
    "shared_challenge": say("Shared challenge"),
    "context": say("Similar context"),
    "co_benefit": say("Air and climate together"),
    "airshed": say("Shared air"),
    "prior_links": say("Existing ties"),
    "preferences": say("Wishes and languages"),
}

LISTED = 8


class Named(Protocol):
    """Anything that has a name."""

    @property
    def name(self) -> str:
        """What officers call it."""


def exchange(pair: Iterable[str], cities: Mapping[str, Named]) -> str:
    """A pair by the names of its cities: Beijing with Seoul."""
    a, b = (cities[city].name if city in cities else city for city in pair)
    return pair_of(a, b)
