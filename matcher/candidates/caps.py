"""Caps of a programme on the cities that take part: which cities each holds, and under what name.

::

    [[caps]] --> for each side, for each place --> CapGroup --> groups that nest
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from matcher.candidates.pool import Pool
from matcher.errors import InputError, Problem
from matcher.intake.countries import country_name
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, term
from matcher.language.phrases import in_brackets, pairs
from matcher.programme.caps import Cap
from matcher.programme.models import Programme

End = Literal["left", "right"]
ENDS: tuple[End, End] = ("left", "right")
NAMED = 3


@dataclass(frozen=True)
class CapGroup:
    """Cities of one side that take part in at most `most` pairs together.

    Parameters
    ----------
    cap : int
        Position in the programme's list of caps.
    side : {"left", "right"}
    place : str
        What its cities have in common: a code, or `LISTED`.
    members : tuple of str
        Ids, sorted; at least one.
    most : int
        Pairs.
    name : str
        The place or the list as the subject of a sentence: Guangdong.
    label : str
        What is capped, for a table: cities of Guangdong.
    """

    cap: int
    side: End
    place: str
    members: tuple[str, ...]
    most: int
    name: str
    label: str

    @property
    def limit(self) -> str:
        """The cap as one phrase: cities of Guangdong: at most 2 pairs."""
        return say("{label}: at most {pairs}", label=self.label, pairs=pairs(self.most))


def build_caps(profiles: Profiles, programme: Programme, pool: Pool) -> tuple[CapGroup, ...]:
    """Find the cities of the pool that each cap holds.

    Raises
    ------
    InputError
        When two caps of one side overlap and neither holds the other, or one list names cities of
        both sides; every such case is listed. In one pool caps may overlap.
    """
    found: list[CapGroup] = []
    problems: list[Problem] = []
    for at, cap in enumerate(programme.caps):
        ends = ENDS[: len(pool.sides)]
        by_end = {end: _places(cap, end, profiles, programme, pool) for end in ends}
        both = by_end["left"].keys() & by_end.get("right", {}).keys()
        if both and cap.per == "cities":
            problems.append(_on_two_sides(at, by_end, programme))
            continue
        for end, side in zip(ends, programme.sides, strict=True):
            for place, members in sorted(by_end[end].items()):
                name, label = _words(cap, place, members, profiles)
                found.append(
                    CapGroup(
                        at,
                        end,
                        place,
                        members,
                        cap.most,
                        in_brackets(name, term(side.name)) if place in both else name,
                        in_brackets(label, term(side.name)) if place in both else label,
                    )
                )
    if pool.two_sided:
        problems += [problem for end in ENDS for problem in _crossings(found, end, programme)]
    if problems:
        raise InputError(f"the caps of {programme.id} cannot be used", problems)
    return tuple(found)


def cap_remarks(profiles: Profiles, programme: Programme, pool: Pool) -> tuple[Problem, ...]:
    """Warnings about cities that a cap may have been meant for and does not hold.

    Returns
    -------
    tuple of Problem
        Cities without a recorded subdivision, places where no city takes part, listed cities that
        do not take part on the side of the cap.
    """
    return tuple(
        remark
        for at, cap in enumerate(programme.caps)
        for remark in _remarks(at, cap, profiles, programme, pool)
    )


def by_position(caps: Sequence[CapGroup], pool: Pool, side: End) -> list[tuple[list[int], int]]:
    """The caps of one side as the solver takes them: positions, and most pairs."""
    at = pool.left_at if side == "left" else pool.right_at
    return [
        ([at[city] for city in group.members], group.most) for group in caps if group.side == side
    ]


def _places(
    cap: Cap, end: End, profiles: Profiles, programme: Programme, pool: Pool
) -> dict[str, tuple[str, ...]]:
    """Ids of the cities of one side by the place they count under."""
    at = ENDS.index(end)
    if cap.side not in (None, programme.sides[at].name):
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for city in pool.sides[at]:
        place = cap.place_of(profiles[city])
        if place is not None:
            found[place].append(city)
    return {place: tuple(cities) for place, cities in found.items()}


def _words(cap: Cap, place: str, members: Sequence[str], profiles: Profiles) -> tuple[str, str]:
    """Name and label of a group."""
    if cap.per == "cities":
        names = [profiles[city].name for city in members]
        more = len(names) - NAMED
        cities = joined(", ", names[:NAMED])
        if more > 0:
            cities = say("{cities} and {more} more", cities=cities, more=more)
        if cap.label:
            return f"{cap.label[:1].upper()}{cap.label[1:]}", cap.label
        return say("The group {cities}", cities=cities), cities
    if cap.per == "country":
        name = country_name(place)
    else:
        stated = (profiles[city].subdivision_name for city in members)
        name = next((text for text in stated if text), place)
    if cap.label:
        return name, say("{label}: {place}", label=cap.label, place=name)
    return name, say("cities of {place}", place=name)


def _crossings(groups: Sequence[CapGroup], end: End, programme: Programme) -> Iterator[Problem]:
    """Pairs of groups of one side that overlap without nesting, each once."""
    mine = sorted((g for g in groups if g.side == end), key=lambda g: (len(g.members), g.members))
    top: dict[str, CapGroup] = {}
    for group in mine:
        inside = set(group.members)
        for inner in dict.fromkeys(top[city] for city in group.members if city in top):
            if not inside.issuperset(inner.members):
                shared = sorted(inside.intersection(inner.members))
                yield Problem(
                    "caps_overlap",
                    f"the caps on {inner.label} and on {group.label} overlap, and neither holds "
                    "all cities of the other",
                    file=f"programme {programme.id}",
                    field=f"caps[{max(inner.cap, group.cap)}]",
                    found=f"in both: {', '.join(shared[:5])}{' ...' if len(shared) > 5 else ''}",
                    allowed="caps that nest, or that share no city",
                    remedy="take the shared cities out of one of them, or put all of one into the "
                    "other",
                )
        top |= dict.fromkeys(group.members, group)


def _on_two_sides(
    at: int, by_end: dict[End, dict[str, tuple[str, ...]]], programme: Programme
) -> Problem:
    return Problem(
        "cap_on_two_sides",
        "the cap lists cities of both sides, and a cap counts the pairs of one side",
        file=f"programme {programme.id}",
        field=f"caps[{at}].cities",
        found=" and ".join(
            f"{', '.join(city for cities in by_end[end].values() for city in cities[:3])} "
            f"({side.name})"
            for end, side in zip(ENDS, programme.sides, strict=True)
        ),
        allowed="cities of one side",
        remedy="write one cap for each side",
    )


def _remarks(
    at: int, cap: Cap, profiles: Profiles, programme: Programme, pool: Pool
) -> Iterator[Problem]:
    ends = ENDS[: len(pool.sides)]
    held = {place: end for end in ends for place in _places(cap, end, profiles, programme, pool)}
    sides = [
        (side.name, cities)
        for side, cities in zip(programme.sides, pool.sides, strict=True)
        if cap.side in (None, side.name)
    ]
    where = " or ".join(name for name, _ in sides)
    taking_part = {city for _, cities in sides for city in cities}
    file = f"programme {programme.id}"
    if cap.per == "subdivision":
        bare = sorted(city for city in taking_part if profiles[city].subdivision is None)
        if bare:
            yield Problem(
                "no_subdivision",
                f"cities without a recorded subdivision count under no cap: {_few(bare)}",
                file=file,
                field=f"caps[{at}]",
                remedy="state the subdivision in their profiles",
                severity="warning",
            )
    empty = [code for code in cap.only if code not in held]
    if empty or not (held or cap.only or cap.per == "cities"):
        places = _few(empty) if empty else f"any {cap.per}"
        yield Problem(
            "cap_holds_nobody",
            f"no city of {where} in {places} takes part, so the cap holds nobody there",
            file=file,
            field=f"caps[{at}].only" if empty else f"caps[{at}]",
            severity="warning",
        )
    outside = [city for city in cap.cities if city not in taking_part]
    if outside:
        yield Problem(
            "cap_city_outside",
            f"the cap names cities that do not take part on the side {where}: {_few(outside)}",
            file=file,
            field=f"caps[{at}].cities",
            remedy="take them out, or mend what keeps them from taking part",
            severity="warning",
        )


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
