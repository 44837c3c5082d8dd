"""The bundled city profiles keep what the product promises about them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from matcher import read_profiles
from matcher.bundled import profiles_dir
from matcher.intake import CityProfile, Profiles

EACAC_MEMBERS = {
    "cn-beijing",
    "cn-guiyang",
    "cn-jinan",
    "cn-shenzhen",
    "cn-sichuan",
    "jp-kitakyushu",
    "jp-tokyo",
    "kr-seoul",
    "mn-ulaanbaatar",
}
SUMMIT_PLACES = {
    "cn-beijing",
    "cn-guangzhou",
    "cn-suining",
    "cn-yanan",
    "us-california",
    "us-evanston",
    "us-los-angeles",
}
NO_RECORD = "No public record of needs or capabilities was found"
THIN = re.compile(r"\bthin\b", re.IGNORECASE)
FEW_ITEMS = 4
CUT_OR_BROKEN = re.compile(r"\ufffd| {2}|\t|\n|(\.\.\.|\u2026)$")


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return read_profiles()


@pytest.fixture(scope="module")
def typed() -> dict[str, dict[str, Any]]:
    """The files as they are written, before anything is inferred."""
    folder = profiles_dir() / "cities"
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
    }


def _linked(profiles: Profiles, programme: str, status: str) -> list[CityProfile]:
    return [
        city
        for city in profiles
        if any((link.programme, link.status) == (programme, status) for link in city.programmes)
    ]


def _recorded(city: CityProfile) -> int:
    return sum(item.recorded for item in (*city.needs, *city.capabilities))


def _typed_items(city: dict[str, Any]) -> list[dict[str, Any]]:
    return [*city.get("needs", []), *city.get("capabilities", [])]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _strings(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _strings(entry)


def test_at_least_seventy_cities_are_bundled(profiles: Profiles) -> None:
    assert len(profiles) >= 70


def test_every_file_is_named_after_the_city_it_holds(typed: dict[str, dict[str, Any]]) -> None:
    assert [name for name, city in typed.items() if city["id"] != name] == []


def test_the_nine_members_of_east_asia_clean_air_cities_are_there(profiles: Profiles) -> None:
    assert {city.id for city in _linked(profiles, "eacac", "member")} == EACAC_MEMBERS


def test_every_place_of_the_climate_leaders_summit_is_there_with_a_record(
    profiles: Profiles,
) -> None:
    for place in sorted(SUMMIT_PLACES):
        assert place in profiles, place
        assert any(item.recorded for item in profiles[place].needs), place
        assert any(item.recorded for item in profiles[place].capabilities), place


def test_the_urban_climate_collaborative_can_choose_on_both_sides(profiles: Profiles) -> None:
    candidates = _linked(profiles, "ccucc", "candidate")
    assert sum(city.country == "CN" for city in candidates) >= 25
    assert sum(city.subdivision == "US-CA" for city in candidates) >= 25


def test_every_item_and_indicator_has_a_source_and_a_year_or_says_it_has_none(
    typed: dict[str, dict[str, Any]],
) -> None:
    for name, city in typed.items():
        facts = [*_typed_items(city), *city.get("indicators", {}).values()]
        for fact in facts:
            where = (name, fact.get("theme") or fact.get("value"))
            assert fact["source"]["title"], where
            assert fact["source"]["publisher"], where
            assert ("year" in fact) != (fact.get("year_unknown") is True), where


def test_no_inferred_item_is_typed_in(typed: dict[str, dict[str, Any]]) -> None:
    for name, city in typed.items():
        for item in _typed_items(city):
            assert item["basis"] in {"declared", "reported"}, (name, item["theme"])


def test_every_theme_is_in_the_vocabulary_and_used_once_on_a_side(
    profiles: Profiles, typed: dict[str, dict[str, Any]]
) -> None:
    for name, city in typed.items():
        for side in ("needs", "capabilities"):
            themes = [item["theme"] for item in city.get(side, [])]
            assert [theme for theme in themes if theme not in profiles.vocabulary] == [], name
            assert len(set(themes)) == len(themes), (name, side)


def test_every_capability_that_counts_as_proven_shows_a_result(profiles: Profiles) -> None:
    for city in profiles:
        for item in city.capabilities:
            assert item.level < 3 or item.result, (city.id, item.theme)


def test_an_action_told_to_a_register_is_never_called_proven(profiles: Profiles) -> None:
    told = [
        (city.id, item)
        for city in profiles
        for item in city.capabilities
        if item.source.title.startswith("CDP Cities")
    ]
    assert told
    assert [(city, item.theme) for city, item in told if item.level > 2] == []


def test_a_city_with_few_recorded_items_says_so_in_its_notes(
    profiles: Profiles, typed: dict[str, dict[str, Any]]
) -> None:
    for city in profiles:
        if 0 < _recorded(city) <= FEW_ITEMS:
            assert THIN.search(typed[city.id].get("notes", "")), city.id


def test_a_note_about_the_number_of_items_is_true(
    profiles: Profiles, typed: dict[str, dict[str, Any]]
) -> None:
    for city in profiles:
        stated = re.search(r"only (\d+) recorded item", typed[city.id].get("notes", ""))
        if stated:
            assert int(stated[1]) == _recorded(city), city.id


def test_a_note_that_a_side_is_empty_is_true(typed: dict[str, dict[str, Any]]) -> None:
    for name, city in typed.items():
        notes = city.get("notes", "")
        assert not ("No need is on public record" in notes and city.get("needs")), name
        assert not ("No capability is on public record" in notes and city.get("capabilities")), name


def test_a_city_without_records_has_only_inferred_items_and_says_so(
    profiles: Profiles, typed: dict[str, dict[str, Any]]
) -> None:
    silent = {name for name, city in typed.items() if not _typed_items(city)}
    assert silent
    for name, city in typed.items():
        assert (NO_RECORD in city.get("notes", "")) == (name in silent), name
    for name in sorted(silent):
        items = (*profiles[name].needs, *profiles[name].capabilities)
        assert [item.theme for item in items if item.basis != "inferred"] == [], name


def test_heat_flood_and_fire_hazards_are_stated_as_needs_of_those_themes(
    profiles: Profiles,
) -> None:
    hazards = [
        (city.id, item)
        for city in profiles
        for item in city.needs
        if item.source.title == "CDP Cities 2020 climate hazards"
    ]
    assert len(hazards) >= 50
    for city, item in hazards:
        assert item.theme in {"F4", "F5", "G7"}, city
        assert (item.basis, item.year) == ("declared", 2020), city
        assert item.level <= 2, city


def test_evanston_lies_in_illinois_and_not_in_california(profiles: Profiles) -> None:
    evanston = profiles["us-evanston"]
    assert (evanston.country, evanston.subdivision) == ("US", "US-IL")
    assert evanston.part_of is None


def test_a_city_is_part_of_its_province_or_state_where_that_is_bundled(profiles: Profiles) -> None:
    assert profiles["cn-suining"].part_of == "cn-sichuan"
    assert profiles["us-los-angeles"].part_of == "us-california"
    for city in profiles:
        if city.part_of:
            assert city.part_of in profiles, city.id
            assert profiles[city.part_of].subdivision == city.subdivision, city.id


def test_no_text_is_broken_or_cut_short(typed: dict[str, dict[str, Any]]) -> None:
    for name, city in typed.items():
        for text in _strings(city):
            assert not CUT_OR_BROKEN.search(text), (name, text)


def test_every_item_is_one_sentence_with_an_end(typed: dict[str, dict[str, Any]]) -> None:
    for name, city in typed.items():
        for item in _typed_items(city):
            assert item["text"].endswith((".", "!", "?")), (name, item["theme"])
            assert item["text"].count("(") == item["text"].count(")"), (name, item["theme"])
