"""The stages of a stored plan, rebuilt on its frozen state."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.candidates import PairRules, PairWeights, Pool, build_pool
from matcher.errors import InputError, Problem
from matcher.intake.profiles import Profiles
from matcher.plan.document import PlanDocument
from matcher.plan.fingerprint import profile_hash
from matcher.scores.model import ScoreModel


@dataclass(frozen=True)
class PlanContext:
    """What an explanation asks: the pool, the rules and the scores behind a plan."""

    document: PlanDocument
    profiles: Profiles
    pool: Pool
    weights: PairWeights

    @classmethod
    def of(cls, document: PlanDocument, profiles: Profiles) -> PlanContext:
        """Rebuild the stages; scores stay on the scales of the plan."""
        pool = build_pool(profiles, document.settings)
        model = ScoreModel.restore(profiles, document.settings, pool.sides, document.state)
        rules = PairRules(profiles, document.settings, pool)
        return cls(document, profiles, pool, PairWeights(model, rules))

    def oriented(self, a: str, b: str) -> tuple[str, str]:
        """The two ids in the order of the plan: left side first, or the smaller id."""
        if self.pool.two_sided:
            return (a, b) if a in self.pool.left or b in self.pool.right else (b, a)
        return (a, b) if a < b else (b, a)


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
