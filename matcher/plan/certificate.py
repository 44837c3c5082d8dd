"""Prices by city id, as a table whose column adds up to the bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matcher.candidates import PairWeights, Pool
from matcher.intake.profiles import Profiles
from matcher.plan.document import Certificate, OddSetPrice, ProofRow
from matcher.plan.due import due_pairs
from matcher.programme.models import Programme
from matcher.scores.scales import blocks
from matcher.solve.result import Prices


def build_certificate(
    prices: Prices, weights: PairWeights, pool: Pool, programme: Programme, profiles: Profiles
) -> Certificate:
    """Write the solver's prices as one row per term of the bound.

    The rows are: maximum x price for each city, minus minimum x the price of its minimum, the
    cohort, odd sets, and each pair whose score exceeds the prices it faces (such a pair can be
    used only once, so its excess is added once). A required pair is in every plan: its whole
    difference counts, also where it falls short.
    """
    rows = [*_city_rows(prices, pool, programme, profiles)]
    if prices.cohort:
        count = programme.max_pairs or 0
        rows.append(_row("cohort", f"cohort of at most {count} pairs", count, prices.cohort))
    ids = pool.left
    odd_sets = [
        OddSetPrice(
            members=[ids[i] for i in odd.members], most_pairs=odd.most_pairs, price=odd.price
        )
        for odd in prices.odd_sets
    ]
    for odd in odd_sets:
        names = ", ".join(profiles[city].name for city in odd.members)
        label = f"at most {odd.most_pairs} pairs among {names}"
        rows.append(_row("odd_set", label, odd.most_pairs, odd.price))
    for a, b, excess in _excesses(prices, weights, pool, programme):
        how = "required" if excess < 0 else "once"
        label = f"{profiles[a].name} with {profiles[b].name}, {how}"
        rows.append(_row("pair_once", label, 1, excess))
    two = pool.two_sided
    return Certificate(
        left=_by_id(pool.left, prices.left),
        right=_by_id(pool.right, prices.right) if two else {},
        left_floor=_by_id(pool.left, prices.left_floor),
        right_floor=_by_id(pool.right, prices.right_floor) if two else {},
        cohort=float(prices.cohort),
        odd_sets=odd_sets,
        rows=rows,
        total=sum(row.total for row in rows),
    )


def _city_rows(
    prices: Prices, pool: Pool, programme: Programme, profiles: Profiles
) -> list[ProofRow]:
    rows = []
    sides = [(pool.left, prices.left, prices.left_floor)]
    if pool.two_sided:
        sides.append((pool.right, prices.right, prices.right_floor))
    for ids, most, least in sides:
        for index, city in enumerate(ids):
            capacity, name = programme.capacities.of(city), profiles[city].name
            if most[index]:
                label = f"{name}: at most {_partners(capacity.maximum)}"
                rows.append(_row("maximum", label, capacity.maximum, float(most[index])))
            if least[index]:
                label = f"{name}: at least {_partners(capacity.minimum)}"
                rows.append(_row("minimum", label, -capacity.minimum, float(least[index])))
    return rows


def _excesses(
    prices: Prices, weights: PairWeights, pool: Pool, programme: Programme
) -> list[tuple[str, str, float]]:
    left = np.asarray(prices.left) - prices.left_floor
    right = np.asarray(prices.right) - prices.right_floor if pool.two_sided else left
    found = []
    for rows, cols in blocks(weights.shape):
        faced = left[rows][:, None] + right[cols][None, :] + prices.cohort
        for odd in prices.odd_sets:
            inside_rows, inside_cols = (np.isin(at, odd.members) for at in (rows, cols))
            faced = faced + odd.price * (inside_rows[:, None] & inside_cols[None, :])
        excess = weights.block(rows, cols) - faced
        due = due_pairs(programme.rules.required, pool.left, pool.right, rows, cols)
        for i, j in np.argwhere((excess > 0) | (due & (excess < 0))).tolist():
            if pool.two_sided or rows[i] < cols[j]:
                found.append((pool.left[rows[i]], pool.right[cols[j]], float(excess[i, j])))
    return sorted(found)


def _row(term: str, label: str, count: int, price: float) -> ProofRow:
    return ProofRow.model_validate(
        {"term": term, "label": label, "count": count, "price": price, "total": count * price}
    )


def _by_id(ids: Sequence[str], values: Sequence[float] | np.ndarray) -> dict[str, float]:
    return {city: float(value) for city, value in zip(ids, values, strict=True)}


def _partners(count: int) -> str:
    return "1 partner" if count == 1 else f"{count} partners"
