"""Read a programme: by the id of a bundled one, or from a TOML file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from matcher.bundled import profiles_dir
from matcher.errors import InputError, Problem, UnavailableError, UnknownNameError
from matcher.intake.nearest import did_you_mean
from matcher.intake.origin import TreeOrigin, problem_at
from matcher.intake.parse import parse_tree
from matcher.intake.plain_words import problems_of
from matcher.intake.text_files import read_text
from matcher.programme.models import Programme

UNAVAILABLE = {
    "groups": "exchanges in groups are not available in this version",
    "hosts": "exchanges of one host with many guests are not available in this version",
}


def list_programmes() -> tuple[str, ...]:
    """Ids of the bundled programmes, sorted.

    Examples
    --------
    >>> list_programmes()
    ('ccucc', 'eacac')
    """
    return tuple(sorted(file.stem for file in (profiles_dir() / "programmes").glob("*.toml")))


def read_programme(name_or_path: str | os.PathLike[str]) -> Programme:
    """Read and check one programme.

    Parameters
    ----------
    name_or_path : str or path-like
        The id of a bundled programme, or the path of a TOML file: anything that ends in
        ``.toml``, holds a path separator or is a path object.

    Returns
    -------
    Programme

    Raises
    ------
    UnknownNameError
        No bundled programme has this id.
    UnavailableError
        The programme asks for a shape that this version does not do.
    InputError
        The file cannot be used; every problem is listed with its line.

    Examples
    --------
    >>> read_programme("eacac").shape
    'one_pool'
    """
    path = _path(name_or_path)
    text = read_text(path, str(path) if _is_path(name_or_path) else f"programmes/{path.name}")
    if isinstance(text, Problem):
        raise InputError(f"the programme {name_or_path} cannot be read", [text])
    tree = parse_tree(text)
    if isinstance(tree, Problem):
        raise InputError(f"the programme {name_or_path} cannot be read", [tree])
    origin = TreeOrigin(tree)
    shape = tree.data.get("shape")
    if isinstance(shape, str) and shape in UNAVAILABLE:
        remedy = "use one_pool or two_sided"
        problem = problem_at(
            origin,
            ("shape",),
            "not_available",
            UNAVAILABLE[shape],
            found=shape,
            allowed="one_pool, two_sided",
            remedy=remedy,
        )
        raise UnavailableError(f"the shape {shape} is not available", [problem])
    try:
        return Programme.model_validate(tree.data)
    except ValidationError as error:
        found = problems_of(error, Programme, tree.data, origin, skip=[()])
        problems = [*found, *_sides(origin, tree.data), *_caps(origin, tree.data)]
        problems += _goal(origin, tree.data)
    count = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"
    raise InputError(f"{count} in the programme {name_or_path}", problems)


def _sides(origin: TreeOrigin, data: dict[str, Any]) -> list[Problem]:
    """The number of sides, which the model looks at only when all else is right."""
    sides, wanted = data.get("sides"), {"two_sided": 2, "one_pool": 1}.get(str(data.get("shape")))
    if not isinstance(sides, list) or wanted is None or len(sides) == wanted:
        return []
    message = f"the shape {data['shape']} takes {wanted} of [[sides]]"
    return [problem_at(origin, ("sides",), "wrong_length", message, found=f"{len(sides)} sides")]


def _goal(origin: TreeOrigin, data: dict[str, Any]) -> list[Problem]:
    """Goals that exclude each other, which the model looks at only when all else is right."""
    fair, stable = data.get("objective", "total") in ("worst_off", "leximin"), data.get("stable")
    asked = [f'objective = "{data["objective"]}"'] if fair else []
    asked += ["stable = true"] if stable is True else []
    asked += ["[[quotas]]"] if data.get("quotas") else []
    if len(asked) < 2:
        return []
    message = "a plan is either fair, or stable, or the best under quotas"
    remedy = "keep one of them"
    field = "quotas" if data.get("quotas") else "stable"
    found = " and ".join(asked)
    return [problem_at(origin, (field,), "contradiction", message, found=found, remedy=remedy)]


def _caps(origin: TreeOrigin, data: dict[str, Any]) -> list[Problem]:
    """Caps against the sides, which the model reads only when all else is right."""
    caps = data.get("caps")
    if not isinstance(caps, list) or not caps:
        return []
    sides = data.get("sides")
    sides = sides if isinstance(sides, list) else []
    names = [side["name"] for side in sides if isinstance(side, dict) and _is_text(side, "name")]
    names = [name.strip() for name in names]
    return [
        problem_at(
            origin,
            ("caps", at, "side"),
            "unknown_side",
            "the cap is on a side that the programme does not have",
            found=cap["side"],
            allowed=", ".join(names),
            remedy=did_you_mean(cap["side"], names),
        )
        for at, cap in enumerate(caps)
        if isinstance(cap, dict) and _is_text(cap, "side") and cap["side"].strip() not in names
    ]


def _is_text(table: dict[str, Any], key: str) -> bool:
    return isinstance(table.get(key), str)


def _is_path(name_or_path: str | os.PathLike[str]) -> bool:
    if not isinstance(name_or_path, str):
        return True
    separators = [mark for mark in (os.sep, os.altsep) if mark]
    return name_or_path.lower().endswith(".toml") or any(m in name_or_path for m in separators)


def _path(name_or_path: str | os.PathLike[str]) -> Path:
    if _is_path(name_or_path):
        return Path(name_or_path)
    known = list_programmes()
    name = str(name_or_path)
    if name not in known:
        problem = Problem(
            "unknown_programme",
            "no bundled programme has this id",
            found=name,
            allowed=f"{', '.join(known)}, or the path of a .toml file",
            remedy=did_you_mean(name, known),
        )
        raise UnknownNameError(f"{name!r} is not a known programme", [problem])
    return profiles_dir() / "programmes" / f"{name}.toml"
