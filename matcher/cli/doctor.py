"""`matcher doctor`: whether this installation is whole."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata

import click

from matcher import __version__
from matcher.cli import options
from matcher.cli.complete import Completion
from matcher.cli.exit_codes import OK, UNEXPECTED
from matcher.cli.output import counted, show, show_json, table

DISTRIBUTION = "city-exchange-matcher"

EXTRAS = {
    "report": "draws the map and the heat map of the page",
    "bench": "measures this engine beside other solvers",
    "docs": "builds the documentation",
    "notebook": "runs and writes the notebooks",
    "test": "runs the tests",
    "dev": "checks style, types and layers before a change is sent in",
}

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?[^;]*(?:;\s*(.*))?$")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    passed: bool
    detail: str


@click.command(short_help="Check this installation.")
@options.as_json
def doctor(as_json: bool) -> int:
    """Check this installation: versions, bundled profiles, extras, completion, a small solve."""
    required, extras = requirements()
    versions = {"python": platform.python_version(), DISTRIBUTION: __version__}
    versions |= {name: _version(name) or "missing" for name in required}
    missing = [name for name in required if _version(name) is None]
    findings = [
        Finding("libraries", not missing, ", ".join(missing) or f"{len(required)} found"),
        _try("bundled profiles", _profiles),
        _try("solver", _solve),
    ]
    completion = Completion.found()
    absent = {
        extra: [name for name in names if _version(name) is None] for extra, names in extras.items()
    }
    passed = all(finding.passed for finding in findings)
    if as_json:
        show_json(
            {
                "passed": passed,
                "versions": versions,
                "findings": [asdict(finding) for finding in findings],
                "completion": {
                    "shell": completion.shell,
                    "set_up_in": completion.file,
                    "how": None if completion.shell is None else completion.how,
                },
                "extras": {
                    extra: {"installed": not names, "missing": names, "adds": EXTRAS.get(extra)}
                    for extra, names in absent.items()
                },
            }
        )
        return OK if passed else UNEXPECTED
    show(table(("Library", "Version"), list(versions.items())))
    show()
    for finding in findings:
        show(f"{'ok  ' if finding.passed else 'FAIL'}  {finding.name}: {finding.detail}")
    for extra, names in absent.items():
        state = f"not installed, lacks {', '.join(names)}" if names else "installed"
        show(f"      extra {extra}: {state}; {EXTRAS.get(extra, 'optional')}")
    show(f"      shell completion: {completion.sentence()}")
    show("Everything works." if passed else "Something is broken; reinstall the package.")
    return OK if passed else UNEXPECTED


def requirements() -> tuple[list[str], dict[str, list[str]]]:
    """What the distribution requires: always, and per optional extra.

    Returns
    -------
    list of str, dict of str to list of str
        Names of distributions.
    """
    always: list[str] = []
    extras: dict[str, list[str]] = {}
    for line in metadata.requires(DISTRIBUTION) or ():
        parsed = _REQUIREMENT.match(line)
        if parsed is None or parsed[1] == DISTRIBUTION:
            continue
        extra = _EXTRA.search(parsed[2] or "")
        (always if extra is None else extras.setdefault(extra[1], [])).append(parsed[1])
    return sorted(always), extras


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _try(name: str, action: Callable[[], str]) -> Finding:
    # A broken installation fails in ways nobody can list; the doctor reports all of them.
    try:
        return Finding(name, True, action())
    except Exception as error:
        return Finding(name, False, " ".join(f"{type(error).__name__}: {error}".split()))


def _profiles() -> str:
    from matcher.bundled import profiles_dir
    from matcher.intake import read_profiles
    from matcher.programme import list_programmes, read_programme

    profiles = read_profiles()
    programmes = [read_programme(name) for name in list_programmes()]
    cities = counted(len(profiles), "city")
    return f"{cities} and {counted(len(programmes), 'programme')} in {profiles_dir()}"


def _solve() -> str:
    import numpy as np

    from matcher.solve import one_pool, two_sided

    triangle = np.array([[0, 5, 4], [5, 0, 3], [4, 3, 0]])
    for expected, result in (
        (9, two_sided(np.array([[3, 4], [5, 2]]))),
        (5, one_pool(triangle)),
    ):
        if result.status != "optimal" or result.objective != expected or not result.verified:
            raise RuntimeError(f"expected {expected}, found {result.status} {result.objective}")
    return "two small problems solved, proved and verified"
