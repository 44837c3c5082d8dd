"""Whether a question can be asked of a plan at all."""

from __future__ import annotations

from matcher.errors import InputError, Problem
from matcher.intake.profiles import Profiles
from matcher.plan.document import PlanDocument
from matcher.plan.fingerprint import profile_hash


def require_city(document: PlanDocument, profiles: Profiles, city: str) -> None:
    """Raise unless the city is in the plan and its profile is the one that was scored."""
    if city not in document.cities or city not in profiles:
        problem = Problem("unknown_city", "no such city in this plan", found=city)
        raise InputError(f"{city} is not a city of this plan", [problem])
    if profile_hash(profiles[city]) != document.cities[city].sha256:
        problem = Problem(
            code="profile_changed",
            message=f"the profile of {city} is not the one that was scored",
            found=city,
            allowed="the profiles the plan was made from",
            remedy="give the same profiles with --profiles, or propose again",
        )
        raise InputError("the profiles have changed since the plan was made", [problem])


def require_profiles(document: PlanDocument, profiles: Profiles) -> None:
    """Raise unless the profiles are, all of them, those that the plan was made from."""
    cards = document.cities
    problems = [
        *(_changed(city, "is missing from the profiles") for city in cards if city not in profiles),
        *(_changed(c.id, "was not there when the plan was made") for c in profiles
          if c.id not in cards),
        *(_changed(c.id, "has a profile that is not the one that was scored") for c in profiles
          if c.id in cards and profile_hash(c) != cards[c.id].sha256),
    ]  # fmt: skip
    if problems:
        raise InputError("the profiles have changed since the plan was made", problems)


def _changed(city: str, how: str) -> Problem:
    return Problem(
        code="profile_changed",
        message=f"{city} {how}",
        found=city,
        allowed="the profiles the plan was made from",
        remedy="give the same profiles with --profiles, or propose again",
    )
