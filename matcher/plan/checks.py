"""What a check of a plan says, and the check of what a plan claims about an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matcher.candidates import PairWeights
from matcher.plan.document import PlanDocument, Replanned


@dataclass(frozen=True)
class Check:
    """One thing that was checked."""

    name: str
    passed: bool
    detail: str


def beside_the_total(document: PlanDocument) -> bool:
    """Whether a plan says that it is best at something else than the greatest total."""
    proved = document.aim.proved if document.aim is not None else False
    beside = proved or bool(document.quotas)
    return document.replanned is not None or (beside and document.proof == "two_solvers")


def aim_check(document: PlanDocument, weights: PairWeights) -> Check:
    """Whether the satisfactions that are stated are those of the plan, and a stable one is.

    Counted again from the scores of all pairs, city by city.
    """
    name, aim, programme = "fairness and stability", document.aim, document.settings
    asked = "stable" if programme.stable else programme.objective
    if aim is None or aim.kind != asked:
        return Check(name, False, f"the programme asks for {asked}, and the plan does not say so")
    if aim.proved != (document.status == "optimal"):
        return Check(name, False, "the status and the proof of the aim differ")
    scores = _scores(weights)
    chosen = {(pair.a, pair.b): pair.score for pair in document.pairs}
    could, has = _by_city(scores), _by_city(chosen)
    wrong = []
    for city in weights.rules.pool.members:
        best = sorted(could.get(city, []), reverse=True)[: programme.capacities.of(city).maximum]
        share = sum(has.get(city, [])), sum(score for score in best if score > 0)
        if aim.shares.get(city, (0, 0)) != (share if share[1] else (0, 0)):
            wrong.append(f"{city} is stated to have {aim.shares.get(city)}, and has {share}")
    if aim.kind == "stable":
        wrong += _blocking(document, scores, chosen)
    return Check(name, not wrong, "; ".join(wrong[:5]) or f"{len(aim.shares)} cities, as stated")


def _scores(weights: PairWeights) -> dict[tuple[str, str], int]:
    """Points of every permitted pair by city id, each once."""
    pool, (n, m) = weights.rules.pool, weights.shape
    table = weights.block(np.arange(n), np.arange(m))
    return {
        (pool.left[i], pool.right[j]): int(table[i, j])
        for i, j in np.argwhere(~np.isnan(table)).tolist()
        if pool.two_sided or i < j
    }


def _by_city(scores: dict[tuple[str, str], int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for pair, score in scores.items():
        for city in pair:
            found.setdefault(city, []).append(score)
    return found


def _blocking(
    document: PlanDocument,
    scores: dict[tuple[str, str], int],
    chosen: dict[tuple[str, str], int],
) -> Iterator[str]:
    """Pairs of cities that would rather have each other."""
    partners = _by_city(chosen)

    def would(city: str, score: int) -> bool:
        own = partners.get(city, [])
        free = len(own) < document.settings.capacities.of(city).maximum
        return (free and score > 0) or any(held < score for held in own)

    for (a, b), score in scores.items():
        if (a, b) not in chosen and would(a, score) and would(b, score):
            yield f"{a} and {b} would rather have each other"


def replanned_check(document: PlanDocument, told: Replanned) -> Check:
    """Whether what is told about the earlier plan fits the exchanges and points of this one."""
    wrong = list(_at_odds(document, told)) if document.objective is not None else []
    kept = len(told.standing) - len(told.dropped)
    detail = f"{kept} of {len(told.standing)} standing exchanges kept, {len(told.added)} new"
    return Check("changes against the earlier plan", not wrong, "; ".join(wrong) or detail)


def _at_odds(document: PlanDocument, told: Replanned) -> Iterator[str]:
    chosen = {frozenset((pair.a, pair.b)) for pair in document.pairs}
    standing = {frozenset(pair) for pair in told.standing}
    if {frozenset(pair) for pair in told.dropped} != standing - chosen:
        yield "the dropped exchanges are not those that are missing"
    if {frozenset(pair) for pair in told.added} != chosen - standing:
        yield "the new exchanges are not those that are new"
    if any(frozenset(pair) in chosen for pair in told.declined):
        yield "a declined exchange is in the plan"
    if not {frozenset(pair) for pair in told.confirmed} <= chosen:
        yield "a confirmed exchange is not in the plan"
    assert document.worth is not None
    # Quotas stay aside in the bound.
    bounded = document.bound == told.best or (
        bool(document.quotas) and (document.bound or 0) >= (told.best or 0)
    )
    if told.best is None or told.loss != told.best - document.worth:
        yield "the stated loss is not the best total less this one"
    elif told.allowed_loss is None or told.loss > told.allowed_loss:
        yield "the plan loses more than was allowed"
    elif told.proved and not (bounded and document.status == "optimal"):
        yield "the best total is not the proved bound"
    for point in told.curve:
        if told.best is None or point.lost != told.best - point.objective:
            yield "a step of the trade-off does not add up"
        elif point.changed < len(told.dropped) and point.lost <= (told.allowed_loss or 0):
            yield f"dropping {point.changed} would have been enough"
    if document.status == "optimal" and document.gap and not told.proved:
        yield "called optimal without a proof"
