"""Which of many exchanges each quota of a programme counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.candidates import PairWeights
from matcher.candidates.quotas import themes_of
from matcher.intake.profiles import Profiles
from matcher.plan.carried import carried_themes
from matcher.programme.quotas import Quota

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class QuotaGroup:
    """Exchanges that are counted together.

    Parameters
    ----------
    at : int
        Position of the quota in the programme.
    quota : Quota
    members : ndarray of shape (k,), int64
        Positions of the exchanges that count.
    countries : (str, str), optional
        Of a quota per pair of countries: the two.
    """

    at: int
    quota: Quota
    members: IntArray
    countries: tuple[str, str] | None = None


def quota_groups(
    weights: PairWeights, profiles: Profiles, pairs: IntArray
) -> tuple[QuotaGroup, ...]:
    """Sort exchanges by the quotas that count them.

    Parameters
    ----------
    weights : PairWeights
    profiles : Profiles
    pairs : ndarray of shape (k, 2), int64
        Positions on the left and on the right.

    Returns
    -------
    tuple of QuotaGroup
        One for each quota, in order; one for every two countries with an exchange among `pairs`
        where a quota is per pair of countries. An exchange within one country is between no two.
    """
    quotas, model = weights.rules.programme.quotas, weights.model
    carried: BoolArray | None = None
    found: list[QuotaGroup] = []
    for at, quota in enumerate(quotas):
        if quota.per is not None:
            found += _by_countries(at, quota, weights, profiles, pairs)
            continue
        if quota.role is not None:
            counts = _with_role(quota.role, weights, pairs)
        else:
            if carried is None:
                ends = np.column_stack([model.at_left[pairs[:, 0]], model.at_right[pairs[:, 1]]])
                carried = carried_themes(model, ends)
            themes = themes_of(quota, profiles.vocabulary)
            among = np.array([theme.id in themes for theme in profiles.vocabulary], dtype=bool)
            counts = np.asarray(carried[:, among].any(axis=1))
        found.append(QuotaGroup(at, quota, np.flatnonzero(counts)))
    return tuple(found)


def _with_role(role: str, weights: PairWeights, pairs: IntArray) -> BoolArray:
    pool, of = weights.rules.pool, weights.rules.programme.roles.of
    left = np.array([of(city) == role for city in pool.left], dtype=bool)
    right = np.array([of(city) == role for city in pool.right], dtype=bool)
    counts: BoolArray = left[pairs[:, 0]] | right[pairs[:, 1]]
    return counts


def _by_countries(
    at: int, quota: Quota, weights: PairWeights, profiles: Profiles, pairs: IntArray
) -> list[QuotaGroup]:
    pool = weights.rules.pool
    here = np.array([profiles[city].country for city in pool.left], dtype=str)[pairs[:, 0]]
    there = np.array([profiles[city].country for city in pool.right], dtype=str)[pairs[:, 1]]
    abroad = np.flatnonzero(here != there)
    both = np.sort(np.column_stack([here, there])[abroad], axis=1)
    names, place = np.unique(both, axis=0, return_inverse=True)
    place = place.ravel()
    return [
        QuotaGroup(at, quota, abroad[place == k], (str(one), str(other)))
        for k, (one, other) in enumerate(names.tolist())
    ]
