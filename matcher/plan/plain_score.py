"""The score of one pair by plain loops, for checking; see `matcher.plan.plain_city`."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from matcher.intake.profiles import Profiles
from matcher.plan.plain_city import PlainCity, plain_city, transfer
from matcher.programme.models import PARTS, Part, Programme


class PlainScorer:
    """Scores pairs one at a time from the profiles and the frozen state of a plan."""

    def __init__(self, profiles: Profiles, programme: Programme, state: dict[str, Any]) -> None:
        self.profiles = profiles
        self.programme = programme
        self.scales: dict[str, float] = state["scales"]
        self.mean: dict[str, float] = state["vectorizer"]["capability_mean"]
        self.state = state
        self._cities: dict[str, PlainCity] = {}

    def parts(self, a: str, b: str) -> dict[Part, int]:
        """Points of each part."""
        values = self.values(self.city(a), self.city(b))
        return {part: math.floor(self.weights[part] * values[part]) for part in PARTS}

    def city(self, name: str) -> PlainCity:
        """The plain numbers of a city, worked out once."""
        if name not in self._cities:
            self._cities[name] = plain_city(
                self.profiles[name], self.profiles.vocabulary, self.programme, self.state
            )
        return self._cities[name]

    @cached_property
    def weights(self) -> dict[Part, int]:
        """Whole weights that sum to 1,000,000."""
        exact = {part: self.programme.weights[part] * 1_000_000 for part in PARTS}
        whole = {part: math.floor(exact[part]) for part in PARTS}
        order = sorted(PARTS, key=lambda part: (whole[part] - exact[part], PARTS.index(part)))
        for part in order[: 1_000_000 - sum(whole.values())]:
            whole[part] += 1
        return whole

    @cached_property
    def _linked(self) -> set[frozenset[str]]:
        """Pairs with a documented tie."""
        return {frozenset((link.a, link.b)) for link in self.profiles.links}

    @cached_property
    def _sheds(self) -> dict[str, str]:
        """The first airshed that names each city."""
        found: dict[str, str] = {}
        for shed in self.profiles.airsheds.airsheds:
            for city in shed.members:
                found.setdefault(city, shed.id)
        return found

    @cached_property
    def co(self) -> dict[str, int]:
        """Co-benefit of each theme in sixteenths."""
        vocabulary = self.profiles.vocabulary
        plain = {
            theme.id: 4 * (min(theme.air, theme.climate) + 2)
            for theme in vocabulary
            if theme.air != "enabler" and theme.climate != "enabler"
        }
        result = dict(plain)
        for theme in vocabulary:
            if theme.id not in plain:
                unlocked = [plain[name] for name in theme.related if name in plain]
                result[theme.id] = round(sum(unlocked) / len(unlocked)) if unlocked else 8
        return result

    def values(self, a: PlainCity, b: PlainCity) -> dict[Part, float]:
        """Value of each part, 0..1."""
        forward, backward = self._flows(a, b), self._flows(b, a)
        k = a.k_exchange * b.k_exchange
        challenge = self._challenge(a, b)
        there, back = sum(forward.values()), sum(backward.values())
        co, k_co = 0.0, 0.0
        if there + back:
            weighted = sum(self.co[t] * x for flow in (forward, backward) for t, x in flow.items())
            co, k_co = weighted / ((there + back) * 16), k
        return {
            "mutual_benefit": self._shrunk(self._fused(a, b, there, back), k, "mutual_benefit"),
            "shared_challenge": self._shrunk(
                challenge, a.k_challenge * b.k_challenge, "shared_challenge"
            ),
            "context": self._context(a, b),
            "co_benefit": self._shrunk(co, k_co, "co_benefit"),
            "airshed": self._airshed(a, b),
            "prior_links": self._prior_links(a, b),
            "preferences": self._preferences(a, b),
        }

    def _shrunk(self, raw: float, k: float, part: str) -> float:
        mean = self.scales[part]
        return mean + k * (raw - mean)

    def _flows(self, giver: PlainCity, learner: PlainCity) -> dict[str, int]:
        return {
            theme: need
            * transfer(
                giver,
                theme,
                learner.own_level[theme],
                self.profiles.vocabulary,
                self.programme,
                self.mean,
            )
            for theme, need in learner.needs.items()
        }

    def _fused(self, a: PlainCity, b: PlainCity, there: int, back: int) -> float:
        role = {c.profile.id: self.programme.roles.of(c.profile.id) for c in (a, b)}
        first, second = role[a.profile.id], role[b.profile.id]
        a_gives = first == "mentor" or second == "learner"
        b_gives = first == "learner" or second == "mentor"
        rule = self.programme.benefit.fusion
        # The benefit over itself plus the typical benefit, multiplied out to one division.
        typical = self.scales["benefit"] * (4096 * 255)
        if a_gives and not b_gives:
            gain, rest = float(there), typical
        elif b_gives and not a_gives:
            gain, rest = float(back), typical
        elif rule == "harmonic":
            gain, rest = 2.0 * there * back, typical * (there + back)
        elif rule == "mean":
            gain, rest = float(there + back), 2 * typical
        else:
            gain, rest = float(max(there, back)), typical
        return gain / (gain + rest) if gain + rest > 0 else 0.0

    def _challenge(self, a: PlainCity, b: PlainCity) -> float:
        dot = sum(x * b.recorded_needs.get(t, 0) for t, x in a.recorded_needs.items())
        squares = [sum(x * x for x in c.recorded_needs.values()) for c in (a, b)]
        product = squares[0] * squares[1]
        cosine = dot / math.sqrt(product) if product else 0.0
        complementary = self.programme.reward.get("shared_challenge") == "complementary"
        return 1 - cosine if complementary else cosine

    def _context(self, a: PlainCity, b: PlainCity) -> float:
        total = features = 0
        for name in a.figures.keys() & b.figures.keys():
            total += (a.figures[name] - b.figures[name]) ** 2
            features += 1
        for one, other in zip(a.letters, b.letters, strict=True):
            if one is not None and other is not None:
                total += 2 * 127**2 if one != other else 0
                features += 1
        scale = self.scales["context"]
        if not features:
            value = 0.5
        elif scale == 0:
            value = 1.0 if total == 0 else 0.5
        else:
            near = features * (scale * 255**2)
            value = near / (near + total)
        complementary = self.programme.reward.get("context") == "complementary"
        return 1 - value if complementary else value

    def _airshed(self, a: PlainCity, b: PlainCity) -> float:
        if self.programme.weights["airshed"] == 0:
            return 0.5
        places = [(self._sheds.get(city.id, ""), city.country) for city in (a.profile, b.profile)]
        if places[0][0] and places[0][0] == places[1][0]:
            return 1.0
        best = None
        for flow in self.profiles.airsheds.transports:
            for here, there in (places, places[::-1]):
                if flow.origin in here and flow.receiver in there:
                    middle = (flow.low + flow.high) / 2
                    best = middle if best is None else max(best, middle)
        return 0.5 if best is None else 0.5 + best / 2

    def _prior_links(self, a: PlainCity, b: PlainCity) -> float:
        if frozenset((a.profile.id, b.profile.id)) not in self._linked:
            return 0.5
        return {"bonus": 1.0, "neutral": 0.5, "avoid": 0.0}[self.programme.rules.prior_links]

    def _preferences(self, a: PlainCity, b: PlainCity) -> float:
        one, other = a.profile, b.profile
        value = 0.5 + 0.25 * (other.id in one.wishes) + 0.25 * (one.id in other.wishes)
        if self.programme.language.mode == "prefer" and set(one.languages) & set(other.languages):
            value += 0.25
        if self.programme.rules.domestic == "penalised" and one.country == other.country:
            value -= 0.5
        return min(max(value, 0.0), 1.0)
