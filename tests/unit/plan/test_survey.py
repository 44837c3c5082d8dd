"""One banded pass finds for every city what a look at the whole table finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.made_up import pool_programme, sides_programme

from matcher.candidates import Pool
from matcher.plan.bands import Band, bands
from matcher.plan.ranking import ALTERNATES, rankings, start_survey


@dataclass(frozen=True)
class Table:
    """Scores as a whole table, by block."""

    scores: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.scores.shape

    def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        return self.scores[np.ix_(rows, cols)]


@dataclass(frozen=True)
class Case:
    """A pool, its table and its chosen pairs."""

    pool: Pool
    programme: Any
    table: Table
    pairs: np.ndarray

    def ranked(self, cells: int) -> dict[str, Any]:
        scores = self.table.scores[self.pairs[:, 0], self.pairs[:, 1]].astype(np.int64)
        survey = start_survey(self.pool, self.programme, self.pairs, scores)
        for band in bands(self.table, two_sided=self.pool.two_sided, cells=cells):
            survey.add(band)
        assert survey.permitted_pairs == self.permitted
        return rankings(survey, self.pool, self.programme)

    @property
    def permitted(self) -> int:
        found = int(np.count_nonzero(~np.isnan(self.table.scores)))
        return found if self.pool.two_sided else found // 2

    def row(self, city: str) -> tuple[tuple[str, ...], np.ndarray]:
        """The ids across and the scores of one city, from the whole table."""
        if city in self.pool.left_at:
            return self.pool.right, self.table.scores[self.pool.left_at[city]]
        return self.pool.left, self.table.scores[:, self.pool.right_at[city]]

    def partners(self, city: str) -> list[str]:
        named = [(self.pool.left[i], self.pool.right[j]) for i, j in self.pairs]
        return [b if a == city else a for a, b in named if city in (a, b)]


def drawn(seed: int, *, two_sided: bool) -> Case:
    """Few different scores, so that ties are everywhere; a third of the pairs is barred."""
    random = np.random.default_rng(seed)
    n, m = (int(x) for x in random.integers(1, 14, 2))
    left = tuple(f"cn-{i:02d}" for i in range(n))
    right = tuple(f"us-{j:02d}" for j in range(m)) if two_sided else left
    m = len(right)
    scores = random.integers(0, 6, (n, m)).astype(float)
    scores[random.random((n, m)) < 1 / 3] = np.nan
    if not two_sided:
        scores = np.triu(scores, 1) + np.triu(scores, 1).T
        np.fill_diagonal(scores, np.nan)
    cities = {city: {"maximum": int(random.integers(0, 7))} for city in {*left, *right}}
    make = sides_programme if two_sided else pool_programme
    programme = make(capacities={"maximum": 1, "cities": cities})
    open_to = np.argwhere(~np.isnan(scores))
    if not two_sided:
        open_to = open_to[open_to[:, 0] < open_to[:, 1]]
    chosen = random.permutation(len(open_to))[: len(open_to) // 3]
    sides = (left, right) if two_sided else (left,)
    return Case(Pool(sides, ()), programme, Table(scores), open_to[np.sort(chosen)])


both = pytest.mark.parametrize("two_sided", [True, False], ids=["sides", "pool"])


@both
@pytest.mark.parametrize("cells", [1, 7, 40, 10_000])
@pytest.mark.parametrize("seed", range(12))
def test_bands_of_any_size_find_what_the_whole_table_says(
    two_sided: bool, cells: int, seed: int
) -> None:
    case = drawn(seed, two_sided=two_sided)
    used = {city: len(case.partners(city)) for city in case.pool.members}
    most = {city: case.programme.capacities.of(city).maximum for city in case.pool.members}
    found = case.ranked(cells)
    assert found.keys() == set(case.pool.members)
    for city, ranking in found.items():
        ids, scores = case.row(city)
        open_to = [j for j in range(len(ids)) if not np.isnan(scores[j])]
        order = sorted(open_to, key=lambda j, s=scores: (-s[j], j))
        partners = case.partners(city)
        assert ranking.permitted == len(order)
        assert ranking.free == any(used[ids[j]] < most[ids[j]] for j in order)
        assert ranking.chosen == {p: [ids[j] for j in order].index(p) + 1 for p in partners}
        others = [ids[j] for j in order if ids[j] not in partners]
        if len(partners) <= most[city]:
            assert [x.city for x in ranking.alternates] == others[:ALTERNATES]
        assert (ranking.best.city if ranking.best else None) == (ids[order[0]] if order else None)
        possible = int(sum(scores[j] for j in order[: most[city]]))
        reached = int(sum(scores[ids.index(p)] for p in partners))
        assert ranking.satisfaction == (reached / possible if possible else None)


@both
@pytest.mark.parametrize("cells", [1, 5, 30, 1000])
def test_bands_hold_every_pair_once(two_sided: bool, cells: int) -> None:
    table = Table(np.arange(9 * 9, dtype=float).reshape(9, 9))
    seen: list[float] = []
    for band in bands(table, two_sided=two_sided, cells=cells):
        assert band.scores.shape[0] == band.bottom - band.top
        assert band.scores.size <= max(cells, 9)
        seen += band.scores[band.upper if not two_sided else ...].ravel().tolist()
    expected = table.scores if two_sided else table.scores[np.triu_indices(9, 1)]
    assert sorted(seen) == sorted(expected.ravel().tolist())


def test_one_pool_scores_little_more_than_half_the_table() -> None:
    table = Table(np.zeros((400, 400)))
    scored = sum(band.scores.size for band in bands(table, two_sided=False, cells=4000))
    assert 400 * 399 // 2 <= scored <= 0.55 * 400 * 400


def test_a_side_without_cities_has_no_bands() -> None:
    for shape in ((0, 3), (3, 0)):
        assert list(bands(Table(np.zeros(shape)), two_sided=True)) == []


def test_a_host_of_hundreds_does_not_widen_the_rows_of_its_guests() -> None:
    cities = {"cn-0000": {"maximum": 1000}}
    programme = pool_programme(capacities={"maximum": 1, "cities": cities})
    pool = Pool((tuple(f"cn-{i:04d}" for i in range(2000)),), ())
    none = np.empty((0, 2), dtype=np.int64)
    survey = start_survey(pool, programme, none, none[:, 0])
    survey.add(Band(0, 2, 0, np.full((2, 2000), 5.0)))
    kept = {len(t.cities): t.partners.shape[1] for t in survey.left.leading}
    assert kept == {1999: 4, 1: 1024}
