"""One hypothesis profile for all tests: whole solves have no deadline.

The lane of every day draws the same examples each time, so that a change that passes once passes
again; the long lane draws others each time, which is where new faults are found.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from support.lanes import LONG

settings.register_profile(
    "engine",
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("engine")
