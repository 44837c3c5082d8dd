"""Items to levels: what each city needs and can show in each theme, scaled by its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from matcher.intake.models import Basis, CityProfile, Item
from matcher.programme.models import Evidence

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ItemLevels:
    """Levels of n cities in T themes.

    Parameters
    ----------
    needs : ndarray of shape (n, T), 0..3
        Level of each need times its evidence factor, all bases.
    recorded_needs : ndarray of shape (n, T), 0..3
        The same, declared and reported needs only.
    capabilities : ndarray of shape (n, T), 0..3
        Level of each recorded capability times its evidence factor; 0 where none is recorded.
    maturity : ndarray of shape (n, T), integers 0..3
        The level itself, without the evidence factor.
    known : ndarray of shape (n, T), bool
        Where the capability is recorded, or the city says it has none.
    none : ndarray of shape (n, T), bool
        Where the city says it has none.
    n_needs, n_inferred, n_capabilities : ndarray of shape (n,), float64
        How many needs are recorded, inferred; how many capabilities are recorded. An item in a
        theme that the programme plays down counts by its factor.
    """

    needs: FloatArray
    recorded_needs: FloatArray
    capabilities: FloatArray
    maturity: IntArray
    known: BoolArray
    none: BoolArray
    n_needs: FloatArray
    n_inferred: FloatArray
    n_capabilities: FloatArray


def evidence_factor(basis: Basis, year: int | None, evidence: Evidence) -> float:
    """Worth of an item by its basis and the year of its source, 0..1.

    Full worth up to `fresh_years`, then falling in a straight line to `stale_factor` at
    `stale_years`; a source without a year counts as oldest.
    """
    worth = {
        "declared": evidence.declared,
        "reported": evidence.reported,
        "inferred": evidence.inferred,
    }[basis]
    if year is None:
        return worth * evidence.stale_factor
    age = evidence.reference_year - year
    span = evidence.stale_years - evidence.fresh_years
    past = min(max(age - evidence.fresh_years, 0), span)
    return worth * (1 - (1 - evidence.stale_factor) * (past / span))


def item_levels(
    cities: Sequence[CityProfile],
    themes: Sequence[str],
    evidence: Evidence,
    emphasis: Mapping[str, float],
) -> ItemLevels:
    """Read the items of every city into arrays whose columns are `themes`.

    `emphasis` is the factor of needs by theme, 1 where it says nothing.
    """
    column = {theme: index for index, theme in enumerate(themes)}

    @cache
    def factor(basis: Basis, year: int | None) -> float:
        return evidence_factor(basis, year, evidence)

    shape = (len(cities), len(themes))
    needs, recorded, capabilities = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    maturity = np.zeros(shape, dtype=np.int64)
    known, none = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row, city in enumerate(cities):
        for item in city.needs:
            worth = item.level * factor(item.basis, item.year) * emphasis.get(item.theme, 1.0)
            needs[row, column[item.theme]] = worth
            if item.recorded:
                recorded[row, column[item.theme]] = worth
        for item in city.capabilities:
            at = row, column[item.theme]
            capabilities[at] = item.level * factor(item.basis, item.year)
            maturity[at] = item.level
            known[at] = True
        for theme in city.no_capabilities:
            known[row, column[theme]] = none[row, column[theme]] = True
    return ItemLevels(
        needs=needs,
        recorded_needs=recorded,
        capabilities=capabilities,
        maturity=maturity,
        known=known,
        none=none,
        n_needs=_counts(cities, lambda city: [i for i in city.needs if i.recorded], emphasis),
        n_inferred=_counts(
            cities, lambda city: [i for i in city.needs if not i.recorded], emphasis
        ),
        n_capabilities=_counts(cities, lambda city: city.capabilities, emphasis),
    )


def _counts(
    cities: Sequence[CityProfile],
    items: Callable[[CityProfile], Iterable[Item]],
    emphasis: Mapping[str, float],
) -> FloatArray:
    return np.array(
        [sum(min(emphasis.get(i.theme, 1.0), 1.0) for i in items(city)) for city in cities],
        dtype=np.float64,
    )
