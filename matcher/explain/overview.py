"""A plan at a glance: each exchange with its reason in a sentence, and what decided."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from matcher.explain.asked import require_city
from matcher.explain.background import Background
from matcher.explain.quotas import compared, quota_sentences
from matcher.explain.words import (
    PART_TITLES,
    TIE_BREAK_SENTENCES,
    listed,
    names,
    percent,
    points,
    search_sentence,
    standing_sentence,
)
from matcher.intake.profiles import Profiles
from matcher.markup import told
from matcher.plan.document import Flow, PairRecord, PlanDocument

# A reader takes in so many exchanges; the rest are in the files of the run.
SHOWN = 50
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

    def __str__(self) -> str:
        return "\n".join(self.sentences)

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
    lines = [f"{document.title}."]
    lines += [f"Note: {document.pool_note}."] if document.pool_note else []
    if document.objective is None:
        return PlanExplanation(document.title, [], [*lines, *_no_plan(document)])
    count = "1 exchange" if len(document.pairs) == 1 else f"{len(document.pairs):,} exchanges"
    lines.append(
        f"The plan has {count} and {points(document.objective)}. {standing_sentence(document)}"
    )
    lines += [found] if (found := search_sentence(document)) else []
    lines += [*quota_sentences(document), *compared(document)]
    lines += document.replanned.sentences if document.replanned is not None else []
    solved = background.again.affordable(len(document.pairs))
    pairs = [
        _reason(pair, background, solved=at < solved) for at, pair in enumerate(document.pairs)
    ]
    lines += [pair.sentence for pair in pairs[:SHOWN]]
    if len(pairs) > SHOWN:
        lines.append(f"... and {len(pairs) - SHOWN:,} more exchanges.")
    lines += [_what_decided(document), TIE_BREAK_SENTENCES[document.settings.ties]]
    lines += _limits(document)
    return PlanExplanation(document.title, pairs, lines)


def _no_plan(document: PlanDocument) -> list[str]:
    head = (
        "There is no plan: the rules cannot all be kept."
        if document.status == "infeasible"
        else "There is no plan: the search was stopped before it found one."
    )
    return [head, *document.reasons]


def _reason(pair: PairRecord, background: Background, *, solved: bool) -> PairReason:
    profiles = background.profiles
    shift = background.again.without(pair.a, pair.b) if solved else None
    head = f"- {names(profiles, pair.a, pair.b)} ({points(pair.score)})"
    sentence = f"{head}: {_strengths(pair, background)}"
    given = [
        f"{profiles[city].name} can show {_shown(pair.flows[city][0], profiles)}"
        for city in (pair.a, pair.b)
        if pair.flows[city]
    ]
    sentence += f"; {listed(given)}" if given else ""
    if shift is not None and shift.loss > 0:
        sentence += f". Without it the plan would lose {points(shift.loss)}"
    elif shift is not None:
        sentence += ". A plan without it has just as many points"
    elif solved:
        sentence += ". No plan that keeps every rule does without it"
    loss = None if shift is None else shift.loss
    return PairReason(pair.a, pair.b, pair.score, loss, f"{sentence}.")


def _shown(flow: Flow, profiles: Profiles) -> str:
    """The theme of the capability, which may be a relative of the need's."""
    return profiles.vocabulary[flow.related_theme or flow.theme].title.lower()


def _strengths(pair: PairRecord, background: Background) -> str:
    """The parts in which a pair is most above a typical one."""
    above = {part: value - background.typical[part] for part, value in pair.parts.items()}
    leading = sorted((p for p in above if above[p] > 0), key=lambda p: -above[p])[:LEADING]
    if not leading:
        return "no part is above that of a typical pair"
    told = listed([f"{PART_TITLES[part].lower()} (+{above[part]:,})" for part in leading])
    return f"above a typical pair in {told}"


def _what_decided(document: PlanDocument) -> str:
    driving = sorted(document.influence.items(), key=lambda item: -item[1].share)
    shares = [
        f"{PART_TITLES[part].lower()} ({percent(influence.share)})"
        for part, influence in driving
        if influence.share > 0
    ]
    if not shares:
        return "All permitted pairs score the same."
    return f"What sets the pairs apart, by its share in their differences: {listed(shares)}."


def _limits(document: PlanDocument) -> list[str]:
    lines = []
    size = document.settings.max_pairs
    if size is not None and len(document.pairs) >= size:
        worth = 0.0 if document.certificate is None else document.certificate.cohort
        more = f" One place more is worth up to {points(worth)}." if worth else ""
        lines.append(f"The cohort of {size} is full.{more}")
    full = [cap for cap in document.caps if cap.used >= cap.most_pairs]
    if full:
        told = [f"{cap.label} (at most {cap.most_pairs})" for cap in full[:5]]
        rest = f" and {len(full) - 5} more" if len(full) > 5 else ""
        lines.append(f"Caps that are full: {', '.join(told)}{rest}.")
    if document.unmatched:
        codes = Counter(row.code for row in document.unmatched).most_common()
        told = [f"{count} {code.replace('_', ' ')}" for code, count in codes]
        lines.append(f"In no exchange: {', '.join(told)}.")
    return lines
