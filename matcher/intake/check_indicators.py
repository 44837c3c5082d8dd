"""What is wrong with the indicators of one city: units, ranges, names that nothing reads."""

from __future__ import annotations

import math
from collections.abc import Iterator

from matcher.errors import Problem
from matcher.intake.indicators import KNOWN
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import RawCity, problem_at


def check_indicators(raw: RawCity) -> Iterator[Problem]:
    """Errors for impossible units and values, warnings for indicators that nothing reads."""
    indicators = raw.data.get("indicators")
    for key, figure in indicators.items() if isinstance(indicators, dict) else ():
        if key not in KNOWN:
            yield problem_at(
                raw.origin,
                ("indicators", key),
                "unknown_indicator",
                f"{key} is carried along, but no rule or score reads it",
                remedy=did_you_mean(key, KNOWN),
                severity="warning",
            )
        elif isinstance(figure, dict):
            yield from _unit(raw, key, figure.get("unit"))
            yield from _value(raw, key, figure.get("value"))


def _unit(raw: RawCity, key: str, unit: object) -> Iterator[Problem]:
    known = KNOWN[key]
    if isinstance(unit, str) and not known.takes(unit):
        yield problem_at(
            raw.origin,
            ("indicators", key, "unit"),
            "wrong_unit",
            f"the {known.title} is not in this unit",
            found=unit,
            allowed=", ".join(known.units),
            remedy="convert the value",
        )


def _value(raw: RawCity, key: str, value: object) -> Iterator[Problem]:
    known = KNOWN[key]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    if math.isfinite(value) and not known.low <= value <= known.high:
        yield problem_at(
            raw.origin,
            ("indicators", key, "value"),
            "out_of_range",
            f"the {known.title} cannot have this value",
            found=value,
            allowed=f"{known.low:g} to {known.high:g} {known.units[0]}",
        )
