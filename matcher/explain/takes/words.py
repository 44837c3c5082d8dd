"""What it would take, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.explain.takes.profile_change import ProfileChange
from matcher.explain.takes.search import Found, Tried
from matcher.explain.takes.setting import Change
from matcher.language import joined, say, say_count, sentences
from matcher.language.phrases import points
from matcher.scores.points import POINTS

# A reader sees so many ways; all of them are in the data.
SHOWN = 6


def changes_phrase(changes: Sequence[Change]) -> str:
    """One or two changes as a clause."""
    phrases = [change.text for change in changes]
    cities = [change.city for change in changes if isinstance(change, ProfileChange)]
    if len(cities) == 2 and cities[0] == cities[1]:
        last = changes[-1]
        assert isinstance(last, ProfileChange)
        phrases[-1] = last.deed
    return joined(" and ", phrases)


def option_sentence(names: str, tried: Tried) -> str:
    """One way that works."""
    return say(
        "If {changes}, then {pair} scores {score} and is in a best plan.",
        changes=changes_phrase(tried.changes),
        pair=names,
        score=points(tried.score),
    )


def gap_sentence(names: str, score: int, loss: int | None) -> str:
    """How many points are missing, all else as it is."""
    today = points(score)
    if loss is None:
        return say(
            "{pair} scores {score} today, and no plan that keeps every rule can hold the pair.",
            pair=names,
            score=today,
        )
    needed = say(
        "{pair} scores {score} today. With all other scores as they are, it would need {loss} more "
        "to be in a best plan: that is what the plan loses when the pair is forced in.",
        pair=names,
        score=today,
        loss=points(loss),
    )
    too_many = "" if score + loss <= POINTS else say("No pair can score so much.")
    return sentences(needed, too_many)


def search_sentences(names: str, found: Found) -> list[str]:
    """What the search over the changes came to."""
    if not found.worked:
        return [_nothing(names, found), *_nearest(names, found)]
    least = found.worked[0].size
    smallest = [tried for tried in found.worked if tried.size == least]
    ways = say_count(
        "The least that puts it into a best plan is of size {least}: one way.",
        "The least that puts it into a best plan is of size {least}: {n} ways.",
        len(smallest),
        least=least,
    )
    shown = say("Here are six of them.") if len(smallest) > SHOWN else ""
    lines = [sentences(ways, shown)]
    lines += [say("- {way}", way=option_sentence(names, tried)) for tried in smallest[:SHOWN]]
    further = found.worked[len(smallest) :]
    if further:
        lines.append(say("A little more would do as well:"))
        lines += [say("- {way}", way=option_sentence(names, tried)) for tried in further[:SHOWN]]
    return [*lines, _looked_at(found), SIZES]


SIZES = say(
    "Size counts the levels moved; confirming an inferred item is 1, raising a capacity 2, "
    "relaxing a rule 3."
)


def _looked_at(found: Found) -> str:
    if not found.examined:
        return say("There is no smaller change on the list.")
    looked = say_count(
        "Nothing smaller does: the one change or set of two below that size was looked at.",
        "Nothing smaller does: {n:,} changes and sets of two below that size were looked at.",
        found.examined,
    )
    return sentences(looked, _how(found))


def _nothing(names: str, found: Found) -> str:
    if not found.examined:
        return say(
            "No one or two changes on the list lift everything that stands against {pair}.",
            pair=names,
        )
    looked = say_count(
        "No single change and no two changes put {pair} into a best plan: the one change or set of "
        "two was looked at.",
        "No single change and no two changes put {pair} into a best plan: {n:,} changes and sets "
        "of two were looked at.",
        found.examined,
        pair=names,
    )
    return sentences(looked, _how(found))


def _how(found: Found) -> str:
    if found.solved == found.examined:
        return say("For each of them the best plan was found again.")
    if found.solved == 0:
        return say(
            "For each of them it is certain, from plans already found, that no best plan holds the "
            "pair."
        )
    return say(
        "For {solved:,} of them the best plan was found again; for the others it is certain, from "
        "plans already found, that no best plan holds the pair.",
        solved=found.solved,
    )


def _nearest(names: str, found: Found) -> list[str]:
    tried = found.nearest
    if tried is None:
        return []
    return [
        say(
            "What came nearest: if {changes}, then {pair} scores {score}, and {missing} are still "
            "missing.",
            changes=changes_phrase(tried.changes),
            pair=names,
            score=points(tried.score),
            missing=points(tried.short),
        ),
        SIZES,
    ]
