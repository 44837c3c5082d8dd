"""Plans under linear rules, and the questions that need them, on plain arrays.

::

    Problem, Rows --> best: two_sided or one_pool where there are no rows
                       |    else Model --> CP-SAT --> HiGHS agrees --> ties --> recheck
                       |
                       +-- fair, stable, ranked, near, forced
"""

from matcher.solve.ruled.near import NearPlan, TradeOff, fewest_changes, trade_off
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult, Shortfall
from matcher.solve.ruled.under_rules import best

__all__ = [
    "NearPlan",
    "Problem",
    "Row",
    "RuledResult",
    "Shortfall",
    "TradeOff",
    "best",
    "fewest_changes",
    "trade_off",
]
