"""A plan as a notebook shows it: what is proved, the pairs, who is in none."""

from __future__ import annotations

from collections import Counter

from matcher.explain.words import PART_TITLES, goal_sentence, standing_sentence
from matcher.language.phrases import exchanges, points
from matcher.markup import Markup, Value, banner, percent, small, table, told
from matcher.plan.document import PairRecord, PlanDocument

# A reader takes in so many exchanges; all of them are in `Plan.pairs`.
SHOWN = 50
STATUS = {
    "optimal": ": proved best.",
    "aimed": ".",
    "feasible": ": permitted, not proved best.",
    "infeasible": ": no plan is possible.",
    "unknown": ": not settled.",
}


def plan_card(document: PlanDocument) -> Markup:
    """A plan: a banner with its status, a table of its pairs, and who is in none."""
    status = "optimal" if goal_sentence(document) is None else "aimed"
    shown = STATUS[status if document.status == "optimal" else document.status]
    return Markup(
        banner(f"{document.title}{shown}", _standing(document))
        + (small(document.pool_note) if document.pool_note else "")
        + (told(document.replanned.sentences) if document.replanned else "")
        + (_pairs(document) if document.pairs else told(document.reasons))
        + _alone(document)
    )


def _standing(document: PlanDocument) -> str:
    if document.objective is None:
        return ""
    count = exchanges(len(document.pairs))
    return f"{count}, {points(document.objective)}. {standing_sentence(document)}"


def _pairs(document: PlanDocument) -> str:
    sure = any(pair.certainty for pair in document.pairs)
    head = ["", "With", "Points", *PART_TITLES.values(), "First gets", "Second gets"]
    rows = [_row(document, pair, sure=sure) for pair in document.pairs[:SHOWN]]
    more = len(document.pairs) - SHOWN
    return table([*head, "Sure"] if sure else head, rows) + (
        small(f"and {more:,} more in Plan.pairs") if more > 0 else ""
    )


def _row(document: PlanDocument, pair: PairRecord, *, sure: bool) -> list[Value]:
    names = [document.cities[city].name for city in (pair.a, pair.b)]
    parts = [pair.parts[part] for part in PART_TITLES]
    shares = [percent(pair.satisfaction[city]) for city in (pair.a, pair.b)]
    grade = [pair.certainty.grade if pair.certainty else None] if sure else []
    return [*names, pair.score, *parts, *shares, *grade]


def _alone(document: PlanDocument) -> str:
    counts = Counter(row.code.replace("_", " ") for row in document.unmatched)
    if not counts:
        return ""
    reasons = ", ".join(f"{count:,} {code}" for code, count in counts.most_common())
    return small(f"In no exchange: {reasons}.")
