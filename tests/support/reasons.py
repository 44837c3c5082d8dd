"""Plans of made-up cities for the explanations, and what they should say, by plain enumeration."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.errors import MatcherError
from matcher.explain.takes.programme_change import lowered_to
from matcher.explain.takes.setting import Change
from matcher.explain.takes.what import applied
from matcher.pipeline import propose
from matcher.plan.case import Case
from matcher.programme.models import Programme
from matcher.proposal import Plan
from support.made_up import drawn_profiles, drawn_programme
from support.quotas import Search, drawn_quota


@st.composite
def drawn_plan(draw: st.DrawFn, left: int = 3, right: int = 3) -> Plan | None:
    """A plan under any rules, or None where the rules ask for what cannot be."""
    profiles = draw(drawn_profiles(left, right))
    stated = draw(drawn_programme()).model_dump()
    names = [city.id for city in profiles]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda p: p[0] != p[1])
    minimum = draw(st.sampled_from((0, 0, 0, 1)))
    stated["capacities"] = {"minimum": minimum, "maximum": draw(st.sampled_from((1, 1, 2)))}
    stated["max_pairs"] = draw(st.none() | st.integers(0, 3))
    stated["rules"] |= {
        "minimum_score": draw(st.sampled_from((0, 0, 300_000, 500_000))),
        "forbidden": draw(st.lists(pairs, max_size=1)),
        "required": draw(st.lists(pairs, max_size=1)) if draw(st.booleans()) else [],
    }
    stated["eligibility"]["minimum_records"] = draw(st.sampled_from((0, 0, 0, 1, 2)))
    if draw(st.booleans()):
        stated["caps"] = [{"per": "country", "most": draw(st.integers(0, 2))}]
    if draw(st.booleans()):
        stated["quotas"] = draw(st.lists(drawn_quota(), max_size=2))
    try:
        return propose(profiles, Programme.model_validate(stated))
    except MatcherError:
        return None


def every_plan(case: Case) -> list[tuple[int, frozenset[tuple[str, str]]]]:
    """All permitted plans of a small case with their values."""
    worths = Search(case).worths()
    return [(value, frozenset(plan)) for plan, value in worths.items()]


def tried_from_scratch(
    case: Case, changes: tuple[Change, ...], a: str, b: str
) -> tuple[int, int] | None:
    """Score of a pair, and by how much it falls short of a best plan, with changes made in full.

    None where no plan holds the pair. Profiles and programme are changed, every stage is built anew
    on the scales of the plan, and the plan is found twice.
    """
    changed = _built(case, changes)
    if not {a, b} <= set(changed.pool.members):
        return None
    score = sum(changed.weights.model.pair(a, b).values())
    settled = tuple(lowered_to(change, score) for change in changes)
    if settled != changes:
        if score >= case.programme.rules.minimum_score:
            return None
        changed = _built(case, settled)
    if np.isnan(changed.table[changed.at(a, b)]):
        return None
    with_it = changed.solve(required=[(a, b)]).objective
    if with_it is None:
        return None
    best: Any = changed.solve().objective
    return score, int(best - with_it)


def _built(case: Case, changes: tuple[Change, ...]) -> Case:
    return Case.build(*applied(changes, case.profiles, case.programme), case.state)
