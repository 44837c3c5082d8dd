"""Context figures drawn around their values, wider the older they are.

A figure is drawn evenly between its value less a margin and its value plus it. The margin is 2% of
the value for each year between the year of the figure and the programme's reference year, at most
30%; a figure without a year counts as oldest. Shares stay below 100%. What is not recorded stays
unrecorded, the climate class has no year and stays, and needs that were inferred from a figure
stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.explain.sure.plans import mirrored, solve_tables
from matcher.explain.sure.plans_found import FloatArray, Plans, Progress
from matcher.intake.models import CityProfile, Indicator
from matcher.plan.case import Case
from matcher.programme.models import PARTS
from matcher.scores.model import ScoreModel
from matcher.scores.points import to_points
from matcher.vectors.context import RATIO_FIGURES, SHARE_FIGURES, context_frame

MARGIN_PER_YEAR = 0.02
GREATEST_MARGIN = 0.30
_STREAM = 2
# Figures as they are recorded: density is population by land area.
DRAWN = (*(name for name in RATIO_FIGURES if name != "density"), "land_area", *SHARE_FIGURES)
_DRAWS_AT_ONCE = 50

Steps = npt.NDArray[np.uint8]


def margin(indicator: Indicator, reference_year: int) -> float:
    """Greatest relative change of a figure in a draw.

    Examples
    --------
    >>> figure = Indicator(value=40.0, unit="ug/m3", year=2019, source="made up")
    >>> round(margin(figure, 2026), 2)
    0.14
    """
    if indicator.year is None:
        return GREATEST_MARGIN
    age = max(reference_year - indicator.year, 0)
    return min(age * MARGIN_PER_YEAR, GREATEST_MARGIN)


def draw_factors(case: Case, draws: int, seed: int) -> FloatArray:
    """Factor of each figure, shape (draws, cities of the pool by id, `DRAWN`); 1 where unrecorded.

    Parameters
    ----------
    seed : int, at least 0
    """
    reference = case.programme.evidence.reference_year
    members = case.pool.members
    margins = np.zeros((len(members), len(DRAWN)))
    for row, city in enumerate(members):
        figures = case.profiles[city].indicators
        for column, name in enumerate(DRAWN):
            if name in figures:
                margins[row, column] = margin(figures[name], reference)
    drawn = np.random.default_rng([seed, _STREAM]).uniform(-1, 1, (draws, *margins.shape))
    factors: FloatArray = 1 + margins * drawn
    return factors


def solve_figures(
    case: Case, draws: int, seed: int, *, jobs: int | None = None, progress: Progress | None = None
) -> Plans:
    """One plan for each draw of all figures; every other part keeps its points."""
    model = case.weights.model
    n, m = case.weights.shape
    rows, cols = np.arange(n), np.arange(m)
    points = model.parts(rows, cols)
    others: FloatArray = np.zeros((n, m))
    for part in PARTS:
        if part != "context":
            others += points[part]
    others[~case.weights.rules.block(rows, cols)] = np.nan
    steps = drawn_steps(case, draw_factors(case, draws, seed))
    give = partial(_table, case, model, others, steps)
    return solve_tables(case, give, draws, jobs=jobs, progress=progress)


def drawn_steps(case: Case, factors: FloatArray) -> Steps:
    """Context features of each draw in steps 0..255, shape (draws, cities of the pool, F).

    Missing features, which a draw leaves missing, are 0.
    """
    cities = [case.profiles[city] for city in case.pool.members]
    frame = context_frame(cities)
    values = np.array(
        [[_value(city, name) for name in DRAWN] for city in cities], dtype=np.float64
    ).reshape(len(cities), len(DRAWN))
    context = case.weights.model.vectorizer.context_
    steps = np.empty((*factors.shape[:2], case.weights.model.vectors.context.shape[1]), np.uint8)
    if not cities:
        return steps
    for start in range(0, len(factors), _DRAWS_AT_ONCE):
        some = factors[start : start + _DRAWS_AT_ONCE]
        repeated = pd.concat([frame] * len(some))
        drawn = dict(zip(DRAWN, np.moveaxis(values * some, 2, 0), strict=True))
        for name in (*RATIO_FIGURES, *SHARE_FIGURES):
            if name == "density":
                area = drawn["land_area"]
                known = area != 0
                column = np.full_like(area, np.nan)
                np.divide(drawn["population"], area, out=column, where=known)
            else:
                column = _held(name, drawn[name])
            repeated[name] = column.ravel()
        made = np.nan_to_num(np.asarray(context.transform(repeated), dtype=np.float64))
        steps[start : start + len(some)] = made.reshape(len(some), len(cities), -1)
    return steps


def _table(case: Case, model: ScoreModel, others: FloatArray, steps: Steps, at: int) -> FloatArray:
    n, m = case.weights.shape
    vectors = replace(model.vectors, context=steps[at].astype(np.int64))
    context = replace(model, vectors=vectors).values_of("context", np.arange(n), np.arange(m))
    table: FloatArray = others + to_points(model.weights["context"], context)
    # What does not reach the minimum score of the programme is not permitted.
    table[~(table >= case.programme.rules.minimum_score)] = np.nan
    return table if case.pool.two_sided else mirrored(table)


def _value(city: CityProfile, name: str) -> float:
    figure = city.indicators.get(name)
    return np.nan if figure is None else figure.value


def _held(name: str, values: FloatArray) -> FloatArray:
    return np.minimum(values, 100.0) if name in SHARE_FIGURES else values
