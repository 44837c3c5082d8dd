"""Who takes part: each city of the file set is on a side, in the pool, or refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from matcher.errors import InputError, Problem
from matcher.intake.models import STATUS_WORDS, CityProfile
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, say_count, term
from matcher.programme.models import Programme

RefusalCode = Literal[
    "ineligible", "withdrawn", "conditional", "observer", "not_in_programme", "too_few_records"
]


@dataclass(frozen=True)
class Refusal:
    """A city that does not take part, and why."""

    city: str
    code: RefusalCode
    reason: str


@dataclass(frozen=True)
class Pool:
    """The cities that take part, by id.

    Parameters
    ----------
    sides : tuple of tuple of str
        Two sides, or one pool; ids sorted.
    refused : tuple of Refusal
        Everyone else of the file set, sorted by id.
    conditions : dict of str to str
        What must still happen for the cities that were admitted conditionally.
    """

    sides: tuple[tuple[str, ...], ...]
    refused: tuple[Refusal, ...]
    conditions: dict[str, str] = field(default_factory=dict)

    @property
    def two_sided(self) -> bool:
        """Whether there are two sides."""
        return len(self.sides) == 2

    @property
    def left(self) -> tuple[str, ...]:
        """Ids of the first side, or of the pool."""
        return self.sides[0]

    @property
    def right(self) -> tuple[str, ...]:
        """Ids of the second side, or of the pool again."""
        return self.sides[-1]

    @cached_property
    def left_at(self) -> dict[str, int]:
        """Position of each city of the first side, or of the pool."""
        return {city: i for i, city in enumerate(self.left)}

    @cached_property
    def right_at(self) -> dict[str, int]:
        """Position of each city of the second side, or of the pool again."""
        return {city: j for j, city in enumerate(self.right)} if self.two_sided else self.left_at

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Every id that takes part, sorted."""
        return tuple(sorted({city for side in self.sides for city in side}))

    @cached_property
    def _refusals(self) -> dict[str, Refusal]:
        return {row.city: row for row in self.refused}

    def refusal(self, city: str) -> Refusal | None:
        """Why a city does not take part, or None if it does."""
        return self._refusals.get(city)


def build_pool(profiles: Profiles, programme: Programme) -> Pool:
    """Sort every city of the file set onto a side or among the refused.

    Raises
    ------
    InputError
        When a city fits both sides of a two-sided programme.
    """
    sides: list[list[str]] = [[] for _ in programme.sides]
    refused: list[Refusal] = []
    conditions: dict[str, str] = {}
    overlaps: list[Problem] = []
    for city in sorted(profiles, key=lambda city: city.id):
        refusal = (
            _side_refusal(city, programme)
            or _status_refusal(city, programme)
            or _record_refusal(city, programme)
            or _withdrawal(city, programme)
        )
        if refusal is not None:
            refused.append(refusal)
            continue
        fitting = [i for i, side in enumerate(programme.sides) if side.refusal(city) is None]
        if len(fitting) > 1:
            overlaps.append(_overlap(city, programme))
            continue
        sides[fitting[0]].append(city.id)
        link = city.status_in(programme.id)
        if link is not None and link.condition is not None:
            conditions[city.id] = link.condition
    if overlaps:
        raise InputError(f"the sides of {programme.id} overlap", overlaps)
    return Pool(tuple(tuple(side) for side in sides), tuple(refused), conditions)


def _side_refusal(city: CityProfile, programme: Programme) -> Refusal | None:
    refusals = [side.refusal(city) for side in programme.sides]
    if None in refusals:
        return None
    linked = city.status_in(programme.id) is not None
    near = [
        refusal
        for side, refusal in zip(programme.sides, refusals, strict=True)
        if refusal is not None and city.country in side.countries
    ]
    if near:
        return Refusal(city.id, "ineligible", near[0])
    sides = [term(side.name) for side in programme.sides]
    names = say("{a} or {b}", a=sides[0], b=sides[1]) if len(sides) == 2 else sides[0]
    return Refusal(
        city.id,
        "ineligible" if linked else "not_in_programme",
        say(
            "{city} is in country {country}, outside {names}.",
            city=city.name,
            country=city.country,
            names=names,
        ),
    )


def _status_refusal(city: CityProfile, programme: Programme) -> Refusal | None:
    link = city.status_in(programme.id)
    rule = programme.eligibility
    if link is None:
        if not rule.linked_only:
            return None
        return Refusal(
            city.id,
            "not_in_programme",
            say(
                "{city} is not listed as taking part in {title}.",
                city=city.name,
                title=term(programme.title),
            ),
        )
    if link.status == "conditional":
        if rule.conditional == "admit":
            return None
        return Refusal(
            city.id,
            "conditional",
            say(
                "{city} may join once this is met: {condition}",
                city=city.name,
                condition=link.condition or "",
            ),
        )
    if link.status in rule.statuses:
        return None
    if link.status == "observer":
        return Refusal(
            city.id,
            "observer",
            say(
                "{city} is an observer of {title}, not a member.",
                city=city.name,
                title=term(programme.title),
            ),
        )
    return Refusal(
        city.id,
        "ineligible",
        say(
            "{city} is a {status} of {title}; only {statuses} cities take part.",
            city=city.name,
            status=STATUS_WORDS[link.status],
            title=term(programme.title),
            statuses=joined(" and ", [STATUS_WORDS[status] for status in rule.statuses]),
        ),
    )


def _record_refusal(city: CityProfile, programme: Programme) -> Refusal | None:
    least = programme.eligibility.minimum_records
    found = sum(item.recorded for item in city.items)
    if found >= least:
        return None
    has = say_count("one recorded item", "{n} recorded items", found)
    if not found:
        has = say("no recorded need or capability")
    return Refusal(
        city.id,
        "too_few_records",
        say(
            "{city} has {items}; the programme asks for at least {least}. Add what the city "
            "has stated to its profile.",
            city=city.name,
            items=has,
            least=least,
        ),
    )


def _withdrawal(city: CityProfile, programme: Programme) -> Refusal | None:
    if city.id not in programme.eligibility.withdrawn:
        return None
    return Refusal(city.id, "withdrawn", say("{city} no longer takes part.", city=city.name))


def _overlap(city: CityProfile, programme: Programme) -> Problem:
    return Problem(
        code="sides_overlap",
        message=f"{city.name} fits both sides",
        field="sides",
        found=city.id,
        allowed="each city on one side at most",
        remedy="narrow countries, subdivisions or kinds of "
        + " or ".join(side.name for side in programme.sides),
    )
