"""Scores of cities whose profiles are changed: the changed rows alone, on the frozen scales.

::

    changed profiles --> levels --> two changes of one city merged --> rows that differ at all
                     --> scores with every other city
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matcher.intake.models import CityProfile
from matcher.plan.carried import carried_themes
from matcher.plan.case import Case
from matcher.scores.benefit import Benefit, build_benefit, record_counts
from matcher.scores.model import ScoreModel
from matcher.scores.shrink import confidence
from matcher.scores.ties import Ties
from matcher.vectors.levels import ItemLevels, item_levels
from matcher.vectors.profile_vectorizer import CityVectors
from matcher.vectors.quantise import NEED_TOTAL, largest_remainder

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
# A product of this many steps is done at once by one thread; more are shared out, and waiting for
# the others takes longer than a small product itself.
ONE_THREAD = 262_144
NARROW, WIDE = 24, 256
COUNTED = ("n_needs", "n_inferred", "n_capabilities")
# Sums of multiples of 2**-10 are exact in any order.
FINE = 1024


@dataclass(frozen=True)
class VariantLevels:
    """Levels of variants of cities of a pool.

    Parameters
    ----------
    levels : ItemLevels
        One row a variant.
    origin : ndarray of shape (k,)
        Row of the city in the score model's vectors.
    """

    levels: ItemLevels
    origin: IntArray

    @classmethod
    def of(cls, case: Case, variants: Sequence[CityProfile]) -> VariantLevels:
        """Read the items of changed profiles."""
        model = case.weights.model
        row = {city: at for at, city in enumerate(model.vectors.ids)}
        vectorizer = model.vectorizer
        levels = item_levels(
            variants,
            list(vectorizer.themes),
            case.programme.evidence,
            vectorizer.emphasis or {},
        )
        return cls(levels, np.array([row[city.id] for city in variants], dtype=np.int64))

    def merged(self, case: Case, one: IntArray, other: IntArray) -> VariantLevels | None:
        """Two variants of one city at a time as one; they differ from it in different items.

        Returns
        -------
        VariantLevels or None
            None where the number of records would depend on the order in which it is summed.
        """
        base = case.weights.model.vectors.levels
        factors = np.array(list((case.weights.model.vectorizer.emphasis or {}).values()))
        if not np.array_equal(factors * FINE, np.rint(factors * FINE)):
            return None
        origin = self.origin[one]
        found = {}
        for field in fields(ItemLevels):
            today = getattr(base, field.name)[origin]
            first, second = (getattr(self.levels, field.name)[at] for at in (one, other))
            if field.name in COUNTED:
                found[field.name] = first + second - today
            else:
                found[field.name] = np.where(first != today, first, second)
        return VariantLevels(ItemLevels(**found), origin)


class Variants:
    """The cities of a pool, and variants of some of them that differ in their items alone.

    Parameters
    ----------
    case : Case
    levels : VariantLevels
    """

    def __init__(self, case: Case, levels: VariantLevels) -> None:
        base = case.weights.model
        self._first = len(base.vectors)
        self._model = _stacked(base, case, levels) if len(levels.origin) else base

    def with_cities(self, variants: IntArray, cities: IntArray) -> IntArray:
        """Scores of variants with unchanged cities, shape (k, c), in points.

        Parameters
        ----------
        variants : ndarray of shape (k,)
            Positions among the variants.
        cities : ndarray of shape (c,)
            Rows of the score model's vectors.
        """
        return self._block(self._first + variants, cities)

    def with_variants(self, one: IntArray, other: IntArray) -> IntArray:
        """Scores of variants with variants, shape (k, l), in points."""
        return self._block(self._first + one, self._first + other)

    def carried(self, variants: IntArray, cities: IntArray) -> BoolArray:
        """Themes that exchanges of variants with unchanged cities carry, shape (k, c, themes)."""
        one, other = np.meshgrid(self._first + variants, cities, indexing="ij")
        found = carried_themes(self._model, np.column_stack([one.ravel(), other.ravel()]))
        return found.reshape(len(variants), len(cities), found.shape[1])

    def carried_between(self, one: IntArray, other: IntArray) -> BoolArray:
        """The same for variants with variants, one by one, shape (k, themes)."""
        ends = np.column_stack([self._first + one, self._first + other])
        return carried_themes(self._model, ends)

    def _block(self, rows: IntArray, cols: IntArray) -> IntArray:
        model = replace(self._model, at_left=rows, at_right=cols)
        steps = model.benefit.by_level.shape[1] * max(len(cols), 1)
        size = ONE_THREAD // steps
        size = size if size >= NARROW else WIDE
        every = np.arange(len(cols))
        chunks = [
            model.block(np.arange(start, min(start + size, len(rows))), every)
            for start in range(0, len(rows), size)
        ]
        return np.concatenate([np.empty((0, len(cols)), dtype=np.int64), *chunks])


def _stacked(base: ScoreModel, case: Case, given: VariantLevels) -> ScoreModel:
    """The model with one row more for each variant."""
    levels, origin, programme = given.levels, given.origin, case.programme
    vectors = CityVectors(
        ids=tuple(base.vectors.ids[at] for at in origin.tolist()),
        needs=_shared(levels.needs),
        recorded_needs=_shared(levels.recorded_needs),
        levels=levels,
        context=base.vectors.context[origin],
        context_mask=base.vectors.context_mask[origin],
        feature_counts=base.vectors.feature_counts,
    )
    roles = base.roles[origin]
    records = record_counts(levels, roles.tolist(), programme.unknown.inferred_counts)
    prior = programme.unknown.prior_items
    at = np.concatenate([np.arange(len(base.vectors)), origin])
    return replace(
        base,
        vectors=_joined(CityVectors, base.vectors, vectors),
        benefit=_joined(Benefit, base.benefit, _benefit(base, case, vectors)),
        ties=_taken(base.ties, at),
        roles=base.roles[at],
        k_exchange=np.concatenate([base.k_exchange, confidence(records, prior)]),
        k_challenge=np.concatenate([base.k_challenge, confidence(levels.n_needs, prior)]),
    )


def _shared(needs: FloatArray) -> IntArray:
    """Whole shares of each row of needs; many variants have the same row."""
    first, of = _distinct(needs)
    return largest_remainder(needs[first], NEED_TOTAL)[of]


def _benefit(base: ScoreModel, case: Case, vectors: CityVectors) -> Benefit:
    """What the variants give and want; many of them have the same capabilities."""
    levels = vectors.levels
    first, of = _distinct(np.hstack([levels.capabilities, levels.maturity, levels.known]))
    distinct = build_benefit(
        replace(
            vectors,
            ids=tuple(vectors.ids[at] for at in first.tolist()),
            levels=_rows_of(levels, first),
        ),
        base.vectorizer.capability_mean_,
        case.profiles.vocabulary,
        case.programme,
    )
    return Benefit(
        transfer=distinct.transfer[of],
        covering=distinct.covering[of],
        assumed=distinct.assumed[of],
        maturity=distinct.maturity[of],
        needs=vectors.needs,
        co=distinct.co,
    )


def _distinct(rows: FloatArray) -> tuple[IntArray, IntArray]:
    """Position of the first of each kind of row, and the kind of every row."""
    flat = np.ascontiguousarray(rows, dtype=np.float64)
    whole = flat.view(np.dtype((np.void, flat.itemsize * flat.shape[1]))).ravel()
    _, first, of = np.unique(whole, return_index=True, return_inverse=True)
    return first, of.ravel()


def _rows_of(levels: ItemLevels, at: IntArray) -> ItemLevels:
    return ItemLevels(**{f.name: getattr(levels, f.name)[at] for f in fields(ItemLevels)})


# What belongs to themes or to columns of the context, and not to cities.
_OF_ALL = ("co", "feature_counts")


def _joined(kind: Any, one: Any, other: Any) -> Any:
    """Two records of arrays with one row a city, one after the other."""
    found = {}
    for field in fields(kind):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if field.name in _OF_ALL:
            found[field.name] = first
        elif isinstance(first, ItemLevels):
            found[field.name] = _joined(ItemLevels, first, second)
        elif isinstance(first, tuple):
            found[field.name] = first + second
        else:
            found[field.name] = np.concatenate([first, second])
    return kind(**found)


def _taken(ties: Ties, at: IntArray) -> Ties:
    """Ties of some of the cities, which may stand several times."""
    return replace(
        ties,
        air_group=ties.air_group[at],
        linked=ties.linked[at][:, at],
        wishes=ties.wishes[at][:, at],
        places=ties.places[at],
    )
