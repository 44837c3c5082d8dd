"""Caps against a plan: how far each is used, at what price, and which of them holds a city back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, Pool
from matcher.language import term
from matcher.plan.document import CapPrice, CapUse
from matcher.programme.models import Programme
from matcher.solve.result import Prices, Result

BoolArray = npt.NDArray[np.bool_]
ENDS = ("left", "right")


@dataclass(frozen=True)
class CapStanding:
    """The caps of a programme and what one plan does with them.

    Parameters
    ----------
    groups : tuple of CapGroup
    used : tuple of int
        Pairs of the plan under each.
    prices : tuple of float, or None
        Price of one pair more under each; None where no prices were found.
    """

    groups: tuple[CapGroup, ...] = ()
    used: tuple[int, ...] = ()
    prices: tuple[float, ...] | None = None

    @classmethod
    def of(cls, groups: Sequence[CapGroup], pool: Pool, result: Result) -> CapStanding:
        """Count the pairs of a result, and read its prices.

        In one pool a pair of two cities of a group is one pair.
        """
        at = {"left": pool.left_at, "right": pool.right_at}
        ends = {"left": result.pairs[:, :1], "right": result.pairs[:, 1:]}
        if not pool.two_sided:
            ends["left"] = result.pairs
        used = tuple(
            int(
                np.isin(ends[group.side], [at[group.side][city] for city in group.members])
                .any(axis=1)
                .sum()
            )
            for group in groups
        )
        prices = None
        if result.prices is not None:
            priced = cap_prices(result.prices, groups, pool)
            by_key = {(cap.side, tuple(cap.members), cap.most_pairs): cap.price for cap in priced}
            prices = tuple(by_key.get((g.side, g.members, g.most), 0.0) for g in groups)
        return cls(tuple(groups), used, prices)

    def records(self, programme: Programme) -> list[CapUse]:
        """One record for each cap, as plan.json holds it."""
        return [
            CapUse(
                side=term(programme.sides[ENDS.index(group.side)].name),
                label=group.label,
                cities=list(group.members),
                most_pairs=group.most,
                used=self.used[at],
                price=None if self.prices is None else self.prices[at],
            )
            for at, group in enumerate(self.groups)
        ]

    def full(self, side: str, cities: Sequence[str]) -> BoolArray:
        """Whether each of these cities of one side counts under a cap that is full."""
        shut = {
            city
            for at, group in enumerate(self.groups)
            if group.side == side and self.used[at] >= group.most
            for city in group.members
        }
        return np.array([city in shut for city in cities], dtype=np.bool_)

    def holding_back(self, city: str) -> CapGroup | None:
        """The cap that holds a city back most: full, and of the greatest price."""
        return self._holding_back.get(city)

    def binding(self, side: str) -> list[CapGroup]:
        """The caps of one side that are full and cost the plan something."""
        return [self.groups[at] for at in self._binding if self.groups[at].side == side]

    @cached_property
    def _binding(self) -> list[int]:
        """Positions of the caps that bind, the dearest first, then the smallest."""
        price = self.prices
        binding = [
            at
            for at, group in enumerate(self.groups)
            if self.used[at] >= group.most and (price is None or price[at] > 0 or not group.most)
        ]
        return sorted(
            binding,
            key=lambda at: (-(price[at] if price is not None else 0), len(self.groups[at].members)),
        )

    @cached_property
    def _holding_back(self) -> Mapping[str, CapGroup]:
        found: dict[str, CapGroup] = {}
        for at in self._binding:
            for city in self.groups[at].members:
                found.setdefault(city, self.groups[at])
        return found


def cap_prices(prices: Prices, groups: Sequence[CapGroup], pool: Pool) -> list[CapPrice]:
    """The caps that have a price, by city id and under their names."""
    labels = {(group.side, group.members, group.most): group.label for group in reversed(groups)}
    found = []
    for priced in prices.groups:
        ids = pool.left if priced.side == "left" else pool.right
        members = tuple(ids[at] for at in priced.members)
        found.append(
            CapPrice(
                side=priced.side,
                label=labels[priced.side, members, priced.most_pairs],
                members=list(members),
                most_pairs=priced.most_pairs,
                price=priced.price,
            )
        )
    return found
