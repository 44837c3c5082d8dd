"""Why there is no plan: rules that cannot hold together, and the least change that helps.

::

    Rulebook --> deletion filter --> rules in conflict
             --> least loosening --> changed programme --> solved: a plan
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matcher.candidates import CapGroup, PairRules, PairWeights, build_caps
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.conflict_rules import RELAXED, Pair, Rule, Rulebook
from matcher.plan.conflict_words import becomes_possible, cannot_hold, change_text
from matcher.plan.document import Conflict, ConflictRule, Relaxation
from matcher.programme.models import Capacity, Programme
from matcher.scores.model import ScoreModel
from matcher.solve.elastic import NoAnswer, irreducible

# The search solves the rules some dozens of times; beyond this it would take minutes.
MOST_PAIRS = 30_000
MOST_RULES = 2_000
# Pairs times solves, and solves that any pool is given.
MOST_WORK = 500_000
FEWEST_SOLVES = 60
# Seconds for the plan that confirms a change.
TIME_LIMIT = 60.0


def find_conflict(
    weights: PairWeights,
    profiles: Profiles,
    caps: Sequence[CapGroup] = (),
    pins: Sequence[Pair] = (),
    forbids: Sequence[Pair] = (),
) -> Conflict:
    """Find out why a programme has no plan.

    Parameters
    ----------
    weights : PairWeights
        Scores and rules of a programme without a plan.
    profiles : Profiles
    caps : sequence of CapGroup
    pins, forbids : sequence of (str, str)
        Pairs of the programme's rules that were asked for this run alone.

    Returns
    -------
    Conflict
        An irreducible set of rules in conflict, and the least change that makes a plan possible,
        confirmed by a plan; or why that was not searched.
    """
    n, m = weights.shape
    if n * m > MOST_PAIRS:
        return _unsearched(f"the pool has {n * m:,} possible pairs")
    book = Rulebook(weights, profiles, caps, pins, forbids)
    if len(book.rules) > MOST_RULES:
        return _unsearched(f"{len(book.rules):,} rules have a part in it")
    try:
        if book.elastic.choice(np.zeros(len(book.rules), dtype=np.int64)) is not None:
            if book.programme.stable:
                return _none_is_stable()
            return _unsearched("the second solver found no rule in the way")
        solves = max(FEWEST_SOLVES, MOST_WORK // max(len(book.ends), 1))
        core = irreducible(book.elastic, book.blamed_last, solves)
    except NoAnswer:
        given_up = _unsearched("the search took too long and was given up")
        return given_up if book.programme.stable else _with_change(given_up, _least_change(book))
    in_conflict = [book.rules[at] for at in sorted(core)]
    found = Conflict(
        searched=True,
        rules=[
            ConflictRule(field=r.field, text=r.text, city=r.city, pair=r.pair) for r in in_conflict
        ],
        sentences=[cannot_hold(in_conflict, profiles)],
    )
    return found if book.programme.stable else _with_change(found, _least_change(book))


def _with_change(found: Conflict, changes: list[Relaxation]) -> Conflict:
    return found.model_copy(
        update={
            "relaxations": changes,
            "size": sum(change.size for change in changes) if changes else None,
            "sentences": [*found.sentences, becomes_possible(changes)],
        }
    )


def _unsearched(why: str) -> Conflict:
    return Conflict(
        searched=False,
        sentences=[f"Which rules are in conflict was not searched for: {why}."],
    )


def _none_is_stable() -> Conflict:
    """There are plans, and none of them is stable."""
    change = Relaxation(
        field="stable", now=True, then=False, size=RELAXED, text="a plan need not be stable"
    )
    return Conflict(
        searched=True,
        rules=[ConflictRule(field="stable", text="no two cities may rather have each other")],
        relaxations=[change],
        size=change.size,
        sentences=[
            "No permitted plan is stable: in each of them, two cities would rather have each "
            "other (stable).",
            becomes_possible([change]),
        ],
    )


def _least_change(book: Rulebook) -> list[Relaxation]:
    """The least loosening that gives a plan, confirmed by the solver; empty where none is known."""
    try:
        units = book.elastic.least(range(len(book.knobs)))
    except NoAnswer:
        return []
    if units is None:
        return []
    turned = {book.knobs[at]: int(count) for at, count in enumerate(units) if count}
    rules = {rule.knob: rule for rule in book.rules}
    changes = []
    for knob, count in turned.items():
        rule = rules[knob]
        then = _then(book, rule, count, turned)
        changes.append(
            Relaxation(
                field=knob,
                now=_stated(rule),
                then=then,
                size=rule.size * count,
                text=change_text(rule, then, book.profiles),
            )
        )
    relaxed = relax(book.programme, [(rules[change.field], change.then) for change in changes])
    return changes if has_plan(book, relaxed) else []


def _stated(rule: Rule) -> Any:
    """What a rule says now, as it stands in the file."""
    switches = {"domestic": "forbidden", "language": "require", "role": "mentor or learner"}
    if rule.pair is not None:
        return list(rule.pair)
    return switches.get(rule.kind, rule.now)


def _then(book: Rulebook, rule: Rule, count: int, turned: dict[str, int]) -> Any:
    if rule.kind in ("maximum", "cap", "cohort"):
        return rule.now + count
    if rule.kind == "minimum":
        return rule.now - count
    if rule.kind == "minimum_score":
        return _highest_minimum(book, turned)
    return {"domestic": "allowed", "language": "prefer", "role": "peer"}.get(rule.kind)


def _highest_minimum(book: Rulebook, turned: dict[str, int]) -> int:
    """The highest minimum score that leaves a plan when everything else is loosened as found."""
    units = np.array([turned.get(rule.knob, 0) for rule in book.rules], dtype=np.int64)
    levels = np.unique(book.scores[book.scores < book.programme.rules.minimum_score])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if book.elastic.choice(units, book.scores < levels[middle]) is not None:
            low = middle
        else:
            high = middle - 1
    return int(levels[low])


def relax(programme: Programme, changes: Sequence[tuple[Rule, Any]]) -> Programme:
    """The programme after some changes, each a rule and what it then says."""
    plain = programme.model_dump()
    plain["quotas"] = list(plain["quotas"])
    for rule, then in changes:
        if rule.kind in ("maximum", "minimum"):
            assert rule.city is not None
            own = plain["capacities"]["cities"]
            default = programme.capacities.of(rule.city)
            now = own.get(rule.city, Capacity(minimum=default.minimum, maximum=default.maximum))
            now = now if isinstance(now, dict) else now.model_dump()
            own[rule.city] = {**now, rule.kind: then}
        elif rule.kind == "cap":
            plain["caps"][int(rule.knob[len("caps[") :].split("]")[0])]["most"] = then
        elif rule.kind == "cohort":
            plain["max_pairs"] = then
        elif rule.kind == "quota":
            plain["quotas"][int(rule.knob[len("quotas[") : -1])] = None
        elif rule.kind == "role":
            plain["roles"]["cities"][rule.city] = then
        elif rule.kind == "language":
            plain["language"]["mode"] = then
        elif rule.pair is not None:
            key = "required" if rule.kind in ("required", "pin") else "forbidden"
            gone = frozenset(rule.pair)
            kept = [pair for pair in plain["rules"][key] if frozenset(pair) != gone]
            plain["rules"][key] = kept
        else:
            plain["rules"][rule.kind] = then
    plain["quotas"] = [quota for quota in plain["quotas"] if quota is not None]
    return Programme.model_validate(plain)


def has_plan(book: Rulebook, programme: Programme) -> bool:
    """Whether the engine finds a plan for a changed programme on the same scales."""
    profiles, pool = book.profiles, book.pool
    model = ScoreModel.restore(profiles, programme, pool.sides, book.weights.model.state)
    weights = PairWeights(model, PairRules(profiles, programme, pool))
    caps = build_caps(profiles, programme, pool)
    case = Case.over(profiles, book.weights.model.state, caps, weights)
    return case.solve(time_limit=TIME_LIMIT).objective is not None
