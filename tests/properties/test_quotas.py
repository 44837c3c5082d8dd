"""Plans under quotas, against a search over every permitted plan."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from support.lanes import examples
from support.made_up import (
    VOCABULARY,
    city,
    drawn_profiles,
    item,
    pool_programme,
    profiles,
    sides_programme,
)
from support.quotas import Search, proposals

import matcher
from matcher.plan.carried import carried_themes
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument
from matcher.plan.flows import direction
from matcher.plan.verify import verify_plan
from matcher.programme.models import Programme
from matcher.proposal import Plan


@given(proposals())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_plan_and_its_numbers_are_those_of_a_search(plan: Plan) -> None:
    search, quotas = Search.of(plan), plan.document.settings.quotas
    assert plan.verify().passed, str(plan.verify())
    top = search.best(quotas)
    event(plan.status)
    event("paid" if any(use.paid for use in plan.document.quotas) else "nothing paid")
    event("cost" if any(use.cost for use in plan.document.quotas) else "no cost")
    if top is None:
        assert plan.status == "infeasible"
        assert plan.document.reasons
        assert not plan.document.quotas
        return
    chosen = tuple((pair.a, pair.b) for pair in plan.document.pairs)
    assert plan.status == "optimal"
    assert search.worth(chosen, quotas) == top
    assert plan.objective == search.total(chosen)
    assert plan.bound == max(map(search.total, search.plans))
    # Among plans of equal worth more pairs, then the smallest list.
    equal = [other for other in search.plans if search.worth(other, quotas) == top]
    assert chosen == min(equal, key=lambda other: (-len(other), other))
    for at, (quota, told) in enumerate(zip(quotas, plan.document.quotas, strict=True)):
        assert told.used == sum(search.used(quota, chosen))
        assert told.shortfall == search.short(quota, chosen)
        assert told.paid == told.shortfall * (quota.price or 0)
        if quota.price is None:
            without = search.best(quotas[:at] + quotas[at + 1 :])
            assert without is not None
            assert told.cost == without - top
        else:
            assert told.cost is None


@given(drawn_profiles(3, 3))
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_tables_of_themes_are_the_flows_that_the_plan_shows(cities: Any) -> None:
    plan = matcher.propose(cities, pool_programme())
    case = Case.of(plan.document, cities)
    model, ids = case.weights.model, case.weights.model.vectors.ids
    pairs = np.array([(i, j) for i in range(len(ids)) for j in range(i)], dtype=np.int64)
    carried = carried_themes(model, pairs)
    for row, (i, j) in zip(carried, pairs.tolist(), strict=True):
        shown = [
            flow.theme
            for ends in ((i, j), (j, i))
            for flow in direction(model, cities, *(ids[at] for at in ends)).shown
        ]
        assert {theme.id for at, theme in enumerate(VOCABULARY) if row[at]} == set(shown)


@given(proposals().filter(lambda plan: plan.status == "infeasible"))
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_what_is_said_to_help_helps(plan: Plan) -> None:
    conflict, search = plan.document.conflict, Search.of(plan)
    assert conflict is not None
    assert conflict.searched
    assert conflict.rules
    quotas = plan.document.settings.quotas
    named = [r for r in conflict.rules if r.field.startswith("quotas[")]
    if search.plans:
        assert named
    gone = [r for r in conflict.relaxations if r.field.startswith("quotas[")]
    assert all(change.size == 3 and change.then is None for change in gone)
    if conflict.relaxations and len(gone) == len(conflict.relaxations):
        out = {change.field for change in gone}
        kept = tuple(q for at, q in enumerate(quotas) if f"quotas[{at}]" not in out)
        assert search.best(kept) is not None


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The members of EACAC under a hard quota that binds, one per countries, and a soft one."""
    quotas = [
        {"label": "Industry", "carries": "B", "least": 3},
        {"per": "country_pair", "most": 2},
        {"role": "mentor", "least": 1, "price": 50_000},
        {"per": "country_pair", "least": 1, "price": 1_000},
    ]
    stated = matcher.read_programme("eacac").model_dump(mode="json") | {"quotas": quotas}
    return matcher.propose(matcher.read_profiles(), Programme.model_validate(stated))


def test_the_members_of_eacac(plan: Plan) -> None:
    assert (plan.status, plan.document.proof) == ("optimal", "two_solvers")
    assert plan.document.certificate is None
    industry, between, mentor, every = plan.document.quotas
    assert industry.used >= 3
    assert max(place.used for place in between.places) == 2
    assert between.cost is not None
    assert between.cost > 0
    assert (mentor.used, mentor.shortfall, mentor.paid) == (0, 1, 50_000)
    assert every.paid == 1_000 * every.shortfall
    assert plan.verify().passed


def _raise(key: str) -> Any:
    return lambda told: told.update({key: (told[key] or 0) + 1})


SPOILT: list[tuple[int, Any]] = [
    *((0, _raise(key)) for key in ("used", "shortfall", "paid", "least")),
    (0, lambda told: told.update(cost=-1)),
    (0, lambda told: told.update(cost=10**9)),
    (0, lambda told: told.update(label="Transport")),
    (0, lambda told: told.update(counts="on everything")),
    (0, lambda told: told.update(hard=False)),
    (0, lambda told: told.update(places=[{"countries": ["CN", "JP"], "used": 1, "shortfall": 0}])),
    (1, _raise("used")),
    (1, lambda told: told["places"].pop()),
    (1, lambda told: told["places"].append(told["places"][0])),
    (1, lambda told: told["places"][0].update(used=1)),
    (1, lambda told: told["places"][0].update(shortfall=1)),
    (2, lambda told: told.update(shortfall=0, paid=0)),
    (2, lambda told: told.update(paid=0)),
    (2, lambda told: told.update(cost=0)),
    (3, lambda told: told.update(
        shortfall=0, paid=0, places=[p for p in told["places"] if not p["shortfall"]]
    )),
]  # fmt: skip


@pytest.mark.parametrize(("at", "spoil"), SPOILT)
def test_spoilt_numbers_do_not_pass(plan: Plan, at: int, spoil: Any) -> None:
    stored = json.loads(plan.to_json())
    before = json.dumps(stored)
    spoil(stored["quotas"][at])
    assert json.dumps(stored) != before
    failed = [c for c in _checked(stored, plan).checks if not c.passed]
    assert [check.name for check in failed] == ["quotas"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["quotas"].pop(),
        lambda d: d["quotas"].clear(),
        lambda d: d["settings"]["quotas"].clear(),
        lambda d: d["settings"]["quotas"][1].update(most=1),
        lambda d: d["settings"]["quotas"][2].pop("price"),
        lambda d: d.update(proof="prices"),
        lambda d: d.update(bound=d["objective"], gap=0),
    ],
)
def test_spoilt_plans_do_not_pass(plan: Plan, spoil: Any) -> None:
    stored = json.loads(plan.to_json())
    spoil(stored)
    assert not _checked(stored, plan).passed


def _checked(stored: dict[str, Any], plan: Plan) -> Any:
    return verify_plan(PlanDocument.model_validate(stored), plan.profiles)


def test_flows_that_are_not_recorded_do_not_count() -> None:
    """A capability that is assumed at the mean of the pool carries no theme."""
    cities = profiles(
        city("cn-a", [item("A1")], []),
        city("us-a", [item("A1")], []),
        city("us-b", [item("B1")], [item("A1", 3)]),
    )
    programme = sides_programme(quotas=[{"carries": "A", "least": 1}])
    plan = matcher.propose(cities, programme)
    assert [(pair.a, pair.b) for pair in plan.document.pairs] == [("cn-a", "us-b")]
    assert plan.document.quotas[0].used == 1
