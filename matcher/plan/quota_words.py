"""Quotas in words: what each counts, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.intake.vocabulary import Vocabulary
from matcher.plan.phrases import counted, points
from matcher.programme.quotas import Quota

if TYPE_CHECKING:
    from matcher.plan.document import PlanDocument


def counts_text(quota: Quota, vocabulary: Vocabulary) -> str:
    """Which exchanges a quota counts, as a phrase after their number."""
    if quota.carries is not None:
        groups = {group.id: f"{group.title} (group {group.id})" for group in vocabulary.groups}
        themes = {theme.id: f"{theme.title} ({theme.id})" for theme in vocabulary}
        return f"on {(groups | themes).get(quota.carries, quota.carries)}"
    if quota.aim is not None:
        return f"that serve {quota.aim}"
    if quota.per is not None:
        return "between the same two countries"
    return f"with a {quota.role}"


def limits_text(least: int | None, most: int | None) -> str:
    """Least and most as a number of exchanges."""
    if least == most:
        return f"exactly {counted(least or 0, 'exchange')}"
    if most is None:
        return f"at least {counted(least or 0, 'exchange')}"
    if least is None:
        return f"at most {counted(most, 'exchange')}"
    return f"{least:,} to {counted(most, 'exchange')}"


def quota_text(quota: Quota, vocabulary: Vocabulary) -> str:
    """The whole rule as a phrase: at least 3 exchanges on Clean transport (group A)."""
    return f"{limits_text(quota.least, quota.most)} {counts_text(quota, vocabulary)}"


def quota_clause(quota: Quota, vocabulary: Vocabulary) -> str:
    """The rule as a noun, with its label."""
    named = f'the quota "{quota.label}"' if quota.label else "the quota"
    return f"{named} of {quota_text(quota, vocabulary)}"


def worth_text(document: PlanDocument) -> str:
    """Points of a plan, and what is left of them where it misses quotas at a price."""
    assert document.objective is not None
    assert document.worth is not None
    told = points(document.objective)
    if document.worth == document.objective:
        return told
    return f"{told}, {document.worth:,} after what missed quotas cost"


def quota_label(quota: Quota, vocabulary: Vocabulary) -> str:
    """What officers call it, or else the rule itself."""
    return quota.label if quota.label is not None else quota_text(quota, vocabulary)
