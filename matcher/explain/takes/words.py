"""What it would take, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.explain.takes.profile_change import ProfileChange
from matcher.explain.takes.search import Found, Tried
from matcher.explain.takes.setting import Change
from matcher.explain.words import points
from matcher.scores.points import POINTS

# A reader sees so many ways; all of them are in the data.
SHOWN = 6
NUMBERS = {0: "no", 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


def changes_phrase(changes: Sequence[Change]) -> str:
    """One or two changes as a clause."""
    phrases = [str(change) for change in changes]
    cities = [change.city for change in changes if isinstance(change, ProfileChange)]
    if len(cities) == 2 and cities[0] == cities[1]:
        last = changes[-1]
        assert isinstance(last, ProfileChange)
        phrases[-1] = last.deed
    return " and ".join(phrases)


def option_sentence(names: str, tried: Tried) -> str:
    """One way that works."""
    return (
        f"If {changes_phrase(tried.changes)}, then {names} scores {points(tried.score)} and is in "
        "a best plan."
    )


def gap_sentence(names: str, score: int, loss: int | None) -> str:
    """How many points are missing, all else as it is."""
    scored = f"{names} scores {points(score)} today"
    if loss is None:
        return f"{scored}, and no plan that keeps every rule can hold the pair."
    needed = (
        f"{scored}. With all other scores as they are, it would need {points(loss)} more to be in "
        "a best plan: that is what the plan loses when the pair is forced in."
    )
    return needed if score + loss <= POINTS else f"{needed} No pair can score so much."


def search_sentences(names: str, found: Found) -> list[str]:
    """What the search over the changes came to."""
    if not found.worked:
        return [_nothing(names, found), *_nearest(names, found)]
    least = found.worked[0].size
    smallest = [tried for tried in found.worked if tried.size == least]
    ways = "one way" if len(smallest) == 1 else f"{len(smallest)} ways"
    shown = f" Here are {NUMBERS[SHOWN]} of them." if len(smallest) > SHOWN else ""
    lines = [f"The least that puts it into a best plan is of size {least}: {ways}.{shown}"]
    lines += [f"- {option_sentence(names, tried)}" for tried in smallest[:SHOWN]]
    further = found.worked[len(smallest) :]
    if further:
        lines.append("A little more would do as well:")
        lines += [f"- {option_sentence(names, tried)}" for tried in further[:SHOWN]]
    return [*lines, _looked_at(found), SIZES]


SIZES = (
    "Size counts the levels moved; confirming an inferred item is 1, raising a capacity 2, "
    "relaxing a rule 3."
)


def _looked_at(found: Found) -> str:
    if not found.examined:
        return "There is no smaller change on the list."
    return f"Nothing smaller does: {_count(found)} below that size were looked at. {_how(found)}"


def _nothing(names: str, found: Found) -> str:
    if not found.examined:
        return f"No one or two changes on the list lift everything that stands against {names}."
    return (
        f"No single change and no two changes put {names} into a best plan: {_count(found)} were "
        f"looked at. {_how(found)}"
    )


def _count(found: Found) -> str:
    """How many sets were looked at."""
    if found.examined == 1:
        return "the one change or set of two"
    return f"{found.examined:,} changes and sets of two"


def _how(found: Found) -> str:
    if found.solved == found.examined:
        return "For each of them the best plan was found again."
    certain = "it is certain, from plans already found, that no best plan holds the pair"
    if found.solved == 0:
        return f"For each of them {certain}."
    return f"For {found.solved:,} of them the best plan was found again; for the others {certain}."


def _nearest(names: str, found: Found) -> list[str]:
    tried = found.nearest
    if tried is None:
        return []
    return [
        f"What came nearest: if {changes_phrase(tried.changes)}, then {names} scores "
        f"{points(tried.score)}, and {points(tried.short)} are still missing.",
        SIZES,
    ]
