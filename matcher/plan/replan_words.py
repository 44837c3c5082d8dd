"""A new plan after a decline, as sentences for officers."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.language import joined, say, say_count
from matcher.language.phrases import exchanges, in_brackets, listed, points
from matcher.plan.document import PlanDocument, Replanned, TradePoint
from matcher.plan.phrases import exchange
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
        return [*lines, say("No new plan keeps to all the rules."), *after.reasons]
    return [*lines, *_changes(before, after, told), *_loss(after, told), *_curve(told)]


def _asked(before: PlanDocument, told: Replanned) -> Iterator[str]:
    cities = before.cities
    chosen = {frozenset((pair.a, pair.b)) for pair in before.pairs}
    for pair in told.declined:
        name = exchange(pair, cities)
        if frozenset(pair) in chosen:
            yield say("Declined: {pair}.", pair=name)
        else:
            yield say("Declined: {pair} (it was not in the plan, and is now barred).", pair=name)
    for city in told.withdrawn:
        count = sum(city in pair for pair in chosen)
        yield say(
            "{city} no longer takes part; it was in {exchanges}.",
            city=cities[city].name,
            exchanges=exchanges(count),
        )
    pinned = {frozenset(pair) for pair in (*before.pins, *before.settings.rules.required)}
    moot = [
        pair
        for pair in pinned
        if (pair in {frozenset(p) for p in told.declined} or pair & set(told.withdrawn))
        and pair not in {frozenset(p) for p in told.confirmed}
    ]
    for lost in sorted(moot, key=sorted):
        yield say(
            "{pair} was required, and cannot be any more.",
            pair=exchange(sorted(lost), cities),
        )
    if told.confirmed:
        names = listed([exchange(pair, cities) for pair in told.confirmed])
        yield say("Confirmed, and kept in any case: {pairs}.", pairs=names)


def _changes(before: PlanDocument, after: PlanDocument, told: Replanned) -> Iterator[str]:
    stay, gone = len(told.standing) - len(told.dropped), len(told.dropped)
    if not gone:
        yield say_count(
            "The other exchange stays.", "All of the {n:,} other exchanges of the plan stay.", stay
        )
    else:
        yield say_count(
            "Of the {others:,} other exchanges of the plan, {stay} stay and {n} is dropped.",
            "Of the {others:,} other exchanges of the plan, {stay} stay and {n} are dropped.",
            gone,
            others=len(told.standing),
            stay=stay,
        )
    scores = {frozenset((pair.a, pair.b)): pair.score for pair in (*before.pairs, *after.pairs)}

    def scored(pair: tuple[str, str]) -> str:
        return in_brackets(exchange(pair, before.cities), points(scores[frozenset(pair)]))

    yield from (say("Dropped: {pair}.", pair=scored(pair)) for pair in told.dropped)
    yield from (say("New: {pair}.", pair=scored(pair)) for pair in told.added)
    if not told.added:
        yield say("No new exchange is added.")


def _loss(after: PlanDocument, told: Replanned) -> Iterator[str]:
    assert after.objective is not None
    assert told.best is not None
    assert told.allowed_loss is not None
    fewer = points(told.allowed_loss)
    allowed = say("up to {points} fewer were allowed", points=fewer)
    if told.within.endswith("%"):
        allowed = say(
            "up to {points} fewer were allowed, {share} of its points",
            points=fewer,
            share=told.within,
        )
    if not told.allowed_loss:
        allowed = say("no loss was allowed")
    has = worth_text(after)
    if told.loss:
        yield say(
            "The new plan has {objective}. The best possible new plan has {best}; giving "
            "up {loss} of them keeps more exchanges as they are ({allowed}).",
            objective=has,
            best=points(told.best),
            loss=points(told.loss),
            allowed=allowed,
        )
    else:
        yield say(
            "The new plan has {objective}, as many as the best possible new plan ({allowed}).",
            objective=has,
            allowed=allowed,
        )
    change = after.objective - told.plan_objective
    size = points(abs(change))
    yield (
        say("That is {points} fewer than the plan before the decline.", points=size)
        if change < 0
        else say("That is {points} more than the plan before the decline.", points=size)
    )
    if told.proved:
        yield say(
            "No permitted plan within this loss drops fewer of the other exchanges; two "
            "exact solvers agree on that."
        )
    else:
        yield say(
            "The search was stopped by its limit: a plan that drops fewer of the other "
            "exchanges has not been ruled out."
        )


def _curve(told: Replanned) -> Iterator[str]:
    if not told.curve:
        return
    clauses = [_step(point) for point in told.curve[:CURVE_SHOWN]]
    more = len(told.curve) - CURVE_SHOWN
    clauses += [say("{more} further steps follow", more=more)] if more > 0 else []
    worth = say(
        "What changes to the other exchanges are worth: {steps}.", steps=joined("; ", clauses)
    )
    end = "" if told.curve_complete else say("The rest was not searched for lack of time.")
    yield joined(" ", [worth, end])


def _step(point: TradePoint) -> str:
    count = point.changed or say("none")
    if not point.lost:
        return say("dropping {count} gives the best possible plan", count=count)
    return say("dropping {count} loses {points}", count=count, points=points(point.lost))
