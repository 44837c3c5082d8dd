"""The bundled vocabulary, airsheds and links hold together."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from matcher.bundled import profiles_dir
from matcher.intake.geography import Airsheds, PriorLink
from matcher.intake.models import Source
from matcher.intake.vocabulary import Theme, ThemeGroup, Vocabulary

COLUMNS = ["a", "b", "kind", "year", "source_title", "source_publisher", "source_url"]
TRADE_OFFS = ("B2", "C2", "C5", "D1", "G4")
NOT_BUNDLED = ("tw-", "hk-", "mo-")
DIMENSIONS = ("air", "climate")
POLLUTANTS = {"PM", "BC", "SO2", "NOx", "VOC", "CO", "NH3", "O3"}
FIRST_THEMES = {"A": 10, "B": 9, "C": 7, "D": 4, "E": 4, "F": 3, "G": 7, "H": 6, "I": 10}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((profiles_dir() / name).read_text(encoding="utf-8"))


def _natural(theme: str) -> tuple[str, int]:
    return theme[0], int(theme[1:])


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    data = _toml("themes.toml")
    assert set(data) == {"groups", "themes"}
    return Vocabulary(
        groups=tuple(ThemeGroup(**group) for group in data["groups"]),
        themes=tuple(Theme(**theme) for theme in data["themes"]),
    )


@pytest.fixture(scope="module")
def airsheds() -> Airsheds:
    return Airsheds(**_toml("airsheds.toml"))


@pytest.fixture(scope="module")
def link_rows() -> list[dict[str, str]]:
    with (profiles_dir() / "links.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def links(link_rows: list[dict[str, str]]) -> list[PriorLink]:
    return [
        PriorLink(
            a=row["a"],
            b=row["b"],
            kind=row["kind"],
            source=Source(
                title=row["source_title"],
                publisher=row["source_publisher"],
                url=row["source_url"],
            ),
            year=None if row["year"] == "unknown" else int(row["year"]),
            year_unknown=row["year"] == "unknown",
        )
        for row in link_rows
    ]


@pytest.fixture(scope="module")
def city_ids() -> set[str]:
    ids = {path.stem for path in (profiles_dir() / "cities").glob("*.toml")}
    if not ids:
        pytest.skip("no city profiles are bundled yet")
    return ids


def test_the_first_sixty_themes_keep_their_codes(vocabulary: Vocabulary) -> None:
    for group, count in FIRST_THEMES.items():
        assert {f"{group}{number}" for number in range(1, count + 1)} <= set(vocabulary.ids)


def test_themes_are_unique_and_in_natural_order(vocabulary: Vocabulary) -> None:
    assert list(vocabulary.ids) == sorted(set(vocabulary.ids), key=_natural)
    titles = Counter(theme.title for theme in vocabulary)
    assert max(titles.values()) == 1


def test_every_theme_is_in_the_group_its_code_names(vocabulary: Vocabulary) -> None:
    groups = {group.id for group in vocabulary.groups}
    assert groups == set("ABCDEFGHI")
    for theme in vocabulary:
        assert theme.group in groups
        assert theme.group == theme.id[0], theme.id


def test_every_definition_is_a_sentence_and_every_theme_names_its_ground(
    vocabulary: Vocabulary,
) -> None:
    entries: list[ThemeGroup | Theme] = [*vocabulary.groups, *vocabulary.themes]
    for entry in entries:
        assert entry.definition[0].isupper(), entry.id
        assert entry.definition.endswith("."), entry.id
        assert len(entry.definition.split()) >= 10, entry.id
    assert [theme.id for theme in vocabulary if not theme.source] == []


def test_pollutants_come_from_one_short_list(vocabulary: Vocabulary) -> None:
    for theme in vocabulary:
        assert set(theme.pollutants) <= POLLUTANTS, theme.id
        assert len(set(theme.pollutants)) == len(theme.pollutants), theme.id


def test_related_themes_exist_and_the_relation_is_symmetric(vocabulary: Vocabulary) -> None:
    for theme in vocabulary:
        assert len(theme.related) <= 5, theme.id
        assert len(set(theme.related)) == len(theme.related), theme.id
        for other in theme.related:
            assert other in vocabulary, (theme.id, other)
            assert theme.id in vocabulary[other].related, (theme.id, other)


def test_every_enabler_unlocks_a_theme_with_an_effect_of_its_own(vocabulary: Vocabulary) -> None:
    enablers = [
        (theme, dimension)
        for theme in vocabulary
        for dimension in DIMENSIONS
        if getattr(theme, dimension) == "enabler"
    ]
    assert {theme.id for theme, _ in enablers} == {"H1", "H2", "H3", "H5", "H6"}
    for theme, dimension in enablers:
        unlocked = [vocabulary[other] for other in theme.related]
        effects = [
            getattr(other, dimension)
            for other in unlocked
            if "enabler" not in (other.air, other.climate)
        ]
        assert effects, (theme.id, dimension)
        assert sum(effects) / len(effects) > 0, (theme.id, dimension)


@pytest.mark.parametrize("theme", TRADE_OFFS)
def test_trade_off_themes_state_their_caveat(vocabulary: Vocabulary, theme: str) -> None:
    assert "Caveat:" in vocabulary[theme].definition


def test_no_aim_is_served_by_every_theme(vocabulary: Vocabulary) -> None:
    served = Counter(aim for theme in vocabulary for aim in theme.serves)
    assert set(served) == {"resilience", "liveability", "inclusiveness"}
    assert max(served.values()) < len(vocabulary)


def test_airsheds_have_at_least_two_cities_and_a_source_to_open(airsheds: Airsheds) -> None:
    ids = [shed.id for shed in airsheds.airsheds]
    assert len(set(ids)) == len(ids)
    for shed in airsheds.airsheds:
        assert len(shed.members) >= 2, shed.id
        assert shed.source.publisher, shed.id
        assert (shed.source.url or "").startswith("http"), shed.id


def test_a_city_breathes_the_air_of_one_airshed(airsheds: Airsheds) -> None:
    members = Counter(city for shed in airsheds.airsheds for city in shed.members)
    assert [city for city, count in members.items() if count > 1] == []


def test_an_airshed_lies_in_one_country(airsheds: Airsheds) -> None:
    for shed in airsheds.airsheds:
        assert len({city[:2] for city in shed.members}) == 1, shed.id


def test_transports_join_known_places_once_and_are_cited(airsheds: Airsheds) -> None:
    sheds = {shed.id for shed in airsheds.airsheds}
    ways = [(flow.origin, flow.receiver) for flow in airsheds.transports]
    assert len(set(ways)) == len(ways)
    for flow in airsheds.transports:
        for end in (flow.origin, flow.receiver):
            assert end in sheds or end in {"CN", "JP", "KR", "MN", "US"}, end
        assert flow.origin != flow.receiver
        assert (flow.source.url or "").startswith("http")


def test_the_disputed_shares_of_china_are_shipped_as_the_published_ranges(
    airsheds: Airsheds,
) -> None:
    ranges = {(flow.origin, flow.receiver): (flow.low, flow.high) for flow in airsheds.transports}
    assert ranges["CN", "KR"] == (0.26, 0.56)
    assert ranges["CN", "JP"] == (0.136, 0.539)


def test_every_link_has_its_source_and_a_year_or_the_word_unknown(
    link_rows: list[dict[str, str]],
) -> None:
    for row in link_rows:
        assert None not in row, row
        assert all(value == value.strip() and value for value in row.values()), row
        assert re.fullmatch(r"unknown|(19|20)\d\d", row["year"]), row
        assert row["source_url"].startswith("http"), row


def test_links_join_two_places_once_with_the_smaller_id_first(links: list[PriorLink]) -> None:
    pairs = [(link.a, link.b) for link in links]
    assert all(a < b for a, b in pairs)
    assert pairs == sorted(set(pairs))


def test_a_dated_tie_is_not_younger_than_its_source(links: list[PriorLink]) -> None:
    for link in links:
        for year in re.findall(r"\b(?:19|20)\d\d\b", link.kind):
            assert int(year) <= (link.year or int(year)), link


def test_no_link_or_airshed_names_a_place_outside_the_set(
    airsheds: Airsheds, links: list[PriorLink]
) -> None:
    named = {city for shed in airsheds.airsheds for city in shed.members}
    named |= {end for link in links for end in (link.a, link.b)}
    assert [city for city in sorted(named) if city.startswith(NOT_BUNDLED)] == []


def test_every_airshed_member_is_a_bundled_city(airsheds: Airsheds, city_ids: set[str]) -> None:
    named = {city for shed in airsheds.airsheds for city in shed.members}
    assert sorted(named - city_ids) == []


def test_every_link_end_is_a_bundled_city(links: list[PriorLink], city_ids: set[str]) -> None:
    named = {end for link in links for end in (link.a, link.b)}
    assert sorted(named - city_ids) == []


def test_the_sources_page_carries_the_lines_that_licences_ask_for() -> None:
    page = " ".join((profiles_dir() / "SOURCES.md").read_text(encoding="utf-8").split())
    for line in (
        "CC BY-NC-SA 3.0 IGO",
        "collected in partnership by CDP and ICLEI - Local Governments for Sustainability",
        "GeoNames, CC BY 4.0",
        "Net Zero Tracker, CC BY 4.0",
        "Shan et al. 2022",
        "Rubel et al. 2017",
        "CC BY-SA 4.0",
        "public domain",
        "Its pool here is illustrative",
    ):
        assert line in page


def test_the_licence_is_the_one_the_package_declares() -> None:
    checkout = Path(__file__).resolve().parents[3]
    declared = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
    assert declared["project"]["license"] == "Apache-2.0"
    text = (checkout / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
