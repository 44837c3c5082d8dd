"""One instance under many weights: what a notebook relies on."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import joblib
import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from matcher.errors import SolverInputError, VerificationError
from matcher.solve import ensemble, ensemble_certificate, ensemble_enumerate, two_sided
from matcher.solve.ensemble_result import NO_OBJECTIVE


def layers(n: int, m: int, parts: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((parts, n, m))


def pool_layers(n: int, seed: int = 0) -> np.ndarray:
    drawn = layers(n, n, seed=seed)
    return (drawn + drawn.transpose(0, 2, 1)) / 2


def points(scenarios: int, parts: int = 3, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(100_000, 400_000, (scenarios, parts))


def weights_of(values: np.ndarray, row: np.ndarray) -> np.ndarray:
    return sum(np.floor(point * layer) for point, layer in zip(row, values, strict=True))


def same_bytes(one: Any, two: Any) -> bool:
    names = ("status", "objective", "starts", "pairs", "proof")
    return all(getattr(one, name).tobytes() == getattr(two, name).tobytes() for name in names)


@pytest.mark.parametrize(
    ("shape", "limits"),
    [
        ((90, 60), {}),
        ((60, 90), {}),
        ((30, 20), {"max_pairs": 5}),
        ((8, 7), {"left_max": 2}),
    ],
)
def test_the_number_of_jobs_changes_no_byte(shape: tuple[int, int], limits: dict[str, Any]) -> None:
    one, two = (ensemble(layers(*shape), points(20), jobs=jobs, **limits) for jobs in (1, 2))
    assert same_bytes(one, two)


def test_a_backend_from_outside_is_used() -> None:
    values, rows = layers(12, 11), points(4)
    with joblib.parallel_config(backend="sequential"):
        outside = ensemble(values, rows)
    assert same_bytes(outside, ensemble(values, rows, jobs=2))


def test_another_process_can_solve_a_run() -> None:
    import pickle
    from functools import partial

    from matcher.solve.ensemble_assignment import prepare
    from matcher.solve.ensemble_limits import POOL, SIDES, read_limits
    from matcher.solve.ensemble_runs import solve_run
    from matcher.solve.ensemble_scenarios import read_layers

    nothing_barred = lambda shape: np.empty((0, 2), dtype=np.int64)  # noqa: E731
    table = read_layers(layers(70, 65), points(3), None, nothing_barred, False)
    limits = read_limits(table.shape, False, {**SIDES, **POOL}, None, True, None)
    solve = pickle.loads(pickle.dumps(partial(solve_run, prepare(table, limits))))
    assert solve(range(1, 3)).objective.tolist() == (
        ensemble(layers(70, 65), points(3)).objective[1:].tolist()
    )


def test_plans_of_a_large_instance_are_those_of_scipy_and_of_two_sided() -> None:
    values, rows = layers(130, 90), points(6)
    answer = ensemble(values, rows)
    for scenario, row in enumerate(rows):
        weights = weights_of(values, row)
        taken = linear_sum_assignment(weights, maximize=True)
        assert answer.objective[scenario] == weights[taken].sum()
    assert answer.plan(2).tolist() == two_sided(weights_of(values, rows[2])).pairs.tolist()
    assert set(answer.proof) == {"prices"}


def test_ties_of_a_large_instance_are_broken_as_two_sided_breaks_them() -> None:
    values = np.random.default_rng(5).integers(0, 40, (1, 75, 66)).astype(float)
    answer = ensemble(values, [[1], [2]])
    assert answer.plan(0).tolist() == two_sided(values[0]).pairs.tolist()
    assert answer.plan(0).tolist() == answer.plan(1).tolist()


def test_all_three_forms_of_weights_agree() -> None:
    values, rows = layers(70, 60), points(3)
    tables = [weights_of(values, row) for row in rows]
    by_layers = ensemble(values, rows)
    assert same_bytes(by_layers, ensemble(np.array(tables)))
    assert same_bytes(by_layers, ensemble(iter(tables)))
    assert same_bytes(by_layers, ensemble(lambda scenario: tables[scenario], 3))


def test_a_city_that_declines_is_in_no_pair_of_that_scenario() -> None:
    weights = weights_of(pool_layers(9), points(1)[0])

    def without(city: int) -> np.ndarray:
        left = weights.copy()
        left[city] = left[:, city] = np.nan
        return left

    answer = ensemble(without, 9, shape="one_pool")
    for city in range(9):
        assert city not in answer.plan(city)
        assert len(answer.plan(city)) == 4


def test_the_frequency_counts_the_scenarios_that_keep_a_pair() -> None:
    answer = ensemble(pool_layers(9), points(200), shape="one_pool")
    counted = answer.frequency.toarray()
    assert counted.sum() == 200 * 4
    a, b = answer.plan(7)[0]
    assert counted[a, b] == sum([a, b] in answer.plan(s).tolist() for s in range(200))


def test_an_infeasible_scenario_has_no_objective() -> None:
    open_one, closed_one = np.ones((2, 2)), np.full((2, 2), np.nan)
    answer = ensemble([open_one, closed_one], unmatched_allowed=False)
    assert answer.status.tolist() == ["optimal", "infeasible"]
    assert answer.objective.tolist() == [2, NO_OBJECTIVE]
    assert answer.plan(1).shape == (0, 2)


def test_progress_ends_at_all_scenarios() -> None:
    told: list[tuple[int, int]] = []
    ensemble(layers(8, 8), points(40), progress=lambda *done: told.append(done))
    assert told[-1] == (40, 40)
    assert told == sorted(told)


def test_no_scenario_is_no_plan() -> None:
    for values in (layers(3, 3), layers(30, 30)):
        answer = ensemble(values, np.empty((0, 3), dtype=int))
        assert (len(answer), answer.starts.tolist(), len(answer.pairs)) == (0, [0], 0)


@pytest.mark.parametrize("fault", ["row price", "column price", "partner", "value"])
def test_a_broken_certificate_is_refused(fault: str) -> None:
    weights = np.array([[5, 3], [4, 1]])
    rows, cols = np.array([3, 2]), np.array([2, 0])
    col_of, row_of = np.array([1, 0]), np.array([1, 0])
    proved = lambda: ensemble_certificate.require_proved(  # noqa: E731
        weights, (rows, cols, 0), (col_of, row_of), None
    )
    assert proved().tolist() == [[0, 0]]
    if fault == "row price":
        rows[0] -= 1
    elif fault == "column price":
        rows += 1
        cols[1] -= 1
    elif fault == "partner":
        col_of[0] = 0
    else:
        col_of[:], row_of[:] = [0, 1], [0, 1]
        rows += 1
    with pytest.raises(VerificationError):
        proved()


def test_a_search_that_goes_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.solve import ensemble_runs

    def careless(weights: np.ndarray, starts: Any, cols: Any, first: Any, *written: Any) -> int:
        for array in written[:2]:
            array[:] = 0
        for array in written[2:]:
            array[:] = -1
        return 1

    monkeypatch.setattr(ensemble_runs, "resolve", careless)
    with pytest.raises(VerificationError):
        ensemble([weights_of(layers(70, 60), points(1)[0])])


def test_compiled_code_settles_no_plan_that_its_prices_do_not_prove() -> None:
    from matcher.solve.ensemble_settle import only_best

    weights = np.array([[5, 3], [4, 1]])
    rows, cols = np.array([3, 2]), np.array([2, 0])
    crossed, straight = np.array([1, 0]), np.array([0, 1])
    assert only_best(weights, rows, cols, 0, crossed, crossed, -1) == (7, True)
    assert only_best(weights, rows + 1, cols, 0, crossed, crossed, -1) == (7, False)
    assert only_best(weights, rows, cols, 0, straight, straight, -1) == (6, False)
    assert only_best(weights, rows, cols, 0, straight, crossed, -1)[1] is False
    assert only_best(weights, rows, cols, 0, crossed, crossed, 1) == (7, False)
    equal = np.array([[5, 3], [4, 2]])
    assert only_best(equal, rows, cols, 0, crossed, crossed, -1) == (7, False)


def test_what_compiled_code_leaves_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from matcher.solve import ensemble_runs

    values, rows = layers(70, 60), points(4)
    before = ensemble(values, rows)
    monkeypatch.setattr(ensemble_runs, "settle_run", lambda *arguments: None)
    assert same_bytes(before, ensemble(values, rows))


def test_an_enumeration_that_goes_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    product = ensemble_enumerate._product
    monkeypatch.setattr(
        ensemble_enumerate, "_product", lambda weights, plans: product(weights, plans) + 1
    )
    with pytest.raises(VerificationError):
        ensemble(pool_layers(6), points(3), shape="one_pool")


def test_weights_too_great_for_fast_prices_are_still_exact() -> None:
    weights = np.random.default_rng(0).integers(2**51, 2**52, (70, 60)).astype(float)
    answer = ensemble([weights], required=[(0, 0)])
    assert answer.objective[0] == two_sided(weights, required=[(0, 0)]).objective


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"layers": np.zeros((3, 3)), "scenarios": [[1]]}, "(parts, n, m)"),
        ({"layers": np.zeros((2, 3, 3)), "scenarios": [[1]]}, "(scenarios, 2)"),
        ({"layers": np.zeros((1, 3, 3)), "scenarios": [[0.5]]}, "whole points"),
        ({"layers": np.full((1, 3, 3), np.inf), "scenarios": [[1]]}, "infinity"),
        ({"layers": np.full((1, 3, 3), 2.0**40), "scenarios": [[2**20]]}, "2**53"),
        ({"layers": np.full((1, 3, 3), 0.5)}, "whole numbers"),
        ({"layers": [np.zeros((3, 3)), np.zeros((2, 3))]}, "shape"),
        ({"layers": lambda s: np.zeros((3, 3))}, "how many"),
        ({"layers": 3}, "give layers"),
        ({"layers": np.zeros((1, 3, 3)), "shape": "ring"}, "ring"),
        ({"layers": np.zeros((1, 3, 3)), "shape": "one_pool", "left_max": 2}, "left_max"),
        ({"layers": np.zeros((1, 3, 3)), "max_partners": [1, 1, 1]}, "max_partners"),
        ({"layers": [np.triu(np.ones((3, 3)))], "shape": "one_pool"}, "symmetric"),
        (
            {"layers": [np.triu(np.ones((3, 3)))], "scenarios": [[1]], "shape": "one_pool"},
            "symmetric",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(SolverInputError) as refused:
        ensemble(**arguments)
    assert words in str(refused.value)


def test_inputs_are_not_changed() -> None:
    values, rows = pool_layers(9), points(2)
    before = values.copy(), rows.copy()
    ensemble(values, rows, shape="one_pool", forbidden=[(0, 1)], minimum=3)
    assert np.array_equal(values, before[0])
    assert np.array_equal(rows, before[1])


def test_a_tiny_pool_loads_no_compiler() -> None:
    program = (
        "import sys, numpy as np; from matcher.solve import ensemble;"
        "ensemble(np.ones((1, 9, 9)), [[3]], shape='one_pool');"
        "print(sorted({'numba', 'joblib', 'ortools'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
