"""Published instances give their published objective or status.

Objectives and statuses are compared, never pairs: ties exist. The files minimise where they say
cost; the engine maximises, so costs are negated.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from support.shared_data import INSTANCES

from matcher.errors import SolverInputError
from matcher.solve import one_pool, two_sided
from matcher.solve.result import Result

pytestmark = pytest.mark.skipif(
    not INSTANCES.is_dir(),
    reason=f"published instances not found at {INSTANCES}; set MATCHER_SHARED to their folder",
)

Table = npt.NDArray[np.float64]


@pytest.fixture(params=["small", "large"], autouse=True)
def regime(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every instance is solved whole, and by prices over a shortlist."""
    for name in ("two_sided", "one_pool"):
        monkeypatch.setitem(globals(), name, partial(globals()[name], regime=request.param))


def cases(name: str) -> list[dict[str, Any]]:
    path = INSTANCES / name
    return json.loads(path.read_text())["cases"] if path.is_file() else []


def require_proved(result: Result) -> None:
    assert result.status == "optimal"
    assert result.verified
    assert result.gap is not None
    assert 0 <= result.gap <= 1e-6


def least_cost(costs: Table, **limits: Any) -> float:
    """Cost of the cheapest assignment that matches the smaller side whole."""
    result = two_sided(-costs, unmatched_allowed=False, **limits)
    require_proved(result)
    assert len(result.pairs) == min(costs.shape)
    assert result.objective is not None
    return -result.objective


def as_costs(rows: list[list[Any]]) -> Table:
    """A table of costs; the files write ``inf`` for a pair that is not permitted."""
    return np.array(
        [[np.nan if cost == "inf" else float(cost) for cost in row] for row in rows], dtype=float
    )


@pytest.mark.parametrize(("size", "optimum"), [(100, 305), (200, 475), (300, 626)])
def test_or_library_assignments_cost_what_beasley_published(size: int, optimum: int) -> None:
    numbers = np.array((INSTANCES / f"assign{size}.txt").read_text().split(), dtype=np.int64)
    assert numbers[0] == size
    assert least_cost(numbers[1:].reshape(size, size)) == optimum


SMALL = cases("linear_sum_assignment_small.json")


@pytest.mark.parametrize("case", SMALL, ids=lambda case: f"optimum{case['optimum']}")
@pytest.mark.parametrize("transposed", [False, True], ids=["upright", "transposed"])
def test_small_assignments_cost_what_is_published(case: dict[str, Any], transposed: bool) -> None:
    costs = as_costs(case["cost"])
    assert least_cost(costs.T if transposed else costs) == case["optimum"]


@pytest.mark.parametrize("case", SMALL, ids=lambda case: f"optimum{case['optimum']}")
@pytest.mark.parametrize("transposed", [False, True], ids=["upright", "transposed"])
def test_negated_costs_maximised_give_the_negated_optimum(
    case: dict[str, Any], transposed: bool
) -> None:
    profits = -as_costs(case["cost"])
    result = two_sided(profits.T if transposed else profits, unmatched_allowed=False)
    require_proved(result)
    assert result.objective == -case["optimum"]


@pytest.mark.parametrize("case", SMALL, ids=lambda case: f"optimum{case['optimum']}")
def test_small_assignments_use_the_published_cost_in_each_row(case: dict[str, Any]) -> None:
    costs = as_costs(case["cost"])
    result = two_sided(-costs, unmatched_allowed=False)
    assert [costs[i, j] for i, j in result.pairs.tolist()] == case["row_costs"]


@pytest.mark.parametrize("shape", [(0, 0), (2, 0), (0, 3)], ids=str)
def test_empty_shapes_give_an_empty_optimal_plan(shape: tuple[int, int]) -> None:
    result = two_sided(np.empty(shape))
    require_proved(result)
    assert result.pairs.shape == (0, 2)
    assert result.objective == 0


def test_a_constant_table_costs_eight() -> None:
    assert least_cost(np.ones((8, 8))) == 8


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinite_entries_raise_and_are_never_dropped(value: float) -> None:
    costs = np.identity(3)
    costs[:, 0] = value
    with pytest.raises(SolverInputError, match="infini"):
        two_sided(costs)


def test_a_column_that_nobody_may_use_is_infeasible_when_all_must_be_matched() -> None:
    costs = np.identity(3)
    costs[:, 0] = np.nan
    result = two_sided(-costs, unmatched_allowed=False)
    assert result.status == "infeasible"
    assert result.reason
    assert result.objective is None


MATCHINGS = cases("max_weight_matching_small.json")


@pytest.mark.parametrize("case", MATCHINGS, ids=lambda case: case["id"])
def test_general_matchings_weigh_what_is_published(case: dict[str, Any]) -> None:
    edges = case["edges"]
    size = 1 + max((max(a, b) for a, b, _ in edges), default=-1)
    weights = np.full((size, size), np.nan)
    # More pairs beat any weight once every pair carries more than all weights together.
    extra = 1 + sum(abs(weight) for _, _, weight in edges) if case["max_cardinality"] else 0
    for a, b, weight in edges:
        weights[a, b] = weights[b, a] = weight + extra
    result = one_pool(weights)
    require_proved(result)
    assert result.objective is not None
    found = result.objective - extra * len(result.pairs)
    assert found == pytest.approx(case["expected_weight"], abs=1e-9)
    if case["max_cardinality"]:
        assert len(result.pairs) == len(case["expected_pairs"])


REVIEWS = {case["id"]: case for case in cases("openreview_matcher_cases.json")}


def review_plan(case: dict[str, Any]) -> Result:
    """Rows have an exact demand, columns a minimum and a maximum."""
    table = np.array(case["matrix"], dtype=float)
    if case.get("zero_is_forbidden"):
        table[table == 0] = np.nan
    return two_sided(
        -table if case.get("sense") == "min" else table,
        left_min=case["row_demand"],
        left_max=case["row_demand"],
        right_min=case["col_min"],
        right_max=case["col_max"],
        forbidden=case.get("forbidden") or None,
    )


@pytest.mark.parametrize(
    "case", [case for case in REVIEWS.values() if "matrix" in case], ids=lambda case: case["id"]
)
def test_capacities_and_minimums_give_the_exact_optimum(case: dict[str, Any]) -> None:
    result = review_plan(case)
    assert result.status == case["expect"]
    if case["expect"] == "infeasible":
        assert result.reason
        assert len(result.pairs) == 0
        return
    require_proved(result)
    assert result.objective is not None
    value = -result.objective if case["sense"] == "min" else result.objective
    expected = case["exact_optimum_by_milp"]
    assert value == pytest.approx(expected, abs=1e-9)
    if case["published_value"] is not None:
        assert value == pytest.approx(case["published_value"], abs=1e-9)


def test_every_used_cell_of_the_costly_case_is_cheap_as_published() -> None:
    case = REVIEWS["minmax_lowest_cost_and_constraints"]
    result = review_plan(case)
    assert all(case["matrix"][i][j] <= -10 for i, j in result.pairs.tolist())


def test_a_minimum_of_two_each_is_met_exactly() -> None:
    result = review_plan(REVIEWS["minmax_min2_all"])
    assert np.bincount(result.pairs[:, 1], minlength=6).tolist() == [2] * 6


def test_minimums_in_one_pass_never_lose_against_an_exact_integer_programme() -> None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    random = np.random.default_rng(0)
    degree = np.zeros((8, 16))
    for i in range(4):
        for j in range(4):
            degree[i, 4 * i + j] = degree[4 + j, 4 * i + j] = 1
    limits = LinearConstraint(degree, [2] * 4 + [1] * 4, [2] * 4 + [3] * 4)
    for table in random.integers(1, 100, (400, 4, 4)):
        exact = milp(
            -table.ravel(), integrality=np.ones(16), bounds=Bounds(0, 1), constraints=limits
        )
        result = two_sided(table / 100, left_min=2, left_max=2, right_min=1, right_max=3)
        require_proved(result)
        assert result.objective == pytest.approx(-exact.fun / 100, abs=1e-9)


def test_a_forced_pair_is_honoured_though_it_costs() -> None:
    result = two_sided([[0.1, 1.0], [1.0, 0.1]], required=[(0, 0)])
    require_proved(result)
    assert [0, 0] in result.pairs.tolist()
    assert result.objective == pytest.approx(0.2)


def test_tiny_scores_are_not_rounded_away() -> None:
    scores = np.array([[0.004, np.nan], [np.nan, 0.004]])
    result = two_sided(scores, left_min=1, right_min=1)
    require_proved(result)
    assert result.objective == pytest.approx(0.008)
