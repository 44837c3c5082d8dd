"""Tiles at the edges: nothing to read or to compare, nobody there, and larger than a block."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from support.made_up import city, pool_programme, profiles, sides_programme

import matcher
from matcher.candidates import PairRules, PairWeights, build_pool
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.programme.models import PARTS, Programme
from matcher.scores.model import ScoreModel
from matcher.scores.tiles import ScoreTiles

RICH = ("A1", "A2", "B1", "C1", "I1")


def pair_weights(everyone: Profiles, programme: Programme) -> PairWeights:
    pool = build_pool(everyone, programme)
    rules = PairRules(everyone, programme, pool)
    return PairWeights(ScoreModel.fit(everyone, programme, pool.sides, rules), rules)


def made_up(*cities: CityProfile, **fields: Any) -> PairWeights:
    return pair_weights(profiles(*cities), pool_programme(**fields))


def filled(scored: PairWeights) -> np.ndarray:
    out = np.empty(scored.shape, dtype=np.float32)
    scored.tiles().fill(0, out.shape[0], 0, out.shape[1], out)
    return out


def expected(scored: PairWeights) -> np.ndarray:
    block = scored.block(*(np.arange(count) for count in scored.shape))
    return np.where(np.isnan(block), -np.inf, block)


def only(*parts: str) -> dict[str, float]:
    return {part: 1 / len(parts) if part in parts else 0.0 for part in PARTS}


def many(count: int) -> Profiles:
    """Bundled cities again and again, each time with other needs, until there are `count`."""
    bundled = matcher.read_profiles()
    cities = []
    for i in range(count):
        own = bundled.cities[i % len(bundled.cities)]
        needs = bundled.cities[(7 * i + i // 151) % len(bundled.cities)].needs
        wishes = (f"xx-{(i * i) % count:05d}",) if i % 9 == 0 and i * i % count != i else ()
        changed = {"id": f"xx-{i:05d}", "name": f"City {i}", "needs": needs, "wishes": wishes}
        cities.append(own.model_copy(update={**changed, "part_of": None}))
    return Profiles(tuple(cities), bundled.vocabulary)


def large(weights: dict[str, float], **fields: Any) -> Programme:
    stated = {"id": "large", "title": "Large", "shape": "one_pool", "sides": [{"name": "All"}]}
    rules = {"eligibility": {"linked_only": False}, "weights": weights}
    return Programme.model_validate({**stated, **rules, **fields})


@pytest.mark.parametrize("fusion", ["harmonic", "mean", "one_way"])
def test_without_any_needs_every_pair_is_at_the_mean(fusion: str) -> None:
    scored = made_up(city("cn-a"), city("us-a"), city("us-b"), benefit={"fusion": fusion})
    np.testing.assert_array_equal(filled(scored), expected(scored))
    off_diagonal = filled(scored)[~np.eye(3, dtype=bool)]
    assert len(set(off_diagonal.tolist())) == 1


def test_without_any_features_context_is_one_half() -> None:
    scored = made_up(city("cn-a", RICH), city("us-a", RICH, RICH), weights=only("context"))
    assert filled(scored)[0, 1] == 500_000


def test_where_the_typical_distance_is_0_equal_cities_have_it_all_and_others_half() -> None:
    same = {"figures": {"pm25": 10.0}, "climate": "Cfa"}
    other = city("kr-a", figures={"pm25": 20.0}, climate="Dwa")
    cities = [city(f"cn-{x}", **same) for x in "abcde"]
    scored = made_up(*cities, other, weights=only("context"))
    assert scored.model.scales.context == 0
    out = filled(scored)
    np.testing.assert_array_equal(out, expected(scored))
    assert out[0, 1] == 1_000_000
    assert out[0, 5] == 500_000


def test_a_side_without_cities_has_tiles_without_pairs() -> None:
    everyone = profiles(city("cn-a", RICH, RICH), city("cn-b", RICH))
    scored = pair_weights(everyone, sides_programme())
    assert scored.shape == (2, 0)
    assert filled(scored).shape == (2, 0)
    nobody = np.empty(0, dtype=np.int64)
    scored.tiles(nobody, nobody).fill(0, 0, 0, 0, np.empty((0, 0), dtype=np.float32))


@pytest.mark.parametrize(
    "out",
    [
        np.empty((2, 1), dtype=np.float32),
        np.empty((2, 2), dtype=np.float64),
        np.empty((2, 4), dtype=np.float32)[:, ::2],
    ],
)
def test_an_array_that_cannot_take_the_tile_is_refused(out: np.ndarray) -> None:
    tiles = made_up(city("cn-a"), city("us-a")).tiles()
    with pytest.raises(ValueError, match="C-contiguous float32"):
        tiles.fill(0, 2, 0, 2, out)


def test_a_tile_beyond_the_pool_is_refused() -> None:
    tiles = made_up(city("cn-a"), city("us-a")).tiles()
    with pytest.raises(ValueError, match="does not lie within 2 x 2"):
        tiles.fill(1, 3, 0, 2, np.empty((2, 2), dtype=np.float32))


def test_what_only_parts_of_weight_0_read_is_not_gathered() -> None:
    scored = made_up(city("cn-a", RICH, RICH), city("us-a", RICH), weights=only("context"))
    rows = ScoreTiles(scored.model, np.arange(2), np.arange(2))._rows
    assert rows.figures.size
    assert not rows.transfer.size
    assert not rows.wants.amount.size
    assert not rows.states.amount.size


POLICIES: list[dict[str, Any]] = [
    {"weights": only("mutual_benefit", "context")},
    {
        "weights": only(*PARTS),
        "language": {"mode": "prefer"},
        "rules": {"domestic": "penalised", "prior_links": "avoid", "minimum_score": 450_000},
    },
    {
        "weights": only(*PARTS),
        "benefit": {"fusion": "mean"},
        "language": {"mode": "require"},
        "rules": {"domestic": "forbidden"},
        "reward": {"context": "complementary", "shared_challenge": "complementary"},
        "roles": {"cities": {f"xx-{i:05d}": ("mentor", "learner")[i % 2] for i in range(0, 99, 3)}},
    },
]


@pytest.mark.parametrize("policy", POLICIES)
def test_tiles_across_many_blocks_equal_the_block_in_two_threads(policy: dict[str, Any]) -> None:
    scored = pair_weights(many(1100), large(**policy))
    tiles = scored.tiles()
    wanted = expected(scored)
    found = np.empty(scored.shape, dtype=np.float32)
    corners = [(top, left) for top in range(0, 1100, 190) for left in range(0, 1100, 700)]

    def fill(corner: tuple[int, int]) -> None:
        top, left = corner
        bottom, right = min(top + 190, 1100), min(left + 700, 1100)
        out = np.empty((bottom - top, right - left), dtype=np.float32)
        tiles.fill(top, bottom, left, right, out)
        found[top:bottom, left:right] = out

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, corners))
    np.testing.assert_array_equal(found, wanted)


def test_weights_lie_below_the_bound_they_state() -> None:
    scored = made_up(city("cn-a", RICH, RICH), city("us-a", RICH, RICH))
    assert np.nanmax(scored.block(np.arange(2), np.arange(2))) < scored.whole_below
