"""Pools of any size that keep the joint figures of the real cities: resampled rows, jittered.

A row of the real pool (needs, capabilities, counts, context, country) is drawn as a whole, so that
what goes together in reality stays together. Then, within stated bounds and from a stated seed:

- every need and capability level is multiplied by 1 +- LEVEL_JITTER (a capability stays <= 3),
- every context figure present moves by at most CONTEXT_JITTER of 255 steps; climate letters stay.

What is missing stays missing. Only cities with a need and a capability are drawn. Rows are drawn as
arrays, because 200,000 profiles would take minutes; the scales are those of the real pool.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benchmarks.pool_weights import ScoreName, light_rules, one_pool_weights, world_programme
from benchmarks.real_pool import read_real_pool, vocabulary
from matcher.candidates import PairWeights
from matcher.intake.geography import PriorLink
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.scores.benefit import Benefit, build_benefit, record_counts
from matcher.scores.model import ScoreModel
from matcher.scores.points import integer_weights
from matcher.scores.shrink import confidence
from matcher.scores.ties import build_ties
from matcher.vectors.context import RATIO_FIGURES, SHARE_FIGURES
from matcher.vectors.levels import ItemLevels
from matcher.vectors.profile_vectorizer import CityVectors
from matcher.vectors.quantise import LEVEL_TOP, NEED_TOTAL, largest_remainder

Shape = Literal["two_sided", "one_pool"]
Rows = npt.NDArray[np.int64]

LEVEL_JITTER = 0.2
CONTEXT_JITTER = 8
LINKS_PER_CITY = 2
CHUNK = 10_000


def synthetic_weights(
    n: int,
    seed: int,
    shape: Shape = "two_sided",
    score: ScoreName = "benchmark",
    m: int | None = None,
) -> PairWeights:
    """Weights between two sides of resampled cities, or within one pool of `n`.

    Parameters
    ----------
    n, seed : int
        Cities of the left side, or of the pool; the same seed gives the same pool on every machine.
    shape : {"two_sided", "one_pool"}
    score : {"benchmark", "full"}
    m : int, optional
        Cities of the right side; as many as on the left when left out.
    """
    right = n if m is None else m
    random = np.random.default_rng([seed, n, right])
    base, real = _base()
    total = n + right if shape == "two_sided" else n
    drawn = random.integers(0, len(base.vectors), total)
    programme = world_programme(shape, score)
    vectors = _resampled(base.vectors, drawn, random)
    ids = vectors.ids
    sides = (ids[:n], ids[n:]) if shape == "two_sided" else (ids,)
    cities = [
        real[row].model_copy(update={"id": city})
        for row, city in zip(drawn.tolist(), ids, strict=True)
    ]
    links = _links(ids, random) if programme.weights["prior_links"] else ()
    profiles = Profiles(tuple(cities), vocabulary(), links=links)
    at = np.arange(total)
    prior = programme.unknown.prior_items
    roles = np.full(total, "peer", dtype="<U7")
    records = record_counts(vectors.levels, roles, programme.unknown.inferred_counts)
    model = replace(
        base,
        left=sides[0],
        right=sides[-1],
        programme=programme,
        weights=integer_weights(programme.weights),
        vectors=_compact(vectors),
        benefit=_benefit(vectors, base, programme),
        ties=build_ties(cities, profiles, programme),
        roles=roles,
        k_exchange=confidence(records, prior),
        k_challenge=confidence(vectors.levels.n_needs, prior),
        at_left=at[:n],
        at_right=at[-right:],
    )
    return PairWeights(model, light_rules(profiles, programme, sides))


@cache
def _base() -> tuple[ScoreModel, tuple[CityProfile, ...]]:
    """The real cities that have a need and a capability, with the scales of their pairs."""
    pool = read_real_pool(links=False)
    both = Profiles(tuple(city for city in pool if city.needs and city.capabilities), vocabulary())
    return one_pool_weights(both).model, both.cities


def _resampled(base: CityVectors, drawn: Rows, random: np.random.Generator) -> CityVectors:
    levels = base.levels
    needs = levels.needs[drawn] * _factors(levels.needs[drawn].shape, random)
    shown = levels.capabilities[drawn] * _factors(levels.capabilities[drawn].shape, random)
    quantised = largest_remainder(needs, NEED_TOTAL).astype(np.int32)
    mask = base.context_mask[drawn]
    # The columns behind the figures are one-hot climate letters and stay.
    moves = np.arange(mask.shape[1]) < len(RATIO_FIGURES) + len(SHARE_FIGURES)
    step = random.integers(-CONTEXT_JITTER, CONTEXT_JITTER + 1, mask.shape) * moves
    context = np.clip(base.context[drawn] + step, 0, LEVEL_TOP) * mask
    return CityVectors(
        ids=tuple(f"{base.ids[row]}-{at}" for at, row in enumerate(drawn.tolist())),
        needs=quantised,
        # Read as reported, so that the part shared challenge has something to compare.
        recorded_needs=quantised,
        levels=ItemLevels(
            needs=needs,
            recorded_needs=needs,
            capabilities=np.minimum(shown, 3.0),
            maturity=levels.maturity[drawn],
            known=levels.known[drawn],
            none=levels.none[drawn],
            n_needs=levels.n_inferred[drawn],
            n_inferred=np.zeros(len(drawn)),
            n_capabilities=levels.n_capabilities[drawn],
        ),
        context=context.astype(np.int16),
        context_mask=mask.astype(np.int8),
        feature_counts=base.feature_counts,
    )


def _compact(vectors: CityVectors) -> CityVectors:
    """The vectors without the levels behind them, which only explanations read."""
    levels = {name: getattr(vectors.levels, name)[:0] for name in vars(vectors.levels)}
    return replace(vectors, levels=ItemLevels(**levels))


def _factors(shape: tuple[int, ...], random: np.random.Generator) -> npt.NDArray[np.float64]:
    return random.uniform(1 - LEVEL_JITTER, 1 + LEVEL_JITTER, shape)


def _benefit(vectors: CityVectors, base: ScoreModel, programme: Any) -> Benefit:
    """Transfers in chunks and in bytes: at 200,000 cities the usual types take a gigabyte."""
    mean = base.vectorizer.capability_mean_
    parts = [
        build_benefit(_slice(vectors, start), mean, vocabulary(), programme)
        for start in range(0, len(vectors), CHUNK)
    ]
    none = np.zeros((0, *parts[0].covering.shape[1:]), dtype=np.int64)
    return Benefit(
        transfer=np.concatenate([part.transfer.astype(np.uint8) for part in parts]),
        # Which theme covers which is read by explanations only.
        covering=none,
        assumed=none.astype(bool),
        maturity=np.concatenate([part.maturity.astype(np.uint8) for part in parts]),
        needs=vectors.needs,
        co=parts[0].co,
    )


def _slice(vectors: CityVectors, start: int) -> CityVectors:
    rows = slice(start, start + CHUNK)
    levels = {name: getattr(vectors.levels, name)[rows] for name in vars(vectors.levels)}
    return replace(
        vectors, ids=vectors.ids[rows], needs=vectors.needs[rows], levels=ItemLevels(**levels)
    )


def _links(ids: Sequence[str], random: np.random.Generator) -> tuple[PriorLink, ...]:
    """A few random links, so that the lookup has work."""
    ends = random.integers(0, len(ids), (len(ids) * LINKS_PER_CITY // 2, 2))
    # Validating 200,000 links that nobody wrote would take longer than the pool itself.
    return tuple(PriorLink.model_construct(a=ids[a], b=ids[b]) for a, b in ends.tolist() if a != b)
