"""Small phrases that the sentences about certainty share."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.plan.certainty import NamedPair
from matcher.plan.document import PlanDocument

# All pairs are in the records; a sentence stays readable.
PAIRS_NAMED = 10


def one_decimal(share: float) -> str:
    """A share in percent with one decimal."""
    return f"{share:.1%}"


def weight_text(share: float) -> str:
    """A weight in percent, to 0.01.

    Examples
    --------
    >>> weight_text(0.15), weight_text(0.2148), weight_text(1 / 7)
    ('15%', '21.48%', '14.29%')
    """
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def pair_name(document: PlanDocument, pair: NamedPair) -> str:
    """The two cities by name."""
    return " with ".join(document.cities[city].name for city in pair)


def pair_names(document: PlanDocument, pairs: Sequence[NamedPair]) -> str:
    """Several pairs by name, as a list in words; a long one ends with how many more there are."""
    named = [pair_name(document, pair) for pair in pairs[:PAIRS_NAMED]]
    more = len(pairs) - len(named)
    return listed([*named, f"{more:,} more"] if more else named)


def listed(words: Sequence[str]) -> str:
    """Words as a list with "and".

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def exchanges(count: int) -> str:
    """A number of exchanges.

    Examples
    --------
    >>> exchanges(1), exchanges(0), exchanges(1200)
    ('1 exchange', 'no exchange', '1,200 exchanges')
    """
    if count == 0:
        return "no exchange"
    return "1 exchange" if count == 1 else f"{count:,} exchanges"
