"""Exact matching in any graph: what it promises, case by case."""

from __future__ import annotations

import json
import subprocess
import sys
from time import perf_counter

import networkx as nx
import numpy as np
import pytest
from support.matchings import (
    Graph,
    best_value,
    bound,
    chosen_weight,
    cold,
    depth,
    of_the_doubled_graph,
    proved_value,
    require_prices,
)
from support.shared_data import INSTANCES

from matcher.errors import SolverInputError
from matcher.solve.blossom import finish

PUBLISHED = INSTANCES / "max_weight_matching_small.json"


def near_each_other(n: int, neighbours: int, seed: int) -> Graph:
    """Points in a square; a pair weighs less the further it is apart, and below 0 when far."""
    from scipy.spatial import cKDTree

    points = np.random.default_rng(seed).random((n, 2))
    distance, beside = cKDTree(points).query(points, neighbours + 1)
    weight = (10**6 - 3 * 10**5 * distance * n**0.5).astype(np.int64)
    edges = {
        (min(a, int(b)), max(a, int(b))): int(w)
        for a in range(n)
        for b, w in zip(beside[a, 1:], weight[a, 1:], strict=True)
    }
    return Graph.of(n, edges)


def peer_value(graph: Graph) -> int:
    peer = nx.Graph()
    peer.add_weighted_edges_from(
        (int(a), int(b), int(w)) for (a, b), w in zip(graph.ends, graph.weight, strict=True)
    )
    return sum(peer.edges[pair]["weight"] for pair in nx.max_weight_matching(peer))


def published() -> list[dict]:
    if not PUBLISHED.exists():
        return []
    return json.loads(PUBLISHED.read_text("utf-8"))["cases"]


def test_the_published_cases_are_there() -> None:
    if not PUBLISHED.exists():
        pytest.skip(f"no published instances at {INSTANCES}")
    assert len(published()) == 45


@pytest.mark.parametrize("case", published(), ids=lambda case: case["id"])
def test_published_matchings(case: dict) -> None:
    # Weights with four decimals become whole.
    edges = {(min(a, b), max(a, b)): round(w * 10_000) for a, b, w in case["edges"]}
    extra = 1 + sum(map(abs, edges.values())) if case["max_cardinality"] else 0
    n = 1 + max((b for _, b in edges), default=-1)
    graph = Graph.of(n, {edge: w + extra for edge, w in edges.items()})
    for price, mate in filter(None, [cold(graph), of_the_doubled_graph(graph)]):
        found = graph.finish(price, mate)
        value = proved_value(graph, found)
        assert value is not None
        pairs = int((found.mate >= 0).sum()) // 2
        if all(w == int(w) for _, _, w in case["edges"]):
            assert value - extra * pairs == round(case["expected_weight"] * 10_000)
        if case["max_cardinality"]:
            assert pairs == len(case["expected_pairs"])


def test_nothing_to_match() -> None:
    assert proved_value(Graph.of(0, {}), Graph.of(0, {}).from_cold()) == 0
    alone = Graph.of(3, {})
    assert proved_value(alone, alone.from_cold()) == 0
    assert alone.finish(np.array([3, 0, 1]), np.full(3, -1)).price.tolist() == [0, 0, 0]


def test_a_start_that_is_already_best_is_returned_as_it_is() -> None:
    graph = Graph.of(4, {(0, 1): 5, (2, 3): 4, (1, 2): 4})
    found = graph.finish(np.array([5, 5, 4, 4]), np.array([1, 0, 3, 2]))
    assert found.mate.tolist() == [1, 0, 3, 2]
    assert found.price.tolist() == [5, 5, 4, 4]


def test_an_odd_ring_of_half_pairs_gets_a_price_on_the_odd_set() -> None:
    graph = Graph.of(3, {(0, 1): 10, (1, 2): 10, (0, 2): 10})
    found = graph.finish(np.array([10, 10, 10]), np.array([-1, 2, 1]))
    assert proved_value(graph, found) == 10
    assert found.odd_sets == [((0, 1, 2), 20)]


def test_prices_of_odd_and_even_halves_meet_in_one_search() -> None:
    graph = Graph.of(4, {(0, 1): 7, (0, 2): 7, (1, 2): 7, (2, 3): 3}, may_stay=False)
    found = graph.finish(np.array([7, 7, 7, 2]), np.array([1, 0, -1, -1]))
    assert proved_value(graph, found) == 10


def test_who_may_stay_gives_way_when_it_costs_least() -> None:
    graph = Graph.of(3, {(0, 1): 5, (1, 2): 6}, may_stay=[True, False, True])
    found = graph.finish(np.array([10, 0, 12]), np.array([1, 0, -1]))
    assert proved_value(graph, found) == 6
    assert found.mate.tolist() == [-1, 2, 1]


def test_who_must_be_matched_is_even_at_a_loss() -> None:
    graph = Graph.of(4, {(0, 1): -5, (0, 2): 3, (2, 3): 4}, may_stay=[False, False, True, True])
    found = graph.from_cold()
    assert proved_value(graph, found) == -1
    assert found.mate.tolist() == [1, 0, 3, 2]


def test_three_who_must_be_matched_to_one_cannot_be() -> None:
    star = Graph.of(5, {(0, 4): 9, (1, 4): 8, (2, 4): 7, (0, 3): -2}, may_stay=False)
    found = star.from_cold()
    assert proved_value(star, found) is None
    assert found.exposed in (0, 1, 2)
    assert set(found.stuck.tolist()) <= {0, 1, 2, 3}


def test_an_odd_number_cannot_all_be_matched() -> None:
    ring = Graph.of(5, {(0, 1): 3, (1, 2): 3, (2, 3): 3, (3, 4): 3, (0, 4): 3}, may_stay=False)
    found = ring.from_cold()
    assert proved_value(ring, found) is None
    assert found.stuck.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("levels", [1, 2, 3, 5, 20])
def test_odd_sets_nest_as_deep_as_the_weights_do(levels: int) -> None:
    n = 2 * levels + 1
    edges = {(a, b): 10**6 - 10 * ((b + 1) // 2) ** 2 for a in range(n) for b in range(a + 1, n)}
    graph = Graph.of(n, edges)
    found = graph.from_cold()
    value = proved_value(graph, found)
    assert depth(found) == levels
    if n <= 12:
        assert value == best_value(graph)


def test_deep_odd_sets_come_undone_when_their_inmost_members_are_wanted_outside() -> None:
    levels, pendants = 6, 3
    n = 2 * levels + 1
    edges = {(a, b): 1000 - 10 * ((b + 1) // 2) ** 2 for a in range(n) for b in range(a + 1, n)}
    assert depth(Graph.of(n, edges).from_cold()) == levels
    # The pendants have the highest numbers, so they are searched from when the sets are built.
    edges.update({(k, n + k): 2000 - k for k in range(pendants)})
    graph = Graph.of(n + pendants, edges)
    found = graph.from_cold()
    assert proved_value(graph, found) == peer_value(graph)
    assert found.mate[:pendants].tolist() == [n, n + 1, n + 2]


@pytest.mark.parametrize("most_pairs", [False, True])
def test_three_hundred_points_against_a_peer(most_pairs: bool) -> None:
    graph = near_each_other(300, 7, seed=3)
    extra = 10**9 if most_pairs else 0
    graph = Graph(graph.n, graph.ends, graph.weight + extra, graph.may_stay)
    best = peer_value(graph)
    for start in (cold(graph), of_the_doubled_graph(graph)):
        assert start is not None
        assert proved_value(graph, graph.finish(*start)) == best


def test_ten_thousand_points_from_cold_and_from_the_doubled_graph() -> None:
    graph = near_each_other(10_000, 8, seed=1)
    start = of_the_doubled_graph(graph)
    assert start is not None
    Graph.of(2, {(0, 1): 1}).from_cold()
    began = perf_counter()
    found = graph.finish(*start)
    assert perf_counter() - began < 5
    assert proved_value(graph, found) == proved_value(graph, graph.from_cold())
    assert len(found.odd_sets) > 100


def test_the_same_input_gives_the_same_answer_in_another_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests', 'tests/unit/solve']\n"
        "from test_blossom import near_each_other\n"
        "found = near_each_other(200, 6, seed=5).from_cold()\n"
        "print(found.mate.tolist(), found.price.tolist(), found.odd_sets)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = near_each_other(200, 6, seed=5).from_cold()
    expected = f"{here.mate.tolist()} {here.price.tolist()} {here.odd_sets}\n"
    assert told.stdout == expected


def test_a_set_stands_side_by_side_and_before_the_sets_within_it() -> None:
    edges = {(a, b): 1000 - 10 * ((b + 1) // 2) ** 2 for a in range(9) for b in range(a + 1, 9)}
    found = Graph.of(9, edges).from_cold()
    assert sorted(found.order.tolist()) == list(range(9))
    assert (found.stretch[:, 1] - found.stretch[:, 0]).tolist() == [9, 7, 5, 3]
    inmost = found.order[slice(*found.stretch[-1].tolist())]
    assert sorted(inmost.tolist()) == [0, 1, 2]
    assert found.odd_sets[0] == ((0, 1, 2), int(found.set_price[-1]))


def test_nothing_given_is_changed() -> None:
    graph = near_each_other(40, 5, seed=0)
    price, mate = cold(graph)
    given = [x.copy() for x in (graph.ends, graph.weight, price, mate, graph.may_stay)]
    graph.finish(price, mate)
    for before, after in zip(
        given, (graph.ends, graph.weight, price, mate, graph.may_stay), strict=True
    ):
        assert (before == after).all()


def test_looking_at_the_clock_changes_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = near_each_other(400, 6, seed=2)
    best = proved_value(graph, graph.from_cold())
    monkeypatch.setattr("matcher.solve.blossom.EVENTS", 7)
    assert proved_value(graph, graph.from_cold()) == best


def test_work_that_is_stopped_still_leaves_pairs_and_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("matcher.solve.blossom.EVENTS", 500)
    graph = near_each_other(400, 6, seed=2)
    best = proved_value(graph, graph.from_cold())
    answers = iter([False, True])
    found = finish(
        graph.n, graph.ends, graph.weight, *cold(graph), graph.may_stay, lambda: next(answers)
    )
    assert not found.finished
    assert found.exposed is None
    require_prices(graph, found)
    assert 2 * chosen_weight(graph, found) < 2 * best < bound(found)


def test_weights_at_the_edge_of_the_range_are_exact() -> None:
    big = 2**55
    graph = Graph.of(3, {(0, 1): big, (1, 2): big - 1, (0, 2): -big})
    assert proved_value(graph, graph.from_cold()) == big


def test_weights_beyond_the_range_are_refused() -> None:
    with pytest.raises(SolverInputError, match="leave 64 bits"):
        Graph.of(3, {(0, 1): 2**60}).from_cold()


@pytest.mark.parametrize(
    ("price", "mate", "told"),
    [
        ([4, 4, 5], [-1, -1, -1], "0 and 1 are 2 halves short"),
        ([5, 9, -1], [-1, -1, -1], "at least 0"),
        ([6, 5, 5], [1, 0, -1], "tight"),
        ([5, 5, 5], [1, 2, -1], "tight"),
        ([5, 5, 5], [2, -1, 0], "tight"),
        ([5, 5, 5], [-1, -1, 7], "tight"),
        ([5, 5], [-1, -1, -1], "2 prices"),
    ],
)
def test_a_start_that_is_none_is_refused(price: list[int], mate: list[int], told: str) -> None:
    graph = Graph.of(3, {(0, 1): 5, (1, 2): 4})
    with pytest.raises(SolverInputError, match=told):
        graph.finish(np.array(price), np.array(mate))


@pytest.mark.parametrize("ends", [[[1, 0]], [[0, 0]], [[0, 2]], [[-1, 1]]])
def test_edges_that_are_none_are_refused(ends: list[list[int]]) -> None:
    with pytest.raises(SolverInputError, match="a < b"):
        finish(2, np.array(ends), np.array([1]), np.full(2, 1), np.full(2, -1), np.ones(2, bool))


def test_small_jobs_do_not_load_the_compiler() -> None:
    code = "import sys, matcher.solve; print('numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
