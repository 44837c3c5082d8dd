"""The pool of real cities: 12,319 rows of published figures as profiles, items inferred by rules.

Needs come from the project's own rules (profiles/inference.toml). Capabilities come from
benchmarks/capabilities.toml, a stand-in for this benchmark only. The data is read where it lies
and never copied into the project.

`python -m benchmarks.real_pool` prints what the pool is like.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.shared_data import KNOWN_LINKS, WORLD_CITIES, missing
from matcher.bundled import profiles_dir
from matcher.intake.geography import PriorLink
from matcher.intake.inference import apply_rule, infer, read_rules
from matcher.intake.models import CityProfile, Indicator, Item, Source
from matcher.intake.profiles import Profiles
from matcher.intake.rules import Rule
from matcher.intake.shared_files import read_vocabulary
from matcher.intake.text_files import TextFile, read_text
from matcher.intake.vocabulary import Vocabulary

CAPABILITY_RULES = Path(__file__).parent / "capabilities.toml"
PLACES = Source(title="GeoNames", publisher="GeoNames")
CLIMATES = Source(title="World map of the Koeppen-Geiger climate classification, 2017")


class Figure(NamedTuple):
    """One column of the table as an indicator: unit, source, and the column or the year itself."""

    column: str
    unit: str
    source: Source
    year: str | int


AIR = Source(title="Ambient air quality database, version 9", publisher="WHO")
CDP = Source(title="Cities open data", publisher="CDP and ICLEI")
FIGURES: dict[str, Figure] = {
    "population": Figure("population", "persons", PLACES, 2024),
    "pm25": Figure("pm25_ug_m3", "ug/m3", AIR, "pm25_year"),
    "pm10": Figure("pm10_ug_m3", "ug/m3", AIR, "pm10_year"),
    "no2": Figure("no2_ug_m3", "ug/m3", AIR, "no2_year"),
    "ghg_total": Figure("ghg_t_co2e", "t CO2e", CDP, "ghg_year"),
    "ghg_per_capita": Figure("ghg_t_per_capita", "t CO2e per person", CDP, "ghg_year"),
    "ceads_co2": Figure("ceads_co2_mt", "Mt CO2", Source(title="CEADS"), "ceads_year"),
    "electricity_renewable": Figure("electricity_renewable_pct", "%", CDP, "energy_mix_year"),
    "reduction_target": Figure("cdp_target_reduction_pct", "%", CDP, 2021),
    "net_zero_year": Figure("net_zero_year", "year", Source(title="Net Zero Tracker"), 2022),
}


def read_real_pool(*, links: bool = True) -> Profiles:
    """All cities of the table, items inferred, as one file set.

    Raises
    ------
    FileNotFoundError
        When the shared data is not there.
    """
    if reason := missing():
        raise FileNotFoundError(reason)
    words = vocabulary()
    needs, shown = need_rules(words), capability_rules(words)
    cities = tuple(with_items(city, needs, shown) for city in _cities(_table()))
    return Profiles(cities, words, links=_links(cities) if links else ())


def with_items(city: CityProfile, needs: Sequence[Rule], shown: Sequence[Rule]) -> CityProfile:
    """The city with the capabilities, then the needs, that the rules infer.

    Capabilities first, because a need rule may ask whether the city has one in its theme.
    """
    best: dict[str, Item] = {}
    for rule in shown:
        item = apply_rule(rule, city)
        if item and (rule.theme not in best or item.level > best[rule.theme].level):
            best[rule.theme] = item
    capabilities = tuple(best[theme] for theme in sorted(best))
    return infer(city.model_copy(update={"capabilities": capabilities}), needs)


@cache
def vocabulary() -> Vocabulary:
    """The project's own themes."""
    words, problems = read_vocabulary(_text(profiles_dir() / "themes.toml"))
    if words is None:
        raise ValueError(f"themes.toml cannot be read: {problems}")
    return words


def need_rules(words: Vocabulary) -> tuple[Rule, ...]:
    """The project's own rules from indicators to needs."""
    return _rules(profiles_dir() / "inference.toml", words)


def capability_rules(words: Vocabulary) -> tuple[Rule, ...]:
    """The stand-in rules of the benchmarks from indicators to capabilities."""
    return _rules(CAPABILITY_RULES, words)


def _rules(path: Path, words: Vocabulary) -> tuple[Rule, ...]:
    rules, problems = read_rules(_text(path), words)
    if problems:
        raise ValueError(f"{path.name} cannot be read: {problems}")
    return rules


def _text(path: Path) -> TextFile:
    text = read_text(path, path.name)
    if not isinstance(text, TextFile):
        raise FileNotFoundError(text.message)
    return text


def _table() -> pd.DataFrame:
    # keep_default_na: the ISO code of Namibia is the text NA.
    table = pd.read_csv(
        WORLD_CITIES, keep_default_na=False, na_values=[""], dtype={"geonameid": str}
    )
    table["country"] = table["country"].astype(str)
    # Zero says that the register was looked at and shows no target.
    stated = table["nzt_end_target"] == "No target"
    table["net_zero_year"] = table["nzt_end_year"].where(~stated, 0.0)
    return table


def _cities(table: pd.DataFrame) -> Iterator[CityProfile]:
    for row in table.to_dict("records"):
        yield CityProfile.model_validate(_city(row))


def _city(row: dict[str, Any]) -> dict[str, Any]:
    climate = row["koppen"] if isinstance(row["koppen"], str) else None
    subdivision = row["iso3166_2"] if isinstance(row["iso3166_2"], str) else None
    return {
        "id": f"{row['country'].lower()}-{row['geonameid']}",
        "name": row["name"],
        "kind": "city",
        "country": row["country"],
        "subdivision": subdivision,
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "place_source": PLACES,
        "climate": climate,
        "climate_source": CLIMATES if climate else None,
        "indicators": {key: _indicator(row, f) for key, f in FIGURES.items() if _has(row, f)},
    }


def _has(row: dict[str, Any], figure: Figure) -> bool:
    return bool(row[figure.column] == row[figure.column])


def _indicator(row: dict[str, Any], figure: Figure) -> Indicator:
    year = figure.year if isinstance(figure.year, int) else row[figure.year]
    known = year == year
    return Indicator(
        value=float(row[figure.column]),
        unit=figure.unit,
        source=figure.source,
        year=int(year) if known else None,
        year_unknown=not known,
    )


def _links(cities: Sequence[CityProfile]) -> tuple[PriorLink, ...]:
    """Real sister-city links of which both ends are in the pool."""
    if not KNOWN_LINKS.is_file():
        return ()
    ids = {city.id.partition("-")[2]: city.id for city in cities}
    table = pd.read_csv(KNOWN_LINKS, keep_default_na=False, dtype=str)
    pairs = {
        (min(ids[a], ids[b]), max(ids[a], ids[b]))
        for a, b in zip(table["geonameid_a"], table["geonameid_b"], strict=True)
        if a in ids and b in ids and a != b
    }
    source = Source(title="Published lists of twin towns")
    return tuple(
        PriorLink(a=a, b=b, kind="sister city", year_unknown=True, source=source)
        for a, b in sorted(pairs)
    )


def describe(profiles: Profiles, scores: np.ndarray) -> dict[str, float | int]:
    """What a pool is like: how many records, and how coarse a sample of its scores is."""
    needs = np.array([len(city.needs) for city in profiles])
    shown = np.array([len(city.capabilities) for city in profiles])
    flat = np.sort(scores.ravel())
    counts = np.diff(np.flatnonzero(np.r_[True, np.diff(flat) > 0, True]))
    return {
        "cities": len(profiles),
        "countries": len({city.country for city in profiles}),
        "with_a_need": int((needs > 0).sum()),
        "with_a_capability": int((shown > 0).sum()),
        "with_both": int(((needs > 0) & (shown > 0)).sum()),
        "mean_needs": float(needs.mean()),
        "mean_capabilities": float(shown.mean()),
        "themes_needed": len({item.theme for city in profiles for item in city.needs}),
        "themes_shown": len({item.theme for city in profiles for item in city.capabilities}),
        "links": len(profiles.links),
        "pairs_sampled": int(flat.size),
        "distinct_scores": int(counts.size),
        "share_of_the_most_common_score": float(counts.max() / flat.size),
        "share_of_zero_scores": float((flat == 0).mean()),
    }


def facts() -> dict[str, float | int]:
    """What the whole real pool is like, and how long it takes to build."""
    from benchmarks.pool_weights import one_pool_weights, sample_scores

    start = perf_counter()
    profiles = read_real_pool()
    built = perf_counter()
    weights = one_pool_weights(profiles)
    fitted = perf_counter()
    found = describe(profiles, sample_scores(weights, 2_000_000))
    return found | {"seconds_to_build": built - start, "seconds_to_fit": fitted - built}


if __name__ == "__main__":
    print(json.dumps(facts(), indent=1))
