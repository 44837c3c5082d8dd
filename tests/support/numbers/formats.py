"""The rules by which numbers are written, once more and without the code of the product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# A number that begins no word and ends no code such as PM2.5 or CN-GS.
TOKEN = re.compile(r"(?<![\w.,:/-])[+−-]?\d[\d,]*+(?:\.\d++)?%?(?!:\d)")


def rounded(value: float, digits: int) -> Decimal:
    """Half up, on the shortest decimal that is the number."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def number(value: float) -> str:
    """Points, prices, counts: thousands separators, at most four decimals, no zeros at the end."""
    text = f"{rounded(value, 4):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(share: float | None) -> str:
    """A share that was worked out: one decimal; none and all only when exact."""
    if share is None:
        return "n/a"
    if share in (0, 1):
        return f"{int(share * 100)}%"
    tenths = rounded(share, 3)
    if tenths == 0:
        return "under 0.1%"
    if tenths == 1 and share < 1:
        return "over 99.9%"
    return f"{tenths * 100:.1f}%"


def stated(share: float) -> str:
    """A weight or a factor of the programme: to 0.01%, no zeros at the end."""
    return f"{number(float(rounded(share, 4) * 100))}%"


def of_whole(shares: list[float]) -> list[str]:
    """Shares of one whole: tenths of a percent by the largest remainder."""
    if not any(shares):
        return [percent(share) for share in shares]
    exact = [Decimal(repr(share)) * 1000 for share in shares]
    tenths = [int(value) for value in exact]
    for at in sorted(range(len(exact)), key=lambda i: tenths[i] - exact[i])[: 1000 - sum(tenths)]:
        tenths[at] += 1
    return [percent(value / 1000) for value in tenths]


def tokens(text: str) -> list[str]:
    """The numbers of a text, without signs; a full stop or comma after one is no part of it."""
    return [found.lstrip("+-−").rstrip(",") for found in TOKEN.findall(text)]


def shown(value: float) -> set[str]:
    """Every way in which a number may stand in a sentence."""
    ways = {number(value), str(value)} if float(value).is_integer() else {number(value)}
    if 0 <= value <= 1:
        ways |= {percent(value).split()[-1], stated(value)}
    return {way.lstrip("-") for way in ways}


def numbers_in(part: Any) -> Iterator[float]:
    """Every number below a place of a JSON document."""
    if isinstance(part, bool):
        return
    if isinstance(part, int | float):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from numbers_in(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from numbers_in(value)


def allowed(*parts: Any) -> set[str]:
    """Every way in which the numbers of these places may stand in a sentence."""
    return {way for value in numbers_in(parts) for way in shown(value)}


def without(text: str, quotes: Iterable[str]) -> str:
    """A text without what it quotes: names, texts and sources of cities, titles."""
    for quote in quotes:
        text = text.replace(quote, " ")
    return text
