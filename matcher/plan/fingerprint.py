"""Hashes that tell whether a plan's inputs are still what they were."""

from __future__ import annotations

import hashlib

from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme


def profile_hash(city: CityProfile) -> str:
    """SHA-256 of a profile's content, independent of the file it came from."""
    return hashlib.sha256(city.model_dump_json().encode()).hexdigest()


def input_hashes(profiles: Profiles, programme: Programme) -> dict[str, str]:
    """SHA-256 of what a plan is made from, by kind."""

    def digest(*texts: str) -> str:
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()

    return {
        "programme": digest(programme.model_dump_json()),
        "cities": digest(*(profile_hash(city) for city in profiles)),
        "themes": digest(*(theme.model_dump_json() for theme in profiles.vocabulary)),
        "links": digest(*sorted(link.model_dump_json() for link in profiles.links)),
        "airsheds": digest(profiles.airsheds.model_dump_json()),
    }
