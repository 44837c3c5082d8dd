"""The check of what a plan says about the quotas of its programme, counted pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator

import numpy as np

from matcher.candidates import PairWeights
from matcher.intake.profiles import Profiles
from matcher.plan.checks import Check
from matcher.plan.document import PlanDocument, QuotaUse
from matcher.plan.flows import FlowTable
from matcher.plan.quota_words import counts_text, quota_label
from matcher.programme.quotas import Quota

Pair = tuple[str, str]


def quotas_check(document: PlanDocument, profiles: Profiles, weights: PairWeights) -> Check:
    """Whether quotas are those of the programme, counted as stated, and the hard ones kept."""
    name, quotas = "quotas", document.settings.quotas
    if document.objective is None:
        return Check(name, not document.quotas, "no plan, so no quota is used")
    if len(document.quotas) != len(quotas):
        stated = f"{len(document.quotas)} quotas are stated, the programme has {len(quotas)}"
        return Check(name, False, stated)
    flows = FlowTable(weights.model, profiles)
    carried = {(p.a, p.b): _carried(flows, p.a, p.b) for p in document.pairs}
    wrong = [
        f"{told.label}: {what}"
        for quota, told in zip(quotas, document.quotas, strict=True)
        for what in _at_odds(quota, told, document, weights, profiles, carried)
    ]
    detail = ", ".join(f"{told.used:,} {told.counts}" for told in document.quotas)
    return Check(name, not wrong, "; ".join(wrong[:5]) or f"exchanges {detail}")


def _carried(flows: FlowTable, a: str, b: str) -> set[str]:
    both = flows.direction(a, b).shown + flows.direction(b, a).shown
    return {flow.theme for flow in both}


def _at_odds(
    quota: Quota,
    told: QuotaUse,
    document: PlanDocument,
    weights: PairWeights,
    profiles: Profiles,
    carried: dict[Pair, set[str]],
) -> Iterator[str]:
    vocabulary, hard = profiles.vocabulary, quota.price is None
    said = told.label, told.counts, told.least, told.most, told.hard
    asked = quota_label(quota, vocabulary), counts_text(quota, vocabulary), quota.least, quota.most
    if said != (*asked, hard):
        yield "not the quota of the programme"
    if quota.per is None:
        used = sum(_counts(quota, pair, themes, document, profiles)
                   for pair, themes in carried.items())  # fmt: skip
        if told.used != used:
            yield f"{told.used} exchanges are stated, and {used} count"
        short = _outside(quota, used)
        if told.places:
            yield "countries are stated, and it is not counted by them"
    else:
        meeting = _meeting(weights, profiles)
        short = yield from _by_countries(quota, told, carried, meeting, profiles)
    if told.shortfall != short:
        yield f"a shortfall of {told.shortfall} is stated, and it is {short}"
    if hard and short:
        yield f"it is hard, and {short} outside its limits"
    if told.paid != short * (quota.price or 0):
        yield f"{told.paid:,} points are stated to be paid, and it is {short} times the price"
    yield from _cost(told, document)


def _by_countries(
    quota: Quota, told: QuotaUse, pairs: Iterable[Pair], meeting: set[Pair], profiles: Profiles
) -> Generator[str, None, int]:
    counted = Counter(_countries(pairs, profiles))
    stated = {place.countries: place for place in told.places}
    if {at: place.used for at, place in stated.items() if place.used} != dict(counted) or (
        told.used != counted.total() or len(stated) != len(told.places)
    ):
        yield "the exchanges between countries are not those of the plan"
    short = {at: _outside(quota, counted[at]) for at in meeting}
    if {at: place.shortfall for at, place in stated.items() if place.shortfall} != {
        at: by for at, by in short.items() if by
    }:
        yield "the shortfalls between countries are not what is missing or too many"
    return sum(short.values())


def _countries(pairs: Iterable[Pair], profiles: Profiles) -> Iterator[Pair]:
    """The two countries of each exchange that has two, in alphabetical order."""
    for a, b in pairs:
        one, other = sorted((profiles[a].country, profiles[b].country))
        if one != other:
            yield one, other


def _meeting(weights: PairWeights, profiles: Profiles) -> set[Pair]:
    """Every two countries between which some exchange is permitted."""
    pool, (n, m) = weights.rules.pool, weights.shape
    table = weights.block(np.arange(n), np.arange(m))
    permitted = np.argwhere(~np.isnan(table)).tolist()
    return set(_countries(((pool.left[i], pool.right[j]) for i, j in permitted), profiles))


def _cost(told: QuotaUse, document: PlanDocument) -> Iterator[str]:
    if told.cost is None:
        return
    if not told.hard:
        yield "a soft quota has a price, and no cost beside it"
    assert document.objective is not None
    worth = document.objective - sum(use.paid for use in document.quotas)
    room = (document.bound or 0) - worth
    if not 0 <= told.cost <= room:
        yield f"a cost of {told.cost:,} is stated, and no plan has {room:,.0f} points more"


def _counts(
    quota: Quota, pair: Pair, themes: set[str], document: PlanDocument, profiles: Profiles
) -> bool:
    """Whether one exchange counts."""
    vocabulary = profiles.vocabulary
    if quota.role is not None:
        return any(document.settings.roles.of(city) == quota.role for city in pair)
    if quota.aim is not None:
        return any(quota.aim in vocabulary[theme].serves for theme in themes)
    return any(quota.carries in (theme, vocabulary[theme].group) for theme in themes)


def _outside(quota: Quota, count: int) -> int:
    short = max((quota.least or 0) - count, 0)
    return short + (max(count - quota.most, 0) if quota.most is not None else 0)
