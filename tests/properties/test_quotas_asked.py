"""What is asked of plans under quotas, and under caps in one pool: against every plan there is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.brute_force import Pair
from support.lanes import examples
from support.made_up import drawn_profiles, pool_programme
from support.quotas import Search, proposals

import matcher
from matcher.explain.sure.drawn_weights import draw_weights
from matcher.explain.sure.left_out import COUNTED, with_only
from matcher.plan.case import Case
from matcher.programme.models import PARTS
from matcher.proposal import Plan

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
Worths = dict[tuple[Pair, ...], int]


def best_of(worths: Worths) -> tuple[Pair, ...] | None:
    """The plan worth most; then more pairs, then the smallest list."""
    return min(worths, key=lambda plan: (-worths[plan], -len(plan), plan), default=None)


def chosen(plan: Plan) -> tuple[Pair, ...]:
    return tuple((pair.a, pair.b) for pair in plan.document.pairs)


@given(proposals(least=0))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=SLOW)
def test_fair_stable_and_other_plans_keep_the_rules(plan: Plan) -> None:
    assume(plan.objective is not None)
    worths = Search.of(plan).worths()
    top = max(worths.values())
    assert chosen(plan) == best_of(worths)
    for row in plan.fairness().rows:
        pairs = tuple(tuple(pair) for pair in row.pairs)
        assert row.cost == top - worths[pairs]
    others = plan.other_plans(k=3)
    ranked = sorted(worths, key=lambda p: (-worths[p], -len(p), p))[:3]
    assert [tuple(map(tuple, other.pairs)) for other in others.best] == ranked
    for other in [*others.best, *others.diverse]:
        assert other.loss == top - worths[tuple(map(tuple, other.pairs))]
    stable = plan.stability()
    if stable.exists:
        assert stable.cost == top - worths[tuple(map(tuple, stable.pairs))]


@given(proposals(least=0))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=SLOW)
def test_what_each_exchange_is_worth_to_the_plan(plan: Plan) -> None:
    assume(plan.document.pairs)
    worths = Search.of(plan).worths()
    top = max(worths.values())
    for a, b in Search.of(plan).scores:
        told = plan.explain(a, b)
        without = [value for pairs, value in worths.items() if (a, b) not in pairs]
        held = [value for pairs, value in worths.items() if (a, b) in pairs]
        shift, plans = (told.without, without) if told.chosen else (told.forced, held)
        if plans:
            assert shift is not None
            assert shift.loss == top - max(plans)
        else:
            assert shift is None


@st.composite
def declines(draw: st.DrawFn) -> tuple[Plan, dict[str, Any]]:
    """A plan under quotas or caps, and what happens to it."""
    plan = draw(proposals(least=0))
    pairs = list(chosen(plan))
    assume(len(pairs) > 1)
    declined = draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))
    away = [] if declined and draw(st.booleans()) else [draw(st.sampled_from(pairs))[0]]
    rest = [pair for pair in pairs if pair not in declined and not set(pair) & set(away)]
    keep = draw(st.lists(st.sampled_from(rest), max_size=1)) if rest else []
    within = draw(st.sampled_from((0, 20_000, 200_000, "10%")))
    return plan, {"declined": declined, "declined_cities": away, "keep": keep, "within": within}


@given(declines())
@settings(max_examples=examples(50), deadline=None, suppress_health_check=SLOW)
def test_a_plan_is_made_again_under_its_rules(given_: tuple[Plan, dict[str, Any]]) -> None:
    plan, asked = given_
    new = plan.replan(**asked)
    assert new.verify().passed, str(new.verify())
    told, search = new.document.replanned, Search.of(new)
    assert told is not None
    worths = search.worths()
    if not worths:
        assert new.status == "infeasible"
        assert new.document.reasons
        return
    best, standing = max(worths.values()), set(told.standing)
    assert (told.best, told.proved) == (best, True)
    assert new.bound == max(map(search.total, search.plans))
    near = [p for p, value in worths.items() if best - value <= told.allowed_loss]
    expected = min(near, key=lambda p: (len(standing - set(p)), -worths[p], -len(p), p))
    assert chosen(new) == expected
    assert told.loss == best - worths[expected]
    steps: dict[int, int] = {}
    for dropped in sorted({len(standing - set(p)) for p in worths}):
        most = max(v for p, v in worths.items() if len(standing - set(p)) <= dropped)
        if all(most > value for value in steps.values()):
            steps[dropped] = most
    assert {p.changed: p.objective for p in told.curve} == steps
    for use, quota in zip(new.document.quotas, new.document.settings.quotas, strict=True):
        assert use.used == sum(search.used(quota, expected))


@given(proposals(least=0))
@settings(max_examples=examples(15), deadline=None, suppress_health_check=SLOW)
def test_how_sure_is_counted_over_plans_that_keep_the_rules(plan: Plan) -> None:
    assume(plan.document.pairs)
    answer = plan.robustness(draws=5, figure_draws=2, seed=3)
    document, cities = plan.document, plan.profiles
    counted: Counter[Pair] = Counter()
    possible = 0
    for points in draw_weights(document.settings.weights, 5, 90, 3):
        weights = {part: int(at) / 1_000_000 for part, at in zip(PARTS, points, strict=True)}
        drawn = document.settings.model_copy(update={"weights": weights})
        best = best_of(Search(Case.build(cities, drawn, document.state)).worths())
        possible += best is not None
        counted.update(best or ())
    for pair, known in answer.pairs.items():
        assert (known.weights.kept, known.weights.plans) == (counted[pair], possible)
    case = Case.of(document, cities)
    for run in answer.block.basis:
        assert run.basis in COUNTED
        worths = Search(with_only(case, run.basis)).worths()
        best = best_of(worths)
        assert run.objective == (None if best is None else worths[best])
        if best is not None:
            assert run.gained == sorted(set(best) - set(chosen(plan)))
    for row in answer.block.declines:
        eligibility = document.settings.eligibility.model_copy(update={"withdrawn": (row.city,)})
        without = document.settings.model_copy(update={"eligibility": eligibility})
        worths = Search(Case.build(cities, without, document.state)).worths()
        best = best_of(worths)
        assert row.objective == (None if best is None else worths[best])


@given(proposals(least=0))
@settings(max_examples=examples(5), deadline=None, suppress_health_check=SLOW)
def test_reasons_are_written_and_checked(plan: Plan) -> None:
    told = plan.with_reasons()
    assert told.verify().passed
    if plan.objective is not None:
        answers = told.document.answers
        assert answers is not None
        assert answers.fairness is not None
        assert answers.stability is not None
        assert answers.others is not None


@given(drawn_profiles(2, 3))
@settings(max_examples=examples(10), deadline=None, suppress_health_check=SLOW)
def test_lists_and_two_exact_models_agree(cities: Any) -> None:
    quotas = [{"carries": "A", "least": 1, "price": 40_000}, {"per": "country_pair", "most": 1}]
    plan = matcher.propose(cities, pool_programme(quotas=quotas))
    case = Case.of(plan.document, cities)
    if plan.objective is None:
        return
    result = case.solve()
    assert result.proof == "enumeration"
    assert result.objective == plan.document.worth
    assert case.named(result.pairs) == list(chosen(plan))
