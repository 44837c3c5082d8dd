"""Cities from tables: one with a row a city, one with a row an item, one of indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.errors import Problem, UnknownNameError
from matcher.intake.layout import CITIES, INDICATORS, ITEMS
from matcher.intake.lines import Path
from matcher.intake.names import folded
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import RawCity, RowOrigin, RowPlace
from matcher.intake.resolve import AliasTable
from matcher.intake.shared_files import SOURCE_COLUMNS, dated_cells
from matcher.intake.tables import Grid, Row, number_cell, read_grid

SOURCE = ("source_title", "source_publisher", "source_url")
PLAIN = ("id", "name", "kind", "country", "subdivision", "subdivision_name", "part_of", "notes")
LISTS = ("languages", "aliases", "no_needs", "no_capabilities", "wishes")
NUMBERS = ("lat", "lon")
CITED = ("place_source", "climate_source")
CITY_COLUMNS = (
    *PLAIN,
    *LISTS,
    *NUMBERS,
    "climate",
    *(f"{key}{part}" for key in CITED for part in ("", "_publisher", "_url")),
)
ITEM_TEXTS = ("theme", "basis", "text", "result", "confidence")
ITEM_COLUMNS = ("city", "country", "side", *ITEM_TEXTS, "level", "year", "since", *SOURCE)
INDICATOR_COLUMNS = ("city", "country", "indicator", "value", "unit", "scope", "year", *SOURCE)
# Columns of a programme's source, as programme:eacac:source and so on.
SOURCE_PARTS = {"source": "title", "source_publisher": "publisher", "source_url": "url"}
LINK_PARTS = ("condition", *SOURCE_PARTS)
SIDES = {"need": "needs", "capability": "capabilities"}


@dataclass
class Draft:
    """A city while its rows are being put together."""

    data: dict[str, Any]
    rows: dict[Path, RowPlace]
    columns: dict[Path, str] = field(default_factory=dict)
    reported: set[Path] = field(default_factory=set)

    def city(self) -> RawCity:
        """The finished raw city."""
        origin = RowOrigin(self.rows, self.columns)
        return RawCity(self.data, origin, frozenset(self.reported))


def read_tables(
    tables: Mapping[str, Sequence[Grid]], bundled: Callable[[], AliasTable]
) -> tuple[list[RawCity], list[Problem]]:
    """Put cities together from the tables that are there.

    Parameters
    ----------
    tables : mapping of str to sequence of Grid
        By role: ``cities.csv``, ``items.csv``, ``indicators.csv``, whatever they are kept in.
    bundled : callable
        Gives the names of the bundled cities; asked only when a row leaves its id out.

    Returns
    -------
    cities : list of RawCity
    problems : list of Problem
    """
    if not tables.get(CITIES):
        first = next((grid for grids in tables.values() for grid in grids), None)
        problem = Problem(
            "missing_table",
            "there are rows about cities, but no table of cities that can be read",
            file=first.file if first else None,
            remedy=f"add {CITIES}, with one row for each city",
        )
        return [], [problem] if first else []
    problems: list[Problem] = []
    drafts: list[Draft] = []
    for grid in tables[CITIES]:
        rows, found = read_grid(grid, CITY_COLUMNS, ("name", "country"), free=_is_free_column)
        problems += found
        drafts += [_city(cells, place, problems, bundled) for place, cells in rows]
    finder = _Finder(drafts, " or ".join(grid.name for grid in tables[CITIES]))
    for grid in tables.get(ITEMS, ()):
        rows, found = read_grid(grid, ITEM_COLUMNS, ("city", "side", "theme", "level", "basis"))
        problems += found
        for row in rows:
            problems += _item(row, finder)
    for grid in tables.get(INDICATORS, ()):
        rows, found = read_grid(grid, INDICATOR_COLUMNS, ("city", "indicator", "value", "unit"))
        problems += found
        for row in rows:
            problems += _indicator(row, finder)
    return [draft.city() for draft in drafts], problems


def _is_free_column(column: str) -> bool:
    parts = column.split(":")
    if parts[0] == "name":
        return len(parts) == 2
    return parts[0] == "programme" and (
        len(parts) == 2 or (len(parts) == 3 and parts[2] in LINK_PARTS)
    )


def _city(
    cells: dict[str, str],
    place: RowPlace,
    problems: list[Problem],
    bundled: Callable[[], AliasTable],
) -> Draft:
    data: dict[str, Any] = {key: cells[key] for key in (*PLAIN, "climate") if key in cells}
    data |= {key: number_cell(cells[key]) for key in NUMBERS if key in cells}
    data |= {key: _split(cells[key]) for key in LISTS if key in cells}
    draft = Draft(data, {(): place})
    for key in CITED:
        source = {
            part or "title": cells[f"{key}_{part}" if part else key]
            for part in ("", "publisher", "url")
            if (f"{key}_{part}" if part else key) in cells
        }
        if source:
            data[key] = source
        draft.columns[(key, "title")] = key
    _free_columns(cells, draft)
    if "id" not in data and "name" in data:
        _known_id(draft, place, problems, bundled)
    return draft


def _free_columns(cells: dict[str, str], draft: Draft) -> None:
    names = {key.partition(":")[2]: cell for key, cell in cells.items() if key.startswith("name:")}
    if names:
        draft.data["names"] = names
        draft.columns |= {("names", tag): f"name:{tag}" for tag in names}
    links: list[dict[str, Any]] = []
    for key, cell in cells.items():
        parts = key.split(":")
        if parts[0] != "programme" or len(parts) != 2:
            continue
        link: dict[str, Any] = {"programme": parts[1], "status": cell}
        if f"{key}:condition" in cells:
            link["condition"] = cells[f"{key}:condition"]
        source = {
            part: cells[f"{key}:{column}"]
            for column, part in SOURCE_PARTS.items()
            if f"{key}:{column}" in cells
        }
        if source:
            link["source"] = source
        at = len(links)
        links.append(link)
        draft.columns |= {
            ("programmes", at): key,
            ("programmes", at, "programme"): key,
            ("programmes", at, "status"): key,
            ("programmes", at, "condition"): f"{key}:condition",
        }
        for column, part in SOURCE_PARTS.items():
            draft.columns[("programmes", at, "source", part)] = f"{key}:{column}"
    if links:
        draft.data["programmes"] = links


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _known_id(
    draft: Draft,
    place: RowPlace,
    problems: list[Problem],
    bundled: Callable[[], AliasTable],
) -> None:
    """Find the id of a bundled city by name and country, where the table gives none."""
    name, country = draft.data["name"], draft.data.get("country")
    try:
        draft.data["id"] = bundled().resolve(name, country)
    except UnknownNameError as error:
        draft.reported.add(("id",))
        problems.append(
            place.problem(
                "missing_id",
                "the row has no id, and its name is not that of a bundled city",
                "id",
                found=name,
                allowed="an id such as cn-beijing, or the name of a bundled city",
                remedy=next((p.remedy for p in error.problems if p.remedy), None),
            )
        )


class _Finder:
    """Finds the draft that a row about an item or an indicator belongs to."""

    def __init__(self, drafts: list[Draft], table: str) -> None:
        self.table = table
        self.names: dict[str, list[Draft]] = {}
        self.ids: list[str] = []
        self.spelt: list[str] = []
        for draft in drafts:
            data = draft.data
            if isinstance(data.get("id"), str):
                self.ids.append(data["id"])
            spelt = [data.get("name"), *data.get("names", {}).values(), *data.get("aliases", ())]
            self.spelt += [name for name in spelt if name]
            keys = {folded(name) for name in (data.get("id"), *spelt) if name}
            for key in keys:
                self.names.setdefault(key, []).append(draft)

    def find(self, cells: dict[str, str], place: RowPlace) -> Draft | Problem:
        name, country = cells.get("city", ""), cells.get("country")
        found = [
            draft
            for draft in self.names.get(folded(name), [])
            if country in (None, draft.data.get("country"))
        ]
        found = [draft for draft in found if draft.data.get("id") == name] or found
        # Rows that share an id are reported as such; their items go to the first.
        if len({draft.data.get("id") for draft in found}) == 1:
            return found[0]
        if found:
            message, code = "more than one city goes by this name", "ambiguous_name"
            remedy: str | None = "give the id, or fill the column country"
        else:
            message, code = f"this city is not in {self.table}", "unknown_city"
            remedy = did_you_mean(name, [*self.ids, *self.spelt])
        return place.problem(
            code,
            message if name else "the row names no city",
            "city",
            found=name or None,
            allowed=f"an id or a name of {self.table}",
            remedy=remedy,
        )


def _item(row: Row, finder: _Finder) -> list[Problem]:
    place, cells = row
    draft = finder.find(cells, place)
    side = SIDES.get(cells.get("side", "").casefold())
    problems = [draft] if isinstance(draft, Problem) else []
    if side is None:
        problems.append(
            place.problem(
                "not_an_option",
                "side says neither need nor capability",
                "side",
                found=cells.get("side"),
                allowed=", ".join(SIDES),
                remedy=did_you_mean(cells.get("side", ""), SIDES),
            )
        )
    if isinstance(draft, Problem) or side is None:
        return problems
    data: dict[str, Any] = {key: cells[key] for key in ITEM_TEXTS if key in cells}
    data |= {key: number_cell(cells[key]) for key in ("level", "since") if key in cells}
    items = draft.data.setdefault(side, [])
    path: Path = (side, len(items))
    draft.rows[path] = place
    draft.columns |= {(*path, *key): column for key, column in SOURCE_COLUMNS.items()}
    items.append(data | dated_cells(cells))
    return problems


def _indicator(row: Row, finder: _Finder) -> list[Problem]:
    place, cells = row
    draft = finder.find(cells, place)
    if isinstance(draft, Problem):
        return [draft]
    key = cells.get("indicator", "")
    indicators = draft.data.setdefault("indicators", {})
    if key in indicators or not key:
        return [
            place.problem(
                "duplicate_indicator" if key else "missing_key",
                "the city has this indicator twice" if key else "the row names no indicator",
                "indicator",
                found=key or None,
                remedy="keep one row for each city and indicator",
            )
        ]
    data: dict[str, Any] = {name: cells[name] for name in ("unit", "scope") if name in cells}
    if "value" in cells:
        data["value"] = number_cell(cells["value"])
    path: Path = ("indicators", key)
    draft.rows[path] = place
    draft.columns |= {(*path, *inner): column for inner, column in SOURCE_COLUMNS.items()}
    indicators[key] = data | dated_cells(cells)
    return []
