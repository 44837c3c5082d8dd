"""Who says sentences about a set of cities in one language."""

from __future__ import annotations

from matcher.intake.profiles import Profiles
from matcher.language import ENGLISH, Language, Speaker


def speaker_of(
    profiles: Profiles, language: Language = ENGLISH, *, introduce: bool = False
) -> Speaker:
    """A speaker that knows the names of the cities, where a profile has one in its language.

    A name that two cities share is left as it is.

    Parameters
    ----------
    profiles : Profiles
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
    introduce : bool
        Whether the first mention of a city brings its English name as well.
    """
    local: dict[str, set[str | None]] = {}
    for city in profiles if language != ENGLISH else ():
        local.setdefault(city.name, set()).add(city.names.get(language))
    known = {name: found.pop() for name, found in local.items() if len(found) == 1}
    names = {name: text for name, text in known.items() if text is not None}
    return Speaker(language, names, introduce=introduce)
