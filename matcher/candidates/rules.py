"""Which pairs are permitted, by blocks, and in words for one pair."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.candidates.pool import Pool
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.programme.models import Programme
from matcher.vectors.pairs import pair_table
from matcher.vectors.places import Places

BoolBlock = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Reason:
    """Why a pair is not permitted."""

    code: str
    text: str


class PairRules:
    """The hard rules of a programme over one pool.

    Parameters
    ----------
    profiles : Profiles
    programme : Programme
        Pins and refusals given on the command line already merged into its rules.
    pool : Pool
    """

    def __init__(self, profiles: Profiles, programme: Programme, pool: Pool) -> None:
        self.programme = programme
        self.pool = pool
        self.cities = profiles.by_id
        self.shape = (len(pool.left), len(pool.right))
        self._left = [self.cities[city] for city in pool.left]
        self._right = [self.cities[city] for city in pool.right]
        self._forbidden = {frozenset(pair) for pair in programme.rules.forbidden}
        self.barred = self._barred_pairs()
        places = Places.of([*self._left, *self._right])
        self.left_places, self.right_places = places[: len(pool.left)], places[len(pool.left) :]
        self.left_roles, self.right_roles = (
            np.array([ROLES[programme.roles.of(city)] for city in side], dtype=np.int64)
            for side in (pool.left, pool.right)
        )

    def block(self, rows: Rows, cols: Rows) -> BoolBlock:
        """Return whether each pair of left `rows` and right `cols` is permitted.

        Parameters
        ----------
        rows, cols : ndarray of shape (r,), (c,)
            Positions on the left and right side.

        Returns
        -------
        ndarray of shape (r, c), bool
        """
        left, right = self.left_places[rows], self.right_places[cols]
        allowed: BoolBlock = np.ones((len(rows), len(cols)), dtype=bool)
        if self.barred.nnz:
            allowed ^= self.barred[rows][:, cols].toarray()
        if self.programme.rules.domestic == "forbidden":
            allowed &= ~left.same_country(right)
        if self.programme.language.mode == "require":
            allowed &= left.common_language(right)
        if self.roles_differ:
            role = self.left_roles[rows][:, None]
            allowed &= (role == ROLES["peer"]) | (role != self.right_roles[cols][None, :])
        return allowed

    @property
    def roles_differ(self) -> bool:
        """Whether anyone is more than a peer, so that some pairs are barred by role."""
        return bool((self.left_roles != ROLES["peer"]).any())

    def reasons(self, a: str, b: str) -> tuple[Reason, ...]:
        """Return every rule that bars a pair, in words; empty when it is permitted."""
        found = [
            Reason(refusal.code, refusal.reason)
            for refusal in (self.pool.refusal(a), self.pool.refusal(b))
            if refusal is not None
        ]
        first, second = self.cities[a], self.cities[b]
        if self.pool.two_sided and not found and not self._across(a, b):
            found.append(
                Reason(
                    "same_side",
                    say(
                        "{first} and {second} are on the same side.",
                        first=first.name,
                        second=second.name,
                    ),
                )
            )
        return (*found, *self._pair_reasons(first, second))

    def _pair_reasons(self, a: CityProfile, b: CityProfile) -> Iterable[Reason]:
        rules = self.programme.rules
        if a.id == b.id:
            yield Reason("itself", say("{a} cannot be paired with itself.", a=a.name))
            return
        for inner, outer in ((a, b), (b, a)):
            if outer.id in self._ancestors(inner):
                yield Reason(
                    "nested", say("{outer} contains {inner}.", outer=outer.name, inner=inner.name)
                )
        if rules.domestic == "forbidden" and a.country == b.country:
            yield Reason(
                "domestic",
                say(
                    "{a} and {b} are both in country {country}, and the programme pairs "
                    "across borders only.",
                    a=a.name,
                    b=b.name,
                    country=a.country,
                ),
            )
        if frozenset((a.id, b.id)) in self._forbidden:
            yield Reason(
                "forbidden", say("The pair {a} and {b} is forbidden by name.", a=a.name, b=b.name)
            )
        if self.programme.language.mode == "require" and not set(a.languages) & set(b.languages):
            yield Reason(
                "language",
                say("{a} and {b} have no working language in common.", a=a.name, b=b.name),
            )
        role = self.programme.roles.of(a.id)
        if role == self.programme.roles.of(b.id) and role != "peer":
            yield Reason(
                "role",
                say("{a} and {b} are both mentors.", a=a.name, b=b.name)
                if role == "mentor"
                else say("{a} and {b} are both learners.", a=a.name, b=b.name),
            )

    def _across(self, a: str, b: str) -> bool:
        return (a in self.pool.left_at) != (b in self.pool.left_at)

    def _ancestors(self, city: CityProfile) -> set[str]:
        found: set[str] = set()
        while city.part_of is not None and city.part_of not in found:
            found.add(city.part_of)
            if city.part_of not in self.cities:
                break
            city = self.cities[city.part_of]
        return found

    @cached_property
    def named_pairs(self) -> tuple[tuple[str, str], ...]:
        """Pairs that are barred one by one: forbidden by name, or one city inside the other."""
        inside = ((c.id, outer) for c in self.cities.values() for outer in self._ancestors(c))
        return (*self.programme.rules.forbidden, *inside)

    def _barred_pairs(self) -> sparse.csr_array:
        row, col = self.pool.left_at, self.pool.right_at
        pairs: set[tuple[int, int]] = set()
        for a, b in (*self.named_pairs, *((city, city) for city in self.pool.left)):
            pairs |= {(row[x], col[y]) for x, y in ((a, b), (b, a)) if x in row and y in col}
        return pair_table(pairs, self.shape)


ROLES = {"mentor": 0, "peer": 1, "learner": 2}
ROLE_WORDS = {"mentor": say("mentor"), "peer": say("peer"), "learner": say("learner")}
