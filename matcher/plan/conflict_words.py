"""Rules in conflict and the least change that helps, as sentences for officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcher.intake.profiles import Profiles
from matcher.plan.conflict_rules import Rule
from matcher.plan.document import Relaxation
from matcher.plan.phrases import LISTED, counted, exchange, listed, points

# From so many rules of one kind on, they are told together.
TOGETHER = 3
NO_CHANGE = "No change of one of its rules that was tried makes a plan possible."


def cannot_hold(rules: Sequence[Rule], profiles: Profiles) -> str:
    """The rules in conflict, as one sentence."""
    if not rules:
        return "No plan is possible for these cities, whatever the rules of the programme."
    clauses = _clauses(rules, profiles)
    if len(rules) == 1:
        return f"This rule cannot be kept by any plan: {clauses[0]}."
    return f"These rules cannot hold together: {'; '.join(clauses)}."


def becomes_possible(changes: Sequence[Relaxation]) -> str:
    """The least change that gives a plan, as one sentence."""
    if not changes:
        return NO_CHANGE
    clauses = [f"{change.text} ({change.field})" for change in changes]
    return f"It becomes possible if {listed(clauses)}. No smaller change is enough."


def change_text(rule: Rule, then: Any, profiles: Profiles) -> str:
    """A change of one rule as a clause after "if"."""
    name = profiles[rule.city].name if rule.city is not None else ""
    if rule.kind == "maximum":
        return f"{name} may have {counted(then, 'partner')} instead of {rule.now}"
    if rule.kind == "minimum":
        if not then:
            return f"{name} need not have a partner"
        return f"{name} has to have only {counted(then, 'partner')} instead of {rule.now}"
    if rule.kind == "cap":
        return f"{rule.text.partition(':')[0]} is raised from {rule.now} to {then}"
    if rule.kind == "quota":
        return f"{rule.text} is taken out"
    if rule.kind == "cohort":
        return f"the cohort holds {then} exchanges instead of {rule.now}"
    if rule.kind == "minimum_score":
        return f"the minimum score is lowered from {rule.now:,} to {points(then)}"
    if rule.kind == "role":
        return f"{name} takes part as a peer"
    if rule.kind == "domestic":
        return "partners may be in the same country"
    if rule.kind == "language":
        return "partners need no working language in common"
    assert rule.pair is not None
    word = "no longer required" if rule.kind in ("required", "pin") else "no longer forbidden"
    return f"{exchange(rule.pair, profiles.by_id)} is {word}"


def _clauses(rules: Sequence[Rule], profiles: Profiles) -> list[str]:
    """One clause for each rule, rules that say the same of several cities in one."""
    alike: dict[tuple[str, str, int], list[Rule]] = {}
    for rule in rules:
        key = rule.kind, rule.field if rule.each else rule.text, rule.now
        alike.setdefault(key, []).append(rule)
    clauses = []
    for same in alike.values():
        if len(same) >= TOGETHER and all(rule.city for rule in same):
            names = listed([profiles[rule.city].name for rule in same if rule.city], LISTED)
            clauses.append(f"{same[0].each.format(names)} ({same[0].field})")
        else:
            clauses += [f"{rule.text} ({rule.field})" for rule in same]
    return clauses
