"""A new plan after a decline, as sentences for officers."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.plan.document import PlanDocument, Replanned
from matcher.plan.phrases import counted, exchange, listed, points
from matcher.plan.quota_words import worth_text

CURVE_SHOWN = 12


def sentences(before: PlanDocument, after: PlanDocument, told: Replanned) -> list[str]:
    """What was declined, what stays, what changes and what that costs.

    Parameters
    ----------
    before, after : PlanDocument
    told : Replanned
        Complete but for its sentences.
    """
    lines = list(_asked(before, told))
    if after.objective is None:
        return [*lines, "No new plan keeps to all the rules.", *after.reasons]
    return [*lines, *_changes(before, after, told), *_loss(after, told), *_curve(told)]


def _asked(before: PlanDocument, told: Replanned) -> Iterator[str]:
    cities = before.cities
    chosen = {frozenset((pair.a, pair.b)) for pair in before.pairs}
    for pair in told.declined:
        note = "" if frozenset(pair) in chosen else " (it was not in the plan, and is now barred)"
        yield f"Declined: {exchange(pair, cities)}{note}."
    for city in told.withdrawn:
        count = sum(city in pair for pair in chosen)
        yield f"{cities[city].name} no longer takes part; it was in {counted(count, 'exchange')}."
    pinned = {frozenset(pair) for pair in (*before.pins, *before.settings.rules.required)}
    moot = [
        pair
        for pair in pinned
        if (pair in {frozenset(p) for p in told.declined} or pair & set(told.withdrawn))
        and pair not in {frozenset(p) for p in told.confirmed}
    ]
    for lost in sorted(moot, key=sorted):
        yield f"{exchange(sorted(lost), cities)} was required, and cannot be any more."
    if told.confirmed:
        names = listed([exchange(pair, cities) for pair in told.confirmed])
        yield f"Confirmed, and kept in any case: {names}."


def _changes(before: PlanDocument, after: PlanDocument, told: Replanned) -> Iterator[str]:
    stay, gone = len(told.standing) - len(told.dropped), len(told.dropped)
    others = counted(len(told.standing), "other exchange")
    if not gone:
        yield f"All of the {others} of the plan stay." if stay != 1 else "The other exchange stays."
    else:
        yield f"Of the {others} of the plan, {stay} stay and {gone} {_must_go(gone)}."
    scores = {frozenset((pair.a, pair.b)): pair.score for pair in (*before.pairs, *after.pairs)}
    for word, pairs in (("Dropped", told.dropped), ("New", told.added)):
        for pair in pairs:
            score = points(scores[frozenset(pair)])
            yield f"{word}: {exchange(pair, before.cities)} ({score})."
    if not told.added:
        yield "No new exchange is added."


def _must_go(count: int) -> str:
    return "is dropped" if count == 1 else "are dropped"


def _loss(after: PlanDocument, told: Replanned) -> Iterator[str]:
    assert after.objective is not None
    assert told.best is not None
    assert told.allowed_loss is not None
    share = f", {told.within} of its points" if told.within.endswith("%") else ""
    allowed = f"up to {points(told.allowed_loss)} fewer were allowed{share}"
    if not told.allowed_loss:
        allowed = "no loss was allowed"
    has = worth_text(after)
    if told.loss:
        yield (
            f"The new plan has {has}. The best possible new plan has "
            f"{points(told.best)}; giving up {points(told.loss)} of them keeps more exchanges as "
            f"they are ({allowed})."
        )
    else:
        yield (f"The new plan has {has}, as many as the best possible new plan ({allowed}).")
    change = after.objective - told.plan_objective
    word = "fewer" if change < 0 else "more"
    yield f"That is {points(abs(change))} {word} than the plan before the decline."
    if told.proved:
        yield (
            "No permitted plan within this loss drops fewer of the other exchanges; two exact "
            "solvers agree on that."
        )
    else:
        yield (
            "The search was stopped by its limit: a plan that drops fewer of the other exchanges "
            "has not been ruled out."
        )


def _curve(told: Replanned) -> Iterator[str]:
    if not told.curve:
        return
    clauses = [
        f"dropping {'none' if not point.changed else point.changed} "
        + ("gives the best possible plan" if not point.lost else f"loses {points(point.lost)}")
        for point in told.curve[:CURVE_SHOWN]
    ]
    more = len(told.curve) - CURVE_SHOWN
    clauses += [f"{more} further steps follow"] if more > 0 else []
    end = "" if told.curve_complete else " The rest was not searched for lack of time."
    yield f"What changes to the other exchanges are worth: {'; '.join(clauses)}.{end}"
