"""Plans under linear rules, and the questions that need them, on plain arrays.

::

    Problem, Rows --> best: two_sided or one_pool where there are no rows
                       |    else Model --> CP-SAT --> HiGHS agrees --> ties --> recheck
                       |    (or, for many weights of few plans, all plans listed once)
                       |
                       +-- fair, stable, ranked, near, forced
"""

from matcher.solve.ruled.fair import (
    FairnessPrice,
    FairPlan,
    leximin,
    price_of_fairness,
    worst_off,
)
from matcher.solve.ruled.forced import ForcedValues, forced_values
from matcher.solve.ruled.listed import ListedPlans, RuledPlans, best_listed
from matcher.solve.ruled.near import NearPlan, TradeOff, fewest_changes, trade_off
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.ranked import RankedPlans, diverse, k_best
from matcher.solve.ruled.rows import Row, RuledResult, Shortfall
from matcher.solve.ruled.satisfied import Satisfaction, satisfaction
from matcher.solve.ruled.stable import blocking_pairs, stable_plan
from matcher.solve.ruled.under_rules import best

__all__ = [
    "FairPlan",
    "FairnessPrice",
    "ForcedValues",
    "ListedPlans",
    "NearPlan",
    "Problem",
    "RankedPlans",
    "Row",
    "RuledPlans",
    "RuledResult",
    "Satisfaction",
    "Shortfall",
    "TradeOff",
    "best",
    "best_listed",
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
]
