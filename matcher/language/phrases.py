"""Phrases that sentences of every stage are made of."""

from __future__ import annotations

from collections.abc import Sequence

from matcher import figures
from matcher.language.said import joined, say, say_count


def points(value: int | float) -> str:
    """Points with thousands separators.

    Examples
    --------
    >>> points(1250000), points(1)
    ('1,250,000 points', '1 point')
    """
    if float(value).is_integer():
        return say_count("{n:,.0f} point", "{n:,.0f} points", value)
    return say("{n} points", n=figures.number(value))


def exchanges(count: int) -> str:
    """A number of exchanges.

    Examples
    --------
    >>> exchanges(1), exchanges(1200)
    ('1 exchange', '1,200 exchanges')
    """
    return say_count("{n:,} exchange", "{n:,} exchanges", count)


def cities(count: int) -> str:
    """A number of cities.

    Examples
    --------
    >>> cities(1), cities(1200)
    ('1 city', '1,200 cities')
    """
    return say_count("{n:,} city", "{n:,} cities", count)


def partners(count: int) -> str:
    """A number of partners."""
    return say_count("{n:,} partner", "{n:,} partners", count)


def pairs(count: int) -> str:
    """A number of pairs."""
    return say_count("{n:,} pair", "{n:,} pairs", count)


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
        shown = [*shown[:most], say("{more:,} more", more=len(words) - most)]
    return joined(" and ", shown)


def in_brackets(text: str, inside: str) -> str:
    """A text with another in brackets behind it."""
    return say("{text} ({inside})", text=text, inside=inside)


def pair_of(a: str, b: str) -> str:
    """Two cities by name: Beijing with Seoul."""
    return say("{a} with {b}", a=a, b=b)


def percent(share: float | None) -> str:
    """A share that was worked out, or that there is none."""
    if share is None:
        return say("n/a")
    shown = figures.percent(share)
    return {"under 0.1%": say("under 0.1%"), "over 99.9%": say("over 99.9%")}.get(shown, shown)


def ordinal(place: int) -> str:
    """A place in a list, from 1, as English counts it.

    Examples
    --------
    >>> ordinal(1), ordinal(2), ordinal(13), ordinal(21)
    ('first', '2nd', '13th', '21st')
    """
    suffixes = {1: "st", 2: "nd", 3: "rd"}
    suffix = "th" if 10 <= place % 100 <= 20 else suffixes.get(place % 10, "th")
    return "first" if place == 1 else f"{place}{suffix}"


def signed(value: int) -> str:
    """A difference with its sign and thousands separators."""
    return f"{value:+,}"
