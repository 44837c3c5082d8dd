"""One change to a programme: a capacity raised, or a rule relaxed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from matcher.candidates.rules import ROLE_WORDS
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.language.phrases import pair_of, partners, points
from matcher.plan.case import Case
from matcher.programme.models import Capacity, Programme

Kind = Literal[
    "capacity", "cohort", "cap", "forbidden", "required", "domestic", "language", "role",
    "minimum_score", "minimum_records",
]  # fmt: skip
Kept = TypeVar("Kept")
CAPACITY_RAISED, RULE_RELAXED = 2, 3
EACH = {
    "country": say("each country"),
    "subdivision": say("each subdivision"),
    "cities": say("each group of cities"),
}
# Changes that leave every score, and who may be with whom, as they are.
ROOM: tuple[Kind, ...] = ("capacity", "cohort", "cap", "required")
# What each rule that can bar a pair is called among the reasons of `PairRules`.
LIFTS: dict[Kind, str] = {
    "forbidden": "forbidden",
    "domestic": "domestic",
    "language": "language",
    "role": "role",
    "minimum_score": "minimum_score",
    "minimum_records": "too_few_records",
}


@dataclass(frozen=True)
class ProgrammeChange:
    """A programme made wider in one place.

    Parameters
    ----------
    kind : str
    field : str
        Where it stands in the programme file.
    before, after : int, str or None
        What it says today, and what it would say.
    text : str
        The change in words.
    target : str, int or tuple
        The city, the position of the cap, or the pair that it is about.
    """

    kind: Kind
    field: str
    before: int | str | None
    after: int | str | None
    text: str
    target: Any = None

    @property
    def size(self) -> int:
        """2 where a capacity is raised, 3 where a rule is relaxed."""
        return CAPACITY_RAISED if self.kind in ("capacity", "cohort") else RULE_RELAXED

    @property
    def makes_room(self) -> bool:
        """Whether it changes how many pairs there may be, and nothing about any pair."""
        return self.kind in ROOM

    @property
    def place(self) -> tuple[str, str, str]:
        """What it changes: two changes of one place exclude each other."""
        return "", self.kind if self.kind != "role" else "roles", self.field

    @property
    def order(self) -> tuple[Any, ...]:
        """Place in a list of changes of one size."""
        return 1, self.kind, self.field, str(self.target), "", 0

    def applied(self, programme: Programme) -> Programme:
        """The programme with the change."""
        return _APPLY[self.kind](programme, self)

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON values."""
        return {
            "kind": self.kind,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "size": self.size,
            "text": self.text,
        }

    def __str__(self) -> str:
        return self.text


def programme_changes(case: Case, a: str, b: str, score: int) -> list[ProgrammeChange]:
    """Every single change of the programme that is tried for the pair of two cities.

    Parameters
    ----------
    score : int
        What the pair scores: a minimum above it is lowered to it.
    """
    found = [
        *_capacities(case.programme, case.profiles, (a, b)),
        *_caps(case),
        *_pinned(case.programme, case.profiles, (a, b)),
        *_barring(case, a, b, score),
    ]
    return sorted(found, key=lambda change: (change.size, *change.order))


def _capacities(
    programme: Programme, profiles: Profiles, cities: tuple[str, str]
) -> Iterator[ProgrammeChange]:
    for city in cities:
        most = programme.capacities.of(city).maximum
        yield ProgrammeChange(
            "capacity",
            f"capacities.cities.{city}.maximum",
            most,
            most + 1,
            say(
                "{name} may have {then} instead of {now}",
                name=profiles[city].name,
                then=partners(most + 1),
                now=most,
            ),
            city,
        )
    if programme.max_pairs is not None:
        size = programme.max_pairs
        text = say("the cohort grows from {now} to {then} exchanges", now=size, then=size + 1)
        yield ProgrammeChange("cohort", "max_pairs", size, size + 1, text)


def _caps(case: Case) -> Iterator[ProgrammeChange]:
    for at, cap in enumerate(case.programme.caps):
        groups = [group for group in case.caps if group.cap == at]
        if groups:
            named = groups[0].label if len(groups) == 1 else EACH[cap.per]
            text = say(
                "the cap on {cap} rises from {now} to {then}",
                cap=named,
                now=cap.most,
                then=cap.most + 1,
            )
            yield ProgrammeChange("cap", f"caps[{at}].most", cap.most, cap.most + 1, text, at)


def _pinned(
    programme: Programme, profiles: Profiles, cities: tuple[str, str]
) -> Iterator[ProgrammeChange]:
    for at, pair in enumerate(programme.rules.required):
        if set(pair) & set(cities) and set(pair) != set(cities):
            first, second = (profiles[city].name for city in pair)
            yield ProgrammeChange(
                "required",
                f"rules.required[{at}]",
                ":".join(pair),
                None,
                say("the exchange of {pair} is no longer required", pair=pair_of(first, second)),
                frozenset(pair),
            )


def _barring(case: Case, a: str, b: str, score: int) -> Iterator[ProgrammeChange]:
    """The rules that bar the pair, each relaxed."""
    programme, profiles = case.programme, case.profiles
    first, second = profiles[a].name, profiles[b].name
    codes = {reason.code for reason in case.weights.rules.reasons(a, b)}
    rules = programme.rules
    if "forbidden" in codes:
        text = say("{pair} is no longer forbidden by name", pair=pair_of(first, second))
        pair = frozenset((a, b))
        yield ProgrammeChange("forbidden", "rules.forbidden", f"{a}:{b}", None, text, pair)
    if "domestic" in codes:
        text = say("exchanges within one country are allowed")
        yield ProgrammeChange("domestic", "rules.domestic", rules.domestic, "allowed", text)
    if "language" in codes:
        text = say("a working language in common is no longer required")
        yield ProgrammeChange("language", "language.mode", "require", "ignore", text)
    if "role" in codes:
        for city, name in ((a, first), (b, second)):
            role = programme.roles.of(city)
            text = say(
                "{name} takes part as a peer instead of as a {role}",
                name=name,
                role=ROLE_WORDS[role],
            )
            yield ProgrammeChange("role", f"roles.cities.{city}", role, "peer", text, city)
    if score < rules.minimum_score:
        yield _lower(rules.minimum_score, score)


def records_changes(case: Case, a: str, b: str) -> Iterator[ProgrammeChange]:
    """The number of records that the programme asks for, lowered to let both cities in."""
    found = [
        sum(item.recorded for item in case.profiles[city].items)
        for city in (a, b)
        if too_few_records(case, city)
    ]
    if found:
        before, after = case.programme.eligibility.minimum_records, min(found)
        text = say(
            "the programme asks for {then} recorded items of a city instead of {now}",
            then=after,
            now=before,
        )
        yield ProgrammeChange("minimum_records", "eligibility.minimum_records", before, after, text)


def too_few_records(case: Case, city: str) -> bool:
    """Whether a city is kept out by nothing but the number of its records."""
    refusal = case.pool.refusal(city)
    return refusal is not None and refusal.code == LIFTS["minimum_records"]


def lowered_to(change: Kept, score: int) -> Kept | ProgrammeChange:
    """The change, lowering the minimum score to exactly `score` where that is what it does."""
    if isinstance(change, ProgrammeChange) and change.kind == "minimum_score":
        assert isinstance(change.before, int)
        return _lower(change.before, score)
    return change


def _lower(before: int, after: int) -> ProgrammeChange:
    text = say(
        "the minimum score is lowered from {now:,} to {then}", now=before, then=points(after)
    )
    return ProgrammeChange("minimum_score", "rules.minimum_score", before, after, text)


def _raise_capacity(programme: Programme, change: ProgrammeChange) -> Programme:
    today = programme.capacities.of(change.target)
    wider = Capacity(minimum=today.minimum, maximum=today.maximum + 1)
    cities = {**programme.capacities.cities, change.target: wider}
    capacities = programme.capacities.model_copy(update={"cities": cities})
    return programme.model_copy(update={"capacities": capacities})


def _raise_cohort(programme: Programme, change: ProgrammeChange) -> Programme:
    return programme.model_copy(update={"max_pairs": change.after})


def _raise_cap(programme: Programme, change: ProgrammeChange) -> Programme:
    caps = tuple(
        cap.model_copy(update={"most": cap.most + 1}) if at == change.target else cap
        for at, cap in enumerate(programme.caps)
    )
    return programme.model_copy(update={"caps": caps})


def _drop_pair(programme: Programme, change: ProgrammeChange) -> Programme:
    pairs = getattr(programme.rules, change.kind)
    kept = tuple(pair for pair in pairs if frozenset(pair) != change.target)
    return _with_rules(programme, **{change.kind: kept})


def _allow_domestic(programme: Programme, change: ProgrammeChange) -> Programme:
    return _with_rules(programme, domestic=change.after)


def _any_language(programme: Programme, change: ProgrammeChange) -> Programme:
    language = programme.language.model_copy(update={"mode": change.after})
    return programme.model_copy(update={"language": language})


def _make_peer(programme: Programme, change: ProgrammeChange) -> Programme:
    cities = {**programme.roles.cities, change.target: "peer"}
    roles = programme.roles.model_copy(update={"cities": cities})
    return programme.model_copy(update={"roles": roles})


def _lower_minimum(programme: Programme, change: ProgrammeChange) -> Programme:
    return _with_rules(programme, minimum_score=change.after)


def _lower_records(programme: Programme, change: ProgrammeChange) -> Programme:
    eligibility = programme.eligibility.model_copy(update={"minimum_records": change.after})
    return programme.model_copy(update={"eligibility": eligibility})


def _with_rules(programme: Programme, **fields: Any) -> Programme:
    rules = programme.rules.model_copy(update=fields)
    return programme.model_copy(update={"rules": rules})


_APPLY: dict[Kind, Callable[[Programme, ProgrammeChange], Programme]] = {
    "capacity": _raise_capacity,
    "cohort": _raise_cohort,
    "cap": _raise_cap,
    "forbidden": _drop_pair,
    "required": _drop_pair,
    "domestic": _allow_domestic,
    "language": _any_language,
    "role": _make_peer,
    "minimum_score": _lower_minimum,
    "minimum_records": _lower_records,
}
