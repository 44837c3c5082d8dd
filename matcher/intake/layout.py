"""Which files make up a set: the bundled folder, a user's folder, or one file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matcher.bundled import profiles_dir
from matcher.errors import InputError, Problem

THEMES, AIRSHEDS, LINKS, RULES = "themes.toml", "airsheds.toml", "links.csv", "inference.toml"
SHARED = (THEMES, AIRSHEDS, LINKS, RULES)
CITIES, ITEMS, INDICATORS = "cities.csv", "items.csv", "indicators.csv"
TABLES = (CITIES, ITEMS, INDICATORS)
TREES = (".toml", ".json")
BOOKS = (".xlsx", ".xlsm")
UNREAD = (".csv", ".tsv", ".xls", ".ods", ".yaml", ".yml")


@dataclass(frozen=True)
class InputFile:
    """A file to read and the name that messages give it."""

    path: Path
    name: str
    bundled: bool = False


@dataclass(frozen=True)
class Layout:
    """The files of one set, sorted by name.

    Parameters
    ----------
    trees : tuple of InputFile
        TOML and JSON files with cities.
    tables : dict of str to InputFile
        The CSV tables that are there, by their role (`cities.csv` and its siblings).
    shared : dict of str to InputFile
        Vocabulary, airsheds, links and rules: the set's own, else the bundled ones.
    unread : tuple of str
        Files that look like data and are not read.
    books : tuple of InputFile
        Workbooks with cities.
    """

    trees: tuple[InputFile, ...]
    tables: dict[str, InputFile]
    shared: dict[str, InputFile]
    unread: tuple[str, ...] = ()
    books: tuple[InputFile, ...] = ()


def find_layout(path: str | os.PathLike[str] | None) -> Layout:
    """Find the files of a set.

    Parameters
    ----------
    path : path-like, optional
        A folder or a file; None is the bundled folder.

    Raises
    ------
    InputError
        The path does not exist or cannot be listed.
    """
    root = profiles_dir() if path is None else Path(path)
    try:
        if root.is_dir():
            return _folder(root)
        there = root.exists()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problem = Problem("unreadable_file", f"the folder cannot be read: {reason}", str(root))
        raise InputError(f"{root} cannot be read", [problem]) from None
    if not there:
        problem = Problem(
            "missing_path",
            "there is no such file or folder",
            file=str(root),
            remedy="give a folder of profiles, or a .toml, .json, .csv or .xlsx file",
        )
        raise InputError(f"{root} does not exist", [problem])
    return _file(root)


def _folder(root: Path) -> Layout:
    trees: list[InputFile] = []
    books: list[InputFile] = []
    unread: list[str] = []
    entries = sorted(entry for entry in root.iterdir() if not entry.name.startswith((".", "~")))
    for entry in entries:
        suffix = entry.suffix.lower()
        if entry.name in (*SHARED, *TABLES) or entry.is_dir():
            continue
        if suffix in TREES:
            trees.append(InputFile(entry, entry.name))
        elif suffix in BOOKS:
            books.append(InputFile(entry, entry.name))
        elif suffix in UNREAD:
            unread.append(entry.name)
    inner = root / "cities"
    if inner.is_dir():
        for entry in sorted(inner.iterdir()):
            if entry.name.startswith((".", "~")):
                continue
            name = f"cities/{entry.name}"
            if entry.suffix.lower() in TREES:
                trees.append(InputFile(entry, name))
            elif entry.suffix.lower() in BOOKS:
                books.append(InputFile(entry, name))
            elif entry.suffix.lower() in UNREAD:
                unread.append(name)
    return Layout(tuple(trees), _tables(root), _shared(root), tuple(unread), tuple(books))


def _file(file: Path) -> Layout:
    if file.suffix.lower() == ".csv":
        tables = _tables(file.parent)
        if file.name not in (ITEMS, INDICATORS):
            tables[CITIES] = InputFile(file, file.name)
        return Layout((), tables, _shared(None))
    if file.suffix.lower() in TREES:
        return Layout((InputFile(file, file.name),), {}, _shared(None))
    if file.suffix.lower() in BOOKS:
        return Layout((), {}, _shared(None), books=(InputFile(file, file.name),))
    problem = Problem(
        "unknown_format",
        "this kind of file is not read",
        file=str(file),
        found=file.suffix or "no ending",
        allowed=".toml, .json, .csv, .xlsx, or a folder",
        remedy="save the table as .xlsx or CSV",
    )
    raise InputError(f"{file} cannot be read", [problem])


def _tables(root: Path) -> dict[str, InputFile]:
    return {name: InputFile(root / name, name) for name in TABLES if _is_there(root / name)}


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _shared(root: Path | None) -> dict[str, InputFile]:
    found = {}
    for name in SHARED:
        if root is not None and _is_there(root / name):
            found[name] = InputFile(root / name, name, bundled=_is_bundled(root))
        else:
            found[name] = InputFile(profiles_dir() / name, f"bundled {name}", bundled=True)
    return found


def _is_bundled(root: Path) -> bool:
    try:
        return root.resolve() == profiles_dir().resolve()
    except FileNotFoundError:
        return False


@cache
def bundled_ids() -> frozenset[str]:
    """Ids of the bundled cities; each file is named after its city."""
    try:
        return frozenset(file.stem for file in (profiles_dir() / "cities").glob("*.toml"))
    except FileNotFoundError:
        return frozenset()
