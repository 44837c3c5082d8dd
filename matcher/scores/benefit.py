"""Directed benefit: how much of b's remaining need a's capability covers.

For a theme t and a learner at own level l, what city a can pass on is

    transfer[a, t, l] = floor(255 x max over s in {t} and its relatives of
                              discount(s, t) x level(a, s) / 3 x ahead[gap] x remaining[l])

with gap = maturity of a in s minus l, `discount` 1 for the theme itself. The benefit of b from a is
the sum over themes of need[b, t] x transfer[a, t, maturity of b in t]: one matrix product over
theme x level. An unrecorded capability stands at the pool's mean level and is marked assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.intake.vocabulary import Theme, Vocabulary
from matcher.programme.models import Programme
from matcher.vectors.levels import ItemLevels
from matcher.vectors.profile_vectorizer import CityVectors
from matcher.vectors.quantise import LEVEL_TOP, NEED_TOTAL

LEVELS = 4
CO_TOP = 16
CHUNK = 4096
BENEFIT_TOP = NEED_TOTAL * LEVEL_TOP

Float32 = npt.NDArray[np.float32]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Benefit:
    """Transfers and needs of n cities in T themes, ready for the product.

    Parameters
    ----------
    transfer : ndarray of shape (n, T, 4), uint8
        Whole numbers 0..255.
    covering : ndarray of shape (n, T, 4), int16
        Column of the theme whose capability gives the transfer.
    assumed : ndarray of shape (n, T, 4), bool
        Whether that capability is unrecorded and stands at the pool's mean.
    maturity : ndarray of shape (n, T), integers 0..3
        Own level of the learner; the pool's mean, rounded, where unrecorded.
    needs : ndarray of shape (n, T), rows sum to 4096 or 0
    co : ndarray of shape (T,), integers 0..16
        Co-benefit of each theme.
    """

    transfer: npt.NDArray[np.uint8]
    covering: npt.NDArray[np.int16]
    assumed: npt.NDArray[np.bool_]
    maturity: IntArray
    needs: IntArray
    co: IntArray

    @property
    def by_level(self) -> npt.NDArray[np.uint8]:
        """`transfer` with one column for each theme and level, shape (n, 4T)."""
        n, themes, levels = self.transfer.shape
        return self.transfer.reshape(n, themes * levels)

    def given(self, cities: IntArray) -> Float32:
        """Transfers of some cities as a float32 matrix of shape (r, 4T)."""
        return self.by_level[cities].astype(np.float32)

    def wanted(self, cities: IntArray) -> Float32:
        """Needs of some cities, each placed at the city's own level, shape (r, 4T)."""
        placed = np.zeros((len(cities), self.needs.shape[1], LEVELS), dtype=np.float32)
        rows, cols = np.nonzero(self.needs[cities])
        at = cities[rows]
        placed[rows, cols, self.maturity[at, cols]] = self.needs[at, cols]
        return placed.reshape(len(cities), self.needs.shape[1] * LEVELS)

    def wanted_co(self, cities: IntArray) -> Float32:
        """`wanted` times the co-benefit of each theme."""
        return self.wanted(cities) * np.repeat(self.co, LEVELS).astype(np.float32)

    def flow(self, giver: int, learner: int) -> IntArray:
        """Benefit of one direction by theme, shape (T,); its sum is the directed benefit."""
        themes = np.arange(self.needs.shape[1])
        passed = self.transfer[giver, themes, self.maturity[learner]]
        flow: IntArray = self.needs[learner] * passed
        return flow


def build_benefit(
    vectors: CityVectors, mean: FloatArray, vocabulary: Vocabulary, programme: Programme
) -> Benefit:
    """Prepare directed benefits from vectors and the pool's mean capability `mean` (T,)."""
    levels = vectors.levels
    shape = (*levels.known.shape, LEVELS)
    transfer = np.empty(shape, dtype=np.uint8)
    covering = np.empty(shape, dtype=np.int16)
    assumed = np.empty(shape, dtype=bool)
    unrecorded = np.floor(mean + 0.5).astype(np.int64)
    maturity = np.where(levels.known, levels.maturity, unrecorded)
    for start in range(0, len(vectors), CHUNK):
        some = slice(start, start + CHUNK)
        known = levels.known[some]
        effective = np.where(known, levels.capabilities[some], mean) / 3
        own = _own_transfer(effective, maturity[some], vocabulary.ids, programme)
        best, source = _with_relatives(own, vocabulary, programme.benefit.related_discount)
        best[levels.none[some]] = 0
        transfer[some] = np.floor(LEVEL_TOP * best)
        covering[some] = source
        assumed[some] = ~known[np.arange(len(known))[:, None, None], source]
    return Benefit(
        transfer=transfer,
        covering=covering,
        assumed=assumed,
        maturity=maturity,
        needs=vectors.needs,
        co=np.array([co_benefit(theme, vocabulary) for theme in vocabulary], dtype=np.int64),
    )


def co_benefit(theme: Theme, vocabulary: Vocabulary) -> int:
    """Co-benefit of a theme in sixteenths.

    The weaker of its two effects on air and climate, from -2 (0) over none (8) to +2 (16), so that
    only themes that cut both count for and trade-offs count against. An enabler has the mean of
    the themes it is related to, or 8 without any.
    """
    if theme.air == "enabler" or theme.climate == "enabler":
        unlocked = [vocabulary[name] for name in theme.related]
        known = [_weaker(t) for t in unlocked if "enabler" not in (t.air, t.climate)]
        return round(sum(known) / len(known)) if known else CO_TOP // 2
    return _weaker(theme)


def record_counts(levels: ItemLevels, roles: Sequence[str], inferred: float) -> FloatArray:
    """Number of records behind a city's exchanges: the thinner of its needs and capabilities.

    A mentor is read on its capabilities only, a learner on its needs only. An inferred need counts
    as `inferred` of a record.
    """
    needs = levels.n_needs + inferred * levels.n_inferred
    shown = levels.n_capabilities
    role = np.asarray(roles, dtype=object)
    thinner = np.minimum(needs, shown)
    return np.where(role == "mentor", shown, np.where(role == "learner", needs, thinner))


def _weaker(theme: Theme) -> int:
    assert theme.air != "enabler"
    assert theme.climate != "enabler"
    return (min(theme.air, theme.climate) + 2) * CO_TOP // 4


def _own_transfer(
    effective: FloatArray, maturity: IntArray, themes: Sequence[str], programme: Programme
) -> FloatArray:
    rules = programme.maturity
    bands = {"mentor": np.array(rules.mentor), "peer": np.array(rules.peer)}
    ahead = np.stack([bands[programme.roles.themes.get(theme, "mentor")] for theme in themes])
    gap = maturity[:, :, None] - np.arange(LEVELS) + 3
    columns = np.arange(len(themes))[None, :, None]
    own: FloatArray = effective[:, :, None] * ahead[columns, gap] * np.array(rules.remaining)
    return own


def _with_relatives(
    own: FloatArray, vocabulary: Vocabulary, discount: float
) -> tuple[FloatArray, IntArray]:
    column = {theme: index for index, theme in enumerate(vocabulary.ids)}
    transfer = own.copy()
    covering = np.broadcast_to(np.arange(own.shape[1])[None, :, None], own.shape).copy()
    for theme in vocabulary:
        at = column[theme.id]
        for relative in theme.related:
            offered = discount * own[:, column[relative]]
            better = offered > transfer[:, at]
            transfer[:, at] = np.where(better, offered, transfer[:, at])
            covering[:, at] = np.where(better, column[relative], covering[:, at])
    return transfer, covering
