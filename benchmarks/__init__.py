"""Benchmarks: pools of cities, generators, peers, one process per measured solve, a report.

::

    real_pool, synthetic_pool, array_families --> cases --> prepare --> worker (one solve) --> run
                                              peers, ours --^                                   |
                                    docs/performance.md <-- report, charts <-- targets <-- JSON <
"""
