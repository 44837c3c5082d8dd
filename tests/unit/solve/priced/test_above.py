"""One pass that lists every pair above a bar, and when there is no such bar."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.weight_forms import Tiles

from matcher.solve import two_sided
from matcher.solve.priced.above import WANTED, bar_of, pairs_above
from matcher.solve.priced.scan import Scanner
from matcher.solve.priced.search import Search
from matcher.solve.priced.source import read_source

NO_PAIRS = np.empty((0, 2), dtype=np.int64)
SIZE = 700


def uniform(size: int = SIZE) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 10**6, (size, size))


def scanner(weights: Any, barred: np.ndarray = NO_PAIRS, threads: int = 2) -> Scanner:
    return Scanner(read_source(weights, barred), threads, lambda: False)


def test_a_bar_leaves_about_as_many_pairs_as_wanted() -> None:
    weights = uniform()
    bar = bar_of(weights[:200, :200].astype(np.float32), weights.shape)
    assert bar is not None
    assert 0.8 * WANTED < np.count_nonzero(weights >= bar) / SIZE < 1.2 * WANTED


def test_there_is_no_bar_where_ties_or_closed_pairs_leave_none() -> None:
    random = np.random.default_rng(0)
    assert bar_of(random.integers(0, 2, (200, 200)).astype(np.float32), (SIZE, SIZE)) is None
    assert bar_of(np.full((200, 200), -np.inf, dtype=np.float32), (SIZE, SIZE)) is None
    assert bar_of(np.ones((3, 3), dtype=np.float32), (SIZE, SIZE)) is None


@pytest.mark.parametrize("form", ["int32", "int64", "float32", "float64", "gaps", "tiles"])
def test_every_pair_above_the_bar_is_listed_in_order(form: str) -> None:
    weights, bar = uniform(), 960_000.0
    given: Any = weights.astype(form) if form[-1] in "24" else weights.astype(float)
    if form == "gaps":
        given[::3, ::5] = np.nan
    found = pairs_above(scanner(Tiles(given) if form == "tiles" else given), bar)
    assert found is not None
    with np.errstate(invalid="ignore"):
        wanted = np.argwhere(given >= bar)
    assert found[0].tolist() == wanted.tolist()
    assert found[1].tolist() == weights[tuple(wanted.T)].tolist()


def test_barred_pairs_are_not_listed() -> None:
    weights = uniform()
    best = np.argwhere(weights >= 960_000)
    found = pairs_above(scanner(weights, best[:50]), 960_000.0)
    assert found is not None
    assert found[0].tolist() == best[50:].tolist()


def test_a_list_that_would_be_a_table_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = uniform()
    weights[300:420] += 10**6
    assert pairs_above(scanner(weights), 960_000.0) is None
    answers = []
    real = Search._all_above
    monkeypatch.setattr(
        Search, "_all_above", lambda self, bar: answers.append(real(self, bar)) or answers[-1]
    )
    monkeypatch.setattr("matcher.solve.priced.start._even", lambda sample: True)
    monkeypatch.setattr("matcher.solve.priced.start.bar_of", lambda *_: 960_000.0)
    large = two_sided(weights, regime="large")
    assert answers == [None]
    assert large.pairs.tolist() == two_sided(weights, regime="small").pairs.tolist()


def test_weights_that_differ_by_chance_alone_are_solved_in_one_round() -> None:
    weights = uniform()
    large = two_sided(weights, regime="large")
    assert (large.rounds, large.verified) == (1, True)
    assert large.pairs.tolist() == two_sided(weights, regime="small").pairs.tolist()
