"""Two plans side by side: exchanges kept, dropped and added, points by part, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from matcher.errors import InputError, MatcherError, Problem
from matcher.intake.profiles import Profiles
from matcher.language.phrases import points
from matcher.markup import table, told
from matcher.plan.case import Case
from matcher.plan.differences import Difference, differences
from matcher.plan.document import PairRecord, PlanDocument
from matcher.plan.fingerprint import input_hashes, profile_hash
from matcher.programme.models import PARTS, Part

if TYPE_CHECKING:
    import pandas as pd

Fate = Literal["kept", "dropped", "added"]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """What one plan says about a pair.

    Parameters
    ----------
    parts : dict of str to int, or None
        Points by part; None where the plan cannot score the pair.
    barred : tuple of str
        Why the plan could not choose it, as sentences; empty where it could.
    """

    parts: dict[Part, int] | None
    barred: tuple[str, ...] = ()

    @property
    def score(self) -> int | None:
        """Sum of the parts, in points."""
        return None if self.parts is None else sum(self.parts.values())

    def to_dict(self) -> dict[str, Any]:
        """The standing as plain JSON values."""
        return {"score": self.score, "parts": self.parts, "barred": list(self.barred)}


@dataclass(frozen=True)
class PairChange:
    """One exchange of two plans.

    Parameters
    ----------
    a, b : str
        City ids in the order of the plan.
    fate : {"kept", "dropped", "added"}
        From the first plan to the second.
    first, second : Standing
        The pair under each plan, on its own scales, whether it chose the pair or not.
    """

    a: str
    b: str
    fate: Fate
    first: Standing
    second: Standing

    @property
    def difference(self) -> dict[Part, int] | None:
        """Points by part, second minus first; None where one of them has no score."""
        one, other = self.first.parts, self.second.parts
        if one is None or other is None:
            return None
        return {part: other[part] - one[part] for part in PARTS}

    def to_dict(self) -> dict[str, Any]:
        """The pair as plain JSON values."""
        return {
            "a": self.a,
            "b": self.b,
            "fate": self.fate,
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "difference": self.difference,
        }


@dataclass(frozen=True)
class Summary:
    """A plan in one line."""

    programme: str
    status: str
    objective: int | None
    bound: float | int | None
    gap: float | int | None
    exchanges: int


@dataclass(frozen=True)
class Comparison:
    """Two plans of one shape, side by side.

    Parameters
    ----------
    first, second : Summary
    changes : tuple of PairChange
        Every exchange of either plan, sorted by id.
    causes : tuple of Difference
        What the plans were not made from alike.
    names : dict of str to str
        Names of the cities by id.
    remarks : tuple of str
        What could not be compared, as sentences.
    """

    first: Summary
    second: Summary
    changes: tuple[PairChange, ...]
    causes: tuple[Difference, ...]
    names: dict[str, str] = field(repr=False)
    remarks: tuple[str, ...] = ()

    def of(self, fate: Fate) -> list[PairChange]:
        """The exchanges that were kept, dropped or added."""
        return [change for change in self.changes if change.fate == fate]

    @property
    def overlap(self) -> float:
        """Exchanges in both plans / exchanges in either; 1 when there are none."""
        return len(self.of("kept")) / len(self.changes) if self.changes else 1.0

    @cached_property
    def sentences(self) -> list[str]:
        """The comparison in words."""
        from matcher.plan.compare_words import sentences

        return sentences(self)

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per exchange of either plan.

        Columns: a, b, a_name, b_name, fate, first and second (points, missing where a plan cannot
        score the pair), difference, and the difference by part. The index is ``a:b``.
        """
        import pandas as pd

        rows = []
        for change in self.changes:
            parts = change.difference
            by_part: dict[str, int | None] = {p: parts[p] if parts else None for p in PARTS}
            rows.append(
                {
                    "a": change.a,
                    "b": change.b,
                    "a_name": self.names[change.a],
                    "b_name": self.names[change.b],
                    "fate": change.fate,
                    "first": change.first.score,
                    "second": change.second.score,
                    "difference": None if parts is None else sum(parts.values()),
                    **by_part,
                }
            )
        columns = ["a", "b", "a_name", "b_name", "fate", "first", "second", "difference", *PARTS]
        index = pd.Index([f"{row['a']}:{row['b']}" for row in rows], name="pair", dtype=str)
        table = pd.DataFrame(rows, columns=columns, index=index)
        return table.astype(dict.fromkeys(columns[5:], "Int64"))

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values."""
        return {
            "first": asdict(self.first),
            "second": asdict(self.second),
            "kept": len(self.of("kept")),
            "dropped": len(self.of("dropped")),
            "added": len(self.of("added")),
            "overlap": self.overlap,
            "pairs": [change.to_dict() for change in self.changes],
            "causes": [cause.to_dict() for cause in self.causes],
            "remarks": list(self.remarks),
            "sentences": self.sentences,
        }

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        rows = [
            (
                f"{self.names[change.a]} with {self.names[change.b]}", change.fate,
                change.first.score, change.second.score,
                None if change.difference is None else sum(change.difference.values()),
            )
            for change in self.changes
        ]  # fmt: skip
        head = ("Exchange", "Fate", "First", "Second", "Difference")
        return told(self.sentences) + table(head, rows)


def compare_plans(
    first: PlanDocument,
    profiles: Profiles,
    second: PlanDocument,
    other_profiles: Profiles | None = None,
) -> Comparison:
    """Compare two plans.

    Parameters
    ----------
    first, second : PlanDocument
    profiles : Profiles
        What the first plan was made from.
    other_profiles : Profiles, optional
        What the second plan was made from, when that is something else.

    Returns
    -------
    Comparison
        A pair that a plan did not choose is scored on the frozen scales of that plan, as long as
        the profiles at hand are those it was made from.

    Raises
    ------
    InputError
        When the plans are of different shapes.
    """
    if first.shape != second.shape:
        raise InputError(
            "the plans cannot be compared",
            [
                Problem(
                    "different_shapes",
                    "one plan pairs two sides and the other the cities of one pool, so they have "
                    "no exchanges in common",
                    found=f"{first.programme}: {first.shape}; {second.programme}: {second.shape}",
                    allowed="two plans of one shape",
                    remedy="compare plans of the same programme",
                )
            ],
        )
    names = {city: card.name for city, card in {**first.cities, **second.cities}.items()}
    views = [_View(first, profiles, names), _View(second, other_profiles or profiles, names)]
    by_pair = [_by_ends(view.document) for view in views]
    changes = []
    for ends in sorted(by_pair[0].keys() | by_pair[1].keys(), key=sorted):
        records = [pairs.get(ends) for pairs in by_pair]
        record = records[0] or records[1]
        assert record is not None
        fate: Fate = "kept" if all(records) else "dropped" if records[0] else "added"
        standings = [
            Standing(found.parts) if found else view.standing(record.a, record.b)
            for view, found in zip(views, records, strict=True)
        ]
        changes.append(PairChange(record.a, record.b, fate, *standings))
    return Comparison(
        _summary(first),
        _summary(second),
        tuple(sorted(changes, key=lambda change: (change.a, change.b))),
        tuple(differences(first, second)),
        names,
        tuple(dict.fromkeys(remark for view in views for remark in view.remarks)),
    )


def _summary(document: PlanDocument) -> Summary:
    return Summary(
        document.programme,
        document.status,
        document.objective,
        document.bound,
        document.gap,
        len(document.pairs),
    )


def _by_ends(document: PlanDocument) -> dict[frozenset[str], PairRecord]:
    return {frozenset((pair.a, pair.b)): pair for pair in document.pairs}


class _View:
    """One plan, able to score pairs that it did not choose."""

    def __init__(
        self, document: PlanDocument, profiles: Profiles, names: Mapping[str, str]
    ) -> None:
        self.document, self.profiles, self.names = document, profiles, names
        self.remarks: list[str] = []

    @cached_property
    def case(self) -> Case | None:
        """The problem behind the plan, or None where these are not its profiles."""
        known = input_hashes(self.profiles, self.document.settings)
        if any(
            known[key] != self.document.inputs.get(key) for key in ("themes", "links", "airsheds")
        ):
            return None
        try:
            return Case.of(self.document, self.profiles)
        except (MatcherError, KeyError, ValueError, IndexError):
            return None

    def standing(self, a: str, b: str) -> Standing:
        """The pair under this plan."""
        cards, names = self.document.cities, self.names
        away = [city for city in (a, b) if city not in cards or cards[city].side is None]
        if away:
            return Standing(
                None, tuple(f"{names[city]} does not take part in this plan." for city in away)
            )
        changed = [
            city
            for city in (a, b)
            if city not in self.profiles or profile_hash(self.profiles[city]) != cards[city].sha256
        ]
        if changed or self.case is None:
            self.remarks.append(
                "Some exchanges could not be scored under both plans, because the profiles at hand "
                "are not those that each plan was made from."
            )
            return Standing(None)
        try:
            parts = self.case.weights.model.pair(*self.case.oriented(a, b))
        except (KeyError, ValueError):
            return Standing(None)
        barred = [reason.text for reason in self.case.weights.rules.reasons(a, b)]
        least = self.document.settings.rules.minimum_score
        if sum(parts.values()) < least:
            barred.append(f"Its score is below the minimum of {points(least)}.")
        return Standing(parts, tuple(barred))
