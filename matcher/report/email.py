"""A letter to each city of a plan: what is proposed to it and why, as static HTML and as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.intake.speaking import speaker_of
from matcher.language import ENGLISH, Language, Speaker, joined, say, say_count
from matcher.language.phrases import percent
from matcher.plan.document import Flow, PairRecord
from matcher.proposal import Plan
from matcher.report.page import environment
from matcher.report.phrases import CAPABILITY_LEVELS, NEED_LEVELS, practice_of
from matcher.report.view_pair import other_name, place_of

# Marks that turn the direction of all text after them.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True)
class InLines:
    """Says what a letter shows, each text of a city on one line."""

    speaker: Speaker

    @property
    def language(self) -> Language:
        """Of the letter."""
        return self.speaker.language

    def language_of(self, text: str) -> Language:
        """The language that a text is told in."""
        return self.speaker.language_of(text)

    def tell(self, value: Any) -> Any:
        """A text in the language of the letter; anything else as it is."""
        told = self.speaker.tell(value)
        return _line(told) if isinstance(told, str) else told


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
    other: str | None
    place: str
    worth: str
    get: list[Ware]
    give: list[Ware]
    covered: float
    gives_covered: float
    alternates: str
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


def letters(plan: Plan, language: Language = ENGLISH) -> list[Letter]:
    """Write a letter to each city that is in an exchange of the plan, by id.

    No scripts, no pictures, nothing from elsewhere: what a mail programme shows. Text of cities is
    escaped in the HTML form; the text form is plain. Records of cities stay as they are written,
    whatever the language.
    """
    speaker = speaker_of(plan.profiles, language)
    document = plan.document
    found = []
    taking_part = sorted({city for pair in document.pairs for city in (pair.a, pair.b)})
    for city in taking_part:
        card = document.cities[city]
        offers = [
            _offer(plan, speaker, pair, city) for pair in document.pairs if city in (pair.a, pair.b)
        ]
        subject = say(
            "{programme}: {city} with {partners}",
            programme=document.title,
            city=card.name,
            partners=joined(" and ", [offer.partner for offer in offers]),
        )
        proposed = say_count(
            "An exchange is proposed to you. Nothing is agreed: it takes place only when both "
            "cities accept.",
            "Exchanges are proposed to you. Nothing is agreed: each takes place only when both "
            "cities accept.",
            len(offers),
        )
        values = {
            "document": document,
            "card": card,
            "other": other_name(card, speaker),
            "offers": offers,
            "subject": subject,
            "proposed": proposed,
            "speaker": InLines(speaker),
        }
        found.append(
            Letter(
                city,
                _line(speaker.tell(subject)),
                environment().get_template("email.html").render(values),
                _plain(environment().get_template("email.txt").render(values)),
            )
        )
    return found


def write_letters(plan: Plan, folder: Path, language: Language = ENGLISH) -> list[Path]:
    """Write two files for each letter, ``<city>.html`` and ``<city>.txt``, into a folder."""
    written = []
    for letter in letters(plan, language):
        for ending, content in (("html", letter.html), ("txt", letter.text)):
            file = folder / f"{letter.city}.{ending}"
            file.write_text(content, encoding="utf-8")
            written.append(file)
    return written


def _offer(plan: Plan, speaker: Speaker, pair: PairRecord, city: str) -> Offer:
    cards = plan.document.cities
    partner = pair.b if city == pair.a else pair.a
    card = cards[partner]
    return Offer(
        partner=card.name,
        other=other_name(card, speaker),
        place=place_of(plan, partner, speaker).where,
        worth=_worth(pair, city),
        get=[_ware(flow) for flow in pair.flows[partner]],
        give=[_ware(flow) for flow in pair.flows[city]],
        covered=pair.covered[city],
        gives_covered=pair.covered[partner],
        alternates=joined(
            ", ",
            [
                say("{city} ({score:,})", city=cards[other.city].name, score=other.score)
                for other in pair.alternates[city]
            ],
        ),
        notes=list(pair.notes),
    )


def _worth(pair: PairRecord, city: str) -> str:
    satisfaction = pair.satisfaction[city]
    if satisfaction is None:
        return say("Its value is {score:,} points of 1,000,000.", score=pair.score)
    return say(
        "Its value is {score:,} points of 1,000,000; with the whole proposal you get {share} of "
        "the best you could have.",
        score=pair.score,
        share=percent(satisfaction),
    )


def _ware(flow: Flow) -> Ware:
    shown = flow.capability
    return Ware(
        title=flow.title,
        need=flow.need.text,
        need_level=NEED_LEVELS[flow.need.level],
        practice=None if shown is None else practice_of(shown),
        practice_level=None if shown is None else CAPABILITY_LEVELS[shown.level],
    )


def _line(text: str) -> str:
    """A text as one line that turns nothing around: plain text has no other walls."""
    return " ".join(text.translate(TURNING).split())


def _plain(text: str) -> str:
    """The text form without the escapes of HTML, and never two empty lines in a row."""
    import html

    lines = html.unescape(text).splitlines()
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() + "\n"
