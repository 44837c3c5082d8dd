"""Why this pair, and why not that one, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.explain.again import Shift
from matcher.explain.background import Background
from matcher.explain.proof import faced
from matcher.explain.quotas import compared, under
from matcher.explain.shift_words import added_phrase, dropped_phrase, winners_and_losers
from matcher.explain.words import (
    PART_TITLES,
    alternate_words,
    caps_of,
    flow_sentence,
    goal_sentence,
    listed,
    names,
    ordinal,
    percent,
    points,
    source_line,
)
from matcher.plan.document import PairRecord, PlanDocument
from matcher.plan.flows import Direction

if TYPE_CHECKING:
    from matcher.explain.pair import PairExplanation

TIE_RULE = "the programme's rule: more exchanges first, then the smallest list of city ids"


def pair_sentences(
    found: PairExplanation, background: Background, given: dict[str, Direction]
) -> tuple[list[str], list[str]]:
    """Why the pair is not in the plan (empty when it is), and the whole explanation."""
    document, profiles = background.document, background.profiles
    reasons = found.reasons
    if found.permitted and not found.chosen:
        reasons = list(_not_chosen(found, background))
    assert found.score is not None
    verdict = "is proposed" if found.chosen else "is not proposed"
    lines = [f"{names(profiles, found.a, found.b)} {verdict}: {points(found.score)}."]
    if document.pool_note:
        lines.append(f"Note: {document.pool_note}.")
    lines += reasons
    if found.chosen:
        lines += _without(found, background)
        lines += caps_of(document, found.a, found.b)
    lines += _waterfall(found)
    lines += _exchange(found, background, given)
    record = next((p for p in document.pairs if (p.a, p.b) == (found.a, found.b)), None)
    if record is None:
        lines += _ranks(found, background)
    else:
        lines += record.notes
        for city in (found.a, found.b):
            lines += _other_choices(found, record, city, background)
    return list(reasons), lines


def _waterfall(found: PairExplanation) -> Iterator[str]:
    assert found.parts is not None
    assert found.typical is not None
    yield "The score is the sum of seven parts; in brackets what a typical permitted pair has:"
    for part, value in found.parts.items():
        difference = value - found.typical[part]
        beside = f", {difference:+,}" if difference else ""
        yield f"{PART_TITLES[part]}: {points(value)} (typical {found.typical[part]:,}{beside})"


def _exchange(
    found: PairExplanation, background: Background, given: dict[str, Direction]
) -> Iterator[str]:
    profiles = background.profiles
    for giver, learner in ((found.a, found.b), (found.b, found.a)):
        from_name, to_name = profiles[giver].name, profiles[learner].name
        yield (
            f"{from_name} covers {percent(given[giver].covered)} of what {to_name} needs; "
            f"{percent(given[giver].assumed)} of that is assumed, not recorded."
        )
        for flow in found.flows[giver]:
            yield f"  {flow_sentence(flow, from_name, to_name)}"
            yield f"    need: {source_line(flow.need)}"
            if flow.capability is not None:
                yield f"    practice: {source_line(flow.capability)}"


def _ranks(found: PairExplanation, background: Background) -> Iterator[str]:
    name = {city: background.profiles[city].name for city in (found.a, found.b)}
    for city, other in ((found.a, found.b), (found.b, found.a)):
        if city in found.ranks:
            rank = found.ranks[city]
            yield (
                f"{name[other]} is {name[city]}'s {ordinal(rank.place)} choice of {rank.of} by "
                "score."
            )


def _without(found: PairExplanation, background: Background) -> Iterator[str]:
    """What the plan is worth without a chosen pair, and whom the two cities would be with."""
    if not background.again.possible:
        return
    shift, profiles = found.without, background.profiles
    if shift is None:
        yield "No plan that keeps every rule does without this exchange."
        return
    yield f"Without it the best plan has {points(shift.objective)}: {_loss(shift)}."
    yield from compared(background.document)
    for city in (found.a, found.b):
        after = shift.of(city)
        assert after is not None
        name = profiles[city].name
        partners = [profiles[other].name for other in after.after]
        if partners:
            change = _gain(after.points)
            yield f"{name} would then be with {listed(partners)} ({change})."
        else:
            yield f"{name} would then be in no exchange."


def _other_choices(
    found: PairExplanation, record: PairRecord, city: str, background: Background
) -> Iterator[str]:
    profiles, solved = background.profiles, background.again.possible
    name, alternates = profiles[city].name, found.alternates[city]
    if not alternates:
        yield f"{name} has no other permitted partner."
    else:
        told = [
            f"{profiles[x.city].name} ({alternate_words(x, solved=solved)})" for x in alternates
        ]
        yield f"Alternates for {name}: {', '.join(told)}."
    if found.next_best:
        best = found.next_best[city]
        partner = profiles[found.b if city == found.a else found.a].name
        stays = f"If {partner} declines and the rest of the plan stays"
        yield (
            f"{stays}, the next best partner for {name} is {profiles[best.city].name} "
            f"({points(best.score)})."
            if best is not None
            else f"{stays}, nobody whom {name} may be with has room{under(background.document)}."
        )
    yield (
        f"Satisfaction of {name}: {percent(record.satisfaction[city])} of the best it could have."
    )


def _not_chosen(found: PairExplanation, background: Background) -> Iterator[str]:
    document, profiles = background.document, background.profiles
    if document.objective is None:
        yield f"There is no plan at all: {' '.join(document.reasons)}"
        return
    for city in (found.a, found.b):
        yield _standing(background, city)
    yield from caps_of(document, found.a, found.b)
    if not background.again.possible:
        yield from _priced(document, found)
        return
    shift = found.forced
    if shift is None:
        yield f"No plan that keeps every rule holds {names(profiles, found.a, found.b)}."
    elif shift.loss == 0:
        fewer = shift.pairs < len(document.pairs)
        how = "this plan has more exchanges" if fewer else "the city ids of this plan come first"
        yield (
            "The pair is in another plan of the same value. The tie was settled by "
            f"{TIE_RULE}; here {how}."
        )
        yield from _changes(shift, background)
    else:
        yield (
            "If it had to be in the plan, the best plan would have "
            f"{points(shift.objective)}: {_loss(shift)}."
        )
        yield from compared(document)
        yield from _changes(shift, background)


def _changes(shift: Shift, background: Background) -> Iterator[str]:
    profiles = background.profiles
    if shift.dropped:
        yield f"It would take the place of {dropped_phrase(shift, profiles)}."
    yield f"The plan would have {added_phrase(shift, profiles)} instead."
    yield from winners_and_losers(shift, profiles)


def _priced(document: PlanDocument, found: PairExplanation) -> Iterator[str]:
    """What the prices of the proof say where the plan is too large to be solved again."""
    if document.certificate is None or goal_sentence(document) is not None:
        return
    assert found.score is not None
    needed = sum(amount for _, amount in faced(document.certificate, found.a, found.b))
    if needed > found.score:
        yield (
            f"Together they would bring {points(found.score)}. The prices that prove the plan ask "
            f"{points(needed)} of this pair, so choosing it would lower the whole by at least "
            f"{points(needed - found.score)}."
        )
    else:
        yield (
            "The prices that prove the plan do not rule this pair out: it may be in another plan "
            f"of the same value. Ties are settled by {TIE_RULE}."
        )


def _standing(background: Background, city: str) -> str:
    document, profiles = background.document, background.profiles
    partners = [
        f"{profiles[pair.b if pair.a == city else pair.a].name} ({points(pair.score)})"
        for pair in document.pairs
        if city in (pair.a, pair.b)
    ]
    name = profiles[city].name
    return f"{name} is with {listed(partners)}." if partners else f"{name} is in no pair."


def _loss(shift: Shift) -> str:
    if shift.loss > 0:
        return f"{points(shift.loss)} fewer than now"
    if shift.loss < 0:
        return f"{points(-shift.loss)} more than now, since this plan was not proved to be the best"
    return "just as many as now"


def _gain(change: int) -> str:
    if change < 0:
        return f"{points(-change)} fewer for it"
    return f"{points(change)} more for it" if change > 0 else "as many points for it"
