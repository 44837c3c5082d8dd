"""In how many plans a pair is, with the interval that the number of draws allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from matcher.explain.sure.plans_found import Plans, Position
from matcher.plan.certainty import Change, ChangeSummary, KeptShare, Overlap

# Two-sided 95% of the normal distribution.
Z = 1.959963984540054


def wilson(kept: int, plans: int) -> tuple[float, float]:
    """Wilson's 95% interval for a share, 0..1.

    Source: Wilson, E. B. (1927), Journal of the American Statistical Association 22.

    Examples
    --------
    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if not plans:
        return 0.0, 1.0
    centre = (kept + Z**2 / 2) / (plans + Z**2)
    half = Z / (plans + Z**2) * (kept * (plans - kept) / plans + Z**2 / 4) ** 0.5
    low = 0.0 if kept == 0 else max(centre - half, 0.0)
    high = 1.0 if kept == plans else min(centre + half, 1.0)
    return low, high


def kept_share(kept: int, plans: int, *, drawn: bool) -> KeptShare:
    """Share of plans that hold a pair, with its interval where the plans were drawn."""
    low, high = wilson(kept, plans) if drawn and plans else (None, None)
    return KeptShare(
        kept=kept, plans=plans, share=kept / plans if plans else None, low=low, high=high
    )


def counted_pairs(plans: Plans) -> Counter[Position]:
    """In how many plans each pair is."""
    return Counter((i, j) for pairs in plans.pairs for i, j in pairs.tolist())


def overlap(first: frozenset[Position], second: frozenset[Position]) -> float:
    """Pairs in both plans / pairs in either; 1 when both are empty.

    Examples
    --------
    >>> overlap(frozenset({(0, 0), (1, 1)}), frozenset({(0, 0), (1, 2)}))
    0.3333333333333333
    """
    either = len(first | second)
    return len(first & second) / either if either else 1.0


def summary(kind: Change, overlaps: Iterable[float | None]) -> ChangeSummary:
    """Gather the overlaps of one kind of change; None stands for a change without a plan."""
    listed = list(overlaps)
    known = np.array([value for value in listed if value is not None], dtype=np.float64)
    return ChangeSummary(
        kind=kind,
        tried=len(listed),
        without_plan=len(listed) - len(known),
        overlap=None
        if not len(known)
        else Overlap(
            mean=float(known.mean()),
            least=float(known.min()),
            tenth=float(np.quantile(known, 0.1, method="lower")),
            median=float(np.quantile(known, 0.5, method="lower")),
            greatest=float(known.max()),
            same=int((known == 1).sum()),
        ),
    )


def overlaps_with(base: frozenset[Position], plans: Plans) -> list[float | None]:
    """Overlap of each plan with the base; None where no plan is possible."""
    return [
        overlap(base, plans.chosen(at)) if plans.found[at] else None for at in range(len(plans))
    ]
