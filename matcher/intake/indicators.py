"""The indicators that the engine reads, with their units and the range of sense."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class KnownIndicator(NamedTuple):
    """One indicator: plain title, accepted units (the first is the usual one), range."""

    title: str
    units: tuple[str, ...]
    low: float
    high: float
    countries: tuple[str, ...] = ()

    def takes(self, unit: str) -> bool:
        """Whether `unit` is one of the accepted units, in any spelling of micro and powers."""
        return plain_unit(unit) in {plain_unit(known) for known in self.units}


KNOWN: dict[str, KnownIndicator] = {
    "population": KnownIndicator("population", ("persons", "people", "inhabitants"), 1, 2e8),
    "pm25": KnownIndicator("annual mean PM2.5", ("ug/m3",), 0, 1000),
    "pm10": KnownIndicator("annual mean PM10", ("ug/m3",), 0, 2000),
    "no2": KnownIndicator("annual mean NO2", ("ug/m3",), 0, 1000),
    "ghg_per_capita": KnownIndicator(
        "greenhouse gas emissions per person", ("t CO2e per person", "t CO2e"), 0, 500
    ),
    "ghg_total": KnownIndicator("greenhouse gas emissions", ("t CO2e",), 0, 5e9),
    "ceads_co2": KnownIndicator("territorial CO2 emissions", ("Mt CO2",), 0, 5000, ("CN",)),
    "electricity_renewable": KnownIndicator(
        "renewable share of the electricity consumed", ("%",), 0, 100
    ),
    "electricity_coal": KnownIndicator("coal share of the electricity consumed", ("%",), 0, 100),
    "reduction_target": KnownIndicator("greenhouse gas reduction target", ("%",), 0, 200),
    "target_year": KnownIndicator("year of the reduction target", ("year",), 0, 2200),
    "net_zero_year": KnownIndicator(
        "year of the net-zero target (0: the register says none)", ("year",), 0, 2200
    ),
    "land_area": KnownIndicator("land area", ("km2",), 0, 2e6),
    "grp_per_capita": KnownIndicator(
        "gross regional product per person", ("CNY", "CNY per person"), 0, 5e6, ("CN",)
    ),
    "secondary_industry": KnownIndicator(
        "secondary industry's share of the gross regional product", ("%",), 0, 100, ("CN",)
    ),
}


def plain_unit(unit: str) -> str:
    """Return a unit without spaces, case, superscripts or a Greek micro sign."""
    text = unicodedata.normalize("NFKC", unit).casefold().replace("\u03bc", "u")
    return "".join(text.split())
