"""The set-valued vectoriser: profiles in, one row of named numbers per city out."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from matcher.intake.models import CityProfile
from matcher.programme.models import Evidence
from matcher.vectors.context import (
    RATIO_FIGURES,
    SHARE_FIGURES,
    context_frame,
    context_transformer,
    feature_counts,
)
from matcher.vectors.levels import FloatArray, IntArray, ItemLevels, item_levels
from matcher.vectors.quantise import NEED_TOTAL, largest_remainder


@dataclass(frozen=True)
class CityVectors:
    """n cities as arrays; T themes, F context columns.

    Parameters
    ----------
    ids : tuple of str
        City ids, one per row.
    needs, recorded_needs : ndarray of shape (n, T), int64
        Rows sum to 4096 (or 0 where nothing is stated); the second without inferred needs.
    levels : ItemLevels
        The levels behind them.
    context : ndarray of shape (n, F), integers 0..255
        0 where missing.
    context_mask : ndarray of shape (n, F), 0 or 1
    feature_counts : ndarray of shape (F,)
        What each column adds to the number of features compared.
    """

    ids: tuple[str, ...]
    needs: IntArray
    recorded_needs: IntArray
    levels: ItemLevels
    context: IntArray
    context_mask: IntArray
    feature_counts: IntArray

    def __len__(self) -> int:
        return len(self.ids)


class ProfileVectorizer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn city profiles into needs, capabilities and context, as integers with named columns.

    Parameters
    ----------
    themes : sequence of str
        Theme ids, in the order of the columns.
    evidence : Evidence, optional
        Worth of an item by basis and age; the programme's, or the defaults.
    emphasis : mapping of str to float, optional
        Factor of needs by theme; 1 where it says nothing.

    Attributes
    ----------
    capability_mean_ : ndarray of shape (n_themes,), 0..3
        Where an unrecorded capability stands: the sum of levels over all cities of the pool
        divided by their number.
    context_range_ : DataFrame of shape (2, n_figures)
        Least and greatest raw value of each figure, NaN where no city has it.
    context_ : ColumnTransformer
        Fitted context transformer.
    n_cities_in_ : int

    Examples
    --------
    >>> import matcher
    >>> profiles = matcher.read_profiles()
    >>> frame = ProfileVectorizer(profiles.vocabulary.ids).fit_transform(profiles.cities)
    >>> frame.loc["cn-jinan", "need__C1":].index[0]
    'need__C1'
    """

    def __init__(
        self,
        themes: Sequence[str],
        evidence: Evidence | None = None,
        emphasis: Mapping[str, float] | None = None,
    ) -> None:
        self.themes = themes
        self.evidence = evidence
        self.emphasis = emphasis

    def fit(self, X: Iterable[CityProfile] | pd.DataFrame, y: object = None) -> Self:
        """Learn the pool's mean capability and the range of each context figure.

        Parameters
        ----------
        X : iterable of CityProfile, or DataFrame with one column ``profile``
            The pool. The order does not matter.
        y : ignored
        """
        cities = sorted(_cities(X), key=lambda city: city.id)
        raw = context_frame(cities)[[*RATIO_FIGURES, *SHARE_FIGURES]]
        raw[list(RATIO_FIGURES)] = raw[list(RATIO_FIGURES)].where(raw[list(RATIO_FIGURES)] > 0)
        levels = self._levels(cities)
        return self._set_state(
            levels.capabilities.sum(axis=0) / max(len(cities), 1),
            pd.DataFrame([raw.min(), raw.max()], index=["least", "greatest"]),
            len(cities),
        )

    def transform(self, X: Iterable[CityProfile] | pd.DataFrame) -> pd.DataFrame:
        """Return one row per city with columns ``need__*``, ``capability__*``, ``context__*``.

        Capabilities are levels 0..3 with the pool's mean where none is recorded; context is NaN
        where missing.
        """
        cities = _cities(X)
        vectors = self.vectors(cities)
        capability = np.where(
            vectors.levels.known, vectors.levels.capabilities, self.capability_mean_
        )
        context = np.where(vectors.context_mask > 0, vectors.context, np.nan)
        return pd.DataFrame(
            np.hstack([vectors.needs, capability, context]),
            index=pd.Index(vectors.ids, name="city"),
            columns=self.get_feature_names_out(),
        )

    def vectors(self, X: Iterable[CityProfile] | pd.DataFrame) -> CityVectors:
        """Return the same as arrays, for the score model."""
        check_is_fitted(self)
        cities = _cities(X)
        levels = self._levels(cities)
        steps = np.empty((0, len(feature_counts())))
        if cities:
            steps = np.asarray(self.context_.transform(context_frame(cities)), dtype=np.float64)
        present = ~np.isnan(steps)
        return CityVectors(
            ids=tuple(city.id for city in cities),
            needs=largest_remainder(levels.needs, NEED_TOTAL),
            recorded_needs=largest_remainder(levels.recorded_needs, NEED_TOTAL),
            levels=levels,
            context=np.where(present, steps, 0).astype(np.int64),
            context_mask=present.astype(np.int64),
            feature_counts=feature_counts(),
        )

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Names of the columns of `transform`."""
        check_is_fitted(self)
        context = self.context_.get_feature_names_out()
        names = [
            *(f"need__{theme}" for theme in self.themes),
            *(f"capability__{theme}" for theme in self.themes),
            *(f"context__{name}" for name in context),
        ]
        return np.array(names, dtype=object)

    def get_state(self) -> dict[str, Any]:
        """Return the fitted state as plain JSON values."""
        check_is_fitted(self)
        return {
            "capability_mean": dict(zip(self.themes, self.capability_mean_.tolist(), strict=True)),
            "context_range": {
                name: None if column.isna().any() else column.tolist()
                for name, column in self.context_range_.items()
            },
            "n_cities": self.n_cities_in_,
        }

    def set_state(self, state: dict[str, Any]) -> Self:
        """Restore a fitted state; the inverse of `get_state`, to the bit."""
        ranges = {
            name: [np.nan, np.nan] if values is None else values
            for name, values in state["context_range"].items()
        }
        return self._set_state(
            np.array([state["capability_mean"][theme] for theme in self.themes]),
            pd.DataFrame(ranges, index=["least", "greatest"]),
            state["n_cities"],
        )

    def _set_state(self, mean: FloatArray, context_range: pd.DataFrame, n: int) -> Self:
        self.capability_mean_ = mean
        self.context_range_ = context_range
        self.n_cities_in_ = n
        # The ranges are all the transformer learns, so fitting it on them restores it exactly.
        frame = context_range.assign(climate_main=None, climate_rain=None)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="All-NaN", category=RuntimeWarning)
            self.context_ = context_transformer().fit(frame)
        return self

    def _levels(self, cities: Sequence[CityProfile]) -> ItemLevels:
        evidence = self.evidence or Evidence()
        return item_levels(cities, list(self.themes), evidence, self.emphasis or {})

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        return tags


def _cities(X: Iterable[CityProfile] | pd.DataFrame) -> list[CityProfile]:
    rows = X["profile"] if isinstance(X, pd.DataFrame) else X
    cities = list(rows)
    wrong = next((row for row in cities if not isinstance(row, CityProfile)), None)
    if wrong is not None:
        raise TypeError(
            f"X holds a {type(wrong).__name__}; give CityProfile objects, or a DataFrame with a "
            "column 'profile' of them"
        )
    return cities
