"""What a check of a plan says, and the check of what a plan claims about an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcher.plan.document import PlanDocument, Replanned


@dataclass(frozen=True)
class Check:
    """One thing that was checked."""

    name: str
    passed: bool
    detail: str


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
    assert document.objective is not None
    if told.best is None or told.loss != told.best - document.objective:
        yield "the stated loss is not the best total less this one"
    elif told.allowed_loss is None or told.loss > told.allowed_loss:
        yield "the plan loses more than was allowed"
    elif told.proved and (document.bound != told.best or document.status != "optimal"):
        yield "the best total is not the proved bound"
    for point in told.curve:
        if told.best is None or point.lost != told.best - point.objective:
            yield "a step of the trade-off does not add up"
        elif point.changed < len(told.dropped) and point.lost <= (told.allowed_loss or 0):
            yield f"dropping {point.changed} would have been enough"
    if document.status == "optimal" and document.gap and not told.proved:
        yield "called optimal without a proof"
