"""The examples in profiles/README.md are read as they stand, and its tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

from unit.intake.file_set import FileSet

from matcher import propose
from matcher.bundled import profiles_dir
from matcher.candidates import build_caps, build_pool
from matcher.intake import read_profiles
from matcher.intake.indicators import KNOWN
from matcher.intake.models import CityProfile, Item
from matcher.intake.table_cities import CITY_COLUMNS
from matcher.programme import check_programme, read_programme
from matcher.programme.caps import Cap
from matcher.programme.quotas import Quota

TEXT = (profiles_dir() / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(toml|csv)\n(.*?)```", TEXT, flags=re.DOTALL)


def test_the_toml_example_is_a_city(files: FileSet) -> None:
    example, _, _ = [text for language, text in BLOCKS if language == "toml"]
    profiles = files.write("cities/xx-riverton.toml", example).read()
    assert not profiles.warnings
    assert profiles["xx-riverton"].counts["inferred"] > 0


def test_the_csv_examples_are_a_city(files: FileSet) -> None:
    cities, items, indicators = (text for language, text in BLOCKS if language == "csv")
    files.write("cities.csv", cities).write("items.csv", items)
    profiles = files.write("indicators.csv", indicators).read()
    assert not profiles.warnings
    city = profiles["xx-riverton"]
    assert (len(city.needs), len(city.capabilities)) == (1 + city.counts["inferred"], 1)


def test_the_example_of_caps_fits_a_bundled_programme(tmp_path: Path) -> None:
    _, example, _ = [text for language, text in BLOCKS if language == "toml"]
    ccucc = (profiles_dir() / "programmes" / "ccucc.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(f"{ccucc}\n{example}", encoding="utf-8")
    programme, profiles = read_programme(tmp_path / "mine.toml"), read_profiles()
    assert check_programme(programme, profiles) == ()
    groups = build_caps(profiles, programme, build_pool(profiles, programme))
    assert groups[-1].limit == "Pearl River Delta: at most 3 pairs"
    assert [name for name in Cap.model_fields if f"`{name}`" not in TEXT] == []


def test_the_example_of_quotas_fits_a_bundled_programme(tmp_path: Path) -> None:
    _, _, example = [text for language, text in BLOCKS if language == "toml"]
    eacac = (profiles_dir() / "programmes" / "eacac.toml").read_text("utf-8")
    (tmp_path / "mine.toml").write_text(f"{eacac}\n{example}", encoding="utf-8")
    programme, profiles = read_programme(tmp_path / "mine.toml"), read_profiles()
    assert check_programme(programme, profiles) == ()
    plan = propose(profiles, programme)
    transport, between, mentor = plan.document.quotas
    assert transport.used >= 3
    assert max(place.used for place in between.places) <= 2
    assert mentor.paid == 50_000
    assert [name for name in Quota.model_fields if f"`{name}`" not in TEXT] == []


def test_every_field_is_explained() -> None:
    names = {*CityProfile.model_fields, *Item.model_fields, *KNOWN, *CITY_COLUMNS} - {"rule"}
    assert [name for name in sorted(names) if f"`{name}`" not in TEXT] == []
