"""A comparison of two plans, as sentences for officers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.figures import percent
from matcher.language.phrases import exchanges, points, signed
from matcher.plan.phrases import PART_TITLES
from matcher.programme.models import PARTS

if TYPE_CHECKING:
    from matcher.plan.compare import Comparison, PairChange, Standing, Summary

MOST_CAUSES = 40


def sentences(comparison: Comparison) -> list[str]:
    """The comparison in words: what happened, to which exchanges, and why."""
    return [
        *_whole(comparison),
        *_pairs(comparison),
        *_causes(comparison),
        *comparison.remarks,
    ]


def _whole(comparison: Comparison) -> Iterator[str]:
    first, second = comparison.first, comparison.second
    without = [
        name for name, plan in (("first", first), ("second", second)) if plan.objective is None
    ]
    if without:
        both = len(without) == 2
        yield (
            "Neither programme could be given a plan, so there are no exchanges to compare."
            if both
            else f"The {without[0]} programme could not be given a plan, so only the other one has "
            "exchanges."
        )
        return
    kept, dropped, added = (len(comparison.of(fate)) for fate in ("kept", "dropped", "added"))
    if not comparison.changes:
        yield "Neither plan proposes an exchange."
        return
    if not dropped and not added:
        yield f"Both plans propose the same {exchanges(kept)}."
    else:
        yield (
            f"The second plan keeps {kept} of the {exchanges(first.exchanges)} of the "
            f"first, drops {dropped or 'none'} and adds {added or 'none'}. Of all exchanges in "
            f"either plan, {percent(comparison.overlap)} are in both."
        )
    assert first.objective is not None
    assert second.objective is not None
    change = second.objective - first.objective
    words = (
        "the same" if not change else f"{points(abs(change))} {'more' if change > 0 else 'fewer'}"
    )
    yield (
        f"The first plan has {points(first.objective)} ({_proved(first)}), the second "
        f"{points(second.objective)} ({_proved(second)}): {words}."
    )


def _proved(plan: Summary) -> str:
    if plan.status == "optimal":
        if plan.gap:
            return f"best at what it was asked for, {points(plan.gap)} below the greatest total"
        return "proved best"
    return "not proved best" if plan.gap is None else f"at most {points(plan.gap)} below the best"


def _pairs(comparison: Comparison) -> Iterator[str]:
    for change in comparison.of("dropped"):
        yield f"Dropped: {_name(comparison, change)}, {_scores(change, 'first', 'second')}"
    for change in comparison.of("added"):
        yield f"Added: {_name(comparison, change)}, {_scores(change, 'second', 'first')}"
    for change in comparison.of("kept"):
        parts = change.difference
        if parts is not None and any(parts.values()):
            moved = [f"{PART_TITLES[part]} {signed(parts[part])}" for part in PARTS if parts[part]]
            yield (
                f"Kept: {_name(comparison, change)}, {_more(sum(parts.values()))} in the second "
                f"plan ({', '.join(moved)})."
            )


def _more(change: int) -> str:
    if not change:
        return "the same points"
    return f"{points(abs(change))} {'more' if change > 0 else 'fewer'}"


def _scores(change: PairChange, own: str, other: str) -> str:
    """Points under the plan that has the pair, then what the other plan makes of it."""
    here: Standing = getattr(change, own)
    there: Standing = getattr(change, other)
    assert here.score is not None
    has = f"{points(here.score)} in the {own} plan"
    if there.barred:
        return f"{has}. It was not open to the {other} plan: {' '.join(there.barred)}"
    if there.score is None:
        return f"{has}."
    if there.score == here.score:
        return f"{points(here.score)} under both plans."
    return f"{has} and {points(there.score)} as the {other} scores it."


def _name(comparison: Comparison, change: PairChange) -> str:
    return f"{comparison.names[change.a]} with {comparison.names[change.b]}"


def _causes(comparison: Comparison) -> Iterator[str]:
    causes = [cause.sentence for cause in comparison.causes]
    if not causes:
        same = not comparison.of("dropped") and not comparison.of("added")
        yield (
            "Both plans were made from the same programme, pins, cities and scales."
            if same
            else "Both plans were made from the same programme, pins, cities and scales, so the "
            "difference comes from how each was searched for or put together."
        )
        return
    yield "What the plans were made from differs:"
    yield from (f"  {sentence}" for sentence in causes[:MOST_CAUSES])
    if len(causes) > MOST_CAUSES:
        more = len(causes) - MOST_CAUSES
        yield f"  and {more:,} further difference{'' if more == 1 else 's'}."
