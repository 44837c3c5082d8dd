"""What is wrong between cities: ids, names, containment and wishes across the whole set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matcher.errors import Problem
from matcher.intake.check_items import texts_of
from matcher.intake.lines import Path
from matcher.intake.names import folded
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import Place, RawCity, problem_at


def check_set(cities: Sequence[RawCity], elsewhere: Collection[str]) -> list[Problem]:
    """Check raw cities against one another, broken ones included.

    Parameters
    ----------
    cities : sequence of RawCity
    elsewhere : collection of str
        Ids that are known although they are not in this set (the bundled ones).

    Returns
    -------
    list of Problem
    """
    known = {raw.id for raw in cities if raw.id}
    return [
        *_ids(cities),
        *_names(cities),
        *_containers(cities, known, elsewhere),
        *_wishes(cities, known, elsewhere),
    ]


def _ids(cities: Sequence[RawCity]) -> Iterator[Problem]:
    first: dict[str, RawCity] = {}
    for raw in cities:
        if raw.id is None:
            continue
        if raw.id in first:
            other = first[raw.id].origin.place(("id",))
            yield problem_at(
                raw.origin,
                ("id",),
                "duplicate_id",
                f"the id {raw.id} is already taken in {_where(other)}",
                found=raw.id,
                allowed="one city per id",
                remedy="rename one, or merge the two",
            )
        first.setdefault(raw.id, raw)


def claims(raw: RawCity) -> Iterator[tuple[Path, str]]:
    """Every name that a raw city goes by, with its place."""
    name = raw.data.get("name")
    if isinstance(name, str) and name.strip():
        yield ("name",), name
    names = raw.data.get("names")
    for tag, local in names.items() if isinstance(names, dict) else ():
        if isinstance(local, str) and local.strip():
            yield ("names", tag), local
    for at, alias in texts_of(raw, "aliases"):
        if alias.strip():
            yield ("aliases", at), alias


def _names(cities: Sequence[RawCity]) -> Iterator[Problem]:
    owner: dict[tuple[str, str], tuple[RawCity, Path]] = {}
    for raw in cities:
        country = raw.data.get("country")
        if not isinstance(country, str):
            continue
        reported: set[str] = set()
        for path, name in claims(raw):
            key = (country.strip(), folded(name))
            other, where = owner.setdefault(key, (raw, path))
            # Two entries of one id are reported as such, not name by name.
            if other is raw or other.id == raw.id or key[1] in reported:
                continue
            reported.add(key[1])
            yield problem_at(
                raw.origin,
                path,
                "duplicate_name",
                f"{other.id or 'another city'} goes by the same name in {country} "
                f"({_where(other.origin.place(where))})",
                found=name,
                allowed="a name that belongs to one city of the country",
                remedy="make it longer, for example with the province, or take it out of one",
            )


def _containers(
    cities: Sequence[RawCity], known: Collection[str], elsewhere: Collection[str]
) -> Iterator[Problem]:
    parents = {
        raw.id: parent
        for raw in cities
        if raw.id and isinstance(parent := raw.data.get("part_of"), str)
    }
    for raw in cities:
        parent = raw.data.get("part_of")
        if not isinstance(parent, str) or raw.id is None:
            continue
        if parent not in known and parent not in elsewhere:
            yield problem_at(
                raw.origin,
                ("part_of",),
                "unknown_city",
                "part_of names a city that is not known",
                found=parent,
                allowed="the id of a city of this set or of the bundled one",
                remedy=did_you_mean(parent, known) or "add it, or take part_of out",
            )
        elif raw.id in _above(raw.id, parents):
            yield problem_at(
                raw.origin,
                ("part_of",),
                "cycle",
                f"{raw.id} would contain itself, by way of {parent}",
                found=parent,
                remedy="part_of names the larger jurisdiction only",
            )


def _above(city: str, parents: dict[str, str]) -> list[str]:
    chain: list[str] = []
    at = parents.get(city)
    while at is not None and at not in chain:
        chain.append(at)
        at = parents.get(at)
    return chain


def _wishes(
    cities: Sequence[RawCity], known: Collection[str], elsewhere: Collection[str]
) -> Iterator[Problem]:
    for raw in cities:
        for at, wish in texts_of(raw, "wishes"):
            if wish == raw.id:
                message, remedy = "a city asks for itself", "take it out"
            elif wish not in known and wish not in elsewhere:
                message = "the city asks for a partner that is not known"
                remedy = did_you_mean(wish, known) or "add that city, or take the wish out"
            else:
                continue
            yield problem_at(
                raw.origin,
                ("wishes", at),
                "unknown_wish",
                message,
                found=wish,
                remedy=remedy,
                severity="warning",
            )


def _where(place: Place) -> str:
    if place.line is not None:
        return f"{place.file}, line {place.line}"
    if place.cell is not None:
        return f"{place.file}, sheet {place.sheet}, cell {place.cell}"
    return place.file if place.row is None else f"{place.file}, row {place.row}"
