"""Exact matching in any graph, from any start, against every plan there is and against a peer."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.matchings import (
    Graph,
    at_random,
    best_value,
    cold,
    of_the_doubled_graph,
    proved_value,
)

EACH = 400


def flat(rng: np.random.Generator) -> Graph:
    """Up to 12 vertices, sparse to complete, ties to wide weights, some of them negative."""
    n, share = int(rng.integers(0, 13)), rng.random()
    top = int(rng.choice([1, 2, 3, 10, 100, 10**6]))
    low = int(rng.choice([1, 0, -(top // 2), -top, -3 * top]))
    edges = {
        (a, b): int(rng.integers(low, top + 1))
        for a in range(n)
        for b in range(a + 1, n)
        if rng.random() < share
    }
    return Graph.of(n, edges, rng.random(n) < rng.choice([0, 0.3, 0.9, 1]))


def nested(rng: np.random.Generator) -> Graph:
    """Groups within groups, closer inside than outside, so that odd sets nest and come undone."""
    n = int(rng.integers(5, 13))
    level = np.sort(rng.integers(0, 5, n))[rng.permutation(n)]
    step, noise = int(rng.integers(1, 20)), int(rng.integers(1, 8))
    share = rng.choice([0.6, 1])
    edges = {
        (a, b): int(step * (5 - max(level[a], level[b])) + rng.integers(0, noise))
        for a in range(n)
        for b in range(a + 1, n)
        if rng.random() < share
    }
    return Graph.of(n, edges, rng.random(n) < rng.choice([0, 0.5, 1]))


def starts(graph: Graph, rng: np.random.Generator) -> list[tuple[np.ndarray, np.ndarray]]:
    doubled = of_the_doubled_graph(graph)
    return [cold(graph), at_random(graph, rng), *([doubled] if doubled else [])]


@pytest.mark.parametrize("family", [flat, nested])
@pytest.mark.parametrize("block", range(5))
def test_every_start_ends_at_the_best_of_all_plans(family, block: int) -> None:
    for seed in range(block * EACH, (block + 1) * EACH):
        rng = np.random.default_rng(seed)
        graph = family(rng)
        best = best_value(graph)
        for price, mate in starts(graph, rng):
            assert proved_value(graph, graph.finish(price, mate)) == best, seed


def peer_value(graph: Graph, most_pairs: bool) -> tuple[int, int]:
    peer = nx.Graph()
    peer.add_nodes_from(range(graph.n))
    peer.add_weighted_edges_from(
        (int(a), int(b), int(w)) for (a, b), w in zip(graph.ends, graph.weight, strict=True)
    )
    pairs = nx.max_weight_matching(peer, maxcardinality=most_pairs)
    return sum(peer.edges[pair]["weight"] for pair in pairs), len(pairs)


@pytest.mark.parametrize("family", [flat, nested])
@pytest.mark.parametrize("most_pairs", [False, True])
def test_a_peer_finds_the_same_value(family, most_pairs: bool) -> None:
    for seed in range(EACH):
        graph = family(np.random.default_rng(10**6 + seed))
        value, pairs = peer_value(graph, most_pairs)
        extra = 1 + int(np.abs(graph.weight).sum()) if most_pairs else 0
        raised = Graph(graph.n, graph.ends, graph.weight + extra, np.ones(graph.n, dtype=bool))
        assert proved_value(raised, raised.from_cold()) == value + extra * pairs, seed


@st.composite
def small_graphs(draw: st.DrawFn) -> Graph:
    n = draw(st.integers(0, 9))
    pairs = [(a, b) for a in range(n) for b in range(a + 1, n)]
    edges = draw(st.dictionaries(st.sampled_from(pairs), st.integers(-4, 9))) if pairs else {}
    may_stay = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return Graph.of(n, edges, np.array(may_stay, dtype=bool))


@given(small_graphs(), st.integers(0, 2**32 - 1))
def test_the_smallest_graphs_too(graph: Graph, seed: int) -> None:
    for price, mate in starts(graph, np.random.default_rng(seed)):
        assert proved_value(graph, graph.finish(price, mate)) == best_value(graph)


@given(small_graphs(), st.integers(0, 2**32 - 1), st.integers(1, 10**9))
def test_names_and_scale_of_weights_change_no_value(graph: Graph, seed: int, scale: int) -> None:
    order = np.random.default_rng(seed).permutation(graph.n)
    edges = {
        (min(order[a], order[b]), max(order[a], order[b])): int(w) * scale
        for (a, b), w in zip(graph.ends.tolist(), graph.weight, strict=True)
    }
    may_stay = np.empty(graph.n, dtype=bool)
    may_stay[order] = graph.may_stay
    renamed = Graph.of(graph.n, edges, may_stay)
    value = proved_value(graph, graph.from_cold())
    expected = None if value is None else value * scale
    assert proved_value(renamed, renamed.from_cold()) == expected
