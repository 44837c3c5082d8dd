"""`matcher propose`: profiles and programmes in, run folders out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options
from matcher.cli.complete import city_pairs, programme_ids
from matcher.cli.exit_codes import of_status, worst
from matcher.cli.failures import Failures
from matcher.cli.interrupt import first_interrupt_stops
from matcher.cli.output import counted, progress, show, show_json, tell
from matcher.cli.pairs import NamedPair, split_pairs
from matcher.cli.progress_line import ProgressLine, bar_text
from matcher.cli.request import NOTHING_WRITTEN, Request, read_request
from matcher.language.tags import Language

if TYPE_CHECKING:
    from matcher.proposal import Plan


def _seconds(
    context: click.Context, parameter: click.Parameter, value: float | None
) -> float | None:
    if value is not None and not (math.isfinite(value) and value > 0):
        raise click.BadParameter("give a number of seconds above 0")
    return value


@click.command(short_help="Propose exchanges and write run folders.")
@click.argument("names", metavar="PROGRAMME...", nargs=-1, shell_complete=programme_ids)
@options.profiles
@options.programme_files
@click.option(
    "--pin",
    "pins",
    metavar="A:B",
    multiple=True,
    callback=split_pairs,
    shell_complete=city_pairs,
    help="A pair that must be chosen. May be given several times.",
)
@click.option(
    "--forbid",
    "forbids",
    metavar="A:B",
    multiple=True,
    callback=split_pairs,
    shell_complete=city_pairs,
    help="A pair that must not be chosen. May be given several times.",
)
@click.option(
    "--out",
    metavar="DIR",
    default="runs",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the run folders go, one per programme.",
)
@click.option("--force", is_flag=True, help="Replace run folders that are already there.")
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=float,
    callback=_seconds,
    help="Stop the search after this long; the plan is then perhaps not proved best.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Leave out what is worked out by solving again: how sure, how fair, how stable.",
)
@options.language
@options.as_json
def propose(
    names: tuple[str, ...],
    profiles_path: Path | None,
    programme_files: tuple[Path, ...],
    pins: tuple[NamedPair, ...],
    forbids: tuple[NamedPair, ...],
    out: Path,
    force: bool,
    time_limit: float | None,
    quick: bool,
    language: Language,
    as_json: bool,
) -> int:
    """Propose the best exchanges of each PROGRAMME and write DIR/PROGRAMME/.

    PROGRAMME is the id of a bundled programme (see `matcher programmes`). Cities in --pin and
    --forbid go by id, name, local name or alias. A pin holds for every programme of the command;
    where one of its cities is not eligible, that is bad input (exit 3), so give programmes with
    different pins one command each. Bad input in one programme stops all: nothing is written.

    Ctrl-C stops the search with the best plan so far (exit 5 when it is not proved best); a second
    Ctrl-C gives up at once, and nothing is written.
    """
    if not names and not programme_files:
        raise click.UsageError("Name at least one programme (see 'matcher programmes').")
    progress("Reading profiles and programmes ...")
    sources: list[str | Path] = [*names, *programme_files]
    request = read_request(profiles_path, sources, pins, forbids, out, force)
    plans = _solve(request, time_limit)
    if not quick:
        plans = [_with_reasons(plan) for plan in plans]
    if request.profiles.warnings:
        warnings = counted(len(request.profiles.warnings), "warning")
        tell(f"{warnings} about the profiles; `matcher check` lists them.")
    progress("Writing ...")
    paths = _write(plans, request, out, force, language)
    _print(plans, paths, as_json)
    return worst(of_status(plan.status) for plan in plans)


def _solve(request: Request, time_limit: float | None) -> list[Plan]:
    from matcher.pipeline import propose as propose_plan

    failures = Failures()
    plans: list[Plan] = []
    with first_interrupt_stops() as stop:
        for programme in request.programmes:
            progress(f"Scoring and solving {programme.id} ...")
            with ProgressLine(programme.id) as line:
                plan = failures.attempt(
                    propose_plan,
                    request.profiles,
                    programme,
                    pins=request.pins,
                    forbids=request.forbids,
                    time_limit=time_limit,
                    stop=stop,
                    progress=line,
                )
            plans += [plan] if plan is not None else []
    failures.raise_if_any(NOTHING_WRITTEN)
    return plans


def _with_reasons(plan: Plan) -> Plan:
    """The plan with its reasons; an interrupt leaves it as it was."""
    if plan.objective is None:
        return plan
    progress(f"Asking {plan.programme} how sure, fair and stable it is ...")
    try:
        with ProgressLine(plan.programme, bar_text) as line:
            return plan.with_reasons(progress=line)
    except KeyboardInterrupt:
        tell("Interrupted: the plan is written without what is worked out by solving again.")
        return plan


def _write(
    plans: list[Plan], request: Request, out: Path, force: bool, language: Language
) -> list[Path]:
    from matcher.report import write_run

    return [
        write_run(
            plan,
            out / plan.programme,
            force=force,
            inputs=request.hashes.get(plan.programme),
            language=language,
        )
        for plan in plans
    ]


def _print(plans: list[Plan], folders: list[Path], as_json: bool) -> None:
    from matcher.cli.proposals import plan_summary, plan_text

    if as_json:
        pairs = zip(plans, folders, strict=True)
        show_json({"plans": [plan_summary(plan, folder) for plan, folder in pairs]})
        return
    for plan, folder in zip(plans, folders, strict=True):
        show(plan_text(plan, folder))
        show()
