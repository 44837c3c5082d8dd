"""Countries and working languages of cities as codes that compare fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.intake.models import CityProfile

BITS = 62

BoolArray = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Codes of n cities.

    Parameters
    ----------
    country : ndarray of shape (n,), int32
        Equal codes are equal countries.
    languages : ndarray of shape (n, words), int64
        One bit for each language, 62 a word; two cities have a language in common where a bit is
        set in both.
    """

    country: npt.NDArray[np.int32]
    languages: npt.NDArray[np.int64]

    @classmethod
    def of(cls, cities: Sequence[CityProfile]) -> Places:
        """Codes of `cities`, comparable among them."""
        countries = {name: i for i, name in enumerate(sorted({c.country for c in cities}))}
        tongues = sorted({tongue for city in cities for tongue in city.languages})
        bit = {tongue: divmod(index, BITS) for index, tongue in enumerate(tongues)}
        languages = np.zeros((len(cities), max(1, -(-len(tongues) // BITS))), dtype=np.int64)
        for row, city in enumerate(cities):
            for tongue in city.languages:
                word, place = bit[tongue]
                languages[row, word] |= 1 << place
        codes = np.array([countries[city.country] for city in cities], dtype=np.int32)
        return cls(codes, languages)

    def __getitem__(self, rows: Rows | slice) -> Places:
        """The codes of some of the cities, still comparable."""
        return Places(self.country[rows], self.languages[rows])

    def same_country(self, other: Places) -> BoolArray:
        """Whether each city is in the same country as each of the others, shape (n, m)."""
        same: BoolArray = self.country[:, None] == other.country[None, :]
        return same

    def common_language(self, other: Places) -> BoolArray:
        """Whether each city has a language in common with each of the others, shape (n, m)."""
        common = np.zeros((len(self.country), len(other.country)), dtype=bool)
        for word in range(self.languages.shape[1]):
            common |= (self.languages[:, None, word] & other.languages[None, :, word]) != 0
        return common
