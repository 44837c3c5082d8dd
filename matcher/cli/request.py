"""What `matcher propose` was asked for: read whole, or refused with every problem."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.cli.failures import Failures
from matcher.cli.pairs import NamedPair, resolve_pairs
from matcher.errors import Problem

if TYPE_CHECKING:
    from matcher.intake import Profiles
    from matcher.programme import Programme

NOTHING_WRITTEN = "nothing was written"


@dataclass(frozen=True)
class Request:
    """What was asked for, read and found sound.

    Parameters
    ----------
    profiles : Profiles
    programmes : tuple of Programme
    hashes : dict of str to dict
        By programme, the SHA-256 of the file it was given as.
    pins, forbids : list of (str, str)
        By city id.
    """

    profiles: Profiles
    programmes: tuple[Programme, ...]
    hashes: dict[str, dict[str, str]]
    pins: list[NamedPair]
    forbids: list[NamedPair]


def read_request(
    profiles_path: Path | None,
    sources: Sequence[str | Path],
    pins: Sequence[NamedPair],
    forbids: Sequence[NamedPair],
    out: Path,
    force: bool,
) -> Request:
    """Read everything a run needs, and solve nothing.

    Parameters
    ----------
    profiles_path : Path, optional
    sources : sequence of str or Path
        Programmes: ids of bundled ones, paths of files.
    pins, forbids : sequence of (str, str)
        Names as they were typed.
    out : Path
        Where the run folders will stand.
    force : bool
        Whether a run folder that is there may be replaced.

    Raises
    ------
    MatcherError
        One, with every problem of all of these.
    """
    from matcher.intake import AliasTable, read_profiles
    from matcher.pipeline import check_request
    from matcher.programme import read_programme
    from matcher.report import require_free

    failures = Failures()
    profiles = failures.attempt(read_profiles, profiles_path)
    programmes: list[Programme] = []
    hashes: dict[str, dict[str, str]] = {}
    for source in sources:
        programme = failures.attempt(read_programme, source)
        if programme is not None:
            programmes.append(programme)
            if isinstance(source, Path):
                digest = hashlib.sha256(source.read_bytes()).hexdigest()
                hashes[programme.id] = {f"programme {source.name}": digest}
    failures.note(_twice(programmes))
    for programme in programmes:
        folder = out / programme.id
        failures.note(_no_folder(folder))
        failures.attempt(require_free, folder, force=force)
    if profiles is None:
        return failures.give_up(NOTHING_WRITTEN)
    table = AliasTable.of(profiles)
    pinned, unknown_pins = resolve_pairs(pins, "--pin", table)
    barred, unknown_forbids = resolve_pairs(forbids, "--forbid", table)
    failures.note([*unknown_pins, *unknown_forbids])
    for programme in programmes:
        failures.attempt(check_request, profiles, programme, pins=pinned, forbids=barred)
    failures.raise_if_any(NOTHING_WRITTEN)
    return Request(profiles, tuple(programmes), hashes, pinned, barred)


def _twice(programmes: list[Programme]) -> Iterator[Problem]:
    ids = [programme.id for programme in programmes]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Problem(
            "programme_twice",
            "two programmes of this command have the same id, and would share a run folder",
            found=name,
            remedy="name it once, or change the id in the file",
        )


def _no_folder(folder: Path) -> Iterator[Problem]:
    """Why the folders above a run folder cannot be made."""
    for place in folder.parents:
        if place.is_dir():
            return
        if place.exists() or place.is_symlink():
            yield Problem(
                "not_a_folder",
                "the run folder cannot be made: a part of its path is not a folder",
                file=str(folder),
                found=str(place),
                remedy="choose another folder with --out",
            )
            return
