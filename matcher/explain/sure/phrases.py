"""Small phrases that the sentences about certainty share."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.language import say, say_count
from matcher.language.phrases import listed
from matcher.plan.certainty import NamedPair
from matcher.plan.document import PlanDocument
from matcher.plan.phrases import exchange

# All pairs are in the records; a sentence stays readable.
PAIRS_NAMED = 10


def pair_name(document: PlanDocument, pair: NamedPair) -> str:
    """The two cities by name."""
    return exchange(pair, document.cities)


def pair_names(document: PlanDocument, pairs: Sequence[NamedPair]) -> str:
    """Several pairs by name, as a list in words; a long one ends with how many more there are."""
    return listed([pair_name(document, pair) for pair in pairs], PAIRS_NAMED)


def exchanges(count: int) -> str:
    """A number of exchanges.

    Examples
    --------
    >>> exchanges(1), exchanges(0), exchanges(1200)
    ('1 exchange', 'no exchange', '1,200 exchanges')
    """
    return say_count("{n:,} exchange", "{n:,} exchanges", count) if count else say("no exchange")
