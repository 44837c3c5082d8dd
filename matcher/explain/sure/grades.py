"""Core, likely or fragile: what the three words mean, here and nowhere else.

``fragile``
    In less than half of the plans with drawn weights, or of those with drawn figures (or there is
    no such plan at all).
``core``
    Not fragile; the lower end of the 95% interval of its share of the plans with drawn weights is
    0.8 or more; and it is in the plan both with declared items only and with declared and reported
    items only. A run that allows no plan at all does not keep it.
``likely``
    Everything between.
"""

from __future__ import annotations

from collections.abc import Mapping

from matcher.language import say
from matcher.plan.certainty import Grade, KeptShare

CORE_FROM = 0.8
FRAGILE_BELOW = 0.5

GRADE_WORDS: dict[Grade, str] = {
    "core": say("core"),
    "likely": say("likely"),
    "fragile": say("fragile"),
}
MEANINGS: dict[Grade, str] = {
    "core": say(
        "Core: in at least 80% of the plans with drawn weights (by the lower end of the 95% "
        "interval), and it stays without the inferred items and with declared items only."
    ),
    "likely": say("Likely: neither core nor fragile."),
    "fragile": say(
        "Fragile: in less than half of the plans with drawn weights, or of those with drawn "
        "figures."
    ),
}


def grade(weights: KeptShare, figures: KeptShare, basis: Mapping[str, bool | None]) -> Grade:
    """Class of one pair.

    Parameters
    ----------
    weights, figures : KeptShare
        Over the plans with drawn weights and with drawn figures.
    basis : mapping of str to bool or None
        Whether it is kept in each run with some items left out; None where no plan is possible.

    Examples
    --------
    >>> often = KeptShare(kept=95, plans=100, share=0.95, low=0.888, high=0.978)
    >>> grade(often, often, {"declared": True, "declared_reported": True})
    'core'
    >>> grade(often, often, {"declared": False, "declared_reported": True})
    'likely'
    """
    if any(share.share is None or share.share < FRAGILE_BELOW for share in (weights, figures)):
        return "fragile"
    firm = weights.low is not None and weights.low >= CORE_FROM
    return "core" if firm and all(basis.values()) else "likely"
