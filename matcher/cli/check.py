"""`matcher check`: read everything, list every problem, write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options
from matcher.cli.exit_codes import BAD_INPUT, OK
from matcher.cli.failures import Failures
from matcher.cli.output import counted, show, show_json

if TYPE_CHECKING:
    from matcher.errors import Problem
    from matcher.intake import Profiles
    from matcher.programme import Programme


@click.command(short_help="List every problem of profiles and programmes.")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@options.programme_files
@options.as_json
def check(path: Path | None, programme_files: tuple[Path, ...], as_json: bool) -> int:
    """Check city profiles and programme files; list every problem and every warning.

    PATH is a folder or file of profiles. Without it the bundled profiles and programmes are
    checked. Exit 0 when nothing must be mended, 3 when something must; warnings are no errors.
    """
    from matcher.intake import read_profiles
    from matcher.programme import list_programmes, read_programme

    failures = Failures()
    profiles = failures.attempt(read_profiles, path)
    sources: list[str | Path] = [*(list_programmes() if path is None else ()), *programme_files]
    read = [failures.attempt(read_programme, source) for source in sources]
    programmes = [programme for programme in read if programme is not None]
    found: list[Problem] = list(profiles.warnings) if profiles is not None else []
    if profiles is not None:
        for programme in programmes:
            found += _fit(programme, profiles)
    found = list(dict.fromkeys([*failures.problems, *found]))
    errors = [problem for problem in found if problem.severity == "error"]
    warnings = [problem for problem in found if problem.severity == "warning"]
    summary = None if profiles is None else _summary(profiles, len(programmes))
    if as_json:
        show_json(
            {
                "ok": not errors,
                "summary": summary,
                "errors": [problem.to_dict() for problem in errors],
                "warnings": [problem.to_dict() for problem in warnings],
            }
        )
    else:
        for problem in (*errors, *warnings):
            show(f"{problem.severity}: {problem}")
        if summary is not None:
            show(_summary_line(summary))
        show(f"{counted(len(errors), 'error')}, {counted(len(warnings), 'warning')}.")
    return BAD_INPUT if errors else OK


def _fit(programme: Programme, profiles: Profiles) -> list[Problem]:
    """What a programme and the profiles disagree on."""
    from matcher.candidates import build_caps, build_pool, cap_remarks, quota_remarks
    from matcher.programme import check_programme

    failures, found = Failures(), list(check_programme(programme, profiles))
    pool = failures.attempt(build_pool, profiles, programme)
    if pool is not None:
        failures.attempt(build_caps, profiles, programme, pool)
        found += cap_remarks(profiles, programme, pool)
        found += quota_remarks(profiles, programme, pool)
    return [*found, *failures.problems]


def _summary(profiles: Profiles, programmes: int) -> dict[str, Any]:
    bases = ("declared", "reported", "inferred", "year_unknown")
    return {
        "cities": len(profiles),
        "programmes": programmes,
        "needs": sum(len(city.needs) for city in profiles),
        "capabilities": sum(len(city.capabilities) for city in profiles),
        **{basis: sum(city.counts[basis] for city in profiles) for basis in bases},
    }


def _summary_line(summary: dict[str, Any]) -> str:
    return (
        f"{counted(summary['cities'], 'city')} and {counted(summary['programmes'], 'programme')}: "
        f"{counted(summary['needs'], 'need')}, {summary['capabilities']:,} capabilities "
        f"({summary['declared']:,} declared, {summary['reported']:,} reported, "
        f"{summary['inferred']:,} inferred); "
        f"{counted(summary['year_unknown'], 'fact')} without a year."
    )
