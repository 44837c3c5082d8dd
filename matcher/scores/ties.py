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

NEUTRAL = 0.5
WISH = 0.25
COMMON_LANGUAGE = 0.25
DOMESTIC_PENALTY = 0.5

FloatArray = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def air_place(city: CityProfile, airsheds: Airsheds) -> tuple[str, str]:
    """The airshed of a city (empty when in none) and its country."""
    shed = next((shed.id for shed in airsheds.airsheds if city.id in shed.members), "")
    return shed, city.country


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
    languages: npt.NDArray[np.int64]
    country: npt.NDArray[np.str_]
    prior_policy: str
    prefer_language: bool
    penalise_domestic: bool

    def airshed(self, rows: Rows, cols: Rows) -> FloatArray:
        """Airshed values, shape (r, c)."""
        return self.air_table[self.air_group[rows][:, None], self.air_group[cols][None, :]]

    def prior_links(self, rows: Rows, cols: Rows) -> FloatArray:
        """Prior-link values: 1 where a link is a bonus, 0 where avoided, else one half."""
        shift = {"bonus": 0.5, "neutral": 0.0, "avoid": -0.5}[self.prior_policy]
        linked: FloatArray = self.linked[rows][:, cols].toarray().astype(np.float64)
        return NEUTRAL + shift * linked

    def preferences(self, rows: Rows, cols: Rows) -> FloatArray:
        """Wishes and languages for, a domestic penalty against; 0..1, neutral one half."""
        asked = self.wishes[rows][:, cols].toarray().astype(np.float64)
        asked_back = self.wishes[cols][:, rows].toarray().astype(np.float64).T
        value: FloatArray = NEUTRAL + WISH * asked + WISH * asked_back
        if self.prefer_language:
            common = (self.languages[rows] @ self.languages[cols].T) > 0
            value = value + COMMON_LANGUAGE * common
        if self.penalise_domestic:
            same = self.country[rows][:, None] == self.country[cols][None, :]
            value = value - DOMESTIC_PENALTY * same
        return np.clip(value, 0.0, 1.0)


def build_ties(cities: Sequence[CityProfile], profiles: Profiles, programme: Programme) -> Ties:
    """Prepare the lookup tables for `cities`; an airshed part of weight 0 is switched off."""
    at = {city.id: index for index, city in enumerate(cities)}
    places = [air_place(city, profiles.airsheds) for city in cities]
    kinds = sorted(set(places))
    table = np.full((len(kinds), len(kinds)), NEUTRAL)
    if programme.weights["airshed"] > 0:
        for i, a in enumerate(kinds):
            for j, b in enumerate(kinds):
                table[i, j] = air_value(a, b, profiles.airsheds)
    links = {(at[x.a], at[x.b]) for x in profiles.links if x.a in at and x.b in at}
    wishes = {(at[city.id], at[w]) for city in cities for w in city.wishes if w in at}
    tongues = sorted({tongue for city in cities for tongue in city.languages})
    return Ties(
        air_group=np.array([kinds.index(place) for place in places], dtype=np.int64),
        air_table=table,
        linked=pair_table(links | {(j, i) for i, j in links}, (len(cities), len(cities))),
        wishes=pair_table(wishes, (len(cities), len(cities))),
        languages=np.array(
            [[tongue in city.languages for tongue in tongues] for city in cities], dtype=np.int64
        ).reshape(len(cities), len(tongues)),
        country=np.array([city.country for city in cities], dtype="<U2"),
        prior_policy=programme.rules.prior_links,
        prefer_language=programme.language.mode == "prefer",
        penalise_domestic=programme.rules.domestic == "penalised",
    )
