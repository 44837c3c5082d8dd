"""Names and phrases that officers read, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.explain.quotas import under_quotas
from matcher.intake.profiles import Profiles
from matcher.plan.document import Aim, Alternate, Evidence, Flow, PlanDocument
from matcher.plan.phrases import PART_TITLES as PART_TITLES
from matcher.programme.models import Part

PART_MEANINGS: dict[Part, str] = {
    "mutual_benefit": "how much of what each city needs the other can show",
    "shared_challenge": "how alike the needs of the two cities are",
    "context": "how alike the cities are in size, climate, economy, energy and pollution",
    "co_benefit": "how much of the exchange cuts air pollution and greenhouse gases at once",
    "airshed": "whether the cities share air, or air travels from one to the other",
    "prior_links": "whether the cities already have a documented tie",
    "preferences": "whether a city asked for the other, and whether they share a language",
}

TIE_BREAK_SENTENCES = {
    "more_pairs_then_ids": "Among plans of equal value the one with more pairs is taken, then the "
    "one whose list of city ids comes first in the alphabet."
}


def search_sentence(document: PlanDocument) -> str | None:
    """How far the proof of a plan reaches and how the search went, or None without a proof."""
    if document.objective is None or document.permitted_pairs is None:
        return None
    by_prices = (document.proof or "").startswith("prices")
    if document.status == "optimal" and goal_sentence(document) is None:
        start = "Proved by prices" if by_prices else "Proved"
    elif document.certificate is not None:
        start = "The upper limit is proved by prices"
    else:
        return None
    count = document.permitted_pairs
    pairs = "the one permitted pair" if count == 1 else f"all {count:,} permitted pairs"
    return f"{start} over {pairs}{_regime(document)}."


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
    proved = "proved" if document.replanned.proved else "not proved"
    return (
        f"Planned again after a decline: {kept} of {len(document.replanned.standing)} standing "
        f"exchanges stay, {proved} the most within the allowed loss. The best possible plan has "
        f"{points(document.replanned.loss)} more."
    )


def standing_sentence(document: PlanDocument) -> str:
    """How a plan stands against all permitted ones; for a document that has a plan."""
    if (goal := goal_sentence(document)) is not None:
        return goal
    if document.status == "optimal":
        return "No permitted plan has more."
    more = points(document.gap or 0)
    return f"It is not proved to be the best: another may have up to {more} more."


def _aim(document: PlanDocument, aim: Aim) -> str:
    shares = [got / best for got, best in aim.shares.values()]
    least = (
        f"the worst-off city gets {min(shares):.1%} of its best" if shares else "nothing to gain"
    )
    head = {
        "worst_off": f"Best for the worst-off city, as the programme asks: {least}",
        "leximin": f"Fairest from the bottom up, as the programme asks: {least}",
        "stable": "Stable, as the programme asks: no two cities would rather have each other",
    }[aim.kind]
    proof = (
        "two exact solvers agree that no permitted plan is better at that"
        if aim.proved
        else "the search was stopped by its limit, so a better plan is not ruled out"
    )
    cost = (
        f"The greatest total of any permitted plan is {document.gap:,.0f} points more."
        if document.gap
        else "No permitted plan has a greater total."
    )
    return f"{head}; {proof}. {cost}"


def _regime(document: PlanDocument) -> str:
    if document.regime is None:
        return ""
    how = {"small": ": all pairs in one table", "large": ": short lists first, then every pair"}
    words = f"{document.regime} regime{how.get(document.regime, '')}"
    if document.rounds:
        words += f", {document.rounds} round{'' if document.rounds == 1 else 's'}"
    return f" ({words})"


def caps_of(document: PlanDocument, *cities: str) -> list[str]:
    """The caps that these cities count under, each as a sentence."""
    return [
        f"Cap on {cap.label}: at most {_pairs(cap.most_pairs)}, of which the plan has {cap.used}."
        for cap in document.caps
        if any(city in cap.cities for city in cities)
    ]


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count:,} pairs"


def source_line(evidence: Evidence) -> str:
    """Who says so, and when."""
    year = "year unknown" if evidence.year is None else str(evidence.year)
    return f"{evidence.basis}; {evidence.source}, {year}"


def flow_sentence(flow: Flow, giver: str, learner: str) -> str:
    """One theme that flows, as a sentence with both ends of the evidence."""
    sentence = f"{flow.title} ({flow.theme}): {learner} needs: {_full_stop(flow.need.text)}"
    if flow.capability is not None:
        via = f" through the related theme {flow.related_theme}" if flow.related_theme else ""
        sentence += f" {giver} can show{via}: {_full_stop(flow.capability.text)}"
        if flow.capability.result:
            sentence += f" Result: {_full_stop(flow.capability.result)}"
    return sentence


def names(profiles: Profiles, a: str, b: str) -> str:
    """Two cities by name."""
    return f"{profiles[a].name} with {profiles[b].name}"


def listed(words: Sequence[str], last: str = " and ") -> str:
    """Words in a row.

    Examples
    --------
    >>> listed(["Jinan", "Seoul", "Tokyo"])
    'Jinan, Seoul and Tokyo'
    """
    return last.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def ordinal(place: int) -> str:
    """A place in a list, from 1.

    Examples
    --------
    >>> ordinal(1), ordinal(2), ordinal(13), ordinal(21)
    ('first', '2nd', '13th', '21st')
    """
    suffixes = {1: "st", 2: "nd", 3: "rd"}
    suffix = "th" if 10 <= place % 100 <= 20 else suffixes.get(place % 10, "th")
    return "first" if place == 1 else f"{place}{suffix}"


def points(value: int | float) -> str:
    """Points with thousands separators."""
    return f"{value:,.0f} points" if float(value).is_integer() else f"{value:,.1f} points"


def alternate_words(alternate: Alternate, *, solved: bool) -> str:
    """What another partner scores, and what it would cost the plan where that was worked out."""
    words = points(alternate.score)
    if not solved:
        return words
    loss = alternate.exact_loss
    if loss is None:
        return f"{words}; no plan that keeps every rule holds it"
    return f"{words}; costs the plan {points(loss) if loss > 0 else 'nothing'}"


def percent(share: float | None) -> str:
    """A share as whole percent, or a dash."""
    return "n/a" if share is None else f"{share:.0%}"


def _full_stop(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
