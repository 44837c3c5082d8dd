"""Prices by city id, as a table whose column adds up to the bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, Pool
from matcher.intake.profiles import Profiles
from matcher.language import joined, say
from matcher.language.phrases import pair_of, pairs, partners
from matcher.plan.bands import Band
from matcher.plan.caps import cap_prices
from matcher.plan.document import Certificate, OddSetPrice, ProofRow
from matcher.plan.due import due_pairs
from matcher.plan.set_price import SetPrice
from matcher.programme.models import Programme
from matcher.solve.result import Prices


def build_certificate(
    prices: Prices,
    excesses: Excesses,
    pool: Pool,
    programme: Programme,
    profiles: Profiles,
    caps: Sequence[CapGroup] = (),
) -> Certificate:
    """Write the solver's prices as one row per term of the bound.

    The rows are: maximum x price for each city, minus minimum x the price of its minimum, the
    cohort, caps on groups of cities, odd sets, and each pair whose score exceeds the prices it
    faces (such a pair can be used only once, so its excess is added once). A required pair is in
    every plan: its whole difference counts, also where it falls short.
    """
    rows = [*_city_rows(prices, pool, programme, profiles)]
    if prices.cohort:
        count = programme.max_pairs or 0
        rows.append(
            _row(
                "cohort", say("cohort of at most {count} pairs", count=count), count, prices.cohort
            )
        )
    priced = cap_prices(prices, caps, pool)
    for cap in priced:
        label = say("{label}: at most {pairs}", label=cap.label, pairs=pairs(cap.most_pairs))
        rows.append(_row("cap", label, cap.most_pairs, cap.price))
    ids = pool.left
    odd_sets = [
        OddSetPrice(
            members=[ids[i] for i in odd.members],
            most_pairs=odd.most_pairs,
            price=odd.price,
            teeth=[(ids[a], ids[b]) for a, b in odd.teeth],
        )
        for odd in prices.odd_sets
    ]
    rows += [
        _row("odd_set", _odd_set_label(odd, profiles), odd.most_pairs, odd.price)
        for odd in odd_sets
    ]
    for i, j, excess in sorted(excesses.found):
        pair = pair_of(profiles[pool.left[i]].name, profiles[pool.right[j]].name)
        label = say("{pair}, required", pair=pair) if excess < 0 else say("{pair}, once", pair=pair)
        rows.append(_row("pair_once", label, 1, excess))
    two = pool.two_sided
    return Certificate(
        left=_by_id(pool.left, prices.left),
        right=_by_id(pool.right, prices.right) if two else {},
        left_floor=_by_id(pool.left, prices.left_floor),
        right_floor=_by_id(pool.right, prices.right_floor) if two else {},
        cohort=float(prices.cohort),
        caps=priced,
        odd_sets=odd_sets,
        rows=rows,
        total=sum(row.total for row in rows),
    )


def _odd_set_label(odd: OddSetPrice, profiles: Profiles) -> str:
    names = joined(", ", [profiles[city].name for city in odd.members])
    label = say("at most {most} pairs among {cities}", most=odd.most_pairs, cities=names)
    if not odd.teeth:
        return label
    teeth = joined(", ", [pair_of(profiles[a].name, profiles[b].name) for a, b in odd.teeth])
    return say("{label}, counting {teeth}", label=label, teeth=teeth)


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
                label = say(
                    "{name}: at most {partners}", name=name, partners=partners(capacity.maximum)
                )
                rows.append(_row("maximum", label, capacity.maximum, float(most[index])))
            if least[index]:
                label = say(
                    "{name}: at least {partners}", name=name, partners=partners(capacity.minimum)
                )
                rows.append(_row("minimum", label, -capacity.minimum, float(least[index])))
    return rows


class Excesses:
    """Pairs that do not fit the prices they face, gathered band by band.

    Parameters
    ----------
    prices : Prices
    pool : Pool
    required : iterable of (str, str)
        Pairs of ids that are in every plan.
    """

    def __init__(self, prices: Prices, pool: Pool, required: Iterable[tuple[str, str]]) -> None:
        self._two_sided = pool.two_sided
        self._left = np.asarray(prices.left) - prices.left_floor
        self._right = (
            np.asarray(prices.right) - prices.right_floor if pool.two_sided else self._left
        )
        for group in prices.groups:
            # A pair faces a cap through one of its cities, so its price adds to that city's.
            side = self._left if group.side == "left" else self._right
            side[list(group.members)] += group.price
        self._cohort = prices.cohort
        self._odd_sets = [SetPrice.of(odd.members, odd.teeth, odd.price) for odd in prices.odd_sets]
        self._due = due_pairs(required, pool)
        self.found: list[tuple[int, int, float]] = []

    def add(self, band: Band) -> None:
        """Take in one band."""
        scores = band.scores if self._two_sided else np.where(band.upper, band.scores, np.nan)
        excess = scores - self._right[band.first :]
        excess -= self._left[band.top : band.bottom, None] + self._cohort
        for odd in self._odd_sets:
            odd.take_off(excess, band)
        rows, cols = np.nonzero(excess > 0)
        self._keep(band, excess, rows, cols)
        due = self._due[(self._due[:, 0] >= band.top) & (self._due[:, 0] < band.bottom)]
        rows, cols = due[:, 0] - band.top, due[:, 1] - band.first
        short = excess[rows, cols] < 0
        self._keep(band, excess, rows[short], cols[short])

    def _keep(
        self,
        band: Band,
        excess: npt.NDArray[np.float64],
        rows: npt.NDArray[np.int64],
        cols: npt.NDArray[np.int64],
    ) -> None:
        amounts = excess[rows, cols].tolist()
        at = (rows + band.top).tolist(), (cols + band.first).tolist()
        self.found += zip(*at, amounts, strict=True)


def _row(term: str, label: str, count: int, price: float) -> ProofRow:
    return ProofRow.model_validate(
        {"term": term, "label": label, "count": count, "price": price, "total": count * price}
    )


def _by_id(ids: Sequence[str], values: Sequence[float] | np.ndarray) -> dict[str, float]:
    return {city: float(value) for city, value in zip(ids, values, strict=True)}
