"""Arithmetic that shows, before any solver runs, that no plan can exist; in words."""

from __future__ import annotations

import numpy as np

from matcher.solve.instance import BoolArray, IntArray

NO_PLAN = "no plan meets all minimums and requirements together"


def two_sided_refusal(
    open_pairs: BoolArray,
    required: IntArray,
    limits: tuple[IntArray, IntArray, IntArray, IntArray],
    max_pairs: int | None,
) -> str | None:
    """Why a two-sided instance has no plan, or None when the arithmetic does not say.

    Parameters
    ----------
    limits : (row_min, row_max, col_min, col_max)
    """
    row_min, row_max, col_min, col_max = limits
    common = _requirements(open_pairs, required, max_pairs)
    if common:
        return common
    for side, least, most, partners in (
        ("left", row_min, row_max, open_pairs.sum(axis=1)),
        ("right", col_min, col_max, open_pairs.sum(axis=0)),
    ):
        counted = np.bincount(required[:, 0 if side == "left" else 1], minlength=len(most))
        found = _city(side, least, most, partners, counted)
        if found:
            return found
    for side, other, least, most in (
        ("left", "right", row_min, col_max),
        ("right", "left", col_min, row_max),
    ):
        if least.sum() > most.sum():
            return (
                f"the minimums of the {side} side ask for {least.sum()} partners and the {other} "
                f"side has room for {most.sum()}"
            )
    needed = int(max(row_min.sum(), col_min.sum()))
    if max_pairs is not None and needed > max_pairs:
        return f"the minimums ask for {needed} pairs and the cohort holds {max_pairs}"
    return None


def one_pool_refusal(
    open_pairs: BoolArray,
    required: IntArray,
    least: IntArray,
    most: IntArray,
    max_pairs: int | None,
) -> str | None:
    """Why a pool has no plan, or None when the arithmetic does not say."""
    common = _requirements(open_pairs, required, max_pairs)
    if common:
        return common
    counted = np.bincount(required.ravel(), minlength=len(most))
    found = _city("pool", least, most, open_pairs.sum(axis=1), counted)
    if found:
        return found
    if (least == most).all() and most.sum() % 2:
        return (
            f"{len(most)} cities that take part exactly as often as they must give an odd number "
            f"of places ({most.sum()}), and each pair fills two"
        )
    needed = int(-(-least.sum() // 2))
    if max_pairs is not None and needed > max_pairs:
        return f"the minimums ask for at least {needed} pairs and the cohort holds {max_pairs}"
    return None


def _requirements(open_pairs: BoolArray, required: IntArray, max_pairs: int | None) -> str | None:
    for i, j in required.tolist():
        if not open_pairs[i, j]:
            return f"the pair ({i}, {j}) is required and also forbidden or not permitted"
    if max_pairs is not None and len(required) > max_pairs:
        return f"{len(required)} pairs are required and the cohort holds {max_pairs}"
    return None


def _city(
    side: str, least: IntArray, most: IntArray, partners: IntArray, required: IntArray
) -> str | None:
    where = "" if side == "pool" else f" of the {side} side"
    for i in np.flatnonzero(least > most).tolist():
        return f"city {i}{where} must have a partner and may have none"
    for i in np.flatnonzero(required > most).tolist():
        return (
            f"city {i}{where} has {required[i]} required pairs and may have at most "
            f"{_partners(int(most[i]))}"
        )
    for i in np.flatnonzero(partners < least).tolist():
        return (
            f"city {i}{where} must have at least {_partners(int(least[i]))} and has "
            f"{partners[i]} permitted"
        )
    return None


def _partners(count: int) -> str:
    return "1 partner" if count == 1 else f"{count} partners"
