"""The price of forcing a pair, and of doing without one, against every plan there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.lanes import examples
from support.made_up import city, pool_programme, profiles, sides_programme
from support.reasons import drawn_plan, every_plan

import matcher
from matcher.explain import Background, explain_pair, with_exact_losses
from matcher.explain.again import Shift
from matcher.pipeline import propose
from matcher.plan.case import Case
from matcher.proposal import Plan


@settings(max_examples=examples(20))
@given(st.data())
def test_forcing_and_doing_without_cost_what_enumeration_says(data: st.DataObject) -> None:
    plan = data.draw(drawn_plan())
    if plan is None:
        return
    background = Background(plan.document, plan.profiles)
    case = background.case
    plans = every_plan(case)
    best = max((value for value, _ in plans), default=None)
    assert best == plan.document.worth
    if best is None:
        assert not background.again.possible
        return
    rows, cols = np.nonzero(~np.isnan(case.table))
    required = {case.oriented(*pair) for pair in case.programme.rules.required}
    for i, j in zip(rows.tolist(), cols.tolist(), strict=True):
        a, b = case.named(np.array([sorted((i, j)) if not case.pool.two_sided else (i, j)]))[0]
        values = [value for value, pairs in plans if (a, b) in pairs]
        shift = background.again.with_pair(a, b)
        assert (shift is None) == (not values)
        if shift is not None:
            assert shift.loss == best - max(values)
            adds_up(shift, case)
        if (a, b) not in required:
            others = [value for value, pairs in plans if (a, b) not in pairs]
            shift = background.again.without(b, a)
            assert (None if shift is None else shift.objective) == max(others, default=None)
            if shift is not None:
                adds_up(shift, case)


def adds_up(shift: Shift, case: Case) -> None:
    lost, won = (sum(pair.score for pair in pairs) for pairs in (shift.dropped, shift.added))
    assert lost - won == shift.loss
    assert sum(found.points for found in shift.cities) == -2 * shift.loss
    if case.pool.two_sided:
        of_left = sum(found.points for found in shift.cities if found.city in case.pool.left_at)
        assert of_left == -shift.loss


@settings(max_examples=examples(10))
@given(st.data())
def test_every_pair_of_a_small_plan_is_explained(data: st.DataObject) -> None:
    plan = data.draw(drawn_plan())
    if plan is None:
        return
    names = [c.id for c in plan.profiles]
    background = Background(plan.document, plan.profiles)
    chosen = {(pair.a, pair.b) for pair in plan.document.pairs}
    for a in names:
        assert str(plan.explain(a))
        for b in names:
            found = explain_pair(plan.document, plan.profiles, a, b, background)
            assert found.chosen == ((found.a, found.b) in chosen)
            assert found.to_dict()["sentences"] == found.sentences
            assert found.chosen or found.reasons
            if found.parts is not None:
                assert sum(found.parts.values()) == found.score
            if found.forced is not None:
                assert found.forced.loss >= 0
    assert str(plan.explain())
    assert str(plan.proof())


def four() -> list:
    return [
        city("cn-a", ["A1", "C1"], ["B1"]),
        city("cn-b", ["A1"], ["C1"]),
        city("us-a", ["B1"], ["A1", "C1"]),
        city("us-b", ["I1"], ["I1"]),
    ]


def test_a_pin_is_told_and_what_the_plan_would_be_without_it() -> None:
    plan = propose(profiles(*four()), sides_programme(), pins=[("cn-a", "us-b")])
    found = plan.explain("cn-a", "us-b")
    assert found.chosen
    assert found.without is not None
    assert found.without.loss <= 0
    assert "Pinned for this run." in found.sentences


def test_everything_forbidden() -> None:
    pairs = [(f"cn-{x}", f"us-{y}") for x in "ab" for y in "ab"]
    plan = propose(profiles(*four()), sides_programme(), forbids=pairs)
    found = plan.explain("cn-a", "us-a")
    assert (found.permitted, found.forced, found.ranks) == (False, None, {})
    assert any("forbidden by name" in reason for reason in found.reasons)
    assert plan.explain().pairs == []
    assert plan.explain("cn-a").alternates == []


def test_a_tie_is_told_with_the_rule_that_settled_it() -> None:
    same = [city(f"{x}-{y}", ["A1"], ["A1"]) for x in ("cn", "us") for y in "ab"]
    plan = propose(profiles(*same), sides_programme())
    found = plan.explain("cn-a", "us-b")
    assert not found.chosen
    assert found.forced is not None
    assert found.forced.loss == 0
    assert any("city ids of this plan come first" in line for line in found.reasons)


def test_an_infeasible_plan_is_explained() -> None:
    plan = propose(profiles(*four()), sides_programme(capacities={"minimum": 1}, max_pairs=0))
    assert plan.status == "infeasible"
    found = plan.explain("cn-a", "us-a")
    assert found.forced is None
    assert found.reasons[0].startswith("There is no plan at all")
    assert "cannot all be kept" in str(plan.explain())
    assert "no plan to prove" in str(plan.proof())
    assert str(plan.explain("cn-a"))


@pytest.mark.parametrize("count", [0, 1])
def test_a_pool_of_one_pair_and_of_none(count: int) -> None:
    cities = profiles(*four()[:1], *four()[2 : 2 + count])
    plan = propose(cities, sides_programme())
    assert len(plan.explain().pairs) == count
    if count:
        found = plan.explain("cn-a", "us-a")
        assert found.without is not None
        assert found.without.loss == plan.objective
        assert found.without.left_out == ("cn-a", "us-a")
        assert found.next_best == {"cn-a": None, "us-a": None}


def test_one_pool_with_minimums_says_when_no_plan_does_without() -> None:
    cities = profiles(*(city(f"cn-{x}", ["A1"], ["A1"]) for x in "ab"))
    plan = propose(cities, pool_programme(capacities={"minimum": 1}))
    found = plan.explain("cn-a", "cn-b")
    assert found.without is None
    assert "No plan that keeps every rule does without this exchange." in found.sentences


def test_a_cap_leaves_no_room_for_the_next_best() -> None:
    programme = sides_programme(caps=[{"per": "country", "side": "America", "most": 1}])
    plan = propose(profiles(*four()), programme)
    background = Background(plan.document, plan.profiles)
    chosen = plan.document.pairs[0]
    outside = next(c for c in ("cn-a", "cn-b") if c != chosen.a)
    assert background.next_best(outside) is None
    assert background.next_best(chosen.a, chosen.b) is not None


def test_ranks_and_exact_losses_agree_with_the_plan() -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc"))
    background = Background(plan.document, plan.profiles)
    for pair in plan.document.pairs:
        found = explain_pair(plan.document, plan.profiles, pair.a, pair.b, background)
        assert any(f"choice of {found.ranks[pair.a].of} by score" in note for note in pair.notes)
        for city_id in (pair.a, pair.b):
            shown = [(x.city, x.score) for x in pair.alternates[city_id]]
            assert [(x.city, x.score) for x in found.alternates[city_id]] == shown
    filled = with_exact_losses(plan.document, plan.profiles)
    losses = {
        frozenset((city_id, x.city)): x.exact_loss
        for pair in filled.pairs
        for city_id, alternates in pair.alternates.items()
        for x in alternates
    }
    ends = frozenset(("cn-tianjin", "us-los-angeles"))
    assert losses[ends] == plan.explain("cn-tianjin", "us-los-angeles").forced.loss
    assert all(loss is not None and loss >= 0 for loss in losses.values())


def test_a_pool_too_large_to_solve_again_falls_back_on_the_prices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.explain.again.SOLVED_AGAIN_UP_TO", 1)
    plan: Plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    found = plan.explain("cn-beijing", "jp-tokyo")
    assert found.forced is None
    assert any("prices that prove the plan ask" in reason for reason in found.reasons)
    chosen = plan.explain("cn-beijing", "kr-seoul")
    assert chosen.without is None
    assert any(line.startswith("Alternates for Beijing: Tokyo (504,350 points)") for line in
               chosen.sentences)  # fmt: skip
    assert plan.explain().pairs[0].loss_without is None


def test_questions_about_a_whole_plan_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    plan: Plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    monkeypatch.setattr("matcher.explain.again.PAIRS_IN_ALL", 3 * 81)
    told = plan.explain().pairs
    assert [pair.loss_without is None for pair in told] == [False] * 3 + [True] * 5
    filled = with_exact_losses(plan.document, plan.profiles)
    losses = [x.exact_loss for p in filled.pairs for xs in p.alternates.values() for x in xs]
    assert len({loss for loss in losses if loss is not None}) <= 3
