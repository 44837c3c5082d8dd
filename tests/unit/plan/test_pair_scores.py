"""Listed pairs score as they do one by one."""

from __future__ import annotations

import numpy as np

import matcher
from matcher.candidates import PairRules, build_pool
from matcher.plan.pair_scores import AT_ONCE, score_pairs
from matcher.scores.model import ScoreModel


def test_listed_pairs_have_the_points_and_values_of_single_pairs() -> None:
    profiles, programme = matcher.read_profiles(), matcher.read_programme("ccucc")
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    model = ScoreModel.fit(profiles, programme, pool.sides, rules)
    random = np.random.default_rng(5)
    count = 2 * AT_ONCE + 7
    pairs = np.column_stack([random.integers(0, size, count) for size in model.shape])
    scores = score_pairs(model, pairs)
    for at, (i, j) in enumerate(pairs.tolist()):
        a, b = model.left[i], model.right[j]
        assert scores.points_of(at) == model.pair(a, b)
        assert scores.values_of(at) == model.pair_values(a, b)
        assert scores.total[at] == sum(model.pair(a, b).values())


def test_no_pairs_have_no_scores() -> None:
    profiles, programme = matcher.read_profiles(), matcher.read_programme("eacac")
    pool = build_pool(profiles, programme)
    model = ScoreModel.fit(profiles, programme, pool.sides, PairRules(profiles, programme, pool))
    assert score_pairs(model, np.empty((0, 2), dtype=np.int64)).total.tolist() == []
