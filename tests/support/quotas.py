"""Plans of made-up cities under quotas, and every plan there is, counted the plain way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import strategies as st

import matcher
from matcher.plan.case import Case
from matcher.plan.flows import direction
from matcher.programme.quotas import Quota
from matcher.proposal import Plan
from support.brute_force import Limits, Pair, all_plans
from support.made_up import VOCABULARY, drawn_profiles, pool_programme, profiles, sides_programme


@st.composite
def drawn_quota(draw: st.DrawFn) -> dict[str, Any]:
    stated: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"carries": "A"},
                {"carries": "A1"},
                {"carries": "H"},
                {"aim": "liveability"},
                {"per": "country_pair"},
                {"role": "mentor"},
            ]
        )
    )
    least, most = sorted([draw(st.integers(0, 2)), draw(st.integers(0, 3))])
    limits = draw(
        st.sampled_from([{"least": least}, {"most": most}, {"least": least, "most": most}])
    )
    price = draw(st.none() | st.sampled_from([1, 50_000, 700_000]))
    return {**stated, **limits, **({} if price is None else {"price": price})}


@st.composite
def proposals(draw: st.DrawFn, least: int = 1) -> Plan:
    """A plan of a few cities under quotas, `least` of them or more, and under caps in one pool."""
    two = draw(st.booleans())
    cities = draw(drawn_profiles(3, 3) if two else drawn_profiles(2, 3))
    if draw(st.booleans()):
        moved = [
            city.model_copy(update={"country": "JP"}) if city.id == "us-b" else city
            for city in cities
        ]
        if not two:
            cities = profiles(*moved, links=cities.links, airsheds=cities.airsheds)
    roles = {"cn-a": "mentor"} if draw(st.booleans()) else {}
    fields: dict[str, Any] = {
        "capacities": {"minimum": draw(st.integers(0, 1)), "maximum": draw(st.integers(1, 2))},
        "max_pairs": draw(st.none() | st.integers(1, 3)),
        "roles": {"cities": roles},
        "quotas": draw(st.lists(drawn_quota(), min_size=least, max_size=3)),
    }
    if not two and draw(st.booleans()):
        # Caps of one pool may overlap.
        fields["caps"] = [
            {"per": "country", "most": draw(st.integers(0, 3))},
            {"per": "cities", "cities": ["cn-a", "us-a"], "most": draw(st.integers(0, 2))},
        ][: draw(st.integers(1, 2))]
    return matcher.propose(cities, sides_programme(**fields) if two else pool_programme(**fields))


class Search:
    """Every permitted plan, and what each is worth under quotas, counted the plain way."""

    def __init__(self, case: Case) -> None:
        self.case = case
        pool, of = case.pool, case.programme.capacities.of
        self.scores = {
            (pool.left[i], pool.right[j]): int(case.table[i, j])
            for i, j in np.argwhere(~np.isnan(case.table)).tolist()
            if pool.two_sided or i < j
        }
        limits = Limits(
            {c: of(c).minimum for c in pool.members},
            {c: of(c).maximum for c in pool.members},
            required=frozenset(case.oriented(a, b) for a, b in case.programme.rules.required),
            max_pairs=case.programme.max_pairs,
            caps=tuple((frozenset(group.members), group.most) for group in case.caps),
        )
        self.plans = list(all_plans(self.scores, limits))
        self.themes = {pair: self._themes(*pair) for pair in self.scores}

    @classmethod
    def of(cls, plan: Plan) -> Search:
        """Every plan that is permitted where a plan was made."""
        return cls(Case.of(plan.document, plan.profiles))

    def _themes(self, a: str, b: str) -> set[str]:
        model, cities = self.case.weights.model, self.case.profiles
        shown = [
            flow for ends in ((a, b), (b, a)) for flow in direction(model, cities, *ends).shown
        ]
        assert all(flow.need and flow.capability for flow in shown)
        return {flow.theme for flow in shown}

    def countries(self, pair: Pair) -> tuple[str, ...]:
        return tuple(sorted(self.case.profiles[city].country for city in pair))

    def used(self, quota: Quota, chosen: tuple[Pair, ...]) -> list[int]:
        """What is counted, once or for every two countries that may meet."""
        if quota.per is not None:
            meeting = {c for c in map(self.countries, self.scores) if c[0] != c[1]}
            counted = Counter(map(self.countries, chosen))
            return [counted[both] for both in sorted(meeting)]
        return [sum(self._counts(quota, pair) for pair in chosen)]

    def _counts(self, quota: Quota, pair: Pair) -> bool:
        if quota.role is not None:
            return any(self.case.programme.roles.of(city) == quota.role for city in pair)
        themes = [VOCABULARY[theme] for theme in self.themes[pair]]
        if quota.aim is not None:
            return any(quota.aim in theme.serves for theme in themes)
        return any(quota.carries in (theme.id, theme.group) for theme in themes)

    def short(self, quota: Quota, chosen: tuple[Pair, ...]) -> int:
        return sum(
            max((quota.least or 0) - n, 0) + (0 if quota.most is None else max(n - quota.most, 0))
            for n in self.used(quota, chosen)
        )

    def total(self, chosen: tuple[Pair, ...]) -> int:
        return sum(self.scores[pair] for pair in chosen)

    def worth(self, chosen: tuple[Pair, ...], quotas: tuple[Quota, ...]) -> int | None:
        """Points less what soft quotas cost; None where a hard one is broken."""
        value = self.total(chosen)
        for quota in quotas:
            by = self.short(quota, chosen)
            if by and quota.price is None:
                return None
            value -= by * (quota.price or 0)
        return value

    def best(self, quotas: tuple[Quota, ...]) -> int | None:
        found = [self.worth(chosen, quotas) for chosen in self.plans]
        return max((value for value in found if value is not None), default=None)

    def worths(self) -> dict[tuple[Pair, ...], int]:
        """Every plan that keeps the hard quotas of the programme, with what it is worth."""
        quotas = self.case.programme.quotas
        found = {chosen: self.worth(chosen, quotas) for chosen in self.plans}
        return {chosen: value for chosen, value in found.items() if value is not None}
