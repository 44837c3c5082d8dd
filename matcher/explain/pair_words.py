"""Why this pair, and why not that one, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.explain.again import Shift
from matcher.explain.background import Background
from matcher.explain.proof import faced
from matcher.explain.quotas import compared, nobody_has_room
from matcher.explain.shift_words import added_phrase, dropped_phrase, winners_and_losers
from matcher.explain.words import (
    PART_TITLES,
    alternate_words,
    caps_of,
    flow_sentence,
    goal_sentence,
    listed,
    names,
    noted,
    ordinal,
    percent,
    points,
    source_line,
)
from matcher.language import joined, say, sentences
from matcher.language.phrases import in_brackets
from matcher.plan.document import PairRecord, PlanDocument
from matcher.plan.flows import Direction

if TYPE_CHECKING:
    from matcher.explain.pair import PairExplanation

TIE_RULE = say("the programme's rule: more exchanges first, then the smallest list of city ids")


def pair_sentences(
    found: PairExplanation, background: Background, given: dict[str, Direction]
) -> tuple[list[str], list[str]]:
    """Why the pair is not in the plan (empty when it is), and the whole explanation."""
    document, profiles = background.document, background.profiles
    reasons = found.reasons
    if found.permitted and not found.chosen:
        reasons = list(_not_chosen(found, background))
    assert found.score is not None
    pair, score = names(profiles, found.a, found.b), points(found.score)
    lines: list[str] = [
        say("{pair} is proposed: {score}.", pair=pair, score=score)
        if found.chosen
        else say("{pair} is not proposed: {score}.", pair=pair, score=score)
    ]
    lines += [*noted(document), *reasons]
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
    yield say("The score is the sum of seven parts; in brackets what a typical permitted pair has:")
    for part, value in found.parts.items():
        difference = value - found.typical[part]
        told: dict[str, str | int] = {
            "part": PART_TITLES[part],
            "points": points(value),
            "typical": found.typical[part],
        }
        yield (
            say("{part}: {points} (typical {typical:,}, {more:+,})", **told, more=difference)
            if difference
            else say("{part}: {points} (typical {typical:,})", **told)
        )


def _exchange(
    found: PairExplanation, background: Background, given: dict[str, Direction]
) -> Iterator[str]:
    profiles = background.profiles
    for giver, learner in ((found.a, found.b), (found.b, found.a)):
        from_name, to_name = profiles[giver].name, profiles[learner].name
        yield say(
            "{from_name} covers {covered} of what {to_name} needs; {assumed} of that is "
            "assumed, not recorded.",
            from_name=from_name,
            covered=percent(given[giver].covered),
            to_name=to_name,
            assumed=percent(given[giver].assumed),
        )
        for flow in found.flows[giver]:
            yield say("  {flow}", flow=flow_sentence(flow, from_name, to_name))
            yield say("    need: {source}", source=source_line(flow.need))
            if flow.capability is not None:
                yield say("    practice: {source}", source=source_line(flow.capability))


def _ranks(found: PairExplanation, background: Background) -> Iterator[str]:
    name = {city: background.profiles[city].name for city in (found.a, found.b)}
    for city, other in ((found.a, found.b), (found.b, found.a)):
        if city in found.ranks:
            rank = found.ranks[city]
            yield say(
                "{partner} is {city}'s {ordinal} choice of {of} by score.",
                partner=name[other],
                city=name[city],
                ordinal=ordinal(rank.place),
                place=rank.place,
                of=rank.of,
            )


def _without(found: PairExplanation, background: Background) -> Iterator[str]:
    """What the plan is worth without a chosen pair, and whom the two cities would be with."""
    if not background.again.possible:
        return
    shift, profiles = found.without, background.profiles
    if shift is None:
        yield say("No plan that keeps every rule does without this exchange.")
        return
    yield say(
        "Without it the best plan has {objective}: {loss}.",
        objective=points(shift.objective),
        loss=_loss(shift),
    )
    yield from compared(background.document)
    for city in (found.a, found.b):
        after = shift.of(city)
        assert after is not None
        name = profiles[city].name
        partners = [profiles[other].name for other in after.after]
        if partners:
            change = _gain(after.points)
            yield say(
                "{name} would then be with {partners} ({change}).",
                name=name,
                partners=listed(partners),
                change=change,
            )
        else:
            yield say("{name} would then be in no exchange.", name=name)


def _other_choices(
    found: PairExplanation, record: PairRecord, city: str, background: Background
) -> Iterator[str]:
    profiles, solved = background.profiles, background.again.possible
    name, alternates = profiles[city].name, found.alternates[city]
    if not alternates:
        yield say("{name} has no other permitted partner.", name=name)
    else:
        told = [
            in_brackets(profiles[x.city].name, alternate_words(x, solved=solved))
            for x in alternates
        ]
        yield say("Alternates for {name}: {alternates}.", name=name, alternates=joined(", ", told))
    if found.next_best:
        best = found.next_best[city]
        partner = profiles[found.b if city == found.a else found.a].name
        yield (
            say(
                "If {partner} declines and the rest of the plan stays, the next best partner "
                "for {name} is {best} ({score}).",
                partner=partner,
                name=name,
                best=profiles[best.city].name,
                score=points(best.score),
            )
            if best is not None
            else nobody_has_room(background.document, partner, name)
        )
    yield say(
        "Satisfaction of {name}: {satisfaction} of the best it could have.",
        name=name,
        satisfaction=percent(record.satisfaction[city]),
    )


def _not_chosen(found: PairExplanation, background: Background) -> Iterator[str]:
    document, profiles = background.document, background.profiles
    if document.objective is None:
        yield say("There is no plan at all: {reasons}", reasons=sentences(*document.reasons))
        return
    for city in (found.a, found.b):
        yield _standing(background, city)
    yield from caps_of(document, found.a, found.b)
    if not background.again.possible:
        yield from _priced(document, found)
        return
    shift = found.forced
    if shift is None:
        yield say(
            "No plan that keeps every rule holds {pair}.", pair=names(profiles, found.a, found.b)
        )
    elif shift.loss == 0:
        fewer = shift.pairs < len(document.pairs)
        how = (
            say("this plan has more exchanges")
            if fewer
            else say("the city ids of this plan come first")
        )
        yield say(
            "The pair is in another plan of the same value. The tie was settled by "
            "{rule}; here {how}.",
            rule=TIE_RULE,
            how=how,
        )
        yield from _changes(shift, background)
    else:
        yield say(
            "If it had to be in the plan, the best plan would have {objective}: {loss}.",
            objective=points(shift.objective),
            loss=_loss(shift),
        )
        yield from compared(document)
        yield from _changes(shift, background)


def _changes(shift: Shift, background: Background) -> Iterator[str]:
    profiles = background.profiles
    if shift.dropped:
        yield say(
            "It would take the place of {pairs}.",
            pairs=dropped_phrase(shift, profiles),
        )
    yield say("The plan would have {pairs} instead.", pairs=added_phrase(shift, profiles))
    yield from winners_and_losers(shift, profiles)


def _priced(document: PlanDocument, found: PairExplanation) -> Iterator[str]:
    """What the prices of the proof say where the plan is too large to be solved again."""
    if document.certificate is None or goal_sentence(document) is not None:
        return
    assert found.score is not None
    needed = sum(amount for _, amount in faced(document.certificate, found.a, found.b))
    if needed > found.score:
        yield say(
            "Together they would bring {score}. The prices that prove the plan ask "
            "{needed} of this pair, so choosing it would lower the whole by at least "
            "{more}.",
            score=points(found.score),
            needed=points(needed),
            more=points(needed - found.score),
        )
    else:
        yield say(
            "The prices that prove the plan do not rule this pair out: it may be in "
            "another plan of the same value. Ties are settled by {rule}.",
            rule=TIE_RULE,
        )


def _standing(background: Background, city: str) -> str:
    document, profiles = background.document, background.profiles
    partners = [
        in_brackets(profiles[pair.b if pair.a == city else pair.a].name, points(pair.score))
        for pair in document.pairs
        if city in (pair.a, pair.b)
    ]
    name = profiles[city].name
    return (
        say("{name} is with {partners}.", name=name, partners=listed(partners))
        if partners
        else say("{name} is in no pair.", name=name)
    )


def _loss(shift: Shift) -> str:
    if shift.loss > 0:
        return say("{loss} fewer than now", loss=points(shift.loss))
    if shift.loss < 0:
        return say(
            "{gain} more than now, since this plan was not proved to be the best",
            gain=points(-shift.loss),
        )
    return say("just as many as now")


def _gain(change: int) -> str:
    if change < 0:
        return say("{change} fewer for it", change=points(-change))
    return (
        say("{change} more for it", change=points(change))
        if change > 0
        else say("as many points for it")
    )
