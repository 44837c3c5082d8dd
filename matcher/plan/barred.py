"""What bars a city from all others, without asking about each of them.

But for the pairs that are named or nested, the rules read only the country, the working languages
and the role of a city. So one question for each kind of city answers for all of its kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from matcher.candidates import PairRules

Kind = tuple[str, frozenset[str], str]


class Barriers:
    """The first rule that bars each city from each other, by code.

    Parameters
    ----------
    rules : PairRules
    """

    def __init__(self, rules: PairRules) -> None:
        self.rules = rules
        self._between_kinds: dict[tuple[Kind, Kind], str | None] = {}

    def of(self, city: str) -> set[str | None]:
        """Codes over all other cities across; None stands for one that nothing bars."""
        pool, mine = self.rules.pool, self._kind(city)
        across = pool.right_at if city in pool.left_at else pool.left_at
        named = {other for other in self._named[city] if other in across} | {city}
        codes = {self._first(city, other) for other in named if other != city}
        left_out = Counter(self._kind(other) for other in named if other in across)
        for kind, members in self._kinds[across is pool.right_at].items():
            if len(members) > left_out[kind]:
                if (mine, kind) not in self._between_kinds:
                    other = next(member for member in members if member not in named)
                    self._between_kinds[mine, kind] = self._first(city, other)
                codes.add(self._between_kinds[mine, kind])
        return codes

    def _first(self, city: str, other: str) -> str | None:
        return next((reason.code for reason in self.rules.reasons(city, other)), None)

    def _kind(self, city: str) -> Kind:
        profile = self.rules.cities[city]
        role = self.rules.programme.roles.of(city)
        return profile.country, frozenset(profile.languages), role

    @cached_property
    def _kinds(self) -> dict[bool, dict[Kind, list[str]]]:
        """Cities of the left (False) and of the right side (True) by kind."""
        pool = self.rules.pool
        return {False: self._by_kind(pool.left), True: self._by_kind(pool.right)}

    def _by_kind(self, cities: Iterable[str]) -> dict[Kind, list[str]]:
        found: dict[Kind, list[str]] = defaultdict(list)
        for city in cities:
            found[self._kind(city)].append(city)
        return found

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """By city, the others that a rule names together with it."""
        found: dict[str, set[str]] = defaultdict(set)
        for a, b in self.rules.named_pairs:
            found[a].add(b)
            found[b].add(a)
        return found
