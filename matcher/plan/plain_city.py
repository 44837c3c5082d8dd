"""One city's numbers by plain loops, for checking: no array code of the engine is used here.

Written a second time on purpose, from the definitions, so that a mistake in the fast code cannot
hide in its own check.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.intake.models import CityProfile, Item
from matcher.intake.vocabulary import Vocabulary
from matcher.programme.models import Programme

LOGARITHMIC = ("population", "density", "pm25", "no2", "ghg_per_capita", "grp_per_capita")
NO_RANGE = 10 * float(np.finfo(np.float64).eps)
LINEAR = ("electricity_renewable", "electricity_coal", "secondary_industry")


@dataclass(frozen=True)
class PlainCity:
    """What the plain score of a pair reads of one city.

    Parameters
    ----------
    needs, recorded_needs : dict of str to int
        Whole numbers by theme that sum to 4096, or nothing.
    own_level : dict of str to int
        Own level in each theme, the pool's mean, rounded, where unrecorded.
    k_exchange, k_challenge : float
    figures : dict of str to int
        Context figures in steps 0..255, those it has.
    letters : tuple of str or None
        First and second letter of the climate class.
    """

    profile: CityProfile
    needs: dict[str, int]
    recorded_needs: dict[str, int]
    own_level: dict[str, int]
    k_exchange: float
    k_challenge: float
    figures: dict[str, int]
    letters: tuple[str | None, str | None]


def plain_city(
    city: CityProfile, vocabulary: Vocabulary, programme: Programme, state: dict[str, Any]
) -> PlainCity:
    """Work out one city from its profile and the frozen state."""
    mean = state["vectorizer"]["capability_mean"]
    shown = {item.theme: item for item in city.capabilities}
    own_level = {}
    for theme in vocabulary.ids:
        if theme in shown:
            own_level[theme] = shown[theme].level
        elif theme in city.no_capabilities:
            own_level[theme] = 0
        else:
            own_level[theme] = math.floor(mean[theme] + 0.5)
    recorded = [item for item in city.needs if item.basis != "inferred"]
    inferred = [item for item in city.needs if item.basis == "inferred"]
    prior = programme.unknown.prior_items
    n_recorded = _count(recorded, vocabulary, programme)
    n_shown = _count(list(city.capabilities), vocabulary, programme)
    stated = n_recorded + programme.unknown.inferred_counts * _count(
        inferred, vocabulary, programme
    )
    count = {"mentor": n_shown, "learner": stated, "peer": min(stated, n_shown)}[
        programme.roles.of(city.id)
    ]
    return PlainCity(
        profile=city,
        needs=whole_shares(list(city.needs), vocabulary, programme),
        recorded_needs=whole_shares(recorded, vocabulary, programme),
        own_level=own_level,
        k_exchange=count / (count + prior),
        k_challenge=n_recorded / (n_recorded + prior),
        figures=_figures(city, state["vectorizer"]["context_range"]),
        letters=(
            city.climate[0] if city.climate else None,
            city.climate[1] if city.climate and len(city.climate) > 1 else None,
        ),
    )


def _count(items: list[Item], vocabulary: Vocabulary, programme: Programme) -> float:
    """Number of items; one in a theme that the programme plays down counts by its factor."""
    return float(sum(min(programme.emphasis.of(vocabulary[i.theme]), 1.0) for i in items))


def worth(item: Item, programme: Programme) -> float:
    """Level of an item times what its evidence is worth."""
    rule = programme.evidence
    factor: float = getattr(rule, item.basis)
    if item.year is None:
        return item.level * (factor * rule.stale_factor)
    span = rule.stale_years - rule.fresh_years
    past = min(max(rule.reference_year - item.year - rule.fresh_years, 0), span)
    return item.level * (factor * (1 - (1 - rule.stale_factor) * (past / span)))


def whole_shares(items: list[Item], vocabulary: Vocabulary, programme: Programme) -> dict[str, int]:
    """Share 4096 among the needs by worth, the largest remainders rounded up."""
    value = {
        item.theme: worth(item, programme) * programme.emphasis.of(vocabulary[item.theme])
        for item in items
    }
    total = math.fsum(value.values())
    if total == 0:
        return {}
    exact = {theme: value.get(theme, 0.0) / total * 4096 for theme in vocabulary.ids}
    whole = {theme: math.floor(share) for theme, share in exact.items()}
    # The sort is stable: among equal remainders the earlier theme comes first.
    order = sorted(vocabulary.ids, key=lambda t: whole[t] - exact[t])
    for theme in order[: 4096 - sum(whole.values())]:
        whole[theme] += 1
    return {theme: share for theme, share in whole.items() if share}


def transfer(
    giver: PlainCity,
    theme: str,
    level: int,
    vocabulary: Vocabulary,
    programme: Programme,
    mean: dict[str, float],
) -> int:
    """What the giver can pass on in a theme to a learner at `level`, 0..255."""
    if theme in giver.profile.no_capabilities:
        return 0
    best = _own_transfer(giver, theme, level, programme, mean)
    for relative in vocabulary[theme].related:
        offered = _own_transfer(giver, relative, level, programme, mean)
        best = max(best, programme.benefit.related_discount * offered)
    return math.floor(255 * best)


def _own_transfer(
    giver: PlainCity, theme: str, level: int, programme: Programme, mean: dict[str, float]
) -> float:
    item = next((i for i in giver.profile.capabilities if i.theme == theme), None)
    if item is not None:
        amount = worth(item, programme)
    else:
        amount = 0.0 if theme in giver.profile.no_capabilities else mean[theme]
    rules = programme.maturity
    band = rules.peer if programme.roles.themes.get(theme) == "peer" else rules.mentor
    return amount / 3 * band[giver.own_level[theme] - level + 3] * rules.remaining[level]


def _figures(city: CityProfile, ranges: dict[str, list[float] | None]) -> dict[str, int]:
    value = {name: indicator.value for name, indicator in city.indicators.items()}
    if value.get("land_area") and "population" in value:
        value["density"] = value["population"] / value["land_area"]
    steps = {}
    for name in (*LOGARITHMIC, *LINEAR):
        span = ranges[name]
        if name not in value or span is None:
            continue
        x, least, greatest = value[name], span[0], span[1]
        if name in LOGARITHMIC:
            if x <= 0:
                continue
            x, least, greatest = (math.log10(v) for v in (x, least, greatest))
        # A range within rounding error is no range (scikit-learn's scaler holds the same).
        scale = 1.0 / (greatest - least) if greatest - least >= NO_RANGE else 1.0
        steps[name] = math.floor(min(max(x * scale + (0 - least * scale), 0.0), 1.0) * 255)
    return steps
