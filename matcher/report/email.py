"""A letter to each city of a plan: what is proposed to it and why, as static HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher.plan.document import Flow, PairRecord
from matcher.proposal import Plan
from matcher.report.page import environment
from matcher.report.phrases import CAPABILITY_LEVELS, NEED_LEVELS
from matcher.report.view_pair import place_of


@dataclass(frozen=True)
class Ware:
    """One theme that would flow: what is needed, and what can be shown; None is not on record."""

    title: str
    need: str
    need_level: str
    practice: str | None
    practice_level: str | None


@dataclass(frozen=True)
class Offer:
    """One exchange from the side of one city; shares in 0..1."""

    partner: str
    local_name: str | None
    place: str
    score: int
    satisfaction: float | None
    get: list[Ware]
    give: list[Ware]
    covered: float
    gives_covered: float
    alternates: list[tuple[str, int]]
    notes: list[str]


@dataclass(frozen=True)
class Letter:
    """What one city is told.

    Parameters
    ----------
    city : str
        Its id, which also names the files.
    subject, html, text : str
    """

    city: str
    subject: str
    html: str
    text: str


def letters(plan: Plan) -> list[Letter]:
    """Write a letter to each city that is in an exchange of the plan, by id.

    No scripts, no pictures, nothing from elsewhere: what a mail programme shows. Text of cities is
    escaped in the HTML form; the text form is plain.
    """
    document = plan.document
    found = []
    taking_part = sorted({city for pair in document.pairs for city in (pair.a, pair.b)})
    for city in taking_part:
        card = document.cities[city]
        offers = [_offer(plan, pair, city) for pair in document.pairs if city in (pair.a, pair.b)]
        partners = " and ".join(offer.partner for offer in offers)
        subject = f"{document.title}: {card.name} with {partners}"
        values = {"document": document, "card": card, "offers": offers, "subject": subject}
        found.append(
            Letter(
                city,
                " ".join(subject.split()),
                environment().get_template("email.html").render(values),
                _plain(environment().get_template("email.txt").render(values)),
            )
        )
    return found


def write_letters(plan: Plan, folder: Path) -> list[Path]:
    """Write two files for each letter, ``<city>.html`` and ``<city>.txt``, into a folder."""
    written = []
    for letter in letters(plan):
        for ending, content in (("html", letter.html), ("txt", letter.text)):
            file = folder / f"{letter.city}.{ending}"
            file.write_text(content, encoding="utf-8")
            written.append(file)
    return written


def _offer(plan: Plan, pair: PairRecord, city: str) -> Offer:
    cards = plan.document.cities
    partner = pair.b if city == pair.a else pair.a
    card = cards[partner]
    return Offer(
        partner=card.name,
        local_name=None if card.local_name == card.name else card.local_name,
        place=place_of(plan, partner).where,
        score=pair.score,
        satisfaction=pair.satisfaction[city],
        get=[_ware(flow) for flow in pair.flows[partner]],
        give=[_ware(flow) for flow in pair.flows[city]],
        covered=pair.covered[city],
        gives_covered=pair.covered[partner],
        alternates=[(cards[other.city].name, other.score) for other in pair.alternates[city]],
        notes=list(pair.notes),
    )


def _ware(flow: Flow) -> Ware:
    shown = flow.capability
    return Ware(
        title=flow.title,
        need=flow.need.text,
        need_level=NEED_LEVELS[flow.need.level],
        practice=None
        if shown is None
        else shown.text + (f" Result: {shown.result}" if shown.result else ""),
        practice_level=None if shown is None else CAPABILITY_LEVELS[shown.level],
    )


def _plain(text: str) -> str:
    """The text form without the escapes of HTML, and never two empty lines in a row."""
    import html

    lines = html.unescape(text).splitlines()
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"
