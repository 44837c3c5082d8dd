"""Arithmetic that shows, before any solver runs, that no plan can exist; in words."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Group, Limits

NO_PLAN = "no plan meets all minimums and requirements together"
_BOTH_ASK = "minimums and required pairs ask"


def two_sided_refusal(open_pairs: BoolArray, required: IntArray, limits: Limits) -> str | None:
    """Why a two-sided instance has no plan, or None when the arithmetic does not say."""
    # What asks for nothing is met by the empty plan, and the table need not be counted.
    if not (len(required) or np.count_nonzero(limits.row_min) or np.count_nonzero(limits.col_min)):
        return None
    closed = closed_requirement(required, open_pairs[required[:, 0], required[:, 1]])
    partners = open_pairs.sum(axis=1), open_pairs.sum(axis=0)
    return closed or limits_refusal(limits, required, partners)


def limits_refusal(
    limits: Limits, required: IntArray, partners: tuple[IntArray, IntArray] | None = None
) -> str | None:
    """Why limits and required pairs contradict each other, or None when the arithmetic is silent.

    Parameters
    ----------
    partners : (ndarray of shape (n,), ndarray of shape (m,)), optional
        Number of permitted partners of each city, where they were counted.
    """
    cohort = limits.max_pairs
    if cohort is not None and len(required) > cohort:
        return _cohort_too_small(required, cohort)
    row_sum, col_sum = limits.row_min.sum(), limits.col_min.sum()
    needed = 0
    for side, name, least, most, groups in (
        (0, "left", limits.row_min, limits.row_max, limits.row_groups),
        (1, "right", limits.col_min, limits.col_max, limits.col_groups),
    ):
        counted = np.bincount(required[:, side], minlength=len(most))
        found = _city(name, least, most, None if partners is None else partners[side], counted)
        found = found or _group(name, least, groups, counted)
        if found:
            return found
        # A city takes part as often as its minimum or its required pairs say, whichever is more.
        needed = max(needed, int(np.maximum(least, counted).sum()))
    for side_name, other, asked, room in (
        ("left", "right", row_sum, limits.col_max.sum()),
        ("right", "left", col_sum, limits.row_max.sum()),
    ):
        if asked > room:
            return (
                f"the minimums of the {side_name} side ask for {asked} partners and the {other} "
                f"side has room for {room}"
            )
    if cohort is not None and needed > cohort:
        who = "the minimums ask" if needed == max(row_sum, col_sum) else _BOTH_ASK
        return f"{who} for {needed} pairs and the cohort holds {cohort}"
    return None


def one_pool_refusal(
    open_pairs: BoolArray,
    required: IntArray,
    least: IntArray,
    most: IntArray,
    max_pairs: int | None,
) -> str | None:
    """Why a pool has no plan, or None when the arithmetic does not say."""
    closed = closed_requirement(required, open_pairs[required[:, 0], required[:, 1]])
    return closed or pool_refusal(least, most, max_pairs, required, open_pairs.sum(axis=1))


def pool_refusal(
    least: IntArray,
    most: IntArray,
    max_pairs: int | None,
    required: IntArray,
    partners: IntArray | None = None,
) -> str | None:
    """Why limits and required pairs of a pool contradict each other, or None.

    Parameters
    ----------
    partners : ndarray of shape (n,), optional
        Number of permitted partners of each city, where they were counted.
    """
    if max_pairs is not None and len(required) > max_pairs:
        return _cohort_too_small(required, max_pairs)
    counted = np.bincount(required.ravel(), minlength=len(most))
    found = _city("pool", least, most, partners, counted)
    if found:
        return found
    # A city takes part as often as its minimum or its required pairs say, whichever is more.
    asked = np.maximum(least, counted)
    if (asked == most).all() and most.sum() % 2:
        return (
            f"{len(most)} cities that take part exactly as often as they must give an odd number "
            f"of places ({most.sum()}), and each pair fills two"
        )
    needed = int(-(-asked.sum() // 2))
    if max_pairs is not None and needed > max_pairs:
        who = "the minimums ask" if (asked == least).all() else _BOTH_ASK
        return f"{who} for at least {needed} pairs and the cohort holds {max_pairs}"
    return None


def closed_requirement(required: IntArray, is_open: BoolArray) -> str | None:
    """Which required pair is not open, in words, or None."""
    closed = required[~is_open]
    if not len(closed):
        return None
    i, j = closed[0].tolist()
    return f"the pair ({i}, {j}) is required and also forbidden or not permitted"


def _cohort_too_small(required: IntArray, cohort: int) -> str:
    return f"{len(required)} pairs are required and the cohort holds {cohort}"


def _group(side: str, least: IntArray, groups: tuple[Group, ...], required: IntArray) -> str | None:
    for group in groups:
        asked = int(np.maximum(least, required)[group.members].sum())
        if asked > group.most:
            cities = ", ".join(str(city) for city in group.members[:5].tolist())
            more = ", ..." if len(group.members) > 5 else ""
            return (
                f"the group ({cities}{more}) of the {side} side must take part in {asked} pairs "
                f"and may in {group.most}"
            )
    return None


def _city(
    side: str,
    least: IntArray,
    most: IntArray,
    partners: IntArray | None,
    required: IntArray,
) -> str | None:
    where = "" if side == "pool" else f" of the {side} side"
    for i in np.flatnonzero(least > most).tolist():
        return f"city {i}{where} must have a partner and may have none"
    for i in np.flatnonzero(required > most).tolist():
        return (
            f"city {i}{where} has {required[i]} required pairs and may have at most "
            f"{_partners(int(most[i]))}"
        )
    if partners is None:
        return None
    for i in np.flatnonzero(partners < least).tolist():
        return (
            f"city {i}{where} must have at least {_partners(int(least[i]))} and has "
            f"{partners[i]} permitted"
        )
    return None


def _partners(count: int) -> str:
    return "1 partner" if count == 1 else f"{count} partners"
