"""What quotas do to a plan, in words."""

from __future__ import annotations

from matcher.intake.countries import country_name
from matcher.language import say, say_count, sentences
from matcher.language.phrases import exchanges, listed, points
from matcher.plan.document import PlanDocument, QuotaUse
from matcher.plan.phrases import LISTED
from matcher.plan.quota_words import limits_text


def under_quotas(document: PlanDocument) -> str:
    """What a plan under quotas is best at, and what the quotas cost together."""
    paid = sum(use.paid for use in document.quotas)
    head = say("Best under the quotas of the programme")
    if paid:
        head = say(
            "Best under the quotas of the programme, which count {points} against it where they "
            "are not met",
            points=points(paid),
        )
    proof = (
        say("two exact solvers agree that no permitted plan does better under them")
        if document.proof == "two_solvers"
        else say("proved that no permitted plan does better under them")
    )
    if document.status != "optimal":
        proof = say("the search was stopped by its limit, so a better plan is not ruled out")
    cost = (
        say("Without any quota, the greatest total is {points} more.", points=points(document.gap))
        if document.gap
        else say("No permitted plan has a greater total, with or without quotas.")
    )
    return sentences(say("{best}; {proof}.", best=head, proof=proof), cost)


def compared(document: PlanDocument) -> list[str]:
    """How plans are compared where a quota may be missed at a price; empty where none may."""
    if all(quota.hard for quota in document.settings.quotas):
        return []
    return [
        say("Where plans are compared, what missed quotas cost is taken off their points first.")
    ]


def nobody_has_room(document: PlanDocument, partner: str, name: str) -> str:
    """That nobody could take the place of a partner who declines, the rest of the plan as it is."""
    if document.settings.quotas:
        return say(
            "If {partner} declines and the rest of the plan stays, nobody whom {name} may be with "
            "has room under the quotas.",
            partner=partner,
            name=name,
        )
    return say(
        "If {partner} declines and the rest of the plan stays, nobody whom {name} may be with has "
        "room.",
        partner=partner,
        name=name,
    )


def counted_by_themes(document: PlanDocument) -> list[str]:
    """Why a small change can do much where quotas count themes; empty where none does."""
    if not any(quota.carries or quota.aim for quota in document.settings.quotas):
        return []
    return [
        say(
            "An exchange counts for quotas by what it is about, and a change can alter that as "
            "well as its score."
        )
    ]


def quota_sentences(document: PlanDocument) -> list[str]:
    """One sentence for each quota: what the plan has, and what the quota costs it."""
    return [_sentence(use, document) for use in document.quotas]


def _sentence(use: QuotaUse, document: PlanDocument) -> str:
    rule = say("{exchanges} {which}", exchanges=limits_text(use.least, use.most), which=use.counts)
    head = say("Quota of {rule}", rule=rule)
    if use.label != rule:
        head = say('Quota "{label}" ({rule})', label=use.label, rule=rule)
    head = say("{quota}: the plan has {has}", quota=head, has=_has(use))
    if use.paid:
        missed = _missed(use)
        return say_count(
            "{head}, {missed}, which counts {points} against it.",
            "{head}, {missed}, which count {points} against it.",
            use.shortfall,
            head=head,
            missed=missed,
            points=points(use.paid),
        )
    if use.cost is None:
        return say("{head}.", head=head)
    if not use.cost:
        return say("{head}, and would be worth no more without this quota.", head=head)
    cost = points(use.cost)
    return say(
        "{head}, and would be worth {points} more without this quota.", head=head, points=cost
    )


def _missed(use: QuotaUse) -> str:
    by = exchanges(use.shortfall)
    if use.most is None:
        return say("{exchanges} too few", exchanges=by)
    if use.least is None:
        return say("{exchanges} too many", exchanges=by)
    return say("{exchanges} outside it", exchanges=by)


def _has(use: QuotaUse) -> str:
    if not use.places:
        return f"{use.used:,}" if use.used else say("none")
    told = [
        say(
            "{used:,} between {countries}",
            used=place.used,
            countries=listed([country_name(code) for code in place.countries]),
        )
        for place in use.places
    ]
    return listed(told, LISTED)
