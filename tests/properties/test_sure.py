"""How sure a plan is, against a search over every plan on made-up file sets of up to six cities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.brute_force import Limits, Pair, all_plans, best_plan
from support.instances import all_scores, instances, limits_of, searched
from support.lanes import examples

import matcher
from matcher.explain.sure import robustness
from matcher.explain.sure.drawn_figures import DRAWN, draw_factors
from matcher.explain.sure.drawn_weights import draw_weights, moved
from matcher.explain.sure.left_out import COUNTED
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.programme.models import PARTS, Programme
from matcher.scores.points import integer_weights

Instance = tuple[Profiles, Programme]
DRAWS = 6
FIGURE_DRAWS = 3


def planned(instance: Instance) -> matcher.Plan:
    plan = matcher.propose(*instance)
    assume(plan.objective is not None and plan.document.pairs)
    return plan


def asked(plan: matcher.Plan, **options: Any) -> Any:
    return plan.robustness(draws=DRAWS, figure_draws=FIGURE_DRAWS, seed=3, **options)


def weighted(programme: Programme, points: np.ndarray) -> Programme:
    """The programme with weights that turn into exactly these points."""
    weights = {part: int(at) / 1_000_000 for part, at in zip(PARTS, points, strict=True)}
    assert list(integer_weights(weights).values()) == points.tolist()
    return programme.model_copy(update={"weights": weights})


@given(instances())
@settings(max_examples=examples(25), deadline=None)
def test_shares_are_those_of_a_search_over_all_plans(instance: Instance) -> None:
    plan = planned(instance)
    profiles, programme = instance
    answer, state = asked(plan), plan.document.state
    counted: Counter[Pair] = Counter()
    possible = 0
    for points in draw_weights(programme.weights, DRAWS, 90, 3):
        best = searched(profiles, weighted(programme, points), state)
        possible += best is not None
        counted.update(best[1] if best else ())
    for pair, known in answer.pairs.items():
        assert (known.weights.kept, known.weights.plans) == (counted[pair], possible)
    outside = {pair: count for pair, count in counted.items() if pair not in answer.pairs}
    told = {(c.a, c.b): c.weights.kept for c in answer.block.challengers if c.weights.kept}
    assert told.items() <= outside.items()
    assert len(told) == min(len(outside), 10)


@given(instances())
@settings(max_examples=examples(15), deadline=None)
def test_figures_are_those_of_changed_profiles(instance: Instance) -> None:
    plan = planned(instance)
    profiles, programme = instance
    answer, case = asked(plan), Case.of(plan.document, profiles)
    counted: Counter[Pair] = Counter()
    for factors in draw_factors(case, FIGURE_DRAWS, 3):
        changed = profiles.with_cities(
            *(
                with_factors(profiles[city], row)
                for city, row in zip(case.pool.members, factors, strict=True)
            )
        )
        best = searched(changed, programme, plan.document.state)
        counted.update(best[1] if best else ())
    for pair, known in answer.pairs.items():
        assert known.figures.kept == counted[pair]


def with_factors(city: CityProfile, factors: np.ndarray) -> CityProfile:
    figures = dict(city.indicators)
    for name, factor in zip(DRAWN, factors.tolist(), strict=True):
        if name in figures:
            value = figures[name].value * factor
            if name.startswith("electricity") or name == "secondary_industry":
                value = min(value, 100.0)
            figures[name] = figures[name].model_copy(update={"value": value})
    return city.model_copy(update={"indicators": figures})


@given(instances())
@settings(max_examples=examples(15), deadline=None)
def test_items_left_out_are_those_of_poorer_profiles(instance: Instance) -> None:
    plan = planned(instance)
    profiles, programme = instance
    answer = asked(plan)
    for run in answer.block.basis:
        kept = COUNTED[run.basis]
        poorer = [
            city.model_copy(
                update={
                    kind: tuple(i for i in getattr(city, kind) if i.basis in kept)
                    for kind in ("needs", "capabilities")
                }
            )
            for city in profiles
        ]
        best = searched(profiles.with_cities(*poorer), programme, plan.document.state)
        assert run.objective == (best and best[0])
        for pair, known in answer.pairs.items():
            assert known.basis[run.basis] == (None if best is None else pair in best[1])


@given(instances())
@settings(max_examples=examples(20), deadline=None)
def test_a_decline_is_the_search_without_the_city(instance: Instance) -> None:
    plan = planned(instance)
    profiles, programme = instance
    scores = all_scores(profiles, programme, plan.document.state)
    limits = limits_of(profiles, programme)
    base = {(pair.a, pair.b) for pair in plan.document.pairs}
    for row in asked(plan).block.declines:
        left = {pair: points for pair, points in scores.items() if row.city not in pair}
        dropped = {pair for pair in limits.required if row.city in pair}
        best = best_plan(
            left,
            Limits(
                least={**limits.least, row.city: 0},
                most=limits.most,
                required=limits.required - dropped,
                max_pairs=limits.max_pairs,
            ),
        )
        assert {(min(pair), max(pair)) for pair in row.requirements_dropped} == dropped
        assert row.objective == (best and best[0])
        if best is not None:
            others = {pair for pair in base if row.city not in pair}
            assert row.lost == sorted(others - set(best[1]))
            assert row.gained == sorted(set(best[1]) - others)


@given(instances(2, 3))
@settings(max_examples=examples(10), deadline=None)
def test_the_nearest_change_breaks_the_pair_and_nothing_nearer_does(instance: Instance) -> None:
    plan = planned(instance)
    profiles, programme = instance
    state, limits = plan.document.state, limits_of(*instance)

    def stays(pair: Pair, part: Any, weight: int) -> bool:
        points = moved(programme.weights, part, weight)
        scores = all_scores(profiles, weighted(programme, points), state)
        best, held = -1, -1
        for chosen in all_plans(scores, limits):
            value = sum(scores[one] for one in chosen)
            best, held = max(best, value), max(held, value if pair in chosen else -1)
        return best == held >= 0

    used = [part for part in PARTS if programme.weights[part] > 0]
    whole = integer_weights(programme.weights)
    for pair, known in list(asked(plan).pairs.items())[:2]:
        found = known.nearest
        far = 1_000_000
        if found is not None:
            kept, gone = round(found.kept_at * 1e6), round(found.gone_at * 1e6)
            assert 0 < abs(gone - kept) <= 100
            assert kept == whole[found.part] or stays(pair, found.part, kept)
            assert not stays(pair, found.part, gone)
            far = abs(gone - whole[found.part])
        for part in used if len(used) > 1 else []:
            for weight in range(0, 1_000_001, 50_000):
                if abs(weight - whole[part]) < far:
                    assert stays(pair, part, weight)


@given(instances())
@settings(max_examples=examples(6), deadline=None)
def test_the_answer_is_the_same_on_any_number_of_threads(instance: Instance) -> None:
    plan = planned(instance)
    assert asked(plan, jobs=1).to_dict() == asked(plan, jobs=3).to_dict()


@given(instances(), st.randoms())
@settings(max_examples=examples(6), deadline=None)
def test_the_order_of_the_profiles_does_not_matter(instance: Instance, order: Any) -> None:
    plan = planned(instance)
    cities = list(plan.profiles.cities)
    order.shuffle(cities)
    shuffled = replace(plan.profiles, cities=tuple(cities))
    again = robustness(plan.document, shuffled, draws=DRAWS, figure_draws=FIGURE_DRAWS, seed=3)
    assert again.to_dict() == asked(plan).to_dict()
