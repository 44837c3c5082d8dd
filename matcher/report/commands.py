"""Commands that plan again: what they must be told so that they start from the same files."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

from matcher.bundled import profiles_dir
from matcher.errors import MatcherError
from matcher.intake.profiles import Profiles
from matcher.plan.document import PlanDocument
from matcher.programme import read_programme
from matcher.proposal import Plan

# Stand for what the page cannot know: where the files of the reader are.
PROGRAMME, PROFILES = "PROGRAMME.toml", "PROFILES"


class Commands(NamedTuple):
    """Words of a command.

    Parameters
    ----------
    programme : str
        How `propose` names the programme.
    profiles : str
        How any command is told of the profiles; empty where they are the bundled ones.
    held : str
        Pairs that were pinned and forbidden when the plan was made, as options of `propose`.
    """

    programme: str
    profiles: str
    held: str


def commands_of(plan: Plan) -> Commands:
    """What commands that plan again are told.

    A plan holds no paths: files that are not the bundled ones are named in capitals.
    """
    document = plan.document
    return Commands(
        programme=document.programme if _bundled(document) else f"--programme {PROGRAMME}",
        profiles="" if _all_bundled(plan.profiles) else f"--profiles {PROFILES}",
        held=" ".join(
            f"--{word} {a}:{b}"
            for word, pairs in (("pin", document.pins), ("forbid", document.forbids))
            for a, b in pairs
        ),
    )


def _bundled(document: PlanDocument) -> bool:
    """Whether the programme is the bundled one of its name."""
    try:
        known = read_programme(document.programme)
    except MatcherError:
        return False
    return known.with_pairs(document.pins, document.forbids) == document.settings


def _all_bundled(profiles: Profiles) -> bool:
    """Whether profiles are the bundled ones, all of them and nothing else."""
    return frozenset(profiles.hashes.values()) == _bundled_files()


@cache
def _bundled_files() -> frozenset[str]:
    """SHA-256 of the bundled files that are read as profiles."""
    folder = profiles_dir()
    files = (
        file for pattern in ("cities/*.toml", "*.toml", "*.csv") for file in folder.glob(pattern)
    )
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
