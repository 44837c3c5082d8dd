"""How sure one pair is, in words."""

from __future__ import annotations

from matcher.explain.sure.phrases import one_decimal, pair_name, weight_text
from matcher.explain.words import PART_TITLES
from matcher.plan.certainty import Certainty, KeptShare, NamedPair
from matcher.plan.document import PlanDocument


def pair_sentence(document: PlanDocument, pair: NamedPair, known: Certainty) -> str:
    """Everything that was found out about one pair of the plan."""
    parts = [f"{pair_name(document, pair)} is {known.grade}: {_drawn(known)}."]
    parts.append(_basis(known.basis))
    parts += _declines(known.declines)
    parts.append(_nearest(known))
    return " ".join(parts)


def _drawn(known: Certainty) -> str:
    return (
        f"it is in {_of(known.weights)} with drawn weights{_interval(known.weights)} and in "
        f"{_of(known.figures)} with drawn figures{_interval(known.figures)}"
    )


def _of(share: KeptShare) -> str:
    if not share.plans:
        return "none of the plans, because none is possible,"
    return f"{share.kept:,} of {share.plans:,} plans"


def _interval(share: KeptShare) -> str:
    if share.low is None or share.high is None:
        return ""
    return f" (95% interval {one_decimal(share.low)} to {one_decimal(share.high)})"


def _basis(basis: dict[str, bool | None]) -> str:
    without_inferred, declared = basis["declared_reported"], basis["declared"]
    if without_inferred and declared:
        return "It stays without the inferred items, and with declared items only."
    ways = (
        ("without the inferred items", without_inferred),
        ("with declared items only", declared),
    )
    said = [
        f"{where} {'no plan is possible' if kept is None else 'it stays' if kept else 'it goes'}"
        for where, kept in ways
    ]
    if without_inferred is False and declared is False:
        return "It goes without the inferred items, and with declared items only."
    joined = "; ".join(said)
    return f"{joined[:1].upper()}{joined[1:]}."


def _declines(share: KeptShare) -> list[str]:
    if not share.plans:
        return []
    if share.kept == share.plans:
        return ["It stays whichever other city of the plan declines."]
    if not share.kept:
        return ["It goes whichever other city of the plan declines."]
    return [
        f"It stays in {share.kept:,} of the {share.plans:,} plans in which one other city declines."
    ]


def _nearest(known: Certainty) -> str:
    found = known.nearest
    if found is None:
        if not known.nearest_searched:
            return "The nearest change of a weight was not searched in a pool of this size."
        return "No single weight, moved alone, breaks it."
    way = "up" if found.move > 0 else "down"
    return (
        f'The nearest change that breaks it: the weight of "{PART_TITLES[found.part]}" {way} from '
        f"{weight_text(found.weight)} to {weight_text(found.gone_at)}, the others in proportion; "
        f"at {weight_text(found.kept_at)} it still stays."
    )
