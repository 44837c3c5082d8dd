"""A plan at a glance: each exchange with its reason in a sentence, and what decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from matcher.explain.again import Shift
from matcher.explain.asked import require_city
from matcher.explain.background import Background
from matcher.explain.quotas import compared, quota_sentences
from matcher.explain.words import (
    CODES,
    PART_TITLES,
    TIE_BREAK_SENTENCES,
    listed,
    names,
    noted,
    points,
    search_sentence,
    standing_sentence,
)
from matcher.figures import percents_of_whole
from matcher.intake.profiles import Profiles
from matcher.language import joined, lowered, say, sentences, term
from matcher.language.phrases import exchanges, in_brackets
from matcher.markup import told
from matcher.plan.document import Flow, PairRecord, PlanDocument

# A reader takes in so many exchanges; the rest are in the files of the run.
SHOWN = 50
CAPS_NAMED = 5
LEADING = 2


@dataclass(frozen=True)
class PairReason:
    """One exchange with its reason.

    Parameters
    ----------
    a, b : str
    score : int
        In points.
    loss_without : int or None
        What the best plan without it has less; None where there is none, or the plan was not
        solved again.
    sentence : str
    """

    a: str
    b: str
    score: int
    loss_without: int | None
    sentence: str


@dataclass(frozen=True)
class PlanExplanation:
    """What a plan proposes and why, in short.

    Parameters
    ----------
    title : str
    pairs : list of PairReason
    sentences : list of str
        The whole, the pairs among it.
    """

    title: str
    pairs: list[PairReason]
    sentences: list[str]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        return asdict(self)

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return told(self.sentences)


def explain_plan(document: PlanDocument, profiles: Profiles) -> PlanExplanation:
    """Explain a plan in short.

    Raises
    ------
    InputError
        When a profile is not the one that was scored.

    Examples
    --------
    >>> import matcher
    >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    >>> plan.explain().pairs[0].loss_without
    26305
    """
    for city in document.cities:
        require_city(document, profiles, city)
    background = Background(document, profiles)
    lines: list[str] = [say("{title}.", title=term(document.title)), *noted(document)]
    if document.objective is None:
        return PlanExplanation(document.title, [], [*lines, *_no_plan(document)])
    has = say(
        "The plan has {exchanges} and {points}.",
        exchanges=exchanges(len(document.pairs)),
        points=points(document.objective),
    )
    lines.append(sentences(has, standing_sentence(document)))
    lines += [found] if (found := search_sentence(document)) else []
    lines += [*quota_sentences(document), *compared(document)]
    lines += document.replanned.sentences if document.replanned is not None else []
    solved = background.again.affordable(len(document.pairs))
    pairs = [
        _reason(pair, background, solved=at < solved) for at, pair in enumerate(document.pairs)
    ]
    lines += [pair.sentence for pair in pairs[:SHOWN]]
    if len(pairs) > SHOWN:
        lines.append(say("... and {more:,} more exchanges.", more=len(pairs) - SHOWN))
    lines += [_what_decided(document), TIE_BREAK_SENTENCES[document.settings.ties]]
    lines += _limits(document)
    return PlanExplanation(document.title, pairs, lines)


def _no_plan(document: PlanDocument) -> list[str]:
    head = (
        say("There is no plan: the rules cannot all be kept.")
        if document.status == "infeasible"
        else say("There is no plan: the search was stopped before it found one.")
    )
    return [head, *document.reasons]


def _reason(pair: PairRecord, background: Background, *, solved: bool) -> PairReason:
    profiles = background.profiles
    shift = background.again.without(pair.a, pair.b) if solved else None
    given = [
        say(
            "{city} can show {theme}",
            city=profiles[city].name,
            theme=_shown(pair.flows[city][0], profiles),
        )
        for city in (pair.a, pair.b)
        if pair.flows[city]
    ]
    strengths = _strengths(pair, background)
    why = joined("; ", [strengths, listed(given)]) if given else strengths
    head = in_brackets(names(profiles, pair.a, pair.b), points(pair.score))
    told = say("- {pair}: {why}.", pair=head, why=why)
    sentence = sentences(told, _loss_without(shift)) if solved else told
    loss = None if shift is None else shift.loss
    return PairReason(pair.a, pair.b, pair.score, loss, sentence)


def _loss_without(shift: Shift | None) -> str:
    if shift is None:
        return say("No plan that keeps every rule does without it.")
    if shift.loss > 0:
        return say("Without it the plan would lose {points}.", points=points(shift.loss))
    return say("A plan without it has just as many points.")


def _shown(flow: Flow, profiles: Profiles) -> str:
    """The theme of the capability, which may be a relative of the need's."""
    return lowered(term(profiles.vocabulary[flow.related_theme or flow.theme].title))


def _strengths(pair: PairRecord, background: Background) -> str:
    """The parts in which a pair is most above a typical one."""
    above = {part: value - background.typical[part] for part, value in pair.parts.items()}
    leading = sorted((p for p in above if above[p] > 0), key=lambda p: -above[p])[:LEADING]
    if not leading:
        return say("no part is above that of a typical pair")
    told = listed(
        [in_brackets(lowered(PART_TITLES[part]), f"+{above[part]:,}") for part in leading]
    )
    return say("above a typical pair in {told}", told=told)


def _what_decided(document: PlanDocument) -> str:
    found = document.influence
    shown = dict(zip(found, percents_of_whole([row.share for row in found.values()]), strict=True))
    shares = [
        in_brackets(lowered(PART_TITLES[part]), shown[part])
        for part in sorted(found, key=lambda part: -found[part].share)
        if found[part].share > 0
    ]
    if not shares:
        return say("All permitted pairs score the same.")
    return say(
        "What sets the pairs apart, by its share in their differences: {shares}.",
        shares=listed(shares),
    )


def _limits(document: PlanDocument) -> list[str]:
    lines: list[str] = []
    size = document.settings.max_pairs
    if size is not None and len(document.pairs) >= size:
        worth = 0.0 if document.certificate is None else document.certificate.cohort
        more = say("One place more is worth up to {worth}.", worth=points(worth)) if worth else ""
        lines.append(sentences(say("The cohort of {size} is full.", size=size), more))
    full = [cap for cap in document.caps if cap.used >= cap.most_pairs]
    if full:
        told = [say("{cap} (at most {most})", cap=cap.label, most=cap.most_pairs) for cap in full]
        lines.append(say("Caps that are full: {caps}.", caps=listed(told, CAPS_NAMED)))
    if document.unmatched:
        codes = Counter(row.code for row in document.unmatched).most_common()
        told = [say("{count} {reason}", count=count, reason=CODES[code]) for code, count in codes]
        lines.append(say("In no exchange: {reasons}.", reasons=joined(", ", told)))
    return lines
