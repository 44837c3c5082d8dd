"""Exact matching on plain arrays: plans, whole prices that prove them, and an independent check.

::

    weights --> instance --> network (circulation) --> flow (OR-Tools) --> prices (Bellman-Ford)
                                |                                              |
                one_pool: doubled graph, odd sets --> enumeration or CP-SAT    ties --> verify
"""

from matcher.solve.one_pool import one_pool
from matcher.solve.result import OddSet, Prices, Result
from matcher.solve.two_sided import two_sided
from matcher.solve.verify import verify_one_pool, verify_two_sided

__all__ = [
    "OddSet",
    "Prices",
    "Result",
    "one_pool",
    "two_sided",
    "verify_one_pool",
    "verify_two_sided",
]
