"""Names and phrases that officers read, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.intake.profiles import Profiles
from matcher.plan.document import Alternate, Evidence, Flow, PlanDocument
from matcher.programme.models import Part

PART_TITLES: dict[Part, str] = {
    "mutual_benefit": "Mutual benefit",
    "shared_challenge": "Shared challenge",
    "context": "Similar context",
    "co_benefit": "Air and climate together",
    "airshed": "Shared air",
    "prior_links": "Existing ties",
    "preferences": "Wishes and languages",
}

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
    if document.status == "optimal":
        start = "Proved by prices" if by_prices else "Proved"
    elif document.certificate is not None:
        start = "The upper limit is proved by prices"
    else:
        return None
    count = document.permitted_pairs
    pairs = "the one permitted pair" if count == 1 else f"all {count:,} permitted pairs"
    return f"{start} over {pairs}{_regime(document)}."


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
