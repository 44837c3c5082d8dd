"""Tiles hold the scores that blocks and plain loops give, to the bit, however they are cut."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.lanes import examples
from support.made_up import drawn_profiles, drawn_programme

from matcher.candidates import PairRules, PairWeights, build_pool, weights
from matcher.intake.profiles import Profiles
from matcher.plan.plain_score import PlainScorer
from matcher.programme.models import PARTS, Programme
from matcher.scores import tiles
from matcher.scores.block import Block
from matcher.scores.model import ScoreModel

FEW = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables in blocks so small that made-up pools span several."""
    monkeypatch.setattr(tiles, "HEIGHT", 2)
    monkeypatch.setattr(tiles, "WIDTH", 3)


@st.composite
def ruled_programme(draw: st.DrawFn) -> Programme:
    """Any programme, with a least score and pairs that are forbidden by name."""
    programme = draw(drawn_programme())
    named = draw(st.lists(st.sampled_from((("cn-a", "us-a"), ("cn-b", "cn-a"))), max_size=2))
    least = draw(st.sampled_from((0, 1, 300_000, 500_000, 1_000_000)))
    rules = programme.rules.model_copy(update={"forbidden": tuple(named), "minimum_score": least})
    return programme.model_copy(update={"rules": rules})


def pair_weights(profiles: Profiles, programme: Programme) -> PairWeights:
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    return PairWeights(ScoreModel.fit(profiles, programme, pool.sides, rules), rules)


def chosen(draw: st.DrawFn, count: int) -> np.ndarray:
    """Positions in any order, some of them twice, or none."""
    if not count:
        return np.empty(0, dtype=np.int64)
    return np.array(draw(st.lists(st.integers(0, count - 1), max_size=8)), dtype=np.int64)


def cuts(draw: st.DrawFn, length: int) -> list[tuple[int, int]]:
    """Boundaries that cover 0..length."""
    inner = draw(st.lists(st.integers(0, length), max_size=3))
    return list(pairwise(sorted({0, length, *inner})))


def barred_as_infinite(block: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(block), -np.inf, block)


@given(drawn_profiles(), ruled_programme(), st.data())
@FEW
def test_tiles_of_any_cut_equal_the_block(
    profiles: Profiles, programme: Programme, data: st.DataObject
) -> None:
    scored = pair_weights(profiles, programme)
    rows, cols = (chosen(data.draw, count) for count in scored.shape)
    expected = barred_as_infinite(scored.block(rows, cols))
    found = scored.tiles(rows, cols)
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    for top, bottom in cuts(data.draw, len(rows)):
        for left, right in cuts(data.draw, len(cols)):
            out = np.full((bottom - top, right - left), np.nan, dtype=np.float32)
            found.fill(top, bottom, left, right, out)
            np.testing.assert_array_equal(out, expected[top:bottom, left:right])


@given(drawn_profiles(), ruled_programme())
@FEW
def test_tiles_equal_parts_equal_plain_loops(profiles: Profiles, programme: Programme) -> None:
    scored = pair_weights(profiles, programme)
    model = scored.model
    scorer = PlainScorer(profiles, programme, model.state)
    scores = np.empty(model.shape, dtype=np.float32)
    model.tiles().fill(0, model.shape[0], 0, model.shape[1], scores)
    permitted = np.empty_like(scores)
    scored.tiles().fill(0, model.shape[0], 0, model.shape[1], permitted)
    for i, a in enumerate(model.left):
        for j, b in enumerate(model.right):
            if a == b:
                assert permitted[i, j] == -np.inf
                continue
            plain = sum(scorer.parts(a, b).values())
            assert scores[i, j] == plain == sum(model.pair(a, b).values())
            barred = scored.rules.reasons(a, b) or plain < programme.rules.minimum_score
            assert permitted[i, j] == (-np.inf if barred else plain)


@given(drawn_profiles(), ruled_programme())
@FEW
def test_large_blocks_come_from_tiles_and_keep_their_meaning(
    profiles: Profiles, programme: Programme
) -> None:
    scored = pair_weights(profiles, programme)
    every = tuple(np.arange(count) for count in scored.shape)
    expected = scored.block(*every)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weights, "COMPILED_FROM", 0)
        patch.setattr(weights, "BAND", 2)
        np.testing.assert_array_equal(scored.block(*every), expected)


@given(drawn_profiles(4, 4), ruled_programme())
@settings(FEW, max_examples=examples(30))
def test_two_threads_fill_the_same_tiles(profiles: Profiles, programme: Programme) -> None:
    scored = pair_weights(profiles, programme)
    found = scored.tiles()
    height, width = found.shape
    outs = [np.empty((height, width), dtype=np.float32) for _ in range(20)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda out: found.fill(0, height, 0, width, out), outs))
    expected = barred_as_infinite(scored.block(np.arange(height), np.arange(width)))
    for out in outs:
        np.testing.assert_array_equal(out, expected)


@given(drawn_profiles(), drawn_programme())
@FEW
def test_a_part_of_weight_0_is_not_computed(profiles: Profiles, programme: Programme) -> None:
    scored = pair_weights(profiles, programme)
    every = tuple(np.arange(count) for count in scored.shape)
    asked = []
    value = Block.value

    def recorded(block: Block, part: str) -> np.ndarray:
        asked.append(part)
        return value(block, part)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Block, "value", recorded)
        scored.model.block(*every)
    assert asked == [part for part in PARTS if scored.model.weights[part] > 0]
