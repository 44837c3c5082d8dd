"""What a plan.json holds, and the profiles behind it, as the outputs are held against them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.plain_score import PlainScorer
from matcher.proposal import Plan

PARTS = (
    "mutual_benefit", "shared_challenge", "context", "co_benefit", "airshed", "prior_links",
    "preferences",
)  # fmt: skip
NEEDS = {1: "mentioned", 2: "clear priority", 3: "urgent"}
PRACTICES = {1: "pilot", 2: "city scale", 3: "proven, with a measured result"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Behind:
    """What stands behind a plan and not in it: profiles, and every pair scored by plain loops.

    Parameters
    ----------
    profiles : Profiles
    parts : dict of (str, str) to dict
        Points of each part, for every pair of the pool.
    permitted : set of (str, str)
    losses : dict of (str, str) to int or None
        What the plan loses without each of its pairs, as `Plan.explain` finds it by solving again.
    """

    profiles: Profiles
    parts: dict[tuple[str, str], dict[str, int]]
    permitted: set[tuple[str, str]]
    losses: dict[tuple[str, str], int | None]

    @classmethod
    def of(cls, plan: Plan) -> Behind:
        """Score every pair of the pool of a plan, one at a time."""
        document, sides = plan.document, plan.document.sides
        scorer = PlainScorer(plan.profiles, document.settings, document.state)
        one_pool = len(sides) == 1
        pairs = [(a, b) for a in sides[0].cities for b in sides[-1].cities if not one_pool or a < b]
        rules = Case.of(document, plan.profiles).weights.rules
        parts = {pair: dict(scorer.parts(*pair)) for pair in pairs}
        least = document.settings.rules.minimum_score
        permitted = {
            pair
            for pair in pairs
            if not list(rules.reasons(*pair)) and sum(parts[pair].values()) >= least
        }
        told = plan.explain().to_dict()["pairs"] if plan.objective is not None else []
        losses = {(pair["a"], pair["b"]): pair["loss_without"] for pair in told}
        return cls(plan.profiles, parts, permitted, losses)


class Facts:
    """A plan.json as plain JSON values, with what can be counted in it."""

    def __init__(self, plan: Json, behind: Behind) -> None:
        self.plan = plan
        self.behind = behind
        self.pairs: list[Json] = plan["pairs"]
        self.cities: dict[str, Json] = plan["cities"]
        self.names = {city: card["name"] for city, card in self.cities.items()}
        self.pool = [city for side in plan["sides"] for city in side["cities"]]
        self.taking = {city for pair in self.pairs for city in (pair["a"], pair["b"])}
        self.weights = {part: row["weight"] for part, row in plan["influence"].items()}
        self.best = max((pair["score"] for pair in self.pairs), default=1)

    def by_id(self, pair: str) -> Json:
        """A pair of the plan by its two ids."""
        return next(one for one in self.pairs if f"{one['a']}:{one['b']}" == pair)

    def title(self, pair: Json | list[str]) -> str:
        """A pair by the names of its cities."""
        ends = (pair["a"], pair["b"]) if isinstance(pair, dict) else pair
        return " with ".join(self.names[city] for city in ends)

    def score(self, a: str, b: str) -> int:
        """Points of any pair of the pool: those of the plan, or worked out by plain loops."""
        for pair in self.pairs:
            if {a, b} == {pair["a"], pair["b"]}:
                return int(pair["score"])
        return sum(self.parts(a, b).values())

    def parts(self, a: str, b: str) -> dict[str, int]:
        """Points of each part of any pair of the pool, worked out by plain loops."""
        found = self.behind.parts
        return found[a, b] if (a, b) in found else found[b, a]

    def may(self, a: str, b: str) -> bool:
        """Whether two cities may be a pair."""
        return (a, b) in self.behind.permitted or (b, a) in self.behind.permitted

    def typical(self) -> dict[str, int]:
        """The median points of each part over the permitted pairs, rounded down."""
        pairs = self.behind.permitted
        return {
            part: int(median(self.behind.parts[pair][part] for pair in pairs)) for part in PARTS
        }

    def rank(self, city: str, other: str) -> tuple[int, int, int]:
        """The first and last place of a partner among equals by score, and of how many."""
        scores = {
            mate: self.score(city, mate)
            for mate in self.pool
            if mate != city and self.may(city, mate)
        }
        better = sum(score > scores[other] for score in scores.values())
        equal = sum(score == scores[other] for score in scores.values())
        return better + 1, better + equal, len(scores)

    def quotes(self, *cities: str) -> list[str]:
        """What is quoted of cities, word by word: the longest first."""
        found = set()
        for city in cities:
            profile = self.behind.profiles[city]
            for item in profile.items:
                found |= {item.text, item.result or "", item.source.title}
                found |= {item.source.publisher or "", item.source.url or ""}
        for link in self.behind.profiles.links:
            if {link.a, link.b} & set(cities):
                found |= {f"{link.kind} ({link.source})"}
        found |= set(self.names.values())
        found |= {theme.title for theme in self.behind.profiles.vocabulary}
        return sorted(found - {""}, key=len, reverse=True)
