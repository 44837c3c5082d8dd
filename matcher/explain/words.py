"""Names and phrases that officers read, in one place."""

from __future__ import annotations

from matcher.explain.quotas import under_quotas
from matcher.figures import number
from matcher.intake.models import Basis
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, say_count, sentences, term
from matcher.language.phrases import listed as listed
from matcher.language.phrases import ordinal as ordinal
from matcher.language.phrases import pair_of, pairs
from matcher.language.phrases import percent as percent
from matcher.language.phrases import points as points
from matcher.plan.document import Aim, Alternate, Evidence, Flow, PlanDocument
from matcher.plan.phrases import PART_TITLES as PART_TITLES
from matcher.programme.models import Part

PART_MEANINGS: dict[Part, str] = {
    "mutual_benefit": say("how much of what each city needs the other can show"),
    "shared_challenge": say("how alike the needs of the two cities are"),
    "context": say("how alike the cities are in size, climate, economy, energy and pollution"),
    "co_benefit": say("how much of the exchange cuts air pollution and greenhouse gases at once"),
    "airshed": say("whether the cities share air, or air travels from one to the other"),
    "prior_links": say("whether the cities already have a documented tie"),
    "preferences": say("whether a city asked for the other, and whether they share a language"),
}

CODES = {
    "ineligible": say("ineligible"),
    "not_in_programme": say("not in programme"),
    "conditional": say("conditional"),
    "observer": say("observer"),
    "too_few_records": say("too few records"),
    "withdrawn": say("withdrawn"),
    "no_plan": say("no plan"),
    "no_capacity": say("no capacity"),
    "under_quotas": say("under quotas"),
    "cap_full": say("cap full"),
    "cohort_full": say("cohort full"),
    "better_elsewhere": say("better elsewhere"),
    "no_partner_above_minimum": say("no partner above minimum"),
    "no_permitted_partner": say("no permitted partner"),
}

TIE_BREAK_SENTENCES = {
    "more_pairs_then_ids": say(
        "Among plans of equal value the one with more pairs is taken, then the one whose "
        "list of city ids comes first in the alphabet."
    )
}


def noted(document: PlanDocument) -> list[str]:
    """What must be said wherever the pool is shown; empty where there is nothing."""
    note = document.pool_note
    return [say("Note: {note}.", note=term(note))] if note else []


def search_sentence(document: PlanDocument) -> str | None:
    """How far the proof of a plan reaches and how the search went, or None without a proof."""
    if document.objective is None or document.permitted_pairs is None:
        return None
    by_prices = (document.proof or "").startswith("prices")
    if document.status == "optimal" and goal_sentence(document) is None:
        start = say("Proved by prices") if by_prices else say("Proved")
    elif document.certificate is not None:
        start = say("The upper limit is proved by prices")
    else:
        return None
    pairs = say_count(
        "the one permitted pair", "all {n:,} permitted pairs", document.permitted_pairs
    )
    regime = _regime(document)
    if not regime:
        return say("{start} over {pairs}.", start=start, pairs=pairs)
    return say("{start} over {pairs} ({regime}).", start=start, pairs=pairs, regime=regime)


def gives_up(document: PlanDocument) -> bool:
    """Whether a plan gives up points on purpose: for fairness, stability or what stands."""
    return document.aim is not None or (
        document.replanned is not None and bool(document.replanned.loss)
    )


def goal_sentence(document: PlanDocument) -> str | None:
    """What a plan is best at, where that is not the greatest total; else None."""
    if document.objective is None:
        return None
    if document.aim is not None:
        return _aim(document, document.aim)
    if document.settings.quotas and not gives_up(document):
        return under_quotas(document)
    if document.replanned is None or not document.replanned.loss:
        return None
    kept = len(document.replanned.standing) - len(document.replanned.dropped)
    proved = (
        say("proved the most within the allowed loss")
        if document.replanned.proved
        else say("not proved the most within the allowed loss")
    )
    return say(
        "Planned again after a decline: {kept} of {standing} standing exchanges stay, "
        "{proved}. The best possible plan has {points} more.",
        kept=kept,
        standing=len(document.replanned.standing),
        proved=proved,
        points=points(document.replanned.loss),
    )


def standing_sentence(document: PlanDocument) -> str:
    """How a plan stands against all permitted ones; for a document that has a plan."""
    if (goal := goal_sentence(document)) is not None:
        return goal
    if document.status == "optimal":
        return say("No permitted plan has more.")
    more = points(document.gap or 0)
    return say("It is not proved to be the best: another may have up to {more} more.", more=more)


def _aim(document: PlanDocument, aim: Aim) -> str:
    shares = [got / best for got, best in aim.shares.values()]
    least = (
        say("the worst-off city gets {share} of its best", share=percent(min(shares)))
        if shares
        else say("nothing to gain")
    )
    head = {
        "worst_off": say(
            "Best for the worst-off city, as the programme asks: {least}", least=least
        ),
        "leximin": say("Fairest from the bottom up, as the programme asks: {least}", least=least),
        "stable": say("Stable, as the programme asks: no two cities would rather have each other"),
    }[aim.kind]
    proof = (
        say("two exact solvers agree that no permitted plan is better at that")
        if aim.proved
        else say("the search was stopped by its limit, so a better plan is not ruled out")
    )
    cost = (
        say(
            "The greatest total of any permitted plan is {gap} points more.",
            gap=number(document.gap),
        )
        if document.gap
        else say("No permitted plan has a greater total.")
    )
    return say("{head}; {proof}. {cost}", head=head, proof=proof, cost=cost)


def _regime(document: PlanDocument) -> str:
    if document.regime is None:
        return ""
    how = {
        "small": say("small regime: all pairs in one table"),
        "large": say("large regime: short lists first, then every pair"),
    }.get(document.regime, say("{regime} regime", regime=document.regime))
    if not document.rounds:
        return how
    return joined(", ", [how, say_count("{n:,} round", "{n:,} rounds", document.rounds)])


def caps_of(document: PlanDocument, *cities: str) -> list[str]:
    """The caps that these cities count under, each as a sentence."""
    return [
        say(
            "Cap on {label}: at most {pairs}, of which the plan has {used}.",
            label=cap.label,
            pairs=pairs(cap.most_pairs),
            used=cap.used,
        )
        for cap in document.caps
        if any(city in cap.cities for city in cities)
    ]


BASIS: dict[Basis, str] = {
    "declared": say("declared"),
    "reported": say("reported"),
    "inferred": say("inferred"),
}


def year_of(evidence: Evidence) -> str:
    """The year of a source, or that it is not known."""
    return say("year unknown") if evidence.year is None else str(evidence.year)


def source_line(evidence: Evidence) -> str:
    """Who says so, and when."""
    return say(
        "{basis}; {source}, {year}",
        basis=BASIS[evidence.basis],
        source=str(evidence.source),
        year=year_of(evidence),
    )


def flow_sentence(flow: Flow, giver: str, learner: str) -> str:
    """One theme that flows, as a sentence with both ends of the evidence."""
    needs = say(
        "{title} ({theme}): {learner} needs: {need}",
        title=flow.title,
        theme=flow.theme,
        learner=learner,
        need=_full_stop(flow.need.text),
    )
    if flow.capability is None:
        return needs
    practice = _full_stop(flow.capability.text)
    shows = say("{giver} can show: {practice}", giver=giver, practice=practice)
    if flow.related_theme:
        shows = say(
            "{giver} can show through the related theme {related}: {practice}",
            giver=giver,
            related=flow.related_theme,
            practice=practice,
        )
    result = flow.capability.result
    return sentences(
        needs, shows, say("Result: {result}", result=_full_stop(result)) if result else ""
    )


def names(profiles: Profiles, a: str, b: str) -> str:
    """Two cities by name."""
    return pair_of(profiles[a].name, profiles[b].name)


def alternate_words(alternate: Alternate, *, solved: bool) -> str:
    """What another partner scores, and what it would cost the plan where that was worked out."""
    score = points(alternate.score)
    if not solved:
        return score
    loss = alternate.exact_loss
    if loss is None:
        return say("{score}; no plan that keeps every rule holds it", score=score)
    if loss <= 0:
        return say("{score}; costs the plan nothing", score=score)
    return say("{score}; costs the plan {loss}", score=score, loss=points(loss))


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
