"""TOML and JSON texts to raw cities; a file that cannot be parsed gives one problem."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from matcher.errors import Problem
from matcher.intake.lines import Path
from matcher.intake.origin import RawCity, Tree, TreeOrigin, problem_at
from matcher.intake.text_files import TextFile

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse_tree(file: TextFile) -> Tree | Problem:
    """Parse a TOML or JSON file, by the ending of its name.

    Returns
    -------
    Tree or Problem
        The parsed file, or its syntax error with the parser's line.
    """
    try:
        if file.name.lower().endswith(".json"):
            return _json(file)
        return Tree(file.name, file.text, "TOML", tomllib.loads(file.text))
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _PLACE.search(message)
        line = int(place[1]) if place and place[1] else file.text.rstrip().count("\n") + 1
        said = _PLACE.sub("", message)
        return _syntax(file, f"the file is not valid TOML: {said}", line)
    except json.JSONDecodeError as error:
        return _syntax(file, f"the file is not valid JSON: {error.msg}", error.lineno)
    except RecursionError:
        return _syntax(file, "the file is nested too deeply", None)
    except ValueError as error:
        return _syntax(file, f"the file holds a value that cannot be read: {error}", None)


def _json(file: TextFile) -> Tree | Problem:
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in table if keys.count(key) > 1)
        return table

    data = json.loads(file.text, object_pairs_hook=unique)
    if repeated:
        return Problem(
            "repeated_key",
            f"{repeated[0]} stands twice in one table",
            file=file.name,
            field=repeated[0],
            remedy="keep one of the two",
        )
    return Tree(file.name, file.text, "JSON", data)


def _syntax(file: TextFile, message: str, line: int | None) -> Problem:
    return Problem("syntax", message, file=file.name, line=line, remedy="mend the line and retry")


def raw_cities(tree: Tree) -> tuple[list[RawCity], list[Problem]]:
    """Find the cities in a parsed file: one city, a list of them, or a `cities` list."""
    data = tree.data
    if isinstance(data, dict) and "cities" not in data:
        return [RawCity(data, TreeOrigin(tree))], []
    problems = []
    base: Path = ()
    entries: Any = data
    if isinstance(data, dict):
        base, entries = ("cities",), data["cities"]
        problems = [
            problem_at(
                TreeOrigin(tree),
                (key,),
                "unknown_key",
                f"{key} cannot stand beside cities",
                remedy="move it into one of the cities",
            )
            for key in data
            if key != "cities"
        ]
    if not isinstance(entries, list):
        message = "cities is not a list of cities"
        return [], [*problems, problem_at(TreeOrigin(tree), base, "wrong_type", message)]
    cities = []
    for index, entry in enumerate(entries):
        origin = TreeOrigin(tree, (*base, index))
        if isinstance(entry, dict):
            cities.append(RawCity(entry, origin))
        else:
            message = "this is not a city but a bare value"
            problems.append(problem_at(origin, (), "wrong_type", message, found=entry))
    return cities, problems
