"""Draws, shares, intervals and grades."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from matcher.explain.sure.drawn_weights import CONCENTRATION, draw_weights, moved, typical_move
from matcher.explain.sure.grades import MEANINGS, grade
from matcher.explain.sure.paths import halves
from matcher.explain.sure.shares import kept_share, overlap, summary, wilson
from matcher.plan.certainty import KeptShare
from matcher.programme.models import PARTS
from matcher.scores.points import integer_weights

WEIGHTS = dict(zip(PARTS, (0.45, 0.15, 0.15, 0.15, 0.0, 0.05, 0.05), strict=True))


@pytest.mark.parametrize("plans", [1, 2, 7, 200, 1000])
@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.93, 1.0])
def test_the_interval_is_wilsons(plans: int, part: float) -> None:
    kept = round(plans * part)
    known = binomtest(kept, plans).proportion_ci(0.95, method="wilson")
    assert wilson(kept, plans) == pytest.approx((known.low, known.high), abs=1e-12)


def test_nothing_drawn_leaves_everything_open() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert kept_share(0, 0, drawn=True) == KeptShare(kept=0, plans=0, share=None)
    assert kept_share(3, 4, drawn=False).low is None


def test_weights_of_zero_stay_zero_and_points_add_up() -> None:
    drawn = draw_weights(WEIGHTS, 500, CONCENTRATION, 1)
    assert (drawn.sum(axis=1) == 1_000_000).all()
    assert (drawn[:, PARTS.index("airshed")] == 0).all()
    assert (drawn >= 0).all()


def test_drawn_weights_lie_around_the_programmes() -> None:
    drawn = draw_weights(WEIGHTS, 4000, CONCENTRATION, 1) / 1_000_000
    for column, weight in enumerate(WEIGHTS.values()):
        move = typical_move(weight, CONCENTRATION)
        assert drawn[:, column].mean() == pytest.approx(weight, abs=4 * move / 4000**0.5 + 1e-12)
        assert drawn[:, column].std() == pytest.approx(move, rel=0.06)


def test_a_typical_weight_moves_by_a_quarter_of_itself() -> None:
    assert typical_move(0.15, CONCENTRATION) / 0.15 == pytest.approx(0.25, abs=0.001)


def test_a_seed_fixes_the_draws() -> None:
    one, same, other = (draw_weights(WEIGHTS, 20, 90, seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_small_concentrations_give_valid_points() -> None:
    drawn = draw_weights(WEIGHTS, 300, 1, 0)
    assert (drawn.sum(axis=1) == 1_000_000).all()


def test_moving_a_weight_to_where_it_is_changes_nothing() -> None:
    whole = integer_weights(WEIGHTS)
    for part in PARTS:
        assert moved(WEIGHTS, part, whole[part]).tolist() == list(whole.values())


@pytest.mark.parametrize("weight", [0, 100, 290_000, 999_900, 1_000_000])
def test_a_moved_weight_is_exact_and_the_others_keep_their_proportions(weight: int) -> None:
    points = moved(WEIGHTS, "context", weight)
    assert points[PARTS.index("context")] == weight
    assert points.sum() == 1_000_000
    rest = np.delete(points, PARTS.index("context"))
    stated = np.delete(np.array(list(WEIGHTS.values())), PARTS.index("context"))
    np.testing.assert_allclose(rest, stated / stated.sum() * (1_000_000 - weight), atol=1)


def test_halves_stay_inside_and_on_the_grid() -> None:
    for near, far in ((142_858, 142_900), (150_000, 150_200), (0, 50_000), (60_000, 7)):
        for middle in halves(near, far):
            assert min(near, far) < middle < max(near, far)
            assert middle % 100 == 0


def test_overlap_of_two_empty_plans_is_one() -> None:
    assert overlap(frozenset(), frozenset()) == 1
    assert overlap(frozenset({(0, 0)}), frozenset()) == 0


def test_a_change_without_a_plan_is_counted_and_not_averaged() -> None:
    found = summary("weights", [1.0, None, 0.5])
    assert (found.tried, found.without_plan) == (3, 1)
    assert found.overlap is not None
    assert (found.overlap.mean, found.overlap.least, found.overlap.same) == (0.75, 0.5, 1)
    assert summary("weights", [None]).overlap is None


def share(kept: int, plans: int = 1000) -> KeptShare:
    return kept_share(kept, plans, drawn=True)


BOTH = {"declared": True, "declared_reported": True}


@pytest.mark.parametrize(
    ("weights", "figures", "basis", "expected"),
    [
        (share(900), share(900), BOTH, "core"),
        (share(805), share(900), BOTH, "likely"),  # 0.805, but the interval begins at 0.779
        (share(900), share(900), BOTH | {"declared": False}, "likely"),
        (share(900), share(900), BOTH | {"declared_reported": None}, "likely"),
        (share(500), share(500), BOTH, "likely"),
        (share(499), share(900), BOTH, "fragile"),
        (share(900), share(499), BOTH, "fragile"),
        (share(0, 0), share(900), BOTH, "fragile"),
        (share(3, 3), share(3, 3), BOTH, "likely"),  # three draws prove little
    ],
)
def test_grades(weights: KeptShare, figures: KeptShare, basis: dict, expected: str) -> None:
    assert grade(weights, figures, basis) == expected
    assert expected in MEANINGS
