"""What the script of the page knows: plain values of the plan, for filters and for "what if"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.explain.words import PART_TITLES
from matcher.intake.speaking import speaker_of
from matcher.language import Language
from matcher.plan.document import PairRecord, PlanDocument
from matcher.proposal import Plan
from matcher.report.commands import commands_of
from matcher.report.limits import ASKED, CITIES

MILLION = 1_000_000


def page_data(plan: Plan, languages: Sequence[Language]) -> dict[str, Any]:
    """Return plain JSON values; every number is one of plan.json.

    What has a name has one for each language, in their order.
    """
    document = plan.document
    speakers = [speaker_of(plan.profiles, language) for language in languages]

    def said(text: str) -> list[str]:
        return [str(speaker.tell(text)) for speaker in speakers]

    at = {title: place for place, title in enumerate(themes_of(document))}
    return {
        "programme": document.programme,
        "commands": commands_of(plan)._asdict(),
        "total": document.objective,
        "parts": [
            {"key": part, "titles": said(PART_TITLES[part]), "weight": row.weight / MILLION}
            for part, row in document.influence.items()
        ],
        "names": {city: said(document.cities[city].name) for city in _shown(document)},
        "pairs": [
            _pair(document, pair, number, at) for number, pair in enumerate(document.pairs, start=1)
        ],
    }


def _shown(document: PlanDocument) -> list[str]:
    """Cities that the script may name."""
    pool = [city for side in document.sides for city in side.cities[:CITIES]]
    paired = [city for pair in document.pairs for city in (pair.a, pair.b)]
    return list(dict.fromkeys([*paired, *pool]))


def themes_of(document: PlanDocument) -> list[str]:
    """Titles of the themes that lead in some exchange, sorted."""
    return sorted(
        {flow.title for pair in document.pairs for flows in pair.flows.values() for flow in flows}
    )


def _pair(
    document: PlanDocument, pair: PairRecord, number: int, at: dict[str, int]
) -> dict[str, Any]:
    cards, ids = document.cities, [pair.a, pair.b]
    known = pair.certainty
    nearest = None if known is None else known.nearest
    return {
        "number": number,
        "ids": ids,
        "locals": [cards[city].local_name or "" for city in ids],
        "score": pair.score,
        "satisfaction": [pair.satisfaction[city] for city in ids],
        "grade": None if known is None else known.grade,
        "nearest": None if nearest is None else {"part": nearest.part, "move": nearest.move},
        "themes": sorted({at[flow.title] for flows in pair.flows.values() for flow in flows}),
        "alternates": {
            city: [
                {"id": other.city, "score": other.score, "loss": other.exact_loss}
                for other in pair.alternates[city]
            ]
            for city in ids
        }
        if number <= ASKED
        else {},
    }
