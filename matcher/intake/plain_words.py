"""Pydantic's findings said in plain words, each with its place, what is allowed and a remedy."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from matcher.errors import Problem
from matcher.intake.lines import Path
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import Origin, problem_at

ALLOWED = {
    "id": "small letters, digits and hyphens, for example cn-beijing",
    "country": "two capital letters of ISO 3166-1, for example CN",
    "subdivision": "a code of ISO 3166-2, for example US-CA",
    "part_of": "a city id, for example us-california",
    "climate": "a Koeppen-Geiger class, for example BSk",
    "languages": "two or three small letters each, for example zh",
    "lat": "degrees from -90 to 90",
    "lon": "degrees from -180 to 180",
    "level": "1, 2 or 3",
    "year": "a whole year from 1900 to 2100, or year_unknown = true (in a table: unknown)",
    "since": "a whole year from 1900 to 2100",
    "theme": "a theme id of themes.toml, for example I1",
    "wishes": "city ids, for example jp-kitakyushu",
    "programme": "the id of a programme, for example ccucc",
    "carries": "a group of themes, for example A, or a theme id, for example A8",
    "only": "codes of ISO 3166: CN for a country, CN-11 for a subdivision",
}
_WANTED = {
    "int": ("a whole number", "a whole number"),
    "float": ("a number", "a number"),
    "string": ("a text", "a text"),
    "bool": ("true or false", "true or false"),
    "tuple": ("a list", "a list"),
    "list": ("a list", "a list"),
    "dict": ("a table", "a table of keys and values"),
    "model": ("a table", "a table of keys and values"),
}


def problems_of(
    error: ValidationError,
    model: type[BaseModel],
    data: Any,
    origin: Origin,
    skip: Collection[Path] = (),
) -> list[Problem]:
    """Translate a validation error into problems, one for each place.

    Parameters
    ----------
    error : pydantic.ValidationError
    model : type
        The model that refused.
    data : mapping
        What it was given.
    origin : Origin
        Says where a path of `data` stands.
    skip : collection of paths
        Places that another check reports better.
    """
    problems: dict[Path, Problem] = {}
    for detail in error.errors(include_url=False):
        path = _path(detail, data)
        if path not in problems and path not in skip:
            problems[path] = _problem(detail, path, model, origin)
    return list(problems.values())


def _path(detail: ErrorDetails, data: Any) -> Path:
    """The part of pydantic's location that exists in the data (unions add words of their own)."""
    location = detail["loc"]
    path: Path = ()
    here = data
    for step in location:
        if isinstance(here, dict) and step in here:
            here = here[str(step)]
        elif isinstance(here, (list, tuple)) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            missing = detail["type"] == "missing" and isinstance(here, dict)
            return (*path, step) if missing else path
        path = (*path, step)
    return path


def _problem(detail: ErrorDetails, path: Path, model: type[BaseModel], origin: Origin) -> Problem:
    kind, context, found = detail["type"], detail.get("ctx", {}), detail["input"]
    name = _name(path)
    allowed = ALLOWED.get(name)
    if kind == "missing":
        return problem_at(
            origin, path, "missing_key", f"{name} is missing", allowed=allowed, remedy=f"add {name}"
        )
    if kind == "extra_forbidden":
        known = _keys_at(model, path[:-1])
        remedy = did_you_mean(name, known) or "take it out"
        allowed = ", ".join(sorted(known))
        message = f"{name} is not a key that is known here"
        return problem_at(
            origin, path, "unknown_key", message, allowed=allowed or None, remedy=remedy
        )
    if detail["loc"] and detail["loc"][-1] == "[key]":
        options = _options(context)
        return problem_at(
            origin,
            path,
            "unknown_key" if options else "bad_key",
            f"{name} is not a key that is known here"
            if options
            else f"{name} cannot be used as a key here",
            allowed=", ".join(options) or "small letters, digits and the separators _ or -",
            remedy=did_you_mean(name, options),
        )
    if kind == "value_error":
        return problem_at(origin, path, "contradiction", str(context.get("error", detail["msg"])))
    if kind == "literal_error":
        options = _options(context)
        return problem_at(
            origin,
            path,
            "not_an_option",
            f"{name} is not one of the options",
            found=found,
            allowed=", ".join(options),
            remedy=did_you_mean(found, options) if isinstance(found, str) else None,
        )
    code, message, fallback = _plain(kind, name, context)
    return problem_at(origin, path, code, message, found=found, allowed=allowed or fallback)


def _plain(kind: str, name: str, context: dict[str, Any]) -> tuple[str, str, str | None]:
    """Code, sentence and what is allowed, for errors about one value."""
    if kind == "finite_number":
        return "not_finite", f"{name} is not a finite number", "a finite number, or leave it out"
    bounds = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
    for key, word in bounds.items():
        if key in context:
            return "out_of_range", f"{name} is out of range", f"{word} {context[key]:g}"
    if kind == "string_too_short":
        return "empty_text", f"{name} is empty", "a text; leave the key out if it is not known"
    if kind in ("string_too_long", "too_long", "too_short"):
        most = context.get("max_length", context.get("min_length"))
        return "wrong_length", f"{name} has the wrong length", f"{most}"
    if kind == "string_pattern_mismatch":
        return "bad_form", f"{name} is not written as it should be", None
    for word, (wanted, allowed) in _WANTED.items():
        if kind.startswith(f"{word}_"):
            return "wrong_type", f"{name} is not {wanted}", allowed
    return "bad_value", f"{name} cannot be used as it is", None


def _name(path: Path) -> str:
    """The last key of a path; a list element is called by its list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "this file")


def _options(context: dict[str, Any]) -> list[str]:
    expected = str(context.get("expected", ""))
    return [part for part in expected.split("'")[1::2] if part]


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Keys that the model knows at a path."""
    here: Any = model
    for step in path:
        here = _step(here, step)
    found = next((kind for kind in _models(here)), None)
    return sorted(found.model_fields) if found else []


def _step(kind: Any, step: str | int) -> Any:
    for model in _models(kind):
        if isinstance(step, str) and step in model.model_fields:
            return model.model_fields[step].annotation
    for part in _parts(kind):
        if get_origin(part) is dict:
            return get_args(part)[1]
        if get_origin(part) is tuple:
            return get_args(part)[0]
    return None


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    for part in _parts(kind):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _parts(kind: Any) -> Iterator[Any]:
    """The members of a union, without annotations."""
    if get_origin(kind) is Annotated:
        yield from _parts(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for part in get_args(kind):
            yield from _parts(part)
    else:
        yield kind
