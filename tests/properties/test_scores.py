"""Scores: whole numbers that add up, the same from any block and from plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from support.lanes import examples
from support.made_up import drawn_profiles, drawn_programme

from matcher.candidates import PairRules, PairWeights, build_pool
from matcher.intake.profiles import Profiles
from matcher.plan.plain_score import PlainScorer
from matcher.programme.models import PARTS, Programme
from matcher.scores.model import ScoreModel


def fitted(profiles: Profiles, programme: Programme) -> tuple[ScoreModel, PairRules]:
    pool = build_pool(profiles, programme)
    rules = PairRules(profiles, programme, pool)
    return ScoreModel.fit(profiles, programme, pool.sides, rules), rules


def everything(model: ScoreModel) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(model.shape[0]), np.arange(model.shape[1])


@given(drawn_profiles(), drawn_programme())
@settings(max_examples=examples(150))
def test_block_equals_parts_equals_plain_loops(profiles: Profiles, programme: Programme) -> None:
    model, _ = fitted(profiles, programme)
    scorer = PlainScorer(profiles, programme, model.state)
    block = model.block(*everything(model))
    for i, a in enumerate(model.left):
        for j, b in enumerate(model.right):
            if a == b:
                continue
            plain = scorer.parts(a, b)
            assert model.pair(a, b) == plain
            assert sum(plain.values()) == block[i, j]


@given(drawn_profiles(4, 4), drawn_programme())
@settings(max_examples=examples(80))
def test_any_blocking_gives_the_same_bits(profiles: Profiles, programme: Programme) -> None:
    model, _ = fitted(profiles, programme)
    rows, cols = everything(model)
    whole = model.block(rows, cols)
    for i in rows:
        np.testing.assert_array_equal(model.block(rows[i : i + 1], cols[::-1])[0, ::-1], whole[i])


@given(drawn_profiles(), drawn_programme())
@settings(max_examples=examples(80))
def test_values_lie_in_zero_to_one_and_points_in_zero_to_a_million(
    profiles: Profiles, programme: Programme
) -> None:
    model, _ = fitted(profiles, programme)
    assert sum(model.weights.values()) == 1_000_000
    for values in model.values(*everything(model)).values():
        assert ((values >= 0) & (values <= 1)).all()
    block = model.block(*everything(model))
    assert ((block >= 0) & (block <= 1_000_000)).all()


@given(drawn_profiles(), drawn_programme("one_pool"))
@settings(max_examples=examples(80))
def test_in_one_pool_the_score_does_not_depend_on_the_order(
    profiles: Profiles, programme: Programme
) -> None:
    model, rules = fitted(profiles, programme)
    block = model.block(*everything(model))
    np.testing.assert_array_equal(block, block.T)
    allowed = rules.block(*everything(model))
    np.testing.assert_array_equal(allowed, allowed.T)


@given(drawn_profiles(), drawn_programme())
@settings(max_examples=examples(80))
def test_a_restored_model_scores_the_same_bits(profiles: Profiles, programme: Programme) -> None:
    model, rules = fitted(profiles, programme)
    import json

    state = json.loads(json.dumps(model.state))
    again = ScoreModel.restore(profiles, programme, (model.left, model.right), state)
    np.testing.assert_array_equal(again.block(*everything(model)), model.block(*everything(model)))
    shares = PairWeights(model, rules).influence
    assert set(shares) == set(PARTS)
    assert all(share >= 0 for share in shares.values())


@given(drawn_profiles(), drawn_programme())
@settings(max_examples=examples(80))
def test_rules_by_block_and_in_words_agree(profiles: Profiles, programme: Programme) -> None:
    model, rules = fitted(profiles, programme)
    allowed = rules.block(*everything(model))
    for i, a in enumerate(model.left):
        for j, b in enumerate(model.right):
            assert allowed[i, j] == (not rules.reasons(a, b))
