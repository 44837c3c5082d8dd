"""A programme as a notebook shows it: weights as bars, rules in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from matcher.figures import stated
from matcher.markup import Markup, banner, bar, small, table, told

if TYPE_CHECKING:
    from matcher.programme.models import Programme, Side

SHAPES = {
    "two_sided": "two sides",
    "one_pool": "one pool",
    "groups": "groups",
    "hosts": "one host with many guests",
}
OBJECTIVES = {
    "total": "The plan with the most points is sought.",
    "worst_off": "The plan that is best for the worst-off city is sought, then the most points.",
    "leximin": "The plan that is fairest from the bottom up is sought, then the most points.",
}
DOMESTIC = {
    "allowed": "Cities of one country may be paired.",
    "penalised": "Pairs of one country lose points.",
    "forbidden": "Cities of one country are never paired.",
}
LINKS = {
    "bonus": "Existing ties count for a pair.",
    "neutral": "Existing ties count neither way.",
    "avoid": "Existing ties count against a pair.",
}
LANGUAGE = {
    "ignore": "A language in common does not matter.",
    "prefer": "A language in common counts for a pair.",
    "require": "A pair needs a language in common.",
}
FUSION = {
    "harmonic": "Benefit counts when both cities gain (harmonic).",
    "mean": "Benefit is the mean of both directions.",
    "one_way": "Benefit flows one way, from mentor to learner.",
}


def programme_card(programme: Programme) -> Markup:
    """What a programme asks for."""
    most = max(programme.weights.values()) or 1.0
    rows = [
        (part, stated(weight), bar(weight / most), programme.reward.get(part, ""))
        for part, weight in programme.weights.items()
    ]
    sides = " with ".join(side.name for side in programme.sides)
    return Markup(
        banner(programme.title, f"{programme.id}; {SHAPES[programme.shape]}: {sides}")
        + (told([programme.description]) if programme.description else "")
        + (small(programme.pool_note) if programme.pool_note else "")
        + table(("Part", "Weight", "", "Rewards"), rows)
        + told(_rules(programme))
    )


def _rules(programme: Programme) -> list[str]:
    rules, limits = programme.rules, programme.eligibility
    named = [
        f"{city} has {_partners(own.minimum, own.maximum)}."
        for city, own in programme.capacities.cities.items()
    ]
    lines = [
        *(_side(side) for side in programme.sides),
        f"Cities take part as {_or(limits.statuses)}"
        + (", when their profile links them to the programme." if limits.linked_only else "."),
    ]
    if limits.conditional == "admit":
        lines.append("A conditional city takes part, and its condition is shown.")
    if limits.minimum_records:
        lines.append(f"A city needs {limits.minimum_records} declared or reported items.")
    if limits.withdrawn:
        lines.append(f"Withdrawn: {', '.join(limits.withdrawn)}.")
    each = _partners(programme.capacities.minimum, programme.capacities.maximum)
    lines += [f"Each city has {each}.", *named]
    if programme.max_pairs is not None:
        lines.append(f"The cohort holds at most {_count(programme.max_pairs, 'exchange')}.")
    lines += [
        f"{cap.label or f'A cap per {cap.per}'}: at most {_count(cap.most, 'exchange')}."
        for cap in programme.caps
    ]
    lines += [
        FUSION[programme.benefit.fusion],
        DOMESTIC[rules.domestic],
        LINKS[rules.prior_links],
        LANGUAGE[programme.language.mode],
    ]
    if rules.minimum_score:
        lines.append(f"A pair needs {rules.minimum_score:,} points.")
    emphasis = programme.emphasis
    factors = [*emphasis.groups.items(), *emphasis.themes.items(), *emphasis.aims.items()]
    if factors:
        shown = ", ".join(f"{name} x {factor:g}" for name, factor in factors)
        lines.append(f"Needs count by what they are about: {shown}.")
    lines += [f"{a} must be with {b}." for a, b in rules.required]
    lines += [f"{a} must not be with {b}." for a, b in rules.forbidden]
    lines.append(OBJECTIVES[programme.objective])
    if programme.stable:
        lines.append("Only plans in which no two cities would rather have each other.")
    return lines


def _side(side: Side) -> str:
    asked = [
        f"{word} {_or(values)}"
        for word, values in (
            ("country", side.countries),
            ("subdivision", side.subdivisions),
            ("kind", side.kinds),
        )
        if values
    ]
    return f"{side.name}: {', '.join(asked) if asked else 'any city'}."


def _partners(least: int, most: int) -> str:
    if least == most:
        return f"exactly {_count(most, 'partner')}"
    start = "up to" if least == 0 else f"{least} to"
    return f"{start} {_count(most, 'partner')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)
