"""Sentences that stand only on the page."""

from __future__ import annotations

from matcher.explain.words import goal_sentence
from matcher.figures import number, stated
from matcher.intake.vocabulary import Vocabulary
from matcher.language import joined, say, sentences, term
from matcher.plan.document import Evidence, PlanDocument, QuotaUse
from matcher.programme.models import Programme

UNMATCHED_TITLES = {
    "cohort_full": say("The cohort is full"),
    "cap_full": say("A cap on a group of cities is full"),
    "under_quotas": say("Left out under the quotas"),
    "better_elsewhere": say("Worth more to the whole elsewhere"),
    "no_partner_above_minimum": say("No partner reaches the minimum score"),
    "no_permitted_partner": say("No permitted partner"),
    "no_capacity": say("May have no partner"),
    "no_plan": say("No plan could be made"),
    "too_few_records": say("Too few records to be scored"),
    "conditional": say("May join once a condition is met"),
    "observer": say("Observers"),
    "ineligible": say("Not eligible"),
    "withdrawn": say("No longer takes part"),
    "not_in_programme": say("Not part of this programme"),
}

NEED_LEVELS = {1: say("mentioned"), 2: say("clear priority"), 3: say("urgent")}
CAPABILITY_LEVELS = {
    1: say("pilot"),
    2: say("city scale"),
    3: say("proven, with a measured result"),
}

PROOF_SENTENCES = {
    "prices": say("Proved by prices: the column below is an upper limit for every permitted plan."),
    "prices+odd_sets": say(
        "Proved by prices for cities and for small groups of cities: the column below is an "
        "upper limit for every permitted plan."
    ),
    "enumeration": say(
        "Proved by trying out every permitted plan that could have been better. There is no "
        "column to add up for this plan."
    ),
    "two_solvers": say(
        "Proved twice, by two exact formulations that were solved apart and gave the same "
        "upper limit. There is no column to add up for this plan."
    ),
}


def status_sentence(document: PlanDocument) -> str:
    """What the status of a plan means, for the banner."""
    goal = goal_sentence(document)
    if goal is not None:
        return goal
    if document.status == "optimal":
        if not document.pairs:
            return say(
                "Proved: no exchange adds to the plan. The reason for each city is given below."
            )
        return say("Proved optimal: no permitted plan scores more.")
    if document.status == "feasible":
        stopped = say(
            "A permitted plan, not proved to be the best: the search was stopped by its limit."
        )
        more = (
            say("The best plan scores an unknown number of points more.")
            if document.gap is None
            else say("The best plan scores at most {gap} points more.", gap=number(document.gap))
        )
        return sentences(stopped, more)
    if document.status == "infeasible":
        return say("No plan is possible: the rules cannot all be met.")
    return say("No plan was found before the limit was reached, and none was ruled out.")


def evidence_sentence(settings: Programme) -> str:
    """How much an item counts by its basis and its age, as the programme states it."""
    rule = settings.evidence
    return say(
        "An item counts by its basis (declared {declared}, reported {reported}, "
        "inferred {inferred} of its level) and by the age of its source in "
        "{reference_year}: in full up to {fresh_years} years, then less, down to "
        "{stale_factor} from {stale_years} years on. A source without a year counts as "
        "oldest.",
        declared=stated(rule.declared),
        reported=stated(rule.reported),
        inferred=stated(rule.inferred),
        reference_year=rule.reference_year,
        fresh_years=rule.fresh_years,
        stale_factor=stated(rule.stale_factor),
        stale_years=rule.stale_years,
    )


def thinness_sentence(settings: Programme) -> str:
    """How thin records are treated."""
    prior = settings.unknown.prior_items
    return say(
        "The fewer items are recorded for two cities, the closer their exchange stands to "
        "the mean of the pool: with {prior:g} records a city is trusted halfway, with none "
        "not at all.",
        prior=prior,
    )


def emphasis_sentence(settings: Programme, vocabulary: Vocabulary) -> str | None:
    """Which themes the programme counts more or less, or None when it treats all alike."""
    factors = [(theme, settings.emphasis.of(theme)) for theme in vocabulary]
    changed = [
        say("{theme} ({id}) {factor:g} times", theme=term(theme.title), id=theme.id, factor=factor)
        for theme, factor in factors
        if factor != 1
    ]
    return (
        say("Needs in these themes count differently: {themes}.", themes=joined(", ", changed))
        if changed
        else None
    )


STATUS_TITLES = {
    "optimal": say("Optimal"),
    "feasible": say("Feasible, with a gap"),
    "infeasible": say("Infeasible"),
    "unknown": say("Undecided"),
}


def practice_of(item: Evidence) -> str:
    """What was said, and the measured result where there is one."""
    if item.result is None:
        return item.text
    return say("{text} Result: {result}", text=item.text, result=item.result)


def asked_text(quota: QuotaUse) -> str:
    """What a quota asks for, in a table."""
    least = [] if quota.least is None else [say("at least {n}", n=quota.least)]
    most = [] if quota.most is None else [say("at most {n}", n=quota.most)]
    return joined(", ", [*least, *most])
