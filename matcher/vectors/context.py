"""What a city is like: size, climate, income, economy, energy, pollution, as 0..255 with gaps.

A missing figure stays missing (NaN) through every step; the score compares two cities over the
figures both have.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder
from sklearn.utils.validation import check_is_fitted, validate_data

from matcher.intake.models import CityProfile
from matcher.vectors.quantise import LEVEL_TOP

# Quantities that span orders of magnitude are compared by ratio, shares by difference.
RATIO_FIGURES = ("population", "density", "pm25", "no2", "ghg_per_capita", "grp_per_capita")
SHARE_FIGURES = ("electricity_renewable", "electricity_coal", "secondary_industry")
CLIMATE_LETTERS = ("climate_main", "climate_rain")
KOEPPEN = (list("ABCDE"), list("fmswSWTF"))
# Two unlike letters differ in two one-hot columns; half the height makes that one half in all.
CLIMATE_HEIGHT = 0.5


class ContextQuantizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Scale each column to whole steps 0..`top` over the range seen in fit; NaN stays NaN.

    Parameters
    ----------
    top : int, default=255
        Largest step.

    Attributes
    ----------
    scaler_ : MinMaxScaler
        Fitted to the finite values of each column; new values outside the range are clipped.

    Examples
    --------
    >>> ContextQuantizer().fit_transform([[0.0], [1.0], [0.5]]).ravel().tolist()
    [0.0, 255.0, 127.0]
    """

    def __init__(self, top: int = LEVEL_TOP) -> None:
        self.top = top

    def fit(self, X: npt.ArrayLike, y: object = None) -> Self:
        """Learn the range of each column.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Finite or NaN.
        y : ignored
        """
        checked = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        with np.errstate(all="ignore"):
            self.scaler_ = MinMaxScaler(clip=True).fit(checked)
        return self

    def transform(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return whole steps 0..`top` as float64, NaN where X is NaN."""
        check_is_fitted(self)
        checked = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        steps: npt.NDArray[np.float64] = np.floor(self.scaler_.transform(checked) * self.top)
        return steps

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def context_frame(cities: Sequence[CityProfile]) -> pd.DataFrame:
    """Return the raw context of each city, one row per city id; NaN or None where not recorded."""
    rows = [_context_row(city) for city in cities]
    columns = [*RATIO_FIGURES, *SHARE_FIGURES, *CLIMATE_LETTERS]
    return pd.DataFrame(rows, index=[city.id for city in cities], columns=columns).astype(
        dict.fromkeys((*RATIO_FIGURES, *SHARE_FIGURES), float)
        | dict.fromkeys(CLIMATE_LETTERS, object)
    )


def feature_counts() -> npt.NDArray[np.int64]:
    """How much each output column adds to the number of features: a climate letter is one."""
    numbers = [1] * (len(RATIO_FIGURES) + len(SHARE_FIGURES))
    return np.array(numbers + [int(i == 0) for group in KOEPPEN for i in range(len(group))])


def context_transformer() -> ColumnTransformer:
    """Return the unfitted scikit-learn transformer from the raw frame to 0..255 columns."""
    ratio = make_pipeline(FunctionTransformer(_log10, feature_names_out="one-to-one"), _quantizer())
    climate = Pipeline(
        [
            (
                "letters",
                OneHotEncoder(
                    categories=list(KOEPPEN), handle_unknown="ignore", sparse_output=False
                ),
            ),
            ("height", FunctionTransformer(_climate_steps, feature_names_out="one-to-one")),
        ]
    )
    return ColumnTransformer(
        [
            ("ratio", ratio, list(RATIO_FIGURES)),
            ("share", _quantizer(), list(SHARE_FIGURES)),
            ("climate", climate, list(CLIMATE_LETTERS)),
        ],
        verbose_feature_names_out=False,
    )


def _quantizer() -> ContextQuantizer:
    return ContextQuantizer()


def _context_row(city: CityProfile) -> dict[str, float | str | None]:
    figures = {name: indicator.value for name, indicator in city.indicators.items()}
    area = figures.get("land_area")
    row: dict[str, float | str | None] = {
        name: figures.get(name) for name in (*RATIO_FIGURES, *SHARE_FIGURES)
    }
    if city.population is not None and area:
        row["density"] = city.population / area
    row["climate_main"] = city.climate[0] if city.climate else None
    row["climate_rain"] = city.climate[1] if city.climate and len(city.climate) > 1 else None
    return row


def _log10(values: pd.DataFrame) -> pd.DataFrame:
    # A ratio figure of zero has no logarithm: it counts as not recorded.
    positive = values.where(values > 0)
    # numpy's own logarithm differs in the last bit between processors, and a bit can decide a step.
    return positive.map(math.log10, na_action="ignore")


def _climate_steps(one_hot: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    steps = np.floor(np.asarray(one_hot, dtype=np.float64) * (CLIMATE_HEIGHT * LEVEL_TOP))
    start = 0
    for letters in KOEPPEN:
        group = steps[:, start : start + len(letters)]
        group[~group.any(axis=1)] = np.nan
        start += len(letters)
    return steps


def climate_groups() -> list[slice]:
    """The output columns of each climate letter."""
    start = len(RATIO_FIGURES) + len(SHARE_FIGURES)
    groups = []
    for letters in KOEPPEN:
        groups.append(slice(start, start + len(letters)))
        start += len(letters)
    return groups


def unlike_letters() -> int:
    """Squared distance, in steps, that two unlike letters add."""
    return 2 * int(CLIMATE_HEIGHT * LEVEL_TOP) ** 2
