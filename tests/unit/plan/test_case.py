"""The problem behind a plan, solved again."""

import numpy as np
import pytest

import matcher
from matcher.plan.case import Case


@pytest.fixture(scope="module", params=["ccucc", "eacac"])
def plan(request):
    return matcher.propose(matcher.read_profiles(), matcher.read_programme(request.param))


@pytest.fixture
def case(plan):
    return Case.of(plan.document, plan.profiles)


def ids(plan):
    return [(pair.a, pair.b) for pair in plan.document.pairs]


def test_solving_again_gives_the_plan(plan, case):
    result = case.solve()
    assert result.objective == plan.objective
    assert case.named(result.pairs) == ids(plan)


def test_the_table_holds_the_scores_of_the_plan(plan, case):
    for pair in plan.document.pairs:
        assert case.table[case.at(pair.b, pair.a)] == pair.score


def test_a_forbidden_pair_is_not_chosen_and_costs_something(plan, case):
    result = case.solve(forbidden=ids(plan)[:1])
    assert ids(plan)[0] not in case.named(result.pairs)
    assert result.objective < plan.objective


def test_a_required_pair_is_chosen(plan, case):
    chosen = set(map(tuple, case.positions(ids(plan)).tolist()))
    outside = np.argwhere(~np.isnan(np.triu(case.table) if not case.pool.two_sided else case.table))
    i, j = next((i, j) for i, j in outside.tolist() if (i, j) not in chosen and i != j)
    wanted = case.named(np.array([[i, j]]))
    result = case.solve(required=wanted)
    assert wanted[0] in case.named(result.pairs)
    assert result.objective <= plan.objective


def test_a_changed_profile_changes_only_its_own_scores(plan, case):
    city = plan.profiles[plan.document.pairs[0].a]
    poorer = city.model_copy(update={"capabilities": ()})
    changed = case.with_profiles(poorer)
    if case.pool.members != changed.pool.members:
        pytest.skip("without its capabilities the city has too few records to take part")
    same = [c for c in case.pool.left if c != city.id]
    rows = [case.pool.left_at[c] for c in same]
    keep = [j for j, c in enumerate(case.pool.right) if c != city.id]
    before, after = case.table[np.ix_(rows, keep)], changed.table[np.ix_(rows, keep)]
    np.testing.assert_array_equal(before, after)
    assert not np.array_equal(case.table, changed.table, equal_nan=True)


def test_a_changed_programme_is_applied(plan, case):
    rules = plan.document.settings.rules
    strict = plan.document.settings.model_copy(
        update={"rules": rules.model_copy(update={"minimum_score": 1_000_000})}
    )
    assert np.isnan(case.with_programme(strict).table).all()
