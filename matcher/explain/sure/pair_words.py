"""How sure one pair is, in words."""

from __future__ import annotations

from matcher.explain.sure.grades import GRADE_WORDS
from matcher.explain.sure.phrases import pair_name
from matcher.explain.words import PART_TITLES
from matcher.figures import percent, stated
from matcher.language import say, sentences
from matcher.plan.certainty import Certainty, KeptShare, NamedPair
from matcher.plan.document import PlanDocument


def pair_sentence(document: PlanDocument, pair: NamedPair, known: Certainty) -> str:
    """Everything that was found out about one pair of the plan."""
    parts = [
        say(
            "{pair} is {grade}: {drawn}.",
            pair=pair_name(document, pair),
            grade=GRADE_WORDS[known.grade],
            drawn=_drawn(known),
        )
    ]
    parts.append(_basis(known.basis))
    parts += _declines(known.declines)
    parts.append(_nearest(known))
    return sentences(*parts)


def _drawn(known: Certainty) -> str:
    weights = say("{share} with drawn weights", share=_of(known.weights))
    figures = say("{share} with drawn figures", share=_of(known.figures))
    return say(
        "it is in {weights} and in {figures}",
        weights=_interval(weights, known.weights),
        figures=_interval(figures, known.figures),
    )


def _of(share: KeptShare) -> str:
    if not share.plans:
        return say("none of the plans, because none is possible,")
    return say("{kept:,} of {plans:,} plans", kept=share.kept, plans=share.plans)


def _interval(told: str, share: KeptShare) -> str:
    if share.low is None or share.high is None:
        return told
    return say(
        "{told} (95% interval {low} to {high})",
        told=told,
        low=percent(share.low),
        high=percent(share.high),
    )


def _basis(basis: dict[str, bool | None]) -> str:
    without_inferred, declared = basis["declared_reported"], basis["declared"]
    if without_inferred and declared:
        return say("It stays without the inferred items, and with declared items only.")
    if without_inferred is False and declared is False:
        return say("It goes without the inferred items, and with declared items only.")
    first = {
        None: say("Without the inferred items no plan is possible"),
        True: say("Without the inferred items it stays"),
        False: say("Without the inferred items it goes"),
    }[without_inferred]
    second = {
        None: say("with declared items only no plan is possible"),
        True: say("with declared items only it stays"),
        False: say("with declared items only it goes"),
    }[declared]
    return say("{first}; {second}.", first=first, second=second)


def _declines(share: KeptShare) -> list[str]:
    if not share.plans:
        return []
    if share.kept == share.plans:
        return [say("It stays whichever other city of the plan declines.")]
    if not share.kept:
        return [say("It goes whichever other city of the plan declines.")]
    return [
        say(
            "It stays in {kept:,} of the {plans:,} plans in which one other city declines.",
            kept=share.kept,
            plans=share.plans,
        )
    ]


def _nearest(known: Certainty) -> str:
    found = known.nearest
    if found is None:
        if not known.nearest_searched:
            return say("The nearest change of a weight was not searched in a pool of this size.")
        return say("No single weight, moved alone, breaks it.")
    told = {
        "part": PART_TITLES[found.part],
        "weight": stated(found.weight),
        "gone_at": stated(found.gone_at),
        "kept_at": stated(found.kept_at),
    }
    if found.move > 0:
        return say(
            'The nearest change that breaks it: the weight of "{part}" up from {weight} to '
            "{gone_at}, the others in proportion; at {kept_at} it still stays.",
            **told,
        )
    return say(
        'The nearest change that breaks it: the weight of "{part}" down from {weight} to '
        "{gone_at}, the others in proportion; at {kept_at} it still stays.",
        **told,
    )
