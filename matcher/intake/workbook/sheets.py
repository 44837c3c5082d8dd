"""What a profile workbook looks like: its sheets, their columns, what may be chosen in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from matcher.intake.layout import CITIES, INDICATORS, ITEMS

# Stands between a code and its title in a drop-down: A8 – Cleaner trucks.
DASH = " – "
GUIDE, LISTS = "How to fill in", "Lists"
IGNORED = (GUIDE, LISTS)
LANGUAGES = ("zh-Hans", "ja", "ko", "mn")

ListName = Literal[
    "cities", "kinds", "themes", "need_levels", "capability_levels", "bases", "confidences",
    "indicators", "units", "statuses",
]  # fmt: skip


class Column(NamedTuple):
    """One column: its key, the heading people see, its width, a note and a drop-down."""

    key: str
    heading: str
    width: int
    note: str = ""
    choices: ListName | None = None
    strict: bool = True


class Sheet(NamedTuple):
    """One sheet: its name, the role of its rows, cells that all its rows share, its columns."""

    name: str
    role: str
    constant: Mapping[str, str]
    columns: tuple[Column, ...]


CITY = Column("city", "City (id or name)", 26, "As on the sheet Cities.", "cities", strict=False)
SOURCE = (
    Column("source_title", "Source: title", 40, "Where it is written. Needed."),
    Column("source_publisher", "Source: publisher", 26),
    Column("source_url", "Source: address", 34),
)
YEAR = Column("year", "Year of the source", 12, "A year such as 2021, or the word unknown.")
COUNTRY = Column(
    "country", "Country code", 10, "Only where two cities of the file have the same name."
)


def city_columns(languages: tuple[str, ...], programmes: tuple[str, ...]) -> tuple[Column, ...]:
    """Columns of the sheet Cities, with one column a language and some for each programme."""
    links: list[Column] = []
    for programme in programmes:
        key, title = f"programme:{programme}", programme.upper()
        links += [
            Column(key, f"{title}: status", 16, "Empty: not in the programme.", "statuses"),
            Column(f"{key}:condition", f"{title}: condition", 26, "Only for conditional."),
            Column(f"{key}:source", f"{title}: source", 30),
            Column(f"{key}:source_publisher", f"{title}: source publisher", 20),
            Column(f"{key}:source_url", f"{title}: source address", 26),
        ]
    return (
        Column("id", "Id", 18, "Country code and name: jp-kitakyushu. Empty: a bundled city."),
        Column("name", "Name", 22, "In Latin letters. Needed."),
        *(
            Column(f"name:{tag}", f"Name ({tag})", 16, "In the local script.")
            for tag in dict.fromkeys((*LANGUAGES, *languages))
        ),
        Column("aliases", "Other names", 24, "Several with | between them."),
        Column("kind", "Kind", 11, "", "kinds"),
        Column("country", "Country code", 10, "ISO 3166-1: CN, US, JP, KR, MN. Needed."),
        Column("subdivision", "Province code", 12, "ISO 3166-2: US-CA."),
        Column("subdivision_name", "Province", 18),
        Column("part_of", "Part of (id)", 18, "The jurisdiction that contains this one."),
        Column("lat", "Latitude", 10, "Degrees north, -90 to 90. Needed."),
        Column("lon", "Longitude", 10, "Degrees east, -180 to 180. Needed."),
        Column("place_source", "Coordinates: source", 28, "Needed."),
        Column("place_source_publisher", "Coordinates: publisher", 20),
        Column("place_source_url", "Coordinates: address", 26),
        Column("climate", "Climate class", 10, "Koeppen-Geiger: BSk."),
        Column("climate_source", "Climate: source", 26, "Needed with a class."),
        Column("climate_source_publisher", "Climate: publisher", 20),
        Column("climate_source_url", "Climate: address", 26),
        Column("languages", "Working languages", 14, "ISO 639, | between them: en|zh."),
        Column("no_needs", "No need in (themes)", 20, "Theme ids with | between them."),
        Column("no_capabilities", "Nothing to show in (themes)", 20, "Theme ids, | between."),
        Column("wishes", "Wished partners (ids)", 24, "City ids with | between them."),
        *links,
        Column("notes", "Notes", 40),
    )


def _items(name: str, side: str, levels: ListName) -> Sheet:
    return Sheet(
        name,
        ITEMS,
        {"side": side},
        (
            CITY,
            Column("theme", "Theme", 44, "One item for each city and theme.", "themes"),
            Column("level", "Level", 30, "", levels),
            Column("basis", "Who says so", 12, "The city itself, or others.", "bases"),
            Column("text", "In one line", 60, "In plain words. Needed."),
            Column("result", "Measured result", 30),
            Column("since", "Since (year)", 10),
            YEAR,
            Column("confidence", "Confidence", 12, "How sure the reader was.", "confidences"),
            *SOURCE,
            COUNTRY,
        ),
    )


NEEDS = _items("Needs", "need", "need_levels")
CAPABILITIES = _items("Capabilities", "capability", "capability_levels")
FIGURES = Sheet(
    "Indicators",
    INDICATORS,
    {},
    (
        CITY,
        Column("indicator", "Indicator", 44, "", "indicators", strict=False),
        Column("value", "Value", 14, "A number."),
        Column("unit", "Unit", 18, "", "units", strict=False),
        Column("scope", "What it stands for", 30, "city, county, province, or in words."),
        YEAR,
        *SOURCE,
        COUNTRY,
    ),
)


def all_sheets(
    languages: tuple[str, ...] = (), programmes: tuple[str, ...] = ()
) -> tuple[Sheet, ...]:
    """Every sheet that holds data, in the order of the workbook."""
    return (
        Sheet("Cities", CITIES, {}, city_columns(languages, programmes)),
        NEEDS,
        CAPABILITIES,
        FIGURES,
    )
