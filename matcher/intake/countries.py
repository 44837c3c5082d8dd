"""Names of countries as officers read them."""

from __future__ import annotations

COUNTRY_NAMES = {
    "CN": "China",
    "JP": "Japan",
    "KR": "Republic of Korea",
    "MN": "Mongolia",
    "US": "United States",
}


def country_name(code: str) -> str:
    """Name of a country where it is known here, else its ISO code."""
    return COUNTRY_NAMES.get(code, code)
