"""Quotas in words: what each counts, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.candidates.rules import ROLE_WORDS
from matcher.intake.vocabulary import AIM_WORDS, Vocabulary
from matcher.language import lowered, say, term
from matcher.language.phrases import exchanges, points
from matcher.programme.quotas import Quota

if TYPE_CHECKING:
    from matcher.plan.document import PlanDocument


def counts_text(quota: Quota, vocabulary: Vocabulary) -> str:
    """Which exchanges a quota counts, as a phrase after their number."""
    if quota.carries is not None:
        groups = {
            group.id: say("{title} (group {id})", title=term(group.title), id=group.id)
            for group in vocabulary.groups
        }
        themes = {
            theme.id: say("{title} ({id})", title=term(theme.title), id=theme.id)
            for theme in vocabulary
        }
        return say("on {theme}", theme=(groups | themes).get(quota.carries, quota.carries))
    if quota.aim is not None:
        return say("that serve {aim}", aim=lowered(AIM_WORDS[quota.aim]))
    if quota.per is not None:
        return say("between the same two countries")
    assert quota.role is not None
    return say("with a {role}", role=ROLE_WORDS[quota.role])


def limits_text(least: int | None, most: int | None) -> str:
    """Least and most as a number of exchanges."""
    if least == most:
        return say("exactly {exchanges}", exchanges=exchanges(least or 0))
    if most is None:
        return say("at least {exchanges}", exchanges=exchanges(least or 0))
    if least is None:
        return say("at most {exchanges}", exchanges=exchanges(most))
    return say("{least:,} to {exchanges}", least=least, exchanges=exchanges(most))


def quota_text(quota: Quota, vocabulary: Vocabulary) -> str:
    """The whole rule as a phrase: at least 3 exchanges on Clean transport (group A)."""
    return say(
        "{exchanges} {which}",
        exchanges=limits_text(quota.least, quota.most),
        which=counts_text(quota, vocabulary),
    )


def quota_clause(quota: Quota, vocabulary: Vocabulary) -> str:
    """The rule as a noun, with its label."""
    rule = quota_text(quota, vocabulary)
    if quota.label:
        return say('the quota "{label}" of {rule}', label=quota.label, rule=rule)
    return say("the quota of {rule}", rule=rule)


def worth_text(document: PlanDocument) -> str:
    """Points of a plan, and what is left of them where it misses quotas at a price."""
    assert document.objective is not None
    assert document.worth is not None
    told = points(document.objective)
    if document.worth == document.objective:
        return told
    return say(
        "{points}, {worth:,} after what missed quotas cost", points=told, worth=document.worth
    )


def quota_label(quota: Quota, vocabulary: Vocabulary) -> str:
    """What officers call it, or else the rule itself."""
    return quota.label if quota.label is not None else quota_text(quota, vocabulary)
