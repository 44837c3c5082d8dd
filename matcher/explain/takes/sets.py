"""Every set of one or two changes, by size, as batches that are scored at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import combinations

import numpy as np
import numpy.typing as npt

from matcher.explain.takes.admitted import admitted, missing_records
from matcher.explain.takes.profile_change import ProfileChange, profile_changes
from matcher.explain.takes.programme_change import (
    ProgrammeChange,
    programme_changes,
    records_changes,
)
from matcher.explain.takes.setting import ONE, Batch, Setting
from matcher.explain.takes.variants import VariantLevels, Variants
from matcher.plan.case import Case

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
InProgramme = tuple[ProgrammeChange, ...]
# Scores of rows, scores of the pair, and what the exchanges of each row count for.
_Found = tuple[FloatArray, IntArray, BoolArray]


class ChangeSets:
    """The single changes tried for a pair, and every set of two of them.

    Parameters
    ----------
    case : Case
    a, b : str
        Both in the pool, in the order of the plan.
    """

    def __init__(self, case: Case, a: str, b: str) -> None:
        self.case = admitted(case, (a, b))
        self._given = case
        self._lacking = missing_records(case, a), missing_records(case, b)
        self.a, self.b = a, b
        self.base = Setting(self.case, a, b)
        year = case.programme.evidence.reference_year
        first, second = case.profiles[a], case.profiles[b]
        vocabulary = case.profiles.vocabulary
        self.of_cities = (
            profile_changes(first, second, vocabulary, year),
            profile_changes(second, first, vocabulary, year),
        )
        self.of_programme = [
            *programme_changes(self.case, a, b, self.base.score),
            *records_changes(case, a, b),
        ]
        self._settings: dict[InProgramme, Setting] = {(): self.base}
        self._singles: dict[InProgramme, _Singles] = {}

    @property
    def sizes(self) -> range:
        """Every size that a set can have."""
        every = [c.size for changes in (*self.of_cities, self.of_programme) for c in changes]
        return range(1, sum(sorted(every)[-2:]) + 1)

    def setting(self, changes: InProgramme) -> Setting:
        """The case under some changes of the programme."""
        if changes not in self._settings:
            programme = self.case.programme
            for change in changes:
                programme = change.applied(programme)
            lowered = any(change.kind == "minimum_score" for change in changes)
            if all(change.makes_room for change in changes):
                self._settings[changes] = self.base.with_room(programme)
            else:
                wider = admitted(self._given.with_programme(programme), (self.a, self.b))
                self._settings[changes] = Setting(wider, self.a, self.b, lowered=lowered)
        return self._settings[changes]

    def of_size(self, size: int) -> Iterator[tuple[Setting, Batch]]:
        """Every set of one size that lifts what bars the pair, in a fixed order."""
        if not self.base.barred:
            singles = self._scored(())
            for end in (0, 1):
                yield from self._nonempty(singles.alone(end, size))
                yield from self._nonempty(singles.twice(end, size))
            yield from self._nonempty(singles.across(size))
        for change in self.of_programme:
            if change.size <= size and not self.setting((change,)).barred:
                yield from self._with(change, size - change.size)
        for one, other in combinations(self.of_programme, 2):
            if one.size + other.size == size and one.place != other.place:
                setting = self.setting((one, other))
                if not setting.barred:
                    yield from self._nonempty(setting.unchanged((one, other)), (one, other))

    def _with(self, change: ProgrammeChange, left: int) -> Iterator[tuple[Setting, Batch]]:
        if not left:
            yield from self._nonempty(self.setting((change,)).unchanged((change,)), (change,))
            return
        singles = self._scored((change,))
        for end in (0, 1):
            yield from self._nonempty(singles.alone(end, left), (change,))

    def _nonempty(self, batch: Batch, changes: InProgramme = ()) -> Iterator[tuple[Setting, Batch]]:
        setting = self.setting(changes)
        if any(self._lacking) and not any(change.kind == "minimum_records" for change in changes):
            batch = batch.only(self._let_in(batch))
        if len(batch):
            yield setting, batch

    def _let_in(self, batch: Batch) -> BoolArray:
        """Which sets add the records that the cities lack."""
        enough = np.ones(len(batch), dtype=bool)
        for city, least in zip((self.a, self.b), self._lacking, strict=True):
            adds = [
                change.records if isinstance(change, ProfileChange) and change.city == city else 0
                for change in batch.changes
            ]
            # The last entry stands for no change: `ONE` points at it.
            enough &= np.array([*adds, 0])[batch.members].sum(axis=1) >= least
        return enough

    def _scored(self, changes: InProgramme) -> _Singles:
        if changes not in self._singles:
            if changes and all(change.makes_room for change in changes):
                self._singles[changes] = self._scored(()).beside(changes)
            else:
                self._singles[changes] = _Singles(self.setting(changes), self.of_cities, changes)
        return self._singles[changes]


class _Singles:
    """Single changes of both cities, scored in one setting."""

    def __init__(
        self,
        setting: Setting,
        of_cities: tuple[Sequence[ProfileChange], Sequence[ProfileChange]],
        beside: InProgramme,
    ) -> None:
        self._setting = setting
        self._changes = (*of_cities[0], *of_cities[1])
        self._beside = beside
        case = setting.case
        self._levels = VariantLevels.of(
            case, [change.applied(case.profiles[change.city]) for change in self._changes]
        )
        variants = Variants(case, self._levels)
        first, every = len(of_cities[0]), len(self._changes)
        self._ends = np.arange(first), np.arange(first, every)
        found = [_rows(setting, variants, end, at) for end, at in enumerate(self._ends)]
        self._rows = [rows for rows, *_ in found]
        self._scores = [scores for _, scores, _ in found]
        self._counts = [counts for *_, counts in found]
        self._variants = variants
        self._sizes = np.array([change.size for change in self._changes], dtype=np.int64)
        places = {change.place: at for at, change in enumerate(self._changes)}
        self._places = np.array([places[change.place] for change in self._changes], dtype=np.int64)
        self._across: IntArray = variants.with_variants(*self._ends)

    def beside(self, changes: InProgramme) -> _Singles:
        """The same scores beside changes of the programme that leave them alone."""
        same = copy(self)
        same._beside = changes
        return same

    def alone(self, end: int, size: int) -> Batch:
        """The changes of one city that have one size."""
        own = self._ends[end]
        at = np.flatnonzero(self._sizes[own] == size)
        sets = np.column_stack([own[at], np.full(len(at), ONE)])
        found = self._rows[end][at], self._scores[end][at], self._counts[end][at]
        return self._batch(sets, found, end)

    def twice(self, end: int, size: int) -> Batch:
        """Two changes of one city, of one size together."""
        own = self._ends[end]
        one, other = (own[at] for at in np.triu_indices(len(own), 1))
        fits = self._sizes[one] + self._sizes[other] == size
        fits &= self._places[one] != self._places[other]
        one, other = one[fits], other[fits]
        case = self._setting.case
        levels = self._levels.merged(case, one, other)
        if levels is None:
            changes = self._changes
            city = case.profiles[(case.named(self._setting.pair)[0])[end]]
            levels = VariantLevels.of(
                case,
                [
                    changes[y].applied(changes[x].applied(city))
                    for x, y in zip(one.tolist(), other.tolist(), strict=True)
                ],
            )
        found = _rows(self._setting, Variants(case, levels), end, np.arange(len(one)))
        return self._batch(np.column_stack([one, other]), found, end)

    def across(self, size: int) -> Batch:
        """One change of each city, of one size together."""
        sizes = [self._sizes[at] for at in self._ends]
        one, other = np.nonzero(sizes[0][:, None] + sizes[1][None, :] == size)
        sets = np.column_stack([self._ends[0][one], self._ends[1][other]])
        return Batch(
            self._changes,
            sets,
            self._beside,
            self._rows[0],
            self._rows[1],
            one,
            other,
            self._across[one, other],
            self._counts[0],
            self._counts[1],
            self._between(self._ends[0][one], self._ends[1][other]),
        )

    def _between(self, one: IntArray, other: IntArray) -> BoolArray:
        quotas = self._setting.quotas
        if not quotas.groups:
            return np.zeros((len(one), 0), dtype=bool)
        return quotas.of(self._variants.carried_between(one, other))

    def _batch(self, sets: IntArray, found: _Found, end: int) -> Batch:
        """Sets that change one city alone."""
        rows, scores, counts = found
        own, zero = np.arange(len(sets)), np.zeros(len(sets), dtype=np.int64)
        today = self._setting.row_a[None], self._setting.row_b[None]
        both = (rows, today[1]) if end == 0 else (today[0], rows)
        at = (own, zero) if end == 0 else (zero, own)
        setting = self._setting
        unchanged = setting.quotas.row((setting.j, setting.i)[end], across=end == 0)[None]
        counted = (counts, unchanged) if end == 0 else (unchanged, counts)
        of_pair: BoolArray = counts[:, setting.j if end == 0 else setting.i]
        return Batch(self._changes, sets, self._beside, *both, *at, scores, *counted, of_pair)


def _rows(setting: Setting, variants: Variants, end: int, at: IntArray) -> _Found:
    """Rows of variants of one city, NaN where barred; scores of the pair; what exchanges count."""
    model = setting.case.weights.model
    others = model.at_right if end == 0 else model.at_left
    points = variants.with_cities(at, others)
    scores = points[:, setting.j if end == 0 else setting.i]
    counts = np.zeros((len(at), len(others), 0), dtype=bool)
    if setting.quotas.groups:
        counts = setting.quotas.of(variants.carried(at, others))
    return setting.masked(points.astype(np.float64), end), scores, counts
