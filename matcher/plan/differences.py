"""Why two plans differ: what each of them was made from, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from matcher.figures import stated
from matcher.language.phrases import listed
from matcher.plan.document import PlanDocument
from matcher.plan.phrases import LISTED, PART_TITLES, exchange
from matcher.programme.models import Programme

Kind = Literal[
    "programme", "weights", "capacities", "cohort", "caps", "rules", "pins", "scoring",
    "taking_part", "profiles", "scales", "inputs",
]  # fmt: skip

# What a plan is called and what it is for change nothing in it.
WORDS_ONLY = frozenset({"id", "title", "description", "source", "pool_note", "weights", "rules"})
KINDS: dict[str, Kind] = {
    "capacities": "capacities",
    "max_pairs": "cohort",
    "caps": "caps",
    "quotas": "rules",
    "language": "rules",
    "eligibility": "taking_part",
    "sides": "taking_part",
    "objective": "rules",
    "stable": "rules",
}
INPUTS = {
    "links": "The documented ties between cities",
    "airsheds": "The airsheds",
    "themes": "The vocabulary of themes",
}


@dataclass(frozen=True)
class Difference:
    """One thing that two plans were not made from alike.

    Parameters
    ----------
    kind : str
        weights, capacities, cohort, caps, rules, pins, scoring, taking_part, profiles, scales,
        inputs, programme.
    field : str
        Where it stands: a path in the programme file, or in plan.json.
    first, second : JSON values
        What each plan has there; None where it has nothing.
    sentence : str
    """

    kind: Kind
    field: str
    first: Any
    second: Any
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """The difference as plain JSON values."""
        return asdict(self)


def differences(first: PlanDocument, second: PlanDocument) -> list[Difference]:
    """Everything that two plans of one shape were not made from alike.

    Parameters
    ----------
    first, second : PlanDocument

    Returns
    -------
    list of Difference
        The programme, its weights and rules, pins, then the cities and the scales. Empty when both
        were made from the same.
    """
    return [
        *_programme(first, second),
        *_weights(first.settings, second.settings),
        *_settings(first.settings, second.settings),
        *_pairs_by_name(first, second),
        *_profiles(first, second),
        *_sides(first, second),
        *_inputs(first, second),
        *_scales(first, second),
    ]


def _programme(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    if first.programme != second.programme:
        yield Difference(
            "programme",
            "id",
            first.programme,
            second.programme,
            f"The plans are of two programmes: {first.title}, and {second.title}.",
        )


def _weights(first: Programme, second: Programme) -> Iterator[Difference]:
    for part, title in PART_TITLES.items():
        one, other = first.weights[part], second.weights[part]
        if one != other:
            yield Difference(
                "weights",
                f"weights.{part}",
                one,
                other,
                f"{title} weighs {stated(one)} in the first plan and {stated(other)} in the "
                "second.",
            )


def _settings(first: Programme, second: Programme) -> Iterator[Difference]:
    one, other = (_flat(programme) for programme in (first, second))
    for field in sorted(one.keys() | other.keys()):
        was, now = one.get(field), other.get(field)
        if was != now:
            kind = KINDS.get(field.split(".")[0].split("[")[0], "scoring")
            if field.startswith("rules."):
                kind = "rules"
            yield Difference(kind, field, was, now, _changed(field, was, now))


def _flat(programme: Programme) -> dict[str, Any]:
    """The settings by their path, without words, weights and lists of pairs."""
    plain = programme.model_dump(mode="json")
    rules = {
        key: value for key, value in plain["rules"].items() if key not in ("required", "forbidden")
    }
    kept = {key: value for key, value in plain.items() if key not in WORDS_ONLY}
    return dict(_paths({**kept, "rules": rules}, ""))


def _paths(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _paths(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(inner, Mapping) for inner in value):
        for at, inner in enumerate(value):
            yield from _paths(inner, f"{path}[{at}]")
    else:
        yield path, value


def _changed(field: str, was: Any, now: Any) -> str:
    if field == "max_pairs":
        sizes = ["any number of" if size is None else f"at most {size}" for size in (was, now)]
        return f"The cohort is {sizes[0]} exchanges in the first plan, {sizes[1]} in the second."
    return f"{field} is {_shown(was)} in the first plan and {_shown(now)} in the second."


def _shown(value: Any) -> str:
    if value in (None, [], {}):
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return str(value)


def _pairs_by_name(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    """Pairs that one plan requires or forbids by name and the other does not."""
    cities = {**first.cities, **second.cities}
    of_runs = [
        {frozenset(pair) for pair in (*plan.pins, *plan.forbids)} for plan in (first, second)
    ]
    for rule, word in (("required", "must be chosen"), ("forbidden", "must not be chosen")):
        one, other = (
            {frozenset(pair) for pair in getattr(plan.settings.rules, rule)}
            for plan in (first, second)
        )
        for only, where in ((one - other, "first"), (other - one, "second")):
            for pair in sorted(only, key=sorted):
                ends = sorted(pair)
                in_run = pair in of_runs[where == "second"]
                yield Difference(
                    "pins" if in_run else "rules",
                    f"rules.{rule}",
                    ends if where == "first" else None,
                    ends if where == "second" else None,
                    f"{exchange(ends, cities)} {word} in the {where} plan only.",
                )


def _profiles(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    joined = sorted(second.cities.keys() - first.cities.keys())
    left = sorted(first.cities.keys() - second.cities.keys())
    changed = sorted(
        city
        for city in first.cities.keys() & second.cities.keys()
        if first.cities[city].sha256 != second.cities[city].sha256
    )
    for cities, words, known in (
        (changed, "Changed profiles", second.cities),
        (joined, "Profiles only in the second plan", second.cities),
        (left, "Profiles only in the first plan", first.cities),
    ):
        if cities:
            names = listed([known[city].name for city in cities], LISTED)
            yield Difference(
                "profiles",
                "cities",
                None if cities is joined else cities,
                None if cities is left else cities,
                f"{words}: {names}.",
            )


def _sides(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    """Cities that both plans know and that only one of them lets take part."""
    both = first.cities.keys() & second.cities.keys()
    inside = [{city for side in plan.sides for city in side.cities} for plan in (first, second)]
    for here, there, where in ((0, 1, "first"), (1, 0, "second")):
        cities = sorted((inside[here] - inside[there]) & both)
        if cities:
            names = listed([first.cities[city].name for city in cities], LISTED)
            yield Difference(
                "taking_part",
                "sides",
                cities if where == "first" else None,
                cities if where == "second" else None,
                f"Taking part in the {where} plan only: {names}.",
            )


def _inputs(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    for key, words in INPUTS.items():
        one, other = first.inputs.get(key), second.inputs.get(key)
        if one != other:
            plural = "has" if key == "themes" else "have"
            yield Difference(
                "inputs", f"inputs.{key}", one, other, f"{words} {plural} changed in between."
            )


def _scales(first: PlanDocument, second: PlanDocument) -> Iterator[Difference]:
    if first.state != second.state:
        moved = list(_unlike(first.state, second.state))
        yield Difference(
            "scales",
            "state",
            moved,
            moved,
            "The two plans score on different scales (what is typical of a pool was learned from "
            "each pool by itself), so the same two cities can have different points.",
        )


def _unlike(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterable[str]:
    return (key for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key))
