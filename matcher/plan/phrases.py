"""Phrases that sentences about plans are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from matcher.programme.models import Part

PART_TITLES: dict[Part, str] = {
    "mutual_benefit": "Mutual benefit",
    "shared_challenge": "Shared challenge",
    "context": "Similar context",
    "co_benefit": "Air and climate together",
    "airshed": "Shared air",
    "prior_links": "Existing ties",
    "preferences": "Wishes and languages",
}

LISTED = 8


class Named(Protocol):
    """Anything that has a name."""

    @property
    def name(self) -> str:
        """What officers call it."""


def points(value: int | float) -> str:
    """Points with thousands separators.

    Examples
    --------
    >>> points(1250000), points(1)
    ('1,250,000 points', '1 point')
    """
    shown = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return f"{shown} {'point' if shown == '1' else 'points'}"


def counted(count: int, noun: str) -> str:
    """A number and its noun.

    Examples
    --------
    >>> counted(1, "exchange"), counted(1200, "city")
    ('1 exchange', '1,200 cities')
    """
    if count != 1:
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun}"


def listed(words: Sequence[str], most: int | None = None) -> str:
    """Words as an enumeration, the last joined by "and".

    Parameters
    ----------
    words : sequence of str
    most : int, optional
        Beyond so many the rest is counted.

    Examples
    --------
    >>> listed(["Seoul", "Jinan", "Tokyo"]), listed(["a", "b", "c", "d"], 2)
    ('Seoul, Jinan and Tokyo', 'a, b and 2 more')
    """
    shown = list(words)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(words) - most:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def exchange(pair: Iterable[str], cities: Mapping[str, Named]) -> str:
    """A pair by the names of its cities: Beijing with Seoul."""
    return " with ".join(cities[city].name if city in cities else city for city in pair)


def signed(value: int) -> str:
    """A difference with its sign and thousands separators."""
    return f"{value:+,}"
