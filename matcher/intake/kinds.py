"""Kinds of jurisdiction as officers read them."""

from __future__ import annotations

from matcher.language import say

KIND_WORDS = {
    "city": say("city"),
    "district": say("district"),
    "county": say("county"),
    "province": say("province"),
    "state": say("state"),
}
KINDS_WORDS = {
    "city": say("cities"),
    "district": say("districts"),
    "county": say("counties"),
    "province": say("provinces"),
    "state": say("states"),
}
