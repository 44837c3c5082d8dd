"""The plan as the page shows it: every number and sentence ready, nothing left to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matcher.explain.words import (
    PART_MEANINGS,
    PART_TITLES,
    TIE_BREAK_SENTENCES,
    search_sentence,
)
from matcher.figures import number, percents_of_whole, stated
from matcher.language import Language, Speaker, say
from matcher.language.phrases import pair_of
from matcher.plan.certainty import Certainty
from matcher.plan.document import CapUse, CityCard, PlanDocument, ProofRow, Unmatched
from matcher.proposal import Plan
from matcher.report.citations import Citation, Citations, attributions
from matcher.report.limits import ASKED, CAPS, CARDS, CITIES, PROOF_ROWS, REASONS, REMARKS
from matcher.report.manifest import DISTRIBUTION, versions
from matcher.report.page_data import page_data, themes_of
from matcher.report.phrases import (
    PROOF_SENTENCES,
    STATUS_TITLES,
    UNMATCHED_TITLES,
    emphasis_sentence,
    evidence_sentence,
    status_sentence,
    thinness_sentence,
)
from matcher.report.view_pair import PairRow, PairView, Place, pair_row, pair_view, place_of


@dataclass(frozen=True)
class UnmatchedGroup:
    """Cities that are in no pair for one kind of reason; `left_out` more are not on the page."""

    code: str
    title: str
    count: int
    rows: list[tuple[Place, str]]
    left_out: int
    collapsed: bool


@dataclass(frozen=True)
class CityRow:
    """One city of the pool."""

    place: Place
    card: CityCard
    partners: list[Place]


@dataclass(frozen=True)
class PoolTable:
    """The cities of one side, or of the pool; `left_out` of `count` are not on the page."""

    name: str
    count: int
    rows: list[CityRow]
    left_out: int


@dataclass(frozen=True)
class InfluenceRow:
    """How much one part drives the plan, shares in 0..1; `shown` adds up to 100% over all."""

    key: str
    title: str
    meaning: str
    weight: float
    share: float
    shown: str


@dataclass(frozen=True)
class ProofView:
    """What proves the plan; `rows` is None where no column does.

    `left_out` further rows, the smallest, are not on the page and come to `left_out_total`.
    """

    sentence: str
    rows: list[ProofRow] | None = None
    zero_terms: int = 0
    left_out: int = 0
    left_out_total: float = 0
    total: float = 0
    closing: str = ""


@dataclass(frozen=True)
class SureRow:
    """How sure one exchange is; `nearest` is the weight change that breaks it, in words."""

    title: str
    certainty: Certainty
    nearest: str


@dataclass(frozen=True)
class PageView:
    """Everything the template reads."""

    document: PlanDocument
    status_title: str
    status_sentence: str
    search: str | None
    rows: list[PairRow]
    cards: list[PairView]
    sure: list[SureRow]
    taking_part: int
    pool_size: int
    unmatched: list[UnmatchedGroup]
    pools: list[PoolTable]
    caps: list[CapUse]
    influence: list[InfluenceRow]
    proof: ProofView
    tie_break: str
    evidence: str
    thinness: str
    emphasis: str | None
    themes: list[str]
    what_if_left: list[Place]
    what_if_right: list[Place]
    data: dict[str, Any]
    asked: int
    sources: list[Citation]
    attributions: list[str]
    remarks: list[str]
    created: str
    version: str


def page_view(plan: Plan, speaker: Speaker, languages: Sequence[Language]) -> PageView:
    """Lay a plan out for the page of one language, which knows the others."""
    document, citations = plan.document, Citations()
    numbered = list(enumerate(document.pairs, start=1))
    best = max((pair.score for pair in document.pairs), default=0) or 1
    by_score = sorted(numbered, key=lambda entry: -entry[1].score)
    with_card = {number for number, _ in by_score[:CARDS]}
    cards = [
        pair_view(plan, speaker, pair, number, best, citations)
        for number, pair in numbered
        if number in with_card
    ]
    pool = [city for side in document.sides for city in side.cities]
    places = [
        sorted(
            (place_of(plan, city, speaker) for city in side.cities[:CITIES]), key=lambda p: p.name
        )
        for side in document.sides
    ]
    return PageView(
        document=document,
        status_title=STATUS_TITLES[document.status],
        status_sentence=status_sentence(document),
        search=search_sentence(document),
        rows=[
            pair_row(plan, speaker, pair, number, best, has_card=number in with_card)
            for number, pair in numbered
        ],
        cards=cards,
        sure=_sure(document),
        taking_part=len({city for pair in document.pairs for city in (pair.a, pair.b)}),
        pool_size=len(pool),
        unmatched=_unmatched(plan, speaker),
        pools=_pools(plan, speaker, {place.id for card in cards for place in (card.a, card.b)}),
        caps=document.caps[:CAPS],
        influence=_influence(document),
        proof=_proof(document),
        tie_break=TIE_BREAK_SENTENCES[document.settings.ties],
        evidence=evidence_sentence(document.settings),
        thinness=thinness_sentence(document.settings),
        emphasis=emphasis_sentence(document.settings, plan.profiles.vocabulary),
        themes=themes_of(document),
        what_if_left=places[0],
        what_if_right=places[-1],
        data=page_data(plan, languages),
        asked=ASKED,
        sources=citations.all,
        attributions=attributions(plan.profiles, pool),
        remarks=document.warnings[:REMARKS],
        created=speaker.moment(datetime.fromisoformat(document.created.at)),
        version=versions()[DISTRIBUTION],
    )


def _influence(document: PlanDocument) -> list[InfluenceRow]:
    shown = percents_of_whole([row.share for row in document.influence.values()])
    return [
        InfluenceRow(
            key=part,
            title=PART_TITLES[part],
            meaning=PART_MEANINGS[part],
            weight=row.weight / 1_000_000,
            share=row.share,
            shown=told,
        )
        for (part, row), told in zip(document.influence.items(), shown, strict=True)
    ]


def _sure(document: PlanDocument) -> list[SureRow]:
    cards = document.cities
    return [
        SureRow(
            pair_of(cards[pair.a].name, cards[pair.b].name),
            pair.certainty,
            _nearest(pair.certainty),
        )
        for pair in document.pairs[:CARDS]
        if pair.certainty is not None
    ]


def _nearest(certainty: Certainty) -> str:
    change = certainty.nearest
    if change is None:
        return say("none does") if certainty.nearest_searched else say("not searched")
    told = {
        "part": PART_TITLES[change.part],
        "weight": stated(change.weight),
        "gone_at": stated(change.gone_at),
    }
    if change.move > 0:
        return say("{part} up from {weight} to {gone_at}", **told)
    return say("{part} down from {weight} to {gone_at}", **told)


def _unmatched(plan: Plan, speaker: Speaker) -> list[UnmatchedGroup]:
    found: dict[str, list[Unmatched]] = {code: [] for code in UNMATCHED_TITLES}
    for row in sorted(plan.document.unmatched, key=lambda row: row.code):
        found.setdefault(row.code, []).append(row)
    return [
        UnmatchedGroup(
            code=code,
            title=UNMATCHED_TITLES[code],
            count=len(rows),
            rows=[(place_of(plan, row.city, speaker), row.reason) for row in rows[:REASONS]],
            left_out=max(len(rows) - REASONS, 0),
            collapsed=code == "not_in_programme",
        )
        for code, rows in found.items()
        if rows
    ]


def _pools(plan: Plan, speaker: Speaker, in_cards: set[str]) -> list[PoolTable]:
    """The tables of cities; of a pool that is too large, the cities whose exchange has a card."""
    tables = []
    for side in plan.document.sides:
        whole = len(side.cities) <= CITIES
        shown = side.cities if whole else [city for city in side.cities if city in in_cards]
        rows = [_city(plan, city, speaker) for city in shown]
        tables.append(PoolTable(side.name, len(side.cities), rows, len(side.cities) - len(rows)))
    return tables


def _city(plan: Plan, city: str, speaker: Speaker) -> CityRow:
    card = plan.document.cities[city]
    partners = [place_of(plan, other, speaker) for other in card.partners]
    return CityRow(place_of(plan, city, speaker), card, partners)


def _proof(document: PlanDocument) -> ProofView:
    certificate, objective = document.certificate, document.objective
    if objective is None:
        return ProofView(say("There is no plan, so there is nothing to prove about one."))
    sentence = PROOF_SENTENCES.get(
        document.proof or "",
        say("The limit was reached before the plan could be proved to be the best."),
    )
    if certificate is None or document.proof in ("enumeration", "two_solvers"):
        return ProofView(sentence)
    short = round(certificate.total - objective, 4)
    closing = (
        say("No permitted plan can exceed the sum of this column; this plan reaches it.")
        if short == 0
        else say(
            "No permitted plan can exceed the sum of this column; this plan falls "
            "{short} points short of it.",
            short=number(short),
        )
    )
    terms = [row for row in certificate.rows if row.total]
    shown, left_out = _greatest(terms)
    return ProofView(
        sentence=sentence,
        rows=shown,
        zero_terms=len(certificate.rows) - len(terms),
        left_out=len(left_out),
        left_out_total=sum(row.total for row in left_out),
        total=certificate.total,
        closing=closing,
    )


def _greatest(terms: list[ProofRow]) -> tuple[list[ProofRow], list[ProofRow]]:
    """The rows that stand on the page, in their order, and the others."""
    if len(terms) <= PROOF_ROWS:
        return terms, []
    by_size = sorted(range(len(terms)), key=lambda at: -abs(terms[at].total))
    shown = set(by_size[:PROOF_ROWS])
    return (
        [row for at, row in enumerate(terms) if at in shown],
        [row for at, row in enumerate(terms) if at not in shown],
    )
