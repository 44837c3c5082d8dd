"""One partner each is solved as an assignment; the flow must give the same value and plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.solve import Result, assignment, square, two_sided, verify_two_sided

SPREADS = ((0, 0), (0, 1), (0, 3), (-2, 2), (-9, 30), (0, 10**6), (-(10**12), 10**12), (-9, -1))


USERS = ("square", "assigned", "instance")


@pytest.fixture(autouse=True)
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has not loaded compiled code, whatever ran before in this one."""
    for user in USERS:
        monkeypatch.setattr(f"matcher.solve.{user}.kernels_loaded", lambda: False)


def by_kernels(weights: Any, **arguments: Any) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        for user in USERS:
            patch.setattr(f"matcher.solve.{user}.kernels_loaded", lambda: True)
        return by_assignment(weights, **arguments)


def require_one_result(weights: Any, **arguments: Any) -> None:
    """Every byte of the result is the same with compiled code and without."""
    plain, quick = by_assignment(weights, **arguments), by_kernels(weights, **arguments)
    for name in ("status", "objective", "bound", "gap", "proof", "verified", "reason"):
        assert getattr(plain, name) == getattr(quick, name)
    assert plain.pairs.tobytes() == quick.pairs.tobytes()
    assert (plain.prices is None) == (quick.prices is None)
    if plain.prices is not None:
        for name in ("left", "right", "left_floor", "right_floor"):
            one, other = getattr(plain.prices, name), getattr(quick.prices, name)
            assert one.dtype == other.dtype
            assert one.tobytes() == other.tobytes()


def by_flow(weights: Any, **arguments: Any) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assignment, "fits", lambda limits: False)
        return two_sided(weights, **arguments)


def by_assignment(weights: Any, **arguments: Any) -> Result:
    """Solve with the flow out of reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matcher.solve.network.solve", lambda problem: pytest.fail("took the flow"))
        return two_sided(weights, **arguments)


def require_the_same(weights: Any, **arguments: Any) -> None:
    one, other = by_assignment(weights, **arguments), by_flow(weights, **arguments)
    assert (one.status, one.objective, one.bound, one.gap) == (
        other.status,
        other.objective,
        other.bound,
        other.gap,
    )
    assert one.pairs.tolist() == other.pairs.tolist()
    assert one.verified
    if one.status == "optimal":
        verify_two_sided(weights, one, **arguments)


@st.composite
def assignments(draw: st.DrawFn, most: int) -> tuple[np.ndarray, dict[str, Any]]:
    """Tables with ties, gaps and demands; sizes are drawn and the rest comes from a drawn seed."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.integers(0, most)), draw(st.integers(1, most))
    if draw(st.booleans()):
        m = max(n, 1)
    low, high = draw(st.sampled_from(SPREADS))
    weights = random.integers(low, high + 1, (n, m)).astype(float)
    weights[random.random((n, m)) < draw(st.sampled_from((0.0, 0.0, 0.2, 0.7, 1.0)))] = np.nan
    if draw(st.booleans()):
        weights = np.vstack([weights, weights[: n // 2]])
    arguments: dict[str, Any] = {"unmatched_allowed": draw(st.booleans())}
    places = np.argwhere(~np.isnan(weights))
    if len(places):
        random.shuffle(places)
        arguments["forbidden"] = places[: draw(st.integers(0, 3))]
        arguments["required"] = places[len(places) - draw(st.sampled_from((0, 0, 1, 2))) :]
    if draw(st.sampled_from((False, False, True))):
        arguments["max_pairs"] = min(weights.shape) + draw(st.integers(0, 2))
    return weights, arguments


@given(assignments(7))
@settings(max_examples=500, deadline=None)
def test_small_tables_get_the_plan_of_the_flow(drawn: tuple[np.ndarray, dict[str, Any]]) -> None:
    require_the_same(drawn[0], **drawn[1])


@given(assignments(45))
@settings(max_examples=100, deadline=None)
def test_larger_tables_get_the_plan_of_the_flow(drawn: tuple[np.ndarray, dict[str, Any]]) -> None:
    require_the_same(drawn[0], **drawn[1])


@given(assignments(40))
@settings(max_examples=200, deadline=None)
def test_compiled_code_changes_no_byte(drawn: tuple[np.ndarray, dict[str, Any]]) -> None:
    require_one_result(drawn[0], **drawn[1])


def hubs(size: tuple[int, int], seed: int) -> np.ndarray:
    """Scores where a few columns draw nearly all rows."""
    random = np.random.default_rng(seed)
    pull = random.lognormal(0, 0.6, (1, size[1])) * random.lognormal(0, 0.3, (size[0], 1))
    return (1e5 * pull * (0.8 + 0.4 * random.random(size))).astype(np.int64) - 20_000


def even(size: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 10**6, size)


def tied(size: tuple[int, int], seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 60, size)


@pytest.mark.parametrize("unmatched_allowed", [True, False])
@pytest.mark.parametrize("size", [(90, 90), (110, 100), (100, 120), (60, 200)], ids=str)
@pytest.mark.parametrize("family", [even, hubs, tied])
def test_each_way_of_solving_gives_the_plan_of_the_flow(
    family: Any, size: tuple[int, int], unmatched_allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = family(size, sum(size))
    require_the_same(table, unmatched_allowed=unmatched_allowed)
    for limit in ("LISTED_FROM", "PRICED_FROM", "UNEVEN_LISTED_FROM", "SAMPLED_FROM"):
        monkeypatch.setattr(square, limit, 0)
    require_the_same(table, unmatched_allowed=unmatched_allowed)


@pytest.mark.parametrize("family", [even, hubs, tied])
@pytest.mark.parametrize("size", [(260, 260), (380, 400)], ids=str)
def test_hundreds_a_side_get_the_plan_of_the_flow(family: Any, size: tuple[int, int]) -> None:
    require_the_same(family(size, 1))


@pytest.mark.parametrize("family", [even, hubs, tied])
@pytest.mark.parametrize("size", [(130, 130), (260, 260), (100, 180), (380, 400)], ids=str)
@pytest.mark.parametrize("scale", [1, 2**20, 0.37])
def test_compiled_code_changes_no_byte_of_larger_tables(
    family: Any, size: tuple[int, int], scale: float
) -> None:
    for unmatched_allowed in (True, False):
        require_one_result(family(size, 2) * scale, unmatched_allowed=unmatched_allowed)


def test_a_war_of_bids_is_ended_by_paths() -> None:
    # All rows want the same few columns, whose worth is a million times the step at the end.
    table = np.random.default_rng(9).integers(0, 2, (120, 120))
    table[:, :3] += 10**9
    require_one_result(table)


def test_prices_past_the_range_of_compiled_code_are_found_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernels = pytest.importorskip("matcher.solve.square_kernels")
    refused = []

    def narrow(gains: np.ndarray, highest: int) -> Any:
        found = kernel(gains, 1000)
        refused.append(not found[0])
        return found

    kernel = kernels.best_square
    monkeypatch.setattr(kernels, "best_square", narrow)
    require_one_result(hubs((90, 90), 5))
    assert refused == [True]


@pytest.mark.parametrize("size", [(1, 1), (1, 6), (6, 1), (9, 9), (30, 25)], ids=str)
@pytest.mark.parametrize("unit", [1e12, 1.0, 1e-9, -1.0, -1e-9, np.nan])
def test_extreme_tables_get_the_plan_of_the_flow(size: tuple[int, int], unit: float) -> None:
    for table in (np.ones(size), even(size, 3) + 0.5):
        require_the_same(table * unit)
        require_the_same(table * unit, unmatched_allowed=False)


@pytest.mark.parametrize("family", [even, hubs, tied])
@pytest.mark.parametrize("kind", ["whole", "real", "gaps"])
def test_tables_of_middle_size_get_the_plan_of_the_large_regime(family: Any, kind: str) -> None:
    table = family((650, 640), 4) * (0.37 if kind == "real" else 1.0)
    if kind == "gaps":
        table[np.random.default_rng(5).random(table.shape) < 0.3] = np.nan
    arguments = {"forbidden": [(0, 0), (3, 5)], "required": [(7, 8)]}
    table[7, 8] = 1.0
    with pytest.MonkeyPatch.context() as patch:
        for user in USERS:
            patch.setattr(f"matcher.solve.{user}.kernels_loaded", lambda: True)
        whole = two_sided(table, **arguments)
    priced = two_sided(table, regime="large", **arguments)
    assert (whole.regime, priced.regime) == ("small", "large")
    assert whole.objective == priced.objective
    assert whole.pairs.tolist() == priced.pairs.tolist()


def test_tables_of_middle_size_past_the_range_go_to_the_large_regime() -> None:
    table = 2**50 + even((650, 640), 6)
    assert two_sided(table).regime == "large"


@pytest.mark.parametrize("size", [(0, 0), (0, 4), (4, 0)], ids=str)
def test_tables_without_a_pair_have_an_empty_plan(size: tuple[int, int]) -> None:
    for unmatched_allowed in (True, False):
        require_the_same(np.empty(size), unmatched_allowed=unmatched_allowed)


def test_numbers_past_the_range_of_floats_go_to_the_flow() -> None:
    table = 2**53 - 1 - np.random.default_rng(0).integers(0, 3, (40, 40))
    result = two_sided(table)
    assert result.pairs.tolist() == by_flow(table).pairs.tolist()
    assert result.gap == 0
