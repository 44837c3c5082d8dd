"""Weights over a pool of profiles, with rules so light that only scores are measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from matcher.candidates import PairRules, PairWeights, Pool
from matcher.intake.profiles import Profiles
from matcher.programme.models import PARTS, Programme
from matcher.scores.model import ScoreModel

ScoreName = Literal["benchmark", "full"]

# The benchmark score is the mutual benefit and the context; the full score has the weights of
# the bundled programme ccucc.
SCORES: dict[ScoreName, dict[str, float]] = {
    "benchmark": dict.fromkeys(PARTS, 0.0) | {"mutual_benefit": 0.75, "context": 0.25},
    "full": dict(zip(PARTS, (0.45, 0.15, 0.15, 0.15, 0.0, 0.05, 0.05), strict=True)),
}


def light_rules(
    profiles: Profiles, programme: Programme, sides: Sequence[Sequence[str]]
) -> PairRules:
    """The rules of the engine without the profiles behind them, which only reasons read.

    So an instance is small enough for its memory to be measured.
    """
    rules = PairRules(profiles, programme, Pool(tuple(tuple(side) for side in sides), ()))
    rules.cities, rules._left, rules._right = {}, [], []
    rules.pool = Pool(tuple(() for _ in sides), ())
    return rules


def world_programme(shape: str, score: ScoreName = "benchmark") -> Programme:
    """The programme `world`: every city may take part, no rule bars a pair.

    All items are inferred, so an inferred one counts as a record here.
    """
    names = ["Left", "Right"] if shape == "two_sided" else ["World"]
    stated: dict[str, Any] = {
        "id": "world",
        "title": "Benchmark pool of the world's cities",
        "shape": shape,
        "sides": [{"name": name} for name in names],
        "eligibility": {"linked_only": False},
        "weights": SCORES[score],
        "unknown": {"prior_items": 1.0, "inferred_counts": 1.0},
        "rules": {"prior_links": "bonus"},
    }
    return Programme.model_validate(stated)


def one_pool_weights(profiles: Profiles, score: ScoreName = "benchmark") -> PairWeights:
    """Scores of every city with every other."""
    ids = [city.id for city in profiles]
    return _weights(profiles, world_programme("one_pool", score), [ids])


def two_sided_weights(
    profiles: Profiles, n: int, seed: int, score: ScoreName = "benchmark"
) -> PairWeights:
    """Scores between two random sides of `n` cities each.

    Parameters
    ----------
    profiles : Profiles
        At least 2n cities.
    n, seed : int
        Size of a side; seed of the draw.
    """
    ids = np.array([city.id for city in profiles])
    drawn = np.random.default_rng(seed).permutation(len(ids))[: 2 * n]
    if len(drawn) < 2 * n:
        raise ValueError(f"two sides of {n} need {2 * n} cities; the pool has {len(ids)}")
    sides = [sorted(ids[half].tolist()) for half in (drawn[:n], drawn[n:])]
    return _weights(profiles, world_programme("two_sided", score), sides)


def drawn_pool(profiles: Profiles, n: int, seed: int) -> Profiles:
    """A random pool of `n` cities of the file set."""
    if n >= len(profiles):
        return profiles
    drawn = np.random.default_rng(seed).permutation(len(profiles))[:n]
    return Profiles(
        tuple(profiles.cities[at] for at in sorted(drawn.tolist())), profiles.vocabulary
    )


def sample_scores(weights: PairWeights, pairs: int, seed: int = 7) -> npt.NDArray[np.float64]:
    """Scores of about `pairs` random pairs: a block of random rows and columns."""
    side = min(int(pairs**0.5), *weights.shape)
    random = np.random.default_rng(seed)
    rows, cols = (np.sort(random.permutation(size)[:side]) for size in weights.shape)
    block = weights.block(rows, cols)
    return block[~np.isnan(block)]


def _weights(
    profiles: Profiles, programme: Programme, sides: Sequence[Sequence[str]]
) -> PairWeights:
    rules = light_rules(profiles, programme, sides)
    return PairWeights(ScoreModel.fit(profiles, programme, sides, rules), rules)
