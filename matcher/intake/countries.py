"""Names of countries as officers read them."""

from __future__ import annotations

from matcher.language import say

COUNTRY_NAMES = {
    "CN": say("China"),
    "JP": say("Japan"),
    "KR": say("Republic of Korea"),
    "MN": say("Mongolia"),
    "US": say("United States"),
}


def country_name(code: str) -> str:
    """Name of a country where it is known here, else its ISO code."""
    return COUNTRY_NAMES.get(code, code)
