"""The profile template: a workbook with drop-downs, empty or filled with cities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.intake.indicators import KNOWN
from matcher.intake.models import CityProfile, Dated, Item, Source
from matcher.intake.profiles import Profiles
from matcher.intake.workbook.heights import row_height
from matcher.intake.workbook.sheets import (
    DASH,
    GUIDE,
    LISTS,
    Column,
    ListName,
    Sheet,
    all_sheets,
)

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book

# Rows that carry drop-downs below the filled ones.
SPARE_ROWS = 500
HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"}
NEED_LEVELS = ("1 – mentioned", "2 – clear priority", "3 – urgent")
CAPABILITY_LEVELS = ("1 – pilot", "2 – city scale", "3 – proven with a measured result")
GUIDE_LINES = (
    ("Profiles of cities", True),
    ("What each city needs, what it can show to others, and where and what it is.", False),
    ("How to fill in", True),
    ("1. Cities: one row a city. Name, country code, coordinates and their source are needed.", 0),
    ("2. Needs: one row a city and theme. Level 1 mentioned, 2 clear priority, 3 urgent.", 0),
    (
        "3. Capabilities: the same, for what the city can show. Level 1 pilot, 2 city scale, "
        "3 proven with a measured result.",
        0,
    ),
    ("4. Indicators: measured figures, each with unit, year and source.", 0),
    ("What matters", True),
    ("An empty cell means not reported. It is never read as zero.", 0),
    ("Each item and figure has a source. Where the source has no year, write: unknown.", 0),
    ("'There is none' is written on the sheet Cities, in the columns No need in and Nothing to "
     "show in.", 0),
    ("Themes, levels and other choices are in drop-downs; the sheet Lists has all of them.", 0),
    ("Keep the headings. Columns may be moved, and empty columns deleted.", 0),
    ("Formulas, dates and merged cells are not read: paste plain values.", 0),
    ("When done", True),
    ("matcher check FILE.xlsx lists everything that must be mended, with sheet and cell.", 0),
    ("matcher propose PROGRAMME --profiles FILE.xlsx proposes exchanges.", 0),
)  # fmt: skip


def write_template(
    path: Path,
    profiles: Profiles,
    cities: Sequence[str] = (),
    programmes: Sequence[str] = (),
) -> None:
    """Write a profile workbook for people to fill in.

    Parameters
    ----------
    path : Path
        An .xlsx file; one that is there is replaced.
    profiles : Profiles
        Gives the vocabulary, and the cities.
    cities : sequence of str
        Ids of cities whose records are filled in; none leaves the sheets empty. Inferred needs are
        left out, because they are derived again when the workbook is read.
    programmes : sequence of str
        Ids of programmes that get columns, beside those that the cities have links to.

    Examples
    --------
    >>> import matcher, tempfile
    >>> from matcher.intake.workbook import write_template
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "cities.xlsx"
    ...     write_template(file, matcher.read_profiles(), ["jp-tokyo"])
    ...     matcher.read_profiles(file)["jp-tokyo"].name
    'Tokyo'
    """
    import xlsxwriter

    chosen = [profiles[city] for city in cities]
    languages = tuple(dict.fromkeys(tag for city in chosen for tag in city.names))
    linked = [link.programme for city in chosen for link in city.programmes]
    sheets = all_sheets(languages, tuple(sorted({*programmes, *linked})))
    # City texts are texts: nothing in them may become a formula or a link.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        _guide(book)
        lists = _choices(profiles, chosen)
        for sheet, rows in zip(sheets, _rows(chosen), strict=True):
            _sheet(book, sheet, list(rows), lists)
        _lists(book, lists)


def _guide(book: Book) -> None:
    page = book.add_worksheet(GUIDE)
    page.hide_gridlines(2)
    page.set_column(0, 0, 110)
    heading = book.add_format({"bold": True, "font_size": 13})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for row, (text, strong) in enumerate(GUIDE_LINES):
        page.set_row(row, 24 if strong else row_height([text], [110]))
        page.write_string(row, 0, text, heading if strong else plain)


def _choices(profiles: Profiles, chosen: Sequence[CityProfile]) -> dict[ListName, list[str]]:
    return {
        "cities": [city.id for city in chosen],
        "kinds": ["city", "district", "county", "province", "state"],
        "themes": [f"{theme.id}{DASH}{theme.title}" for theme in profiles.vocabulary],
        "need_levels": list(NEED_LEVELS),
        "capability_levels": list(CAPABILITY_LEVELS),
        "bases": ["declared", "reported"],
        "confidences": ["high", "medium", "low"],
        "indicators": [f"{key}{DASH}{known.title}" for key, known in KNOWN.items()],
        "units": list(dict.fromkeys(known.units[0] for known in KNOWN.values())),
        "statuses": ["member", "candidate", "conditional", "observer"],
    }


def _lists(book: Book, lists: dict[ListName, list[str]]) -> None:
    page = book.add_worksheet(LISTS)
    head = book.add_format(HEAD)
    for at, (name, entries) in enumerate(lists.items()):
        page.write_string(0, at, name.replace("_", " "), head)
        page.set_column(at, at, min(60, max((len(text) for text in entries), default=10) + 2))
        for row, text in enumerate(entries, start=1):
            page.write_string(row, at, text)
    page.freeze_panes(1, 0)


def _sheet(
    book: Book,
    sheet: Sheet,
    rows: list[dict[str, Any]],
    lists: dict[ListName, list[str]],
) -> None:
    from xlsxwriter.utility import xl_col_to_name

    page = book.add_worksheet(sheet.name)
    head, wrap = book.add_format(HEAD), book.add_format({"text_wrap": True, "valign": "top"})
    last = len(rows) + SPARE_ROWS
    order = list(lists)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, wrap)
        page.write_string(0, at, column.heading, head)
        if column.note:
            page.write_comment(0, at, column.note)
        if column.choices is not None and lists[column.choices]:
            letter = xl_col_to_name(order.index(column.choices), col_abs=True)
            source = f"={LISTS}!{letter}$2:{letter}${len(lists[column.choices]) + 1}"
            page.data_validation(1, at, last, at, _drop_down(column, source))
    widths = [column.width for column in sheet.columns]
    page.set_row(0, row_height([column.heading for column in sheet.columns], widths))
    for row, cells in enumerate(rows, start=1):
        page.set_row(row, row_height([cells.get(c.key) for c in sheet.columns], widths))
        for at, column in enumerate(sheet.columns):
            value = _labelled(cells.get(column.key), column, lists)
            if isinstance(value, str):
                page.write_string(row, at, value)
            elif value is not None:
                page.write_number(row, at, value)
    page.freeze_panes(1, 2 if sheet.name == "Cities" else 1)
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)
    page.set_landscape()


def _drop_down(column: Column, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if column.strict else "information",
        "error_title": "Not in the list",
        "error_message": f"{column.heading}: choose from the list, or see the sheet {LISTS}.",
    }


def _labelled(value: Any, column: Column, lists: dict[ListName, list[str]]) -> Any:
    """The entry of the drop-down that stands for a value, or the value itself."""
    if value is None or column.choices is None:
        return value
    text = str(value)
    starts = f"{text}{DASH}"
    return next((entry for entry in lists[column.choices] if entry.startswith(starts)), text)


def _rows(cities: Sequence[CityProfile]) -> tuple[Iterable[dict[str, Any]], ...]:
    """Rows of each sheet: cities, needs, capabilities, indicators."""
    return (
        [_city(city) for city in cities],
        [_item(city, item) for city in cities for item in city.needs if item.recorded],
        [_item(city, item) for city in cities for item in city.capabilities if item.recorded],
        [
            {
                "city": city.id,
                "indicator": key,
                "value": figure.value,
                "unit": figure.unit,
                "scope": figure.scope,
                **_dated(figure),
            }
            for city in cities
            for key, figure in city.indicators.items()
        ],
    )


def _city(city: CityProfile) -> dict[str, Any]:
    lists = ("aliases", "languages", "no_needs", "no_capabilities", "wishes")
    plain = (
        "id", "name", "kind", "country", "subdivision", "subdivision_name", "part_of", "lat",
        "lon", "climate", "notes",
    )  # fmt: skip
    cells: dict[str, Any] = {key: getattr(city, key) for key in plain}
    cells |= {key: "|".join(getattr(city, key)) or None for key in lists}
    cells |= {f"name:{tag}": name for tag, name in city.names.items()}
    cells |= _cited("place_source", city.place_source)
    cells |= _cited("climate_source", city.climate_source)
    for link in city.programmes:
        key = f"programme:{link.programme}"
        cells[key] = link.status
        cells[f"{key}:condition"] = link.condition
        if link.source is not None:
            cells[f"{key}:source"] = link.source.title
            cells[f"{key}:source_publisher"] = link.source.publisher
            cells[f"{key}:source_url"] = link.source.url
    return cells


def _cited(key: str, source: Source | None) -> dict[str, Any]:
    if source is None:
        return {}
    return {key: source.title, f"{key}_publisher": source.publisher, f"{key}_url": source.url}


def _item(city: CityProfile, item: Item) -> dict[str, Any]:
    keys = ("theme", "level", "basis", "text", "result", "since", "confidence")
    return {"city": city.id, **{key: getattr(item, key) for key in keys}, **_dated(item)}


def _dated(fact: Dated) -> dict[str, Any]:
    return {
        "year": "unknown" if fact.year_unknown else fact.year,
        "source_title": fact.source.title,
        "source_publisher": fact.source.publisher,
        "source_url": fact.source.url,
    }
