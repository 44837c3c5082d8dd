"""What stands between two cities besides their items: air, links, wishes, languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.intake.geography import Airsheds
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme
from matcher.vectors.pairs import pair_table
from matcher.vectors.places import Places

NEUTRAL = 0.5
WISH = 0.25
COMMON_LANGUAGE = 0.25
DOMESTIC_PENALTY = 0.5

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def air_places(cities: Sequence[CityProfile], airsheds: Airsheds) -> list[tuple[str, str]]:
    """The airshed of each city (empty when in none; the first that names it) and its country."""
    shed_of: dict[str, str] = {}
    for shed in airsheds.airsheds:
        for member in shed.members:
            shed_of.setdefault(member, shed.id)
    return [(shed_of.get(city.id, ""), city.country) for city in cities]


def air_value(a: tuple[str, str], b: tuple[str, str], airsheds: Airsheds) -> float:
    """Value of the airshed part for two places; one half where nothing is known.

    A shared airshed is 1. Transport from one to the other is one half plus half the middle of the
    published interval, the stronger direction counting.
    """
    if a[0] and a[0] == b[0]:
        return 1.0
    middles = [
        (flow.low + flow.high) / 2
        for flow in airsheds.transports
        if (flow.origin in a and flow.receiver in b) or (flow.origin in b and flow.receiver in a)
    ]
    return NEUTRAL + max(middles) / 2 if middles else NEUTRAL


@dataclass(frozen=True)
class Ties:
    """Lookup tables of one pool of n cities, read by block."""

    air_group: Rows
    air_table: FloatArray
    linked: sparse.csr_array
    wishes: sparse.csr_array
    places: Places
    prior_policy: str
    prefer_language: bool
    penalise_domestic: bool

    def airshed(self, rows: Rows, cols: Rows) -> FloatArray:
        """Airshed values, shape (r, c)."""
        return self.air_table[self.air_group[rows][:, None], self.air_group[cols][None, :]]

    def prior_links(self, rows: Rows, cols: Rows) -> FloatArray:
        """Prior-link values: 1 where a link is a bonus, 0 where avoided, else one half."""
        linked = self.linked[rows][:, cols].toarray().astype(np.int64)
        values: FloatArray = self.link_values[linked]
        return values

    def preferences(self, rows: Rows, cols: Rows) -> FloatArray:
        """Wishes and languages for, a domestic penalty against; 0..1, neutral one half."""
        wishes = self.wishes[rows][:, cols].toarray().astype(np.int64)
        wishes += self.wishes[cols][:, rows].toarray().astype(np.int64).T
        one, other = self.places[rows], self.places[cols]
        common = one.common_language(other) if self.prefer_language else np.zeros_like(wishes)
        same = one.same_country(other) if self.penalise_domestic else np.zeros_like(wishes)
        values = self.preference_values
        found: FloatArray = values[wishes, common.astype(np.int64), same.astype(np.int64)]
        return found

    @property
    def link_values(self) -> FloatArray:
        """Value without and with a prior link, shape (2,)."""
        shift = {"bonus": 0.5, "neutral": 0.0, "avoid": -0.5}[self.prior_policy]
        return np.array([NEUTRAL, NEUTRAL + shift])

    @property
    def preference_values(self) -> FloatArray:
        """Value by wishes (0, 1, both), a language in common and the same country: (3, 2, 2)."""
        wishes, common, same = np.indices((3, 2, 2)).astype(np.float64)
        value = NEUTRAL + WISH * wishes
        value += COMMON_LANGUAGE * common * self.prefer_language
        value -= DOMESTIC_PENALTY * same * self.penalise_domestic
        values: FloatArray = np.clip(value, 0.0, 1.0)
        return values


def build_ties(cities: Sequence[CityProfile], profiles: Profiles, programme: Programme) -> Ties:
    """Prepare the lookup tables for `cities`; an airshed part of weight 0 is switched off."""
    at = {city.id: index for index, city in enumerate(cities)}
    places = air_places(cities, profiles.airsheds)
    kinds = sorted(set(places))
    group = {kind: index for index, kind in enumerate(kinds)}
    table = np.full((len(kinds), len(kinds)), NEUTRAL)
    if programme.weights["airshed"] > 0:
        named = {flow.origin for flow in profiles.airsheds.transports}
        named |= {flow.receiver for flow in profiles.airsheds.transports}
        told = [i for i, kind in enumerate(kinds) if kind[0] or kind[1] in named]
        for i in told:
            for j in told:
                table[i, j] = air_value(kinds[i], kinds[j], profiles.airsheds)
    links = {(at[x.a], at[x.b]) for x in profiles.links if x.a in at and x.b in at}
    wishes = {(at[city.id], at[w]) for city in cities for w in city.wishes if w in at}
    return Ties(
        air_group=np.array([group[place] for place in places], dtype=np.int64),
        air_table=table,
        linked=pair_table(links | {(j, i) for i, j in links}, (len(cities), len(cities))),
        wishes=pair_table(wishes, (len(cities), len(cities))),
        places=Places.of(cities),
        prior_policy=programme.rules.prior_links,
        prefer_language=programme.language.mode == "prefer",
        penalise_domestic=programme.rules.domestic == "penalised",
    )
