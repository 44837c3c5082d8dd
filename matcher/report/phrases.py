"""Sentences that stand only on the page."""

from __future__ import annotations

from matcher.explain.words import goal_sentence
from matcher.intake.vocabulary import Vocabulary
from matcher.plan.document import PlanDocument
from matcher.programme.models import Programme

UNMATCHED_TITLES = {
    "cohort_full": "The cohort is full",
    "cap_full": "A cap on a group of cities is full",
    "under_quotas": "Left out under the quotas",
    "better_elsewhere": "Worth more to the whole elsewhere",
    "no_partner_above_minimum": "No partner reaches the minimum score",
    "no_permitted_partner": "No permitted partner",
    "no_capacity": "May have no partner",
    "no_plan": "No plan could be made",
    "too_few_records": "Too few records to be scored",
    "conditional": "May join once a condition is met",
    "observer": "Observers",
    "ineligible": "Not eligible",
    "withdrawn": "No longer takes part",
    "not_in_programme": "Not part of this programme",
}

NEED_LEVELS = {1: "mentioned", 2: "clear priority", 3: "urgent"}
CAPABILITY_LEVELS = {1: "pilot", 2: "city scale", 3: "proven, with a measured result"}

PROOF_SENTENCES = {
    "prices": "Proved by prices: the column below is an upper limit for every permitted plan.",
    "prices+odd_sets": "Proved by prices for cities and for small groups of cities: the column "
    "below is an upper limit for every permitted plan.",
    "enumeration": "Proved by trying out every permitted plan that could have been better. There "
    "is no column to add up for this plan.",
    "two_solvers": "Proved twice, by two exact formulations that were solved apart and gave the "
    "same upper limit. There is no column to add up for this plan.",
}


def status_sentence(document: PlanDocument) -> str:
    """What the status of a plan means, for the banner."""
    goal = goal_sentence(document)
    if goal is not None:
        return goal
    if document.status == "optimal":
        if not document.pairs:
            return "Proved: no exchange adds to the plan. The reason for each city is given below."
        return "Proved optimal: no permitted plan scores more."
    if document.status == "feasible":
        gap = "an unknown number of" if document.gap is None else f"at most {document.gap:,.0f}"
        return (
            "A permitted plan, not proved to be the best: the search was stopped by its limit. "
            f"The best plan scores {gap} points more."
        )
    if document.status == "infeasible":
        return "No plan is possible: the rules cannot all be met."
    return "No plan was found before the limit was reached, and none was ruled out."


def evidence_sentence(settings: Programme) -> str:
    """How much an item counts by its basis and its age, as the programme states it."""
    rule = settings.evidence
    return (
        f"An item counts by its basis (declared {rule.declared:.0%}, reported "
        f"{rule.reported:.0%}, inferred {rule.inferred:.0%} of its level) and by the age of its "
        f"source in {rule.reference_year}: in full up to {rule.fresh_years} years, then less, down "
        f"to {rule.stale_factor:.0%} from {rule.stale_years} years on. A source without a year "
        "counts as oldest."
    )


def thinness_sentence(settings: Programme) -> str:
    """How thin records are treated."""
    prior = settings.unknown.prior_items
    return (
        "The fewer items are recorded for two cities, the closer their exchange stands to the mean "
        f"of the pool: with {prior:g} records a city is trusted halfway, with none not at all."
    )


def emphasis_sentence(settings: Programme, vocabulary: Vocabulary) -> str | None:
    """Which themes the programme counts more or less, or None when it treats all alike."""
    factors = [(theme, settings.emphasis.of(theme)) for theme in vocabulary]
    changed = [
        f"{theme.title} ({theme.id}) {factor:g} times" for theme, factor in factors if factor != 1
    ]
    return f"Needs in these themes count differently: {', '.join(changed)}." if changed else None


STATUS_TITLES = {
    "optimal": "Optimal",
    "feasible": "Feasible, with a gap",
    "infeasible": "Infeasible",
    "unknown": "Undecided",
}
