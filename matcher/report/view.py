"""The plan as the page shows it: every number and sentence ready, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from matcher.explain.words import PART_MEANINGS, PART_TITLES, TIE_BREAK_SENTENCES
from matcher.plan.document import CityCard, PlanDocument, ProofRow
from matcher.proposal import Plan
from matcher.report.citations import Citation, Citations, attributions
from matcher.report.manifest import DISTRIBUTION, versions
from matcher.report.phrases import (
    PROOF_SENTENCES,
    STATUS_TITLES,
    UNMATCHED_TITLES,
    emphasis_sentence,
    evidence_sentence,
    status_sentence,
    thinness_sentence,
)
from matcher.report.view_pair import PairView, Place, pair_view, place_of


@dataclass(frozen=True)
class UnmatchedGroup:
    """Cities that are in no pair for one kind of reason."""

    code: str
    title: str
    rows: list[tuple[Place, str]]
    collapsed: bool


@dataclass(frozen=True)
class CityRow:
    """One city of the pool."""

    place: Place
    card: CityCard
    partners: list[Place]


@dataclass(frozen=True)
class PoolTable:
    """The cities of one side, or of the pool."""

    name: str
    rows: list[CityRow]


@dataclass(frozen=True)
class InfluenceRow:
    """How much one part drives the plan, shares in 0..1."""

    key: str
    title: str
    meaning: str
    weight: float
    share: float


@dataclass(frozen=True)
class ProofView:
    """What proves the plan; `rows` is None where no column does."""

    sentence: str
    rows: list[ProofRow] | None
    zero_terms: int
    total: float
    closing: str


@dataclass(frozen=True)
class PageView:
    """Everything the template reads."""

    document: PlanDocument
    status_title: str
    status_sentence: str
    pairs: list[PairView]
    taking_part: int
    pool_size: int
    unmatched: list[UnmatchedGroup]
    pools: list[PoolTable]
    influence: list[InfluenceRow]
    proof: ProofView
    tie_break: str
    evidence: str
    thinness: str
    emphasis: str | None
    sources: list[Citation]
    attributions: list[str]
    created: str
    version: str


def page_view(plan: Plan) -> PageView:
    """Lay a plan out for the page."""
    document, citations = plan.document, Citations()
    pairs = [
        pair_view(plan, pair, number, citations)
        for number, pair in enumerate(document.pairs, start=1)
    ]
    pool = [city for side in document.sides for city in side.cities]
    return PageView(
        document=document,
        status_title=STATUS_TITLES[document.status],
        status_sentence=status_sentence(document),
        pairs=pairs,
        taking_part=len({city for pair in document.pairs for city in (pair.a, pair.b)}),
        pool_size=len(pool),
        unmatched=_unmatched(plan),
        pools=[
            PoolTable(side.name, [_city(plan, city) for city in side.cities])
            for side in document.sides
        ],
        influence=[
            InfluenceRow(
                key=part,
                title=PART_TITLES[part],
                meaning=PART_MEANINGS[part],
                weight=row.weight / 1_000_000,
                share=row.share,
            )
            for part, row in document.influence.items()
        ],
        proof=_proof(document),
        tie_break=TIE_BREAK_SENTENCES[document.settings.ties],
        evidence=evidence_sentence(document.settings),
        thinness=thinness_sentence(document.settings),
        emphasis=emphasis_sentence(document.settings, plan.profiles.vocabulary),
        sources=citations.all,
        attributions=attributions(plan.profiles, pool),
        created=_moment(document.created.at),
        version=versions()[DISTRIBUTION],
    )


def _unmatched(plan: Plan) -> list[UnmatchedGroup]:
    rows = plan.document.unmatched
    order = [*UNMATCHED_TITLES, *sorted({row.code for row in rows} - UNMATCHED_TITLES.keys())]
    return [
        UnmatchedGroup(
            code=code,
            title=UNMATCHED_TITLES.get(code, code.replace("_", " ").capitalize()),
            rows=[(place_of(plan, row.city), row.reason) for row in rows if row.code == code],
            collapsed=code == "not_in_programme",
        )
        for code in order
        if any(row.code == code for row in rows)
    ]


def _city(plan: Plan, city: str) -> CityRow:
    card = plan.document.cities[city]
    return CityRow(place_of(plan, city), card, [place_of(plan, other) for other in card.partners])


def _proof(document: PlanDocument) -> ProofView:
    certificate, objective = document.certificate, document.objective
    if objective is None:
        return ProofView(
            "There is no plan, so there is nothing to prove about one.", None, 0, 0, ""
        )
    sentence = PROOF_SENTENCES.get(
        document.proof or "",
        "The limit was reached before the plan could be proved to be the best.",
    )
    if certificate is None or document.proof in ("enumeration", "two_solvers"):
        return ProofView(sentence, None, 0, 0, "")
    short = round(certificate.total - objective, 4)
    closing = (
        "No permitted plan can exceed the sum of this column; this plan reaches it."
        if short == 0
        else "No permitted plan can exceed the sum of this column; this plan falls "
        f"{short:,.6g} points short of it."
    )
    rows = [row for row in certificate.rows if row.total]
    zero_terms = len(certificate.rows) - len(rows)
    return ProofView(sentence, rows, zero_terms, certificate.total, closing)


def _moment(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
