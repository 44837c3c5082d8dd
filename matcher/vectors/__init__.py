"""City profiles to named arrays.

::

    CityProfile --> ItemLevels (levels x evidence) --+
                                                     +--> ProfileVectorizer --> CityVectors
    CityProfile --> context frame (sklearn) ---------+
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.vectors.context import ContextQuantizer
    from matcher.vectors.profile_vectorizer import CityVectors, ProfileVectorizer

__all__ = ["CityVectors", "ContextQuantizer", "ProfileVectorizer"]

_HOMES = {
    "CityVectors": "matcher.vectors.profile_vectorizer",
    "ContextQuantizer": "matcher.vectors.context",
    "ProfileVectorizer": "matcher.vectors.profile_vectorizer",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
