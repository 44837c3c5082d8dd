"""One proposed exchange as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.explain.words import BASIS, PART_MEANINGS, PART_TITLES, year_of
from matcher.intake.countries import country_name
from matcher.language import Speaker, Verbatim, joined, say, term
from matcher.plan.certainty import Certainty
from matcher.plan.document import CityCard, Evidence, Flow, PairRecord
from matcher.programme.models import PARTS
from matcher.proposal import Plan
from matcher.report.citations import Citation, Citations
from matcher.report.phrases import CAPABILITY_LEVELS, NEED_LEVELS

# Where one language shows a second name and another none.
EMPTY = "\u200b"


@dataclass(frozen=True)
class Place:
    """A city by the names that are shown: `other` is its name in another script."""

    id: str
    name: str
    other: str | None
    other_language: str
    where: str


@dataclass(frozen=True)
class PartRow:
    """One part of a score; `start` and `width` place its bar, in percent of the best score."""

    key: str
    title: str
    meaning: str
    value: float
    weight: int
    points: int
    start: float
    width: float


@dataclass(frozen=True)
class EvidenceView:
    """One end of a flow."""

    text: str
    result: str | None
    level: str
    standing: str
    source: Citation


@dataclass(frozen=True)
class FlowView:
    """One theme that flows; shares in 0..1."""

    theme: str
    title: str
    share: float
    related: str | None
    need: EvidenceView
    capability: EvidenceView | None


@dataclass(frozen=True)
class DirectionView:
    """What one city can show the other."""

    giver: Place
    learner: Place
    covered: float
    assumed: float
    flows: list[FlowView]


@dataclass(frozen=True)
class AlternateView:
    """Another permitted partner; `loss` is what the plan loses when it is forced in."""

    place: Place
    score: int
    loss: int | None


@dataclass(frozen=True)
class EndView:
    """What the exchange means for one of its two cities."""

    place: Place
    satisfaction: float | None
    alternates: list[AlternateView]


@dataclass(frozen=True)
class PairView:
    """One exchange; `reach` is its score in percent of the best score of the plan."""

    id: str
    anchor: str
    number: int
    a: Place
    b: Place
    score: int
    reach: float
    parts: list[PartRow]
    weight: int
    directions: list[DirectionView]
    ends: list[EndView]
    notes: list[str]
    certainty: Certainty | None


@dataclass(frozen=True)
class PairRow:
    """One exchange in the table of all; `anchor` is None where no card of it is on the page."""

    number: int
    anchor: str | None
    a: Place
    b: Place
    score: int
    reach: float
    satisfaction: tuple[float | None, float | None]
    grade: str | None


def other_name(card: CityCard, speaker: Speaker) -> str | None:
    """Beside the name in the language of the reader: its own script, or else Latin letters."""
    if speaker.city(card.name) != card.name:
        return Verbatim(card.name)
    own = card.local_name
    return None if own is None or own == card.name else Verbatim(own)


def place_of(plan: Plan, city: str, speaker: Speaker) -> Place:
    """Return a city's names, and its province and country."""
    card, profile = plan.document.cities[city], plan.profiles[city]
    other = other_name(card, speaker)
    language = next((tag for tag, name in profile.names.items() if name == other), "en")
    # The page holds all languages, and each of them has something in this place.
    if other is None and profile.names:
        other = Verbatim(EMPTY)
    country = country_name(card.country)
    inside = profile.subdivision_name
    where = joined(", ", [inside, country]) if inside and inside != card.name else country
    return Place(city, card.name, other, language, where)


def anchor_of(pair: PairRecord) -> str:
    """Id of an exchange's card on the page."""
    return f"pair-{pair.a}-{pair.b}"


def pair_row(
    plan: Plan, speaker: Speaker, pair: PairRecord, number: int, best: int, *, has_card: bool
) -> PairRow:
    """Lay one exchange out for the table of all; `best` is the best score of the plan."""
    return PairRow(
        number=number,
        anchor=anchor_of(pair) if has_card else None,
        a=place_of(plan, pair.a, speaker),
        b=place_of(plan, pair.b, speaker),
        score=pair.score,
        reach=100 * pair.score / best,
        satisfaction=(pair.satisfaction[pair.a], pair.satisfaction[pair.b]),
        grade=None if pair.certainty is None else pair.certainty.grade,
    )


def pair_view(
    plan: Plan,
    speaker: Speaker,
    pair: PairRecord,
    number: int,
    best: int,
    citations: Citations,
) -> PairView:
    """Lay one exchange out for its card; `best` is the best score of the plan."""
    a, b = place_of(plan, pair.a, speaker), place_of(plan, pair.b, speaker)
    parts = _parts(plan, pair, best)
    return PairView(
        id=f"{pair.a}:{pair.b}",
        anchor=anchor_of(pair),
        number=number,
        a=a,
        b=b,
        score=pair.score,
        reach=100 * pair.score / best,
        parts=parts,
        weight=sum(row.weight for row in parts),
        directions=[
            DirectionView(
                giver=giver,
                learner=learner,
                covered=pair.covered[learner.id],
                assumed=pair.assumed[giver.id],
                flows=[_flow(plan, flow, citations) for flow in pair.flows[giver.id]],
            )
            for giver, learner in ((a, b), (b, a))
        ],
        ends=[
            EndView(
                place=place,
                satisfaction=pair.satisfaction[place.id],
                alternates=[
                    AlternateView(
                        place_of(plan, other.city, speaker), other.score, other.exact_loss
                    )
                    for other in pair.alternates[place.id]
                ],
            )
            for place in (a, b)
        ],
        notes=list(pair.notes),
        certainty=pair.certainty,
    )


def _parts(plan: Plan, pair: PairRecord, best: int) -> list[PartRow]:
    rows, reached = [], 0
    for part in PARTS:
        points = pair.parts[part]
        rows.append(
            PartRow(
                key=part,
                title=PART_TITLES[part],
                meaning=PART_MEANINGS[part],
                value=pair.values[part],
                weight=plan.document.influence[part].weight,
                points=points,
                start=100 * reached / best,
                width=100 * points / best,
            )
        )
        reached += points
    return rows


def _flow(plan: Plan, flow: Flow, citations: Citations) -> FlowView:
    vocabulary = plan.profiles.vocabulary
    return FlowView(
        theme=flow.theme,
        title=flow.title,
        share=flow.share,
        related=term(vocabulary[flow.related_theme].title) if flow.related_theme else None,
        need=_evidence(flow.need, NEED_LEVELS, citations),
        capability=None
        if flow.capability is None
        else _evidence(flow.capability, CAPABILITY_LEVELS, citations),
    )


def _evidence(item: Evidence, levels: dict[int, str], citations: Citations) -> EvidenceView:
    return EvidenceView(
        text=item.text,
        result=item.result,
        level=levels[item.level],
        standing=_standing(item),
        source=citations.cite(item.source),
    )


def _standing(item: Evidence) -> str:
    """Who says so, by which rule, when, and how sure the reader of the source was."""
    basis = BASIS[item.basis]
    if item.rule:
        basis = say("{basis} by the rule {rule}", basis=basis, rule=item.rule)
    doubt = [say("low confidence")] if item.confidence == "low" else []
    return say("{facts}:", facts=joined(", ", [basis, year_of(item), *doubt]))
