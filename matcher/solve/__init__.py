"""Exact matching on plain arrays: plans, whole prices that prove them, and an independent check.

::

    small: weights --> instance --> assignment, or network --> flow (OR-Tools) --> prices
                           |                                              |
           one_pool: doubled graph, odd sets --> enumeration or CP-SAT    ties --> verify

    large: tiles --> sampled prices --> shortlist --> plan and prices on it --> all pairs priced
           (priced/)                        ^--------- what beats its prices -----'  none: verify

    ensemble: the same instance under many weights, each scenario exactly

    ruled/: rules over pairs, and the questions that need them, by two exact models
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matcher.solve.ensemble import ensemble
from matcher.solve.ensemble_result import Ensemble
from matcher.solve.one_pool import one_pool
from matcher.solve.result import GroupPrice, NestedSets, OddSet, Prices, Result
from matcher.solve.two_sided import two_sided
from matcher.solve.verify import verify_one_pool, verify_two_sided

if TYPE_CHECKING:
    from matcher.solve.ruled import (
        FairnessPrice,
        FairPlan,
        ForcedValues,
        NearPlan,
        Problem,
        RankedPlans,
        Row,
        RuledResult,
        Satisfaction,
        Shortfall,
        TradeOff,
        best,
        blocking_pairs,
        diverse,
        fewest_changes,
        forced_values,
        k_best,
        leximin,
        price_of_fairness,
        satisfaction,
        stable_plan,
        trade_off,
        worst_off,
    )

__all__ = [
    "Ensemble",
    "FairPlan",
    "FairnessPrice",
    "ForcedValues",
    "GroupPrice",
    "NearPlan",
    "NestedSets",
    "OddSet",
    "Prices",
    "Problem",
    "RankedPlans",
    "Result",
    "Row",
    "RuledResult",
    "Satisfaction",
    "Shortfall",
    "TradeOff",
    "best",
    "blocking_pairs",
    "diverse",
    "ensemble",
    "fewest_changes",
    "forced_values",
    "k_best",
    "leximin",
    "one_pool",
    "price_of_fairness",
    "satisfaction",
    "stable_plan",
    "trade_off",
    "two_sided",
    "verify_one_pool",
    "verify_two_sided",
    "worst_off",
]

# What every plan needs is loaded at once; rules wait until somebody asks for them.
_RULED = frozenset(
    {
        "FairPlan",
        "FairnessPrice",
        "ForcedValues",
        "NearPlan",
        "Problem",
        "RankedPlans",
        "Row",
        "RuledResult",
        "Satisfaction",
        "Shortfall",
        "TradeOff",
        "best",
        "blocking_pairs",
        "diverse",
        "fewest_changes",
        "forced_values",
        "k_best",
        "leximin",
        "price_of_fairness",
        "satisfaction",
        "stable_plan",
        "trade_off",
        "worst_off",
    }
)


def __getattr__(name: str) -> Any:
    if name not in _RULED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("matcher.solve.ruled"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
