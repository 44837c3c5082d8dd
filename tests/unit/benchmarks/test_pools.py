"""The pools of the benchmarks: real rows stay real, generated ones are the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import shared_data
from benchmarks.array_families import Uniform, structured
from benchmarks.pool_weights import drawn_pool, one_pool_weights, sample_scores, two_sided_weights
from benchmarks.real_pool import capability_rules, describe, read_real_pool, vocabulary
from benchmarks.synthetic_pool import synthetic_weights
from matcher.intake.profiles import Profiles

needs_world = pytest.mark.skipif(
    shared_data.missing() is not None, reason=str(shared_data.missing())
)
EVERY = np.arange(60)


@pytest.fixture(scope="module")
def world():
    return read_real_pool()


@needs_world
def test_every_row_is_a_city_and_namibia_is_not_missing(world):
    assert len(world) == 12_319
    assert any(city.country == "NA" for city in world)


@needs_world
def test_every_item_is_inferred_and_names_its_rule(world):
    items = [item for city in world for item in city.items]
    assert {item.basis for item in items} == {"inferred"}
    stand_ins = {rule.id for rule in capability_rules(vocabulary())}
    assert {item.rule for city in world for item in city.capabilities} <= stand_ins
    assert not stand_ins & {item.rule for city in world for item in city.needs}


@needs_world
def test_scores_of_the_real_pool_are_not_coarse(world):
    facts = describe(world, sample_scores(one_pool_weights(drawn_pool(world, 800, 0)), 400_000))
    assert facts["with_both"] > 2_000
    assert facts["distinct_scores"] > 10_000
    assert facts["share_of_the_most_common_score"] < 0.05


@needs_world
def test_two_random_sides_share_no_city(world):
    model = two_sided_weights(world, 60, 1).model
    assert not set(model.left) & set(model.right)


@needs_world
@pytest.mark.parametrize("shape", ["two_sided", "one_pool"])
@pytest.mark.parametrize("score", ["benchmark", "full"])
def test_a_synthetic_pool_is_the_same_every_time(shape, score):
    first, again, other = (synthetic_weights(60, seed, shape, score) for seed in (3, 3, 4))
    assert np.array_equal(first.block(EVERY, EVERY), again.block(EVERY, EVERY), equal_nan=True)
    assert not np.array_equal(first.block(EVERY, EVERY), other.block(EVERY, EVERY), equal_nan=True)


@needs_world
def test_a_synthetic_pool_scores_like_the_real_cities_it_is_drawn_from(world):
    both = [city for city in world if city.needs and city.capabilities]
    pool = drawn_pool(Profiles(tuple(both), vocabulary()), 500, 0)
    real = sample_scores(one_pool_weights(pool), 250_000)
    drawn = sample_scores(synthetic_weights(500, 0), 250_000)
    for share in (0.05, 0.5, 0.95):
        assert np.quantile(drawn, share) == pytest.approx(np.quantile(real, share), rel=0.1)


@needs_world
def test_one_pool_is_symmetric_and_nobody_meets_himself():
    block = synthetic_weights(60, 0, "one_pool").block(EVERY, EVERY)
    assert np.isnan(np.diag(block)).all()
    assert np.array_equal(block, block.T, equal_nan=True)


@pytest.mark.parametrize("weights", [structured(60, 0, "one_pool"), structured(60, 0, "two_sided")])
def test_structured_scores_are_whole_and_some_are_negative(weights):
    block = weights.block(EVERY, EVERY)
    finite = block[~np.isnan(block)]
    assert (finite == np.floor(finite)).all()
    assert -weights.whole_below < finite.min() < 0 < finite.max() < weights.whole_below


def test_uniform_scores_do_not_depend_on_the_blocking():
    weights = Uniform((60, 60), seed=5)
    whole = weights.block(EVERY, EVERY)
    assert np.array_equal(whole[10:20, 30:], weights.block(EVERY[10:20], EVERY[30:]))
    assert 0 <= whole.min() < whole.max() <= 1_000_000
    assert len(np.unique(whole)) > 3_500


@pytest.mark.parametrize(
    "weights",
    [structured(60, 0, "one_pool"), structured(60, 0, "two_sided"), Uniform((60, 60), seed=5)],
)
def test_tiles_hold_what_blocks_hold(weights):
    rows, cols = np.arange(59, 9, -1), np.array([3, 50, 7, 20, 59])
    tiles = weights.tiles(rows, cols)
    assert tiles.shape == (50, 5)
    out = np.empty((20, 4), dtype=np.float32)
    tiles.fill(10, 30, 1, 5, out)
    block = weights.block(rows[10:30], cols[1:5])
    assert np.array_equal(np.where(np.isneginf(out), np.nan, out), block, equal_nan=True)
