"""The check of large results says no to every spoilt plan and to every spoilt proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from matcher.errors import VerificationError
from matcher.solve import OddSet, Prices, Result, one_pool, two_sided
from matcher.solve.limits import Limits, read_groups
from matcher.solve.priced.recheck import Claim, refutes_every_plan, require_verified
from matcher.solve.priced.source import read_source
from matcher.solve.result import GroupPrice

NONE = np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Checked:
    """A result and what it is checked against."""

    result: Result
    claim: Claim

    def accepts(self, **changes: Any) -> bool:
        try:
            return require_verified(replace(self.result, **changes), self.claim).verified
        except VerificationError:
            return False

    def accepts_prices(self, **changes: Any) -> bool:
        prices = self.result.prices
        assert prices is not None
        return self.accepts(prices=replace(prices, **changes))


@cache
def sides() -> Checked:
    """Every limit there is, each with a price: minimums, cohort, nested groups, a required pair."""
    weights = np.random.default_rng(31).integers(-9, 40, (9, 7)).astype(float)
    weights[2, 3] = np.nan
    left_max, right_max, left_min = np.full(9, 2), np.full(7, 2), np.zeros(9, dtype=np.int64)
    left_min[8], weights[8] = 1, -20
    left, right = [([0, 1], 1), ([0, 1, 2, 3], 3)], [([4, 5, 6], 3)]
    required, forbidden = np.array([[6, 0]]), np.array([[0, 0]])
    result = two_sided(
        weights,
        left_max=2,
        right_max=2,
        left_min=left_min,
        required=required,
        forbidden=forbidden,
        max_pairs=8,
        left_groups=left,
        right_groups=right,
        regime="large",
    )
    limits = Limits(
        left_min,
        left_max,
        np.zeros(7, dtype=np.int64),
        right_max,
        8,
        read_groups(left, 9, "left_groups"),
        read_groups(right, 7, "right_groups"),
    )
    return Checked(result, Claim(read_source(weights, forbidden), limits, required))


@cache
def pool() -> Checked:
    """Two triangles that hang together by a weak pair: odd sets have a price."""
    weights = np.full((7, 7), np.nan)
    for a, b, weight in (
        (0, 1, 9), (0, 2, 9), (1, 2, 9), (2, 3, 1), (3, 4, 7), (3, 5, 7), (4, 5, 7), (5, 6, 2)
    ):  # fmt: skip
        weights[a, b] = weights[b, a] = weight
    result = one_pool(weights, regime="large")
    ones, zeros = np.ones(7, dtype=np.int64), np.zeros(7, dtype=np.int64)
    source = read_source(weights, NONE, pool=True)
    return Checked(result, Claim(source, Limits(zeros, ones, zeros, ones), NONE, pool=True))


BOTH = pytest.mark.parametrize("make", [sides, pool])


def prices_of(checked: Checked) -> Prices:
    assert checked.result.prices is not None
    return checked.result.prices


@BOTH
def test_the_right_result_is_accepted(make: Callable[[], Checked]) -> None:
    checked = make()
    assert checked.result.status == "optimal"
    assert checked.accepts()


def test_the_instances_have_a_price_of_every_kind() -> None:
    priced = prices_of(sides())
    assert priced.left.any()
    assert priced.right.any()
    assert priced.left_floor.any()
    assert priced.groups
    assert prices_of(pool()).odd_sets


@BOTH
def test_numbers_spoilt_on_purpose_are_rejected(make: Callable[[], Checked]) -> None:
    checked = make()
    value = checked.result.objective
    assert value is not None
    assert not checked.accepts(objective=value + 1)
    assert not checked.accepts(objective=value + 1, bound=value + 1)
    assert not checked.accepts(bound=value - 1, gap=-1)
    assert not checked.accepts(bound=value + 1)
    assert not checked.accepts(bound=value + 1, gap=1)
    assert not checked.accepts(gap=1)
    assert not checked.accepts(bound=None, gap=None)
    assert not checked.accepts(proof=None)
    assert not checked.accepts(prices=None)
    assert not checked.accepts(status="infeasible")
    assert not checked.accepts(objective=None)


@BOTH
def test_plans_spoilt_on_purpose_are_rejected(make: Callable[[], Checked]) -> None:
    checked = make()
    pairs = checked.result.pairs
    assert len(pairs) > 2
    assert not checked.accepts(pairs=pairs[::-1])
    assert not checked.accepts(pairs=pairs[1:])
    assert not checked.accepts(pairs=np.vstack([pairs, pairs[-1:]]))
    assert not checked.accepts(pairs=pairs + 100)
    assert not checked.accepts(pairs=pairs - 100)
    assert not checked.accepts(pairs=pairs.astype(float))
    assert not checked.accepts(pairs=pairs.ravel())
    assert not checked.accepts(pairs=pairs[:, ::-1])


@pytest.mark.parametrize(
    ("pairs", "word"),
    [
        ([[2, 3], [6, 0]], "not permitted"),
        ([[0, 0], [6, 0]], "not permitted"),
        ([[0, 1]], "required"),
        ([[3, 4], [3, 5], [3, 6], [6, 0]], "partners"),
        ([[3, 1], [6, 0]], "partners"),
        ([[0, 1], [1, 2], [6, 0], [8, 3]], "group"),
        ([[4, 4], [5, 4], [6, 0], [6, 5], [7, 6], [8, 5]], "group"),
        ([[k, j] for k in (3, 4, 5, 6) for j in (0, 1)] + [[8, 2]], "cohort"),
    ],
)
def test_each_limit_is_recounted(pairs: list[list[int]], word: str) -> None:
    checked = sides()
    wrong = replace(checked.result, pairs=np.array(sorted(pairs)))
    with pytest.raises(VerificationError, match=word):
        require_verified(wrong, checked.claim)


def spoilt(values: np.ndarray) -> Iterator[np.ndarray]:
    """No prices; one too high, negative, not finite, not in quarters, too great; one city short."""
    # A small step may lead along the optimal face to another proof, which stands.
    yield np.zeros_like(values)
    at = int(np.argmax(values))
    for wrong in (values[at] + 1000, -1.0, np.nan, np.inf, values[at] + 0.1, 1e300):
        copy = values.copy()
        copy[at] = wrong
        yield copy
    yield values[:-1]


@pytest.mark.parametrize(
    ("make", "name"),
    [(sides, "left"), (sides, "right"), (sides, "left_floor"), (pool, "left")],
)
def test_prices_spoilt_on_purpose_are_rejected(make: Callable[[], Checked], name: str) -> None:
    checked = make()
    values = getattr(prices_of(checked), name)
    accepted = [
        wrong.tolist() for wrong in spoilt(values) if checked.accepts_prices(**{name: wrong})
    ]
    assert accepted == []


@BOTH
def test_a_cohort_price_that_is_not_due_is_rejected(make: Callable[[], Checked]) -> None:
    checked = make()
    for wrong in (prices_of(checked).cohort + 5, -1.0, np.nan, np.inf):
        assert not checked.accepts_prices(cohort=wrong)


def test_group_prices_spoilt_on_purpose_are_rejected() -> None:
    checked = sides()
    groups = prices_of(checked).groups
    assert not checked.accepts_prices(groups=())
    for k, group in enumerate(groups):
        others = groups[:k] + groups[k + 1 :]
        for wrong in (
            replace(group, price=group.price + 1000),
            replace(group, price=-group.price),
            replace(group, most_pairs=group.most_pairs - 1),
            replace(group, members=group.members[:-1]),
            replace(group, side="right" if group.side == "left" else "left"),
        ):
            assert not checked.accepts_prices(groups=(*others, wrong)), wrong
    made_up = GroupPrice("left", (7,), 0, 1.0)
    assert not checked.accepts_prices(groups=(*groups, made_up))


def test_odd_sets_spoilt_on_purpose_are_rejected() -> None:
    checked = pool()
    odd_sets = prices_of(checked).odd_sets
    assert not checked.accepts_prices(odd_sets=())
    for k, odd in enumerate(odd_sets):
        others = odd_sets[:k] + odd_sets[k + 1 :]
        for wrong in (
            replace(odd, price=odd.price + 1),
            replace(odd, price=odd.price - 1),
            replace(odd, price=-odd.price),
            replace(odd, most_pairs=odd.most_pairs - 1),
            replace(odd, most_pairs=odd.most_pairs + 1),
            replace(odd, members=odd.members[:-1]),
            replace(odd, members=(*odd.members[:-1], 99)),
            replace(odd, members=(-1, *odd.members[1:])),
        ):
            assert not checked.accepts_prices(odd_sets=(*others, wrong)), wrong
    sides_of_it = sides()
    assert not sides_of_it.accepts_prices(odd_sets=(OddSet((0, 1, 2), 1, 0.0),))


def test_a_feasible_result_may_state_more_than_its_prices_prove_and_not_less() -> None:
    checked = sides()
    value = checked.result.objective
    assert value is not None
    assert checked.accepts(status="feasible", proof=None, bound=value + 3, gap=3)
    raised = prices_of(checked).left + 1
    assert not checked.accepts(
        status="feasible", proof=None, prices=replace(prices_of(checked), left=raised)
    )


def test_infeasible_needs_prices_below_every_plan() -> None:
    checked = sides()
    assert not refutes_every_plan(prices_of(checked), checked.claim)
    n, m = checked.claim.source.shape
    ones, zeros = np.ones(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
    # Nine rows that must be matched, seven columns with one seat each.
    claim = replace(checked.claim, limits=Limits(ones, ones, zeros, zeros + 1), required=NONE)
    high = 10.0**4
    prices = Prices(np.zeros(n), np.full(m, high), np.full(n, high - 100), np.zeros(m))
    assert refutes_every_plan(prices, claim)
    assert not refutes_every_plan(replace(prices, left_floor=np.full(n, 10.0)), claim)
