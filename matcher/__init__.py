"""Proposes city-to-city exchanges, with the proof and the reasons.

>>> import matcher
>>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
>>> plan.status
'optimal'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher import solve
    from matcher.errors import MatcherError
    from matcher.intake import read_profiles
    from matcher.pipeline import propose
    from matcher.plan_file import read_plan
    from matcher.programme import read_programme
    from matcher.proposal import Plan
    from matcher.vectors import ProfileVectorizer

__version__ = "0.1.0"

__all__ = [
    "MatcherError",
    "Plan",
    "ProfileVectorizer",
    "__version__",
    "propose",
    "read_plan",
    "read_profiles",
    "read_programme",
    "solve",
]

# Heavy libraries load when a name is first used, so that `import matcher` stays fast.
_HOMES = {
    "MatcherError": "matcher.errors",
    "Plan": "matcher.proposal",
    "ProfileVectorizer": "matcher.vectors",
    "propose": "matcher.pipeline",
    "read_plan": "matcher.plan_file",
    "read_profiles": "matcher.intake",
    "read_programme": "matcher.programme",
}


def __getattr__(name: str) -> Any:
    if name == "solve":
        return import_module("matcher.solve")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
