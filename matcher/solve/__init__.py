"""Exact matching on plain arrays: plans, whole prices that prove them, and an independent check.

::

    small: weights --> instance --> assignment, or network --> flow (OR-Tools) --> prices
                           |                                              |
           one_pool: doubled graph, odd sets --> enumeration or CP-SAT    ties --> verify

    large: tiles --> sampled prices --> shortlist --> plan and prices on it --> all pairs priced
           (priced/)                        ^--------- what beats its prices -----'  none: verify

    ensemble: the same instance under many weights, each scenario exactly
"""

from matcher.solve.ensemble import ensemble
from matcher.solve.ensemble_result import Ensemble
from matcher.solve.one_pool import one_pool
from matcher.solve.result import GroupPrice, NestedSets, OddSet, Prices, Result
from matcher.solve.two_sided import two_sided
from matcher.solve.verify import verify_one_pool, verify_two_sided

__all__ = [
    "Ensemble",
    "GroupPrice",
    "NestedSets",
    "OddSet",
    "Prices",
    "Result",
    "ensemble",
    "one_pool",
    "two_sided",
    "verify_one_pool",
    "verify_two_sided",
]
