"""Which pairs are permitted, by blocks, and in words for one pair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matcher.candidates.pool import Pool
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme
from matcher.vectors.pairs import pair_table

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
        self._barred = self._barred_pairs()
        tongues = sorted({t for city in (*self._left, *self._right) for t in city.languages})
        self._columns = tuple(
            _Columns.of(side, programme, tongues) for side in (self._left, self._right)
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
        left, right = self._columns
        allowed: BoolBlock = ~self._barred[rows][:, cols].toarray()
        if self.programme.rules.domestic == "forbidden":
            allowed &= left.country[rows][:, None] != right.country[cols][None, :]
        if self.programme.language.mode == "require":
            allowed &= (left.languages[rows] @ right.languages[cols].T) > 0
        same_role = left.role[rows][:, None] == right.role[cols][None, :]
        allowed &= ~(same_role & (left.role[rows] != _ROLES["peer"])[:, None])
        return allowed

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
                Reason("same_side", f"{first.name} and {second.name} are on the same side.")
            )
        return (*found, *self._pair_reasons(first, second))

    def _pair_reasons(self, a: CityProfile, b: CityProfile) -> Iterable[Reason]:
        rules = self.programme.rules
        if a.id == b.id:
            yield Reason("itself", f"{a.name} cannot be paired with itself.")
            return
        for inner, outer in ((a, b), (b, a)):
            if outer.id in self._ancestors(inner):
                yield Reason("nested", f"{outer.name} contains {inner.name}.")
        if rules.domestic == "forbidden" and a.country == b.country:
            yield Reason(
                "domestic",
                f"{a.name} and {b.name} are both in country {a.country}, and the programme pairs "
                "across borders only.",
            )
        if {a.id, b.id} in [set(pair) for pair in rules.forbidden]:
            yield Reason("forbidden", f"The pair {a.name} and {b.name} is forbidden by name.")
        if self.programme.language.mode == "require" and not set(a.languages) & set(b.languages):
            yield Reason("language", f"{a.name} and {b.name} have no working language in common.")
        role = self.programme.roles.of(a.id)
        if role == self.programme.roles.of(b.id) and role != "peer":
            yield Reason("role", f"{a.name} and {b.name} are both {role}s.")

    def _across(self, a: str, b: str) -> bool:
        return (a in self.pool.left) != (b in self.pool.left)

    def _ancestors(self, city: CityProfile) -> set[str]:
        found: set[str] = set()
        while city.part_of is not None and city.part_of not in found:
            found.add(city.part_of)
            if city.part_of not in self.cities:
                break
            city = self.cities[city.part_of]
        return found

    def _barred_pairs(self) -> sparse.csr_array:
        at = (
            {city: i for i, city in enumerate(side)} for side in (self.pool.left, self.pool.right)
        )
        row, col = at
        pairs: set[tuple[int, int]] = set()
        named = list(self.programme.rules.forbidden)
        named += [
            (city.id, outer) for city in self.cities.values() for outer in self._ancestors(city)
        ]
        named += [(city, city) for city in self.pool.left]
        for a, b in named:
            pairs |= {(row[x], col[y]) for x, y in ((a, b), (b, a)) if x in row and y in col}
        return pair_table(pairs, self.shape)


_ROLES = {"mentor": 0, "peer": 1, "learner": 2}


@dataclass(frozen=True)
class _Columns:
    """What the block rules read of each city."""

    country: npt.NDArray[np.str_]
    languages: npt.NDArray[np.int64]
    role: npt.NDArray[np.int64]

    @staticmethod
    def of(cities: Sequence[CityProfile], programme: Programme, tongues: Sequence[str]) -> _Columns:
        return _Columns(
            np.array([city.country for city in cities], dtype="<U2"),
            np.array(
                [[t in city.languages for t in tongues] for city in cities], dtype=np.int64
            ).reshape(len(cities), len(tongues)),
            np.array([_ROLES[programme.roles.of(city.id)] for city in cities], dtype=np.int64),
        )
