"""What belongs to all cities: vocabulary, airsheds, prior links."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from matcher.errors import Problem
from matcher.intake.geography import Airsheds, PriorLink
from matcher.intake.lines import Path
from matcher.intake.models import Record
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import Origin, RowOrigin, RowPlace, TreeOrigin, problem_at
from matcher.intake.parse import parse_tree
from matcher.intake.plain_words import problems_of
from matcher.intake.tables import csv_grid, number_cell, read_grid
from matcher.intake.text_files import TextFile
from matcher.intake.vocabulary import Theme, ThemeGroup, Vocabulary

Model = TypeVar("Model", bound=BaseModel)


class ThemesFile(Record):
    """The file themes.toml: groups, then themes."""

    groups: tuple[ThemeGroup, ...]
    themes: tuple[Theme, ...]


def read_model(file: TextFile, model: type[Model]) -> tuple[Model | None, Origin, list[Problem]]:
    """Parse a TOML file and validate it as `model`."""
    tree = parse_tree(file)
    if isinstance(tree, Problem):
        return None, RowOrigin({(): RowPlace(file.name, 1)}), [tree]
    origin = TreeOrigin(tree)
    try:
        return model.model_validate(tree.data), origin, []
    except ValidationError as error:
        return None, origin, problems_of(error, model, tree.data, origin)


def read_vocabulary(file: TextFile) -> tuple[Vocabulary | None, list[Problem]]:
    """Read themes.toml: ids unique, groups and related themes known."""
    themes, origin, problems = read_model(file, ThemesFile)
    if themes is None:
        return None, problems
    groups = {group.id for group in themes.groups}
    ids = [theme.id for theme in themes.themes]
    for at, theme in enumerate(themes.themes):
        place = ("themes", at)
        if theme.id in ids[:at]:
            message = f"the theme {theme.id} stands twice"
            problems.append(problem_at(origin, place, "duplicate_id", message, found=theme.id))
        if theme.group not in groups:
            message = f"theme {theme.id} is in a group that is not there"
            allowed = ", ".join(sorted(groups))
            problems.append(
                problem_at(
                    origin,
                    (*place, "group"),
                    "unknown_group",
                    message,
                    found=theme.group,
                    allowed=allowed,
                )
            )
        problems += [
            problem_at(
                origin,
                (*place, "related", index),
                "unknown_theme",
                f"theme {theme.id} names a related theme that is not there",
                found=other,
                remedy=did_you_mean(other, ids),
            )
            for index, other in enumerate(theme.related)
            if other not in ids
        ]
    if problems:
        return None, problems
    ordered = sorted(themes.themes, key=lambda theme: (theme.id[0], int(theme.id[1:])))
    return Vocabulary(tuple(sorted(themes.groups, key=lambda g: g.id)), tuple(ordered)), []


def read_airsheds(
    file: TextFile, known: Collection[str], *, bundled: bool
) -> tuple[Airsheds, list[Problem]]:
    """Read airsheds.toml; unknown members are named unless the file is the bundled one."""
    airsheds, origin, problems = read_model(file, Airsheds)
    if airsheds is None:
        return Airsheds(), problems
    ids = [airshed.id for airshed in airsheds.airsheds]
    for at, airshed in enumerate(airsheds.airsheds):
        if airshed.id in ids[:at]:
            message = f"the airshed {airshed.id} stands twice"
            place = ("airsheds", at, "id")
            problems.append(problem_at(origin, place, "duplicate_id", message, found=airshed.id))
        if not bundled:
            problems += [
                problem_at(
                    origin,
                    ("airsheds", at, "members", index),
                    "unknown_city",
                    "this member is not in the set and is passed over",
                    found=member,
                    remedy=did_you_mean(member, known),
                    severity="warning",
                )
                for index, member in enumerate(airshed.members)
                if member not in known
            ]
    for at, transport in enumerate(airsheds.transports):
        problems += [
            problem_at(
                origin,
                ("transports", at, end),
                "unknown_airshed",
                "this is neither a country code nor an airshed of the file",
                found=value,
                remedy=did_you_mean(value, ids),
            )
            for end, value in (("origin", transport.origin), ("receiver", transport.receiver))
            if value not in ids and not (len(value) == 2 and value.isupper())
        ]
    return airsheds, problems


SOURCE_COLUMNS: dict[Path, str] = {
    ("source",): "source_title",
    **{("source", key): f"source_{key}" for key in ("title", "publisher", "url")},
}
LINK_COLUMNS = ("a", "b", "kind", "year", "scope", "source_title", "source_publisher", "source_url")


def read_links(
    file: TextFile, known: Collection[str], *, bundled: bool
) -> tuple[tuple[PriorLink, ...], list[Problem]]:
    """Read links.csv; links to cities outside the set are dropped, loudly unless bundled."""
    table, problems = read_grid(csv_grid(file), LINK_COLUMNS, required=("a", "b", "kind", "year"))
    links: dict[tuple[str, str, str], PriorLink] = {}
    for place, cells in table:
        origin = RowOrigin({(): place}, SOURCE_COLUMNS)
        stated = {key: cells[key] for key in ("a", "b", "kind", "scope") if key in cells}
        data = stated | dated_cells(cells)
        outside = [key for key in ("a", "b") if cells.get(key, "") not in known]
        if outside:
            problems += [] if bundled else list(_outside(origin, cells, outside, known))
            if bundled:
                continue
        try:
            link = PriorLink.model_validate(data)
        except ValidationError as error:
            problems += problems_of(error, PriorLink, data, origin)
            continue
        if link.a == link.b:
            message = "a city is not linked with itself"
            problems.append(problem_at(origin, ("b",), "contradiction", message, found=link.b))
        if outside:
            continue
        if link.a > link.b:
            link = link.model_copy(update={"a": link.b, "b": link.a})
        links.setdefault((link.a, link.b, link.kind), link)
    return tuple(links[key] for key in sorted(links)), problems


def _outside(
    origin: Origin, cells: dict[str, str], ends: list[str], known: Collection[str]
) -> Iterator[Problem]:
    for end in ends:
        yield problem_at(
            origin,
            (end,),
            "unknown_city",
            "the link names a city that is not in the set and is passed over",
            found=cells.get(end, ""),
            remedy=did_you_mean(cells.get(end, ""), known),
            severity="warning",
        )


def dated_cells(cells: dict[str, str]) -> dict[str, Any]:
    """Turn the columns year and source_* of a row into the keys of a dated fact."""
    data: dict[str, Any] = {}
    source = {
        key: cells[f"source_{key}"]
        for key in ("title", "publisher", "url")
        if f"source_{key}" in cells
    }
    if source:
        data["source"] = source
    year = cells.get("year")
    if year is not None and year.casefold() == "unknown":
        data["year_unknown"] = True
    elif year is not None:
        data["year"] = number_cell(year)
    return data
