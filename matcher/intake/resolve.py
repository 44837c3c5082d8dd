"""Names to city ids, through the alias table; near misses are suggested and never taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matcher.errors import Problem, UnknownNameError
from matcher.intake.models import CityProfile
from matcher.intake.names import folded
from matcher.intake.nearest import nearest

SUGGESTIONS = 3


@dataclass(frozen=True)
class AliasTable:
    """Every name a city goes by, in every script, by country.

    Parameters
    ----------
    owners : dict
        Folded name to the (country, city id) pairs that claim it.
    countries : dict
        City id to country.
    labels : dict
        City id to its name.
    """

    owners: dict[str, tuple[tuple[str, str], ...]]
    countries: dict[str, str]
    labels: dict[str, str]

    @classmethod
    def of(cls, cities: Iterable[CityProfile]) -> AliasTable:
        """Build the table from profiles (a `Profiles` or any iterable of cities)."""
        owners: dict[str, set[tuple[str, str]]] = {}
        countries: dict[str, str] = {}
        labels: dict[str, str] = {}
        for city in cities:
            countries[city.id] = city.country
            labels[city.id] = city.name
            for name in (city.name, *city.names.values(), *city.aliases):
                owners.setdefault(folded(name), set()).add((city.country, city.id))
        frozen = {name: tuple(sorted(claims)) for name, claims in owners.items()}
        return cls(frozen, countries, labels)

    def resolve(self, name: str, country: str | None = None) -> str:
        """Return the id of the city that goes by `name`.

        Parameters
        ----------
        name : str
            An id, a name, a local name or an alias, in any case and width.
        country : str, optional
            ISO 3166-1 alpha-2; only cities of this country are looked at.

        Raises
        ------
        UnknownNameError
            No city goes by this name (the nearest are suggested), or several do.
        """
        key = folded(name)
        if key in self.countries and country in (None, self.countries[key]):
            return key
        claims = [city for where, city in self.owners.get(key, ()) if country in (None, where)]
        if len(claims) == 1:
            return claims[0]
        if claims:
            raise self._ambiguous(name, claims)
        raise self._unknown(name, key, country)

    def suggestions(self, name: str, country: str | None = None) -> list[str]:
        """City ids whose names resemble `name`, best first, at most three."""
        choices: dict[str, list[str]] = {}
        for city, where in self.countries.items():
            if country in (None, where):
                choices.setdefault(city, []).append(city)
        for known, claims in self.owners.items():
            for where, city in claims:
                if country in (None, where):
                    choices.setdefault(known, []).append(city)
        # One city may be hit by several of its names, so more hits are taken than shown.
        hits = nearest(folded(name), choices, limit=4 * SUGGESTIONS)
        return list(dict.fromkeys(city for hit in hits for city in choices[hit]))[:SUGGESTIONS]

    def _ambiguous(self, name: str, claims: list[str]) -> UnknownNameError:
        listed = ", ".join(f"{city} ({self.countries[city]})" for city in claims)
        message = f"{name!r} names {len(claims)} cities: {listed}"
        problem = Problem(
            "ambiguous_name",
            "more than one city goes by this name",
            found=name,
            allowed=listed,
            remedy="give the id, or the country",
        )
        return UnknownNameError(message, [problem])

    def _unknown(self, name: str, key: str, country: str | None) -> UnknownNameError:
        near = self.suggestions(key, country)
        listed = ", ".join(f"{city} ({self.labels[city]})" for city in near)
        where = f" in {country}" if country else ""
        problem = Problem(
            "unknown_city",
            f"no city{where} goes by this name",
            found=name,
            remedy=f"did you mean {listed}?" if near else "see `matcher cities` for the names",
        )
        return UnknownNameError(f"{name!r} is not a known city{where}", [problem])
