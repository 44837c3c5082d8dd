"""What quotas do to a plan, in words."""

from __future__ import annotations

from matcher.intake.countries import country_name
from matcher.plan.document import PlanDocument, QuotaUse
from matcher.plan.phrases import LISTED, counted, listed, points
from matcher.plan.quota_words import limits_text


def under_quotas(document: PlanDocument) -> str:
    """What a plan under quotas is best at, and what the quotas cost together."""
    paid = sum(use.paid for use in document.quotas)
    less = f", which count {points(paid)} against it where they are not met" if paid else ""
    proof = (
        "two exact solvers agree that no permitted plan does better under them"
        if document.proof == "two_solvers"
        else "proved that no permitted plan does better under them"
    )
    if document.status != "optimal":
        proof = "the search was stopped by its limit, so a better plan is not ruled out"
    cost = (
        f"Without any quota, the greatest total is {points(document.gap)} more."
        if document.gap
        else "No permitted plan has a greater total, with or without quotas."
    )
    return f"Best under the quotas of the programme{less}; {proof}. {cost}"


def compared(document: PlanDocument) -> list[str]:
    """How plans are compared where a quota may be missed at a price; empty where none may."""
    if all(quota.hard for quota in document.settings.quotas):
        return []
    return ["Where plans are compared, what missed quotas cost is taken off their points first."]


def under(document: PlanDocument) -> str:
    """A clause where quotas bear on what is said."""
    return " under the quotas" if document.settings.quotas else ""


def counted_by_themes(document: PlanDocument) -> list[str]:
    """Why a small change can do much where quotas count themes; empty where none does."""
    if not any(quota.carries or quota.aim for quota in document.settings.quotas):
        return []
    return [
        "An exchange counts for quotas by what it is about, and a change can alter that as well as "
        "its score."
    ]


def quota_sentences(document: PlanDocument) -> list[str]:
    """One sentence for each quota: what the plan has, and what the quota costs it."""
    return [_sentence(use, document) for use in document.quotas]


def _sentence(use: QuotaUse, document: PlanDocument) -> str:
    rule = f"{limits_text(use.least, use.most)} {use.counts}"
    head = f'Quota "{use.label}" ({rule})' if use.label != rule else f"Quota of {rule}"
    head = f"{head}: the plan has {_has(use)}"
    if use.paid:
        by = counted(use.shortfall, "exchange")
        how = "too few" if use.most is None else "too many" if use.least is None else "outside it"
        return f"{head}, {by} {how}, which {_counts(use)} {points(use.paid)} against it."
    if use.cost is None:
        return f"{head}."
    if not use.cost:
        return f"{head}, and would be worth no more without this quota."
    return f"{head}, and would be worth {points(use.cost)} more without this quota."


def _counts(use: QuotaUse) -> str:
    return "counts" if use.shortfall == 1 else "count"


def _has(use: QuotaUse) -> str:
    if not use.places:
        return f"{use.used:,}" if use.used else "none"
    told = [
        f"{place.used:,} between {listed([country_name(code) for code in place.countries])}"
        for place in use.places
    ]
    return listed(told, LISTED)
