"""The bundled profiles as the readers see them."""

from __future__ import annotations

import subprocess
import sys
import time

from matcher.bundled import profiles_dir
from matcher.intake import read_profiles
from matcher.intake.check_set import claims
from matcher.intake.indicators import KNOWN
from matcher.intake.models import Dated


def test_bundled_profiles_are_read_with_warnings_of_one_kind_only() -> None:
    profiles = read_profiles()
    assert len(profiles) >= 70
    assert {warning.code for warning in profiles.warnings} <= {"need_and_capability"}
    assert [city.id for city in profiles] == sorted(city.id for city in profiles)


def test_reading_a_copy_as_a_user_gives_the_same_cities(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "cities").symlink_to(profiles_dir() / "cities")
    assert read_profiles(tmp_path).cities == read_profiles().cities


def test_every_bundled_fact_has_a_source_and_a_year_or_says_unknown() -> None:
    for city in read_profiles():
        facts: list[Dated] = [*city.items, *city.indicators.values()]
        for fact in facts:
            assert fact.source.title
            assert (fact.year is None) == fact.year_unknown


def test_every_bundled_indicator_is_known() -> None:
    for city in read_profiles():
        assert set(city.indicators) <= set(KNOWN), city.id


def test_reading_the_bundled_set_is_quick() -> None:
    read_profiles()
    start = time.perf_counter()
    read_profiles()
    assert time.perf_counter() - start < 1.5


def test_importing_the_readers_loads_no_heavy_library() -> None:
    code = (
        "import sys, matcher.intake, matcher.programme\n"
        "heavy = {'numpy', 'pandas', 'sklearn', 'scipy', 'rapidfuzz', 'ortools'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_claims_are_the_names_in_every_script() -> None:
    from matcher.intake.origin import RawCity, Tree, TreeOrigin

    data = {"name": "A", "names": {"ja": "い"}, "aliases": ["B", " ", 3]}
    raw = RawCity(data, TreeOrigin(Tree("x.toml", "", "TOML", data)))
    assert [name for _, name in claims(raw)] == ["A", "い", "B"]
