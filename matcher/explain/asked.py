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
