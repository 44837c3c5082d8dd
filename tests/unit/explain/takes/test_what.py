"""What it would take: every answer holds when it is carried out, and nothing smaller would do."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.lanes import examples
from support.made_up import city, item, pool_programme, profiles, sides_programme
from support.reasons import drawn_plan, tried_from_scratch

import matcher
from matcher.errors import UnavailableError
from matcher.explain.takes import what_would_it_take
from matcher.explain.takes.admitted import admitted
from matcher.explain.takes.profile_change import ProfileChange, profile_changes
from matcher.explain.takes.programme_change import programme_changes, records_changes
from matcher.explain.takes.setting import Change
from matcher.explain.takes.variants import VariantLevels, Variants
from matcher.pipeline import propose
from matcher.plan.case import Case
from matcher.proposal import Plan

# Two changes at a time are thousands; so many of them are carried out in full.
DOUBLES = 12


def takes(plan: Plan, a: str, b: str):
    return what_would_it_take(plan.document, plan.profiles, a, b)


def single_changes(plan: Plan, a: str, b: str) -> list[Change]:
    case = Case.of(plan.document, plan.profiles)
    year = case.programme.evidence.reference_year
    known = plan.profiles
    let_in = admitted(case, (a, b))
    score = sum(let_in.weights.model.pair(a, b).values())
    return [
        *profile_changes(known[a], known[b], known.vocabulary, year),
        *profile_changes(known[b], known[a], known.vocabulary, year),
        *programme_changes(let_in, a, b, score),
        *records_changes(case, a, b),
    ]


def places(changes: tuple[Change, ...]) -> frozenset:
    return frozenset((change.place, change.size) for change in changes)


@settings(max_examples=examples(8))
@given(st.data())
def test_every_answer_holds_and_nothing_smaller_would_do(data: st.DataObject) -> None:
    plan = data.draw(drawn_plan())
    if plan is None:
        return
    names = [c.id for c in plan.profiles]
    a, b = data.draw(st.permutations(names))[:2]
    answer = takes(plan, a, b)
    assert str(answer)
    assert answer.to_dict()["sentences"] == answer.sentences
    case = Case.of(plan.document, plan.profiles)
    a, b = answer.a, answer.b
    if answer.in_a_best_plan:
        assert tried_from_scratch(case, (), a, b) == (answer.score, 0)
        return
    for option in answer.options:
        assert tried_from_scratch(case, option.changes, a, b) == (option.new_score, 0)
        assert option.size == sum(change.size for change in option.changes)
    if answer.examined == 0 and not answer.options:
        return
    if answer.nearest is not None:
        near = answer.nearest
        assert tried_from_scratch(case, near.changes, a, b) == (near.score, near.short)
    singles = single_changes(plan, a, b)
    doubles = [pair for pair in combinations(singles, 2) if pair[0].place != pair[1].place]
    doubles = [pair for pair in doubles if not answer.size or _size(pair) <= answer.size]
    stride = max(len(doubles) // DOUBLES, 1)
    found = {places(option.changes) for option in answer.options}
    for changes in [*((single,) for single in singles), *doubles[::stride]]:
        _check(case, changes, answer, found)


def _size(changes: tuple[Change, ...]) -> int:
    return sum(change.size for change in changes)


def _check(case: Case, changes: tuple[Change, ...], answer, found: set) -> None:
    if answer.size is not None and _size(changes) > answer.size:
        return
    tried = tried_from_scratch(case, changes, answer.a, answer.b)
    if answer.nearest is not None and tried is not None:
        assert tried[1] >= answer.nearest.short
    works = tried is not None and tried[1] == 0
    if works:
        assert answer.size == _size(changes)
        assert places(changes) in found


@settings(max_examples=examples(10))
@given(st.data())
def test_rows_of_changed_cities_score_as_in_a_case_built_anew(data: st.DataObject) -> None:
    plan = data.draw(drawn_plan())
    if plan is None:
        return
    case = Case.of(plan.document, plan.profiles)
    pool = case.pool
    if not pool.left or not pool.right or pool.left[0] == pool.right[-1]:
        return
    a, b = pool.left[0], pool.right[-1]
    changes = profile_changes(plan.profiles[a], plan.profiles[b], plan.profiles.vocabulary, 2026)
    if len(changes) < 2:
        return
    one, other = data.draw(
        st.sampled_from([p for p in combinations(range(len(changes)), 2)
                         if changes[p[0]].place != changes[p[1]].place] or [(0, 0)])
    )  # fmt: skip
    if one == other:
        return
    base = plan.profiles[a]
    levels = VariantLevels.of(case, [change.applied(base) for change in changes])
    merged = levels.merged(case, np.array([one]), np.array([other]))
    assert merged is not None
    cities = case.weights.model.at_right
    got = Variants(case, merged).with_cities(np.array([0]), cities)[0]
    changed = changes[other].applied(changes[one].applied(base))
    profiles = plan.profiles.with_cities(changed)
    anew = Case.build(profiles, case.programme, case.state)
    if a not in anew.pool.left_at or anew.pool.right != pool.right:
        return
    row = anew.weights.model.block(np.array([anew.pool.left_at[a]]), np.arange(len(pool.right)))[0]
    keep = [j for j, c in enumerate(pool.right) if c != a]
    np.testing.assert_array_equal(got[keep], row[keep])


def small() -> Plan:
    cities = profiles(
        city("cn-a", ["A1", "C1"], ["B1", "H1"]),
        city("cn-b", ["A1"], ["C1"]),
        city("us-a", ["B1", item("H1", 2, "inferred")], [item("A1", 3), "C1"]),
        city("us-b", ["I1"], ["I1"]),
    )
    return propose(cities, sides_programme())


def test_a_pair_of_the_plan_needs_nothing() -> None:
    plan = small()
    pair = plan.document.pairs[0]
    answer = takes(plan, pair.b, pair.a)
    assert (answer.in_a_best_plan, answer.size, answer.options) == (True, 0, ())
    assert "nothing has to change" in str(answer)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("cn-a", "cn-a", "cannot be paired with itself"),
        ("cn-a", "cn-b", "on the same side"),
        ("cn-a", "us-out", "not listed as taking part"),
    ],
)
def test_what_no_change_lifts_is_named(a: str, b: str, why: str) -> None:
    cities = profiles(
        city("cn-a", ["A1"], ["B1"]),
        city("cn-b", ["A1"], ["C1"]),
        city("us-a", ["B1"], ["A1"]),
        city("us-out", ["B1"], ["A1"], programmes=[]),
    )
    answer = takes(propose(cities, sides_programme()), a, b)
    assert answer.size is None
    assert answer.impossible is not None
    assert why in answer.impossible
    assert "impossible" in str(answer)


def test_a_city_inside_another_is_impossible() -> None:
    cities = profiles(
        city("cn-a", ["A1"], ["B1"]), city("cn-b", ["B1"], ["A1"], part_of="cn-a"),
        city("cn-c", ["B1"], ["A1"]),
    )  # fmt: skip
    answer = takes(propose(cities, pool_programme()), "cn-a", "cn-b")
    assert answer.impossible == "A contains B."


def test_a_forbidden_pair_is_lifted_by_the_rule_that_forbids_it() -> None:
    cities = profiles(city("cn-a", ["A1"], ["B1"]), city("us-a", ["B1"], ["A1"]))
    programme = sides_programme(rules={"forbidden": [("cn-a", "us-a")]})
    answer = takes(propose(cities, programme), "cn-a", "us-a")
    assert answer.size == 3
    assert [change.kind for change in answer.options[0].changes] == ["forbidden"]
    assert answer.loss is None


def test_three_rules_against_a_pair_are_more_than_two_changes_lift() -> None:
    cities = profiles(
        city("cn-a", ["A1"], ["B1"], languages=["zh"]),
        city("cn-b", ["B1"], ["A1"], languages=["en"]),
    )
    programme = pool_programme(
        rules={"forbidden": [("cn-a", "cn-b")], "domestic": "forbidden"},
        language={"mode": "require"},
    )
    answer = takes(propose(cities, programme), "cn-a", "cn-b")
    assert answer.options == ()
    assert answer.examined == 0
    assert "No one or two changes on the list lift everything" in str(answer)
    assert "no working language in common" in str(answer)


def test_the_minimum_score_is_lowered_to_what_the_pair_scores() -> None:
    cities = profiles(city("cn-a", ["A1"], ["B1"]), city("us-a", ["B1"], ["A1"]))
    plan = propose(cities, sides_programme(rules={"minimum_score": 990_000}))
    answer = takes(plan, "cn-a", "us-a")
    lowered = [o for o in answer.options if o.changes[0].field == "rules.minimum_score"]
    assert lowered[0].changes[0].after == lowered[0].new_score == answer.score


def test_a_thin_city_is_let_in_by_records_or_by_the_rule() -> None:
    cities = profiles(
        city("cn-a", ["A1"], ["B1"]), city("us-a", ["B1"], []),
    )  # fmt: skip
    plan = propose(cities, sides_programme(eligibility={"minimum_records": 2}))
    answer = takes(plan, "cn-a", "us-a")
    assert answer.size == 1
    assert answer.loss is None
    assert all(option.changes[0].records for option in answer.options if option.size == 1)
    assert "asks for at least 2" in str(answer)


def test_two_thin_cities_of_one_side_are_impossible() -> None:
    cities = profiles(city("cn-a", [], []), city("cn-b", [], []), city("us-a", ["B1"], ["A1"]))
    plan = propose(cities, sides_programme(eligibility={"minimum_records": 2}))
    answer = takes(plan, "cn-a", "cn-b")
    assert answer.impossible == "A and B are on the same side."


def test_room_in_the_cohort_or_for_a_city() -> None:
    cities = profiles(
        *(city(f"cn-{x}", ["A1"], ["B1"]) for x in "ab"),
        *(city(f"us-{x}", ["B1"], ["A1"]) for x in "ab"),
    )
    plan = propose(cities, sides_programme(max_pairs=0))
    assert takes(plan, "cn-a", "us-b").size == 2
    plan = propose(cities, sides_programme(max_pairs=0, capacities={"maximum": 0}))
    answer = takes(plan, "cn-a", "us-b")
    assert answer.options == ()
    assert answer.impossible is not None


def test_a_pin_elsewhere_can_be_taken_back() -> None:
    cities = profiles(
        city("cn-a", ["A1"], ["B1"]), city("us-a", ["B1"], ["A1"]), city("us-b", [], []),
    )  # fmt: skip
    plan = propose(cities, sides_programme(), pins=[("cn-a", "us-b")])
    answer = takes(plan, "cn-a", "us-a")
    kinds = {option.changes[0].kind for option in answer.options if len(option.changes) == 1}
    assert kinds >= {"capacity"}
    case = Case.of(plan.document, plan.profiles)
    pinned = [
        c for c in single_changes(plan, "cn-a", "us-a") if getattr(c, "kind", "") == "required"
    ]
    assert tried_from_scratch(case, tuple(pinned), "cn-a", "us-a") == (answer.score, 0)


def test_without_any_plan_the_question_still_has_an_answer() -> None:
    cities = profiles(city("cn-a", ["A1"], ["B1"]), city("us-a", ["B1"], ["A1"]))
    plan = propose(cities, sides_programme(capacities={"minimum": 1}, max_pairs=0))
    assert plan.status == "infeasible"
    answer = takes(plan, "cn-a", "us-a")
    assert answer.loss is None
    assert answer.size == 2
    assert "no plan that keeps every rule can hold the pair" in str(answer)


def test_ties_everywhere() -> None:
    cities = profiles(*(city(f"{x}-{y}", ["A1"], ["A1"]) for x in ("cn", "us") for y in "abc"))
    plan = propose(cities, sides_programme())
    for a in "abc":
        for b in "abc":
            assert takes(plan, f"cn-{a}", f"us-{b}").size == 0


def test_changes_of_size_one_to_three() -> None:
    one = city("cn-a", [item("A1", 1, "inferred")], [item("C1", 2)], no_capabilities=["H1"])
    other = city("us-a", ["A1", "C1", "H1"], ["A1"])
    found = profile_changes(one, other, small().profiles.vocabulary, 2026)
    sizes = {(c.where, c.theme.id, c.item.level): c.size for c in found}
    assert sizes == {
        ("needs", "A1", 1): 1, ("needs", "A1", 2): 2, ("needs", "A1", 3): 3,
        ("capabilities", "A1", 1): 1, ("capabilities", "A1", 2): 2, ("capabilities", "A1", 3): 3,
        ("capabilities", "A2", 1): 1, ("capabilities", "A2", 2): 2, ("capabilities", "A2", 3): 3,
        ("capabilities", "C1", 3): 1,
    }  # fmt: skip
    confirmed = next(c for c in found if (c.where, c.item.level) == ("needs", 1))
    assert (confirmed.item.basis, confirmed.item.year) == ("declared", 2026)


def test_two_changes_of_one_city_name_it_once() -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    answer = plan.what_would_it_take("cn-guiyang", "mn-ulaanbaatar")
    option = next(o for o in answer.options if len({c.city for c in o.changes}) < len(o.changes))
    assert option.sentence.count("Guiyang") == 2
    assert all(isinstance(change, ProfileChange) for change in option.changes)


@pytest.mark.parametrize("programme", ["eacac", "ccucc"])
def test_what_is_told_of_the_bundled_programmes_holds(programme: str) -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme(programme))
    case = Case.of(plan.document, plan.profiles)
    pairs = {"eacac": [("cn-jinan", "kr-seoul"), ("cn-beijing", "jp-tokyo"),
                       ("cn-beijing", "cn-jinan"), ("kr-seoul", "mn-ulaanbaatar")],
             "ccucc": [("cn-lanzhou", "us-los-angeles"), ("cn-wuhan", "us-oakland"),
                       ("cn-lhasa", "us-oakland")]}  # fmt: skip
    for a, b in pairs[programme]:
        answer = plan.what_would_it_take(a, b)
        assert answer.to_dict() == plan.what_would_it_take(b, a).to_dict()
        for option in answer.options:
            tried = tried_from_scratch(case, option.changes, answer.a, answer.b)
            assert tried == (option.new_score, 0)
        if answer.nearest is not None:
            near = answer.nearest
            tried = tried_from_scratch(case, near.changes, answer.a, answer.b)
            assert tried == (near.score, near.short)


def test_a_pool_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = small()
    monkeypatch.setattr("matcher.plan.case.MOST_PAIRS", 1)
    outside = next(
        (a, b)
        for a in ("cn-a", "cn-b")
        for b in ("us-a", "us-b")
        if (a, b) not in {(p.a, p.b) for p in plan.document.pairs}
    )
    with pytest.raises(UnavailableError, match="pools of up to"):
        takes(plan, *outside)
