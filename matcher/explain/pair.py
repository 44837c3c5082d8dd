"""Why two cities are a pair in a plan, or why they are not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

from matcher.explain.asked import require_city
from matcher.explain.words import (
    PART_TITLES,
    caps_of,
    flow_sentence,
    percent,
    points,
    source_line,
)
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.document import Certificate, Flow, PlanDocument
from matcher.plan.flows import direction
from matcher.programme.models import Part


@dataclass(frozen=True)
class PairExplanation:
    """What the plan says about two cities.

    Parameters
    ----------
    a, b : str
        City ids in the order of the plan.
    chosen : bool
        Whether the pair is in the plan.
    permitted : bool
    score, parts : int, dict; None where the score does not exist (a city that was refused)
    reasons : list of str
        Why the pair is not in the plan; empty when it is.
    flows : dict of str to list of Flow
        Leading themes by the id of the giver.
    sentences : list of str
        The explanation in words.
    """

    a: str
    b: str
    chosen: bool
    permitted: bool
    score: int | None
    parts: dict[Part, int] | None
    reasons: list[str]
    flows: dict[str, list[Flow]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        plain = asdict(self)
        plain["flows"] = {
            city: [flow.model_dump(mode="json") for flow in flows]
            for city, flows in self.flows.items()
        }
        return plain

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)


def explain_pair(document: PlanDocument, profiles: Profiles, a: str, b: str) -> PairExplanation:
    """Explain two cities of the file set of a plan.

    Raises
    ------
    InputError
        When a city is not in the plan's file set, or its profile has changed.
    """
    for city in (a, b):
        require_city(document, profiles, city)
    case = Case.of(document, profiles)
    barred = case.weights.rules.reasons(a, b)
    pool = case.pool
    if any(city not in pool.members for city in (a, b)) or any(
        reason.code in ("itself", "same_side") for reason in barred
    ):
        reasons = [reason.text for reason in barred]
        lines = [f"{_names(profiles, a, b)} cannot be a pair.", *reasons]
        lines += [f"Note: {document.pool_note}."] if document.pool_note else []
        return PairExplanation(a, b, False, False, None, None, reasons, {}, lines)
    a, b = case.oriented(a, b)
    parts = case.weights.model.pair(a, b)
    score = sum(parts.values())
    least = document.settings.rules.minimum_score
    reasons = [reason.text for reason in barred]
    if score < least:
        reasons.append(f"Its score is below the programme's minimum of {points(least)}.")
    permitted = not reasons
    chosen = any((pair.a, pair.b) == (a, b) for pair in document.pairs)
    if permitted and not chosen:
        reasons = _not_chosen(document, profiles, a, b, score)
    flows = {
        giver: direction(case.weights.model, profiles, giver, learner).shown
        for giver, learner in ((a, b), (b, a))
    }
    sentences = _sentences(document, case, a, b, parts, chosen, reasons, flows)
    return PairExplanation(a, b, chosen, permitted, score, parts, reasons, flows, sentences)


def _not_chosen(
    document: PlanDocument, profiles: Profiles, a: str, b: str, score: int
) -> list[str]:
    if document.objective is None:
        return [f"There is no plan at all: {' '.join(document.reasons)}"]
    found = [_standing(document, profiles, city) for city in (a, b)]
    found += caps_of(document, a, b)
    if document.certificate is not None and document.gap == 0:
        needed = _faced(document.certificate, a, b)
        if needed > score:
            found.append(
                f"Together they would bring {points(score)}. The prices that prove the plan ask "
                f"{points(needed)} of this pair, so choosing it would lower the whole by at least "
                f"{points(needed - score)}."
            )
        else:
            found.append(
                "The pair would fit a plan of the same value; the tie was settled by the "
                "programme's rule (more pairs first, then the smallest ids)."
            )
    return found


def _faced(certificate: Certificate, a: str, b: str) -> float:
    right = certificate.right or certificate.left
    floor = certificate.right_floor if certificate.right else certificate.left_floor
    total = certificate.left[a] - certificate.left_floor[a] + right[b] - floor[b]
    total += certificate.cohort
    total += sum(
        cap.price for cap in certificate.caps if (a if cap.side == "left" else b) in cap.members
    )
    return total + sum(odd.price for odd in certificate.odd_sets if odd.counts(a, b))


def _standing(document: PlanDocument, profiles: Profiles, city: str) -> str:
    name = profiles[city].name
    partners = [
        f"{profiles[pair.b if pair.a == city else pair.a].name} ({points(pair.score)})"
        for pair in document.pairs
        if city in (pair.a, pair.b)
    ]
    return f"{name} is with {' and '.join(partners)}." if partners else f"{name} is in no pair."


def _sentences(
    document: PlanDocument,
    case: Case,
    a: str,
    b: str,
    parts: dict[Part, int],
    chosen: bool,
    reasons: list[str],
    flows: dict[str, list[Flow]],
) -> list[str]:
    profiles = case.profiles
    verdict = "is proposed" if chosen else "is not proposed"
    lines = [f"{_names(profiles, a, b)} {verdict}: {points(sum(parts.values()))}."]
    if document.pool_note:
        lines.append(f"Note: {document.pool_note}.")
    lines += reasons
    lines += caps_of(document, a, b) if chosen else []
    lines += [f"{PART_TITLES[part]}: {points(value)}" for part, value in parts.items()]
    for giver, learner in ((a, b), (b, a)):
        from_name, to_name = profiles[giver].name, profiles[learner].name
        given = direction(case.weights.model, profiles, giver, learner)
        lines.append(
            f"{from_name} covers {percent(given.covered)} of what {to_name} needs; "
            f"{percent(given.assumed)} of that is assumed, not recorded."
        )
        for flow in flows[giver]:
            lines.append(f"  {flow_sentence(flow, from_name, to_name)}")
            lines.append(f"    need: {source_line(flow.need)}")
            if flow.capability is not None:
                lines.append(f"    practice: {source_line(flow.capability)}")
    for pair in document.pairs:
        if (pair.a, pair.b) == (a, b):
            lines += pair.notes
            for city in (a, b):
                lines.append(_alternates(profiles, city, pair.alternates[city]))
                lines.append(
                    f"Satisfaction of {profiles[city].name}: {percent(pair.satisfaction[city])} "
                    "of the best it could have."
                )
    return lines


def _alternates(profiles: Profiles, city: str, alternates: list[Any]) -> str:
    name = profiles[city].name
    if not alternates:
        return f"{name} has no other permitted partner."
    listed = ", ".join(
        f"{profiles[alternate.city].name} ({points(alternate.score)})" for alternate in alternates
    )
    return f"Alternates for {name}: {listed}."


def _names(profiles: Profiles, a: str, b: str) -> str:
    return f"{profiles[a].name} with {profiles[b].name}"
