"""Rules in conflict and the least change that helps, as sentences for officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.intake.profiles import Profiles
from matcher.language import joined, say
from matcher.language.phrases import in_brackets, listed, partners, points
from matcher.plan.conflict_rules import Rule
from matcher.plan.document import Relaxation
from matcher.plan.phrases import LISTED, exchange

# From so many rules of one kind on, they are told together.
TOGETHER = 3
EACH = ("minimum", "maximum", "role")
NO_CHANGE = say("No change of one of its rules that was tried makes a plan possible.")


def cannot_hold(rules: Sequence[Rule], profiles: Profiles) -> str:
    """The rules in conflict, as one sentence."""
    if not rules:
        return say("No plan is possible for these cities, whatever the rules of the programme.")
    clauses = _clauses(rules, profiles)
    if len(rules) == 1:
        return say("This rule cannot be kept by any plan: {rule}.", rule=clauses[0])
    return say("These rules cannot hold together: {rules}.", rules=joined("; ", clauses))


def becomes_possible(changes: Sequence[Relaxation]) -> str:
    """The least change that gives a plan, as one sentence."""
    if not changes:
        return NO_CHANGE
    clauses = [in_brackets(change.text, change.field) for change in changes]
    return say(
        "It becomes possible if {clauses}. No smaller change is enough.", clauses=listed(clauses)
    )


def change_text(rule: Rule, then: Any, profiles: Profiles) -> str:
    """A change of one rule as a clause after "if"."""
    name = profiles[rule.city].name if rule.city is not None else ""
    if rule.kind == "maximum":
        return say(
            "{name} may have {then} instead of {now}",
            name=name,
            then=partners(then),
            now=rule.now,
        )
    if rule.kind == "minimum":
        if not then:
            return say("{name} need not have a partner", name=name)
        return say(
            "{name} has to have only {then} instead of {now}",
            name=name,
            then=partners(then),
            now=rule.now,
        )
    if rule.kind == "cap":
        return say(
            "the cap on {cap} is raised from {now} to {then}",
            cap=rule.subject,
            now=rule.now,
            then=then,
        )
    if rule.kind == "quota":
        return say("{rule} is taken out", rule=rule.text)
    if rule.kind == "cohort":
        return say("the cohort holds {then} exchanges instead of {now}", then=then, now=rule.now)
    if rule.kind == "minimum_score":
        return say(
            "the minimum score is lowered from {now:,} to {then}", now=rule.now, then=points(then)
        )
    if rule.kind == "role":
        return say("{name} takes part as a peer", name=name)
    if rule.kind == "domestic":
        return say("partners may be in the same country")
    if rule.kind == "language":
        return say("partners need no working language in common")
    assert rule.pair is not None
    pair = exchange(rule.pair, profiles.by_id)
    if rule.kind in ("required", "pin"):
        return say("{pair} is no longer required", pair=pair)
    return say("{pair} is no longer forbidden", pair=pair)


def _clauses(rules: Sequence[Rule], profiles: Profiles) -> list[str]:
    """One clause for each rule, rules that say the same of several cities in one."""
    alike: dict[tuple[str, str, int], list[Rule]] = {}
    for rule in rules:
        key = rule.kind, rule.field if rule.kind in EACH else rule.text, rule.now
        alike.setdefault(key, []).append(rule)
    clauses = []
    for same in alike.values():
        if len(same) >= TOGETHER and same[0].kind in EACH:
            names = listed([profiles[rule.city].name for rule in same if rule.city], LISTED)
            clauses.append(in_brackets(_together(same[0], names), same[0].field))
        else:
            clauses += [in_brackets(rule.text, rule.field) for rule in same]
    return clauses


def _together(rule: Rule, names: str) -> str:
    if rule.kind == "minimum":
        least = partners(rule.now)
        return say("{cities} must each have at least {partners}", cities=names, partners=least)
    if rule.kind == "maximum":
        most = partners(rule.now)
        return say("{cities} may each have at most {partners}", cities=names, partners=most)
    if rule.subject == "mentor":
        return say("{cities} are mentors", cities=names)
    return say("{cities} are learners", cities=names)
