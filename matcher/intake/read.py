"""Read a set of profiles: every file, every problem, in one pass; then infer.

files -> text -> raw cities -> checks (city, set) -> CityProfile -> inferred needs -> Profiles
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from matcher.errors import InputError, Problem
from matcher.intake.check_city import check_city
from matcher.intake.check_set import check_set
from matcher.intake.geography import Airsheds, PriorLink
from matcher.intake.inference import infer, read_rules
from matcher.intake.layout import (
    AIRSHEDS,
    CITIES,
    LINKS,
    RULES,
    THEMES,
    InputFile,
    Layout,
    bundled_ids,
    find_layout,
)
from matcher.intake.models import CityProfile
from matcher.intake.origin import RawCity, problem_at
from matcher.intake.parse import parse_tree, raw_cities
from matcher.intake.profiles import Profiles
from matcher.intake.resolve import AliasTable
from matcher.intake.rules import Rule
from matcher.intake.shared_files import read_airsheds, read_links, read_vocabulary
from matcher.intake.table_cities import read_tables
from matcher.intake.tables import csv_grid
from matcher.intake.text_files import TextFile, read_text
from matcher.intake.workbook.read import read_workbook


def read_profiles(path: str | os.PathLike[str] | None = None) -> Profiles:
    """Read city profiles from a folder or a file.

    Parameters
    ----------
    path : path-like, optional
        A folder, or a TOML, JSON, CSV or .xlsx file; None reads the bundled profiles. What a folder
        does not bring along (themes, airsheds, links, inference rules) is taken from the bundled
        set.

    Returns
    -------
    Profiles
        Cities sorted by id, inferred needs added. Nothing is written, nothing is changed.

    Raises
    ------
    InputError
        With every problem of the whole set: file, line or row, field, what was found, what is
        allowed and what to do.

    Examples
    --------
    >>> from matcher.intake import read_profiles
    >>> profiles = read_profiles()
    >>> profiles["jp-kitakyushu"].country
    'JP'
    """
    layout = find_layout(path)
    findings = Findings()
    profiles = _read_set(layout, findings)
    findings.problems.sort(key=_by_place)
    errors = [problem for problem in findings.problems if problem.severity == "error"]
    if profiles is None or errors:
        count = f"{len(errors)} problem{'' if len(errors) == 1 else 's'}"
        place = "the bundled folder" if path is None else str(path)
        raise InputError(f"{count} in the profiles of {place}", findings.problems)
    return profiles


@dataclass
class Findings:
    """What one pass finds: problems, and the hash of each file that was read."""

    problems: list[Problem] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)

    def open(self, file: InputFile) -> TextFile | None:
        """Read a file, or note why it cannot be read."""
        text = read_text(file.path, file.name)
        if isinstance(text, Problem):
            self.problems.append(text)
            return None
        self.hashes[file.name] = text.sha256
        return text

    def note(self, problems: Iterable[Problem]) -> None:
        """Add problems."""
        self.problems.extend(problems)


def _by_place(problem: Problem) -> tuple[str, str, int]:
    return problem.file or "", problem.sheet or "", problem.line or problem.row or 0


def _read_set(layout: Layout, findings: Findings) -> Profiles | None:
    findings.note(_unread(name) for name in layout.unread)
    shared = {name: findings.open(file) for name, file in layout.shared.items()}
    raws = _raw_cities(layout, findings)
    vocabulary = None
    if themes := shared[THEMES]:
        vocabulary, problems = read_vocabulary(themes)
        findings.note(problems)
    findings.note(check_set(raws, bundled_ids()))
    cities: list[CityProfile] = []
    rules: tuple[Rule, ...] = ()
    for raw in raws:
        city, problems = check_city(raw, vocabulary)
        findings.note(problems)
        cities += [city] if city else []
    if vocabulary and (text := shared[RULES]):
        rules, problems = read_rules(text, vocabulary)
        findings.note(problems)
    ids = {raw.id for raw in raws if raw.id}
    airsheds = Airsheds()
    links: tuple[PriorLink, ...] = ()
    if text := shared[AIRSHEDS]:
        airsheds, problems = read_airsheds(text, ids, bundled=layout.shared[AIRSHEDS].bundled)
        findings.note(problems)
    if text := shared[LINKS]:
        links, problems = read_links(text, ids, bundled=layout.shared[LINKS].bundled)
        findings.note(problems)
    if vocabulary is None:
        return None
    return Profiles(
        cities=tuple(infer(city, rules) for city in sorted(cities, key=lambda city: city.id)),
        vocabulary=vocabulary,
        links=links,
        airsheds=airsheds,
        warnings=tuple(
            problem
            for problem in sorted(findings.problems, key=_by_place)
            if problem.severity == "warning"
        ),
        hashes=dict(sorted(findings.hashes.items())),
    )


@cache
def _bundled_names() -> AliasTable:
    return AliasTable.of(read_profiles())


def _raw_cities(layout: Layout, findings: Findings) -> list[RawCity]:
    before = len(findings.problems)
    raws: list[RawCity] = []
    for file in layout.trees:
        text = findings.open(file)
        tree = parse_tree(text) if text else None
        if isinstance(tree, Problem):
            findings.note([tree])
        elif tree:
            found, problems = raw_cities(tree)
            findings.note([*problems, *_misnamed(file, found)])
            raws += found
    tables = {
        name: [csv_grid(text)]
        for name, file in layout.tables.items()
        if (text := findings.open(file))
    }
    if layout.tables:
        found, problems = read_tables(tables, _bundled_names)
        findings.note(problems)
        raws += found
    for file in layout.books:
        raws += _book_cities(file, findings)
    if not raws and not any(problem.severity == "error" for problem in findings.problems[before:]):
        message = "there is no city in this set"
        remedy = "put city files into it: TOML, JSON, cities.csv or a workbook"
        findings.note([Problem("no_city", message, remedy=remedy)])
    return raws


def _book_cities(file: InputFile, findings: Findings) -> list[RawCity]:
    """The cities of one workbook; its sheets belong together and to no other file."""
    book = read_workbook(file.path, file.name)
    findings.note(book.problems)
    if book.sha256 is not None:
        findings.hashes[file.name] = book.sha256
    if not book.grids.get(CITIES):
        return []
    found, problems = read_tables(book.grids, _bundled_names)
    findings.note(problems)
    return found


def _misnamed(file: InputFile, found: list[RawCity]) -> Iterator[Problem]:
    """In the folder cities/, a file of one city is named after its id."""
    if len(found) != 1 or not file.name.startswith("cities/"):
        return
    city = found[0].id
    if city and city != file.path.stem:
        yield problem_at(
            found[0].origin,
            ("id",),
            "file_name",
            "the file is not named after its city",
            found=file.path.name,
            allowed=f"{city}{file.path.suffix}",
            remedy="rename the file, or mend the id",
            severity="warning",
        )


def _unread(name: str) -> Problem:
    return Problem(
        "unread_file",
        "this file is not read",
        file=name,
        allowed="TOML, JSON, .xlsx, cities.csv, items.csv, indicators.csv and links.csv",
        remedy="rename or convert it if it holds cities; otherwise move it away",
        severity="warning",
    )
