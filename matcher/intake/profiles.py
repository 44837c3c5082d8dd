"""The file set as one value: cities, vocabulary, links, airsheds, warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from matcher.errors import Problem
from matcher.intake.card import profiles_card
from matcher.intake.geography import Airsheds, PriorLink
from matcher.intake.models import CityProfile
from matcher.intake.vocabulary import Vocabulary


@dataclass(frozen=True)
class Profiles:
    """Every city that was read, sorted by id, with what belongs to all of them.

    Parameters
    ----------
    cities : tuple of CityProfile
        Sorted by id; inferred needs already added.
    vocabulary : Vocabulary
    links : tuple of PriorLink
    airsheds : Airsheds
    warnings : tuple of Problem
        What the reader should know and need not mend.
    hashes : dict of str to str
        SHA-256 of each input file, by its name relative to the folder read.
    """

    cities: tuple[CityProfile, ...]
    vocabulary: Vocabulary
    links: tuple[PriorLink, ...] = ()
    airsheds: Airsheds = field(default_factory=Airsheds)
    warnings: tuple[Problem, ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Nothing downstream may depend on the order in which files were read.
        ordered = tuple(sorted(self.cities, key=lambda city: city.id))
        object.__setattr__(self, "cities", ordered)

    @cached_property
    def by_id(self) -> dict[str, CityProfile]:
        """Cities by id."""
        return {city.id: city for city in self.cities}

    def __getitem__(self, city: str) -> CityProfile:
        return self.by_id[city]

    def __contains__(self, city: object) -> bool:
        return city in self.by_id

    def __iter__(self) -> Iterator[CityProfile]:
        return iter(self.cities)

    def __len__(self) -> int:
        return len(self.cities)

    def with_cities(self, *cities: CityProfile) -> Profiles:
        """A copy in which these cities replace or join the ones of the same id."""
        merged = {**self.by_id, **{city.id: city for city in cities}}
        return replace(self, cities=tuple(merged.values()))

    def _repr_html_(self) -> str:
        return profiles_card(self)
