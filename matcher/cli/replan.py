"""`matcher replan`: a new plan after a decline, as near to the old one as a stated loss allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options
from matcher.cli.complete import city_ids, plan_pairs
from matcher.cli.exit_codes import of_status
from matcher.cli.output import progress, show, show_json
from matcher.cli.pairs import NamedPair, resolve_pairs, split_pairs
from matcher.cli.plans import plan_of
from matcher.errors import InputError, Problem, UnknownNameError

if TYPE_CHECKING:
    from matcher.intake import AliasTable


@click.command(short_help="Plan again after a decline, with few other changes.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@options.profiles
@click.option(
    "--declined",
    metavar="A:B",
    multiple=True,
    callback=split_pairs,
    shell_complete=plan_pairs,
    help="An exchange that will not happen. May be given several times.",
)
@click.option(
    "--declined-city",
    "cities",
    metavar="C",
    multiple=True,
    shell_complete=city_ids,
    help="A city that no longer takes part. May be given several times.",
)
@click.option(
    "--keep",
    metavar="A:B",
    multiple=True,
    callback=split_pairs,
    shell_complete=plan_pairs,
    help="An exchange of the plan that is confirmed. May be given several times.",
)
@click.option(
    "--decisions",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The plan's workbook.xlsx with its sheet Decisions filled in: what one of two cities "
    "declines is declined, what both accept is kept.",
)
@click.option(
    "--within",
    metavar="POINTS|PERCENT",
    default="1%",
    show_default=True,
    help="What the new plan may lose against the best possible new plan: 20000, or 1%.",
)
@click.option(
    "--out",
    metavar="DIR",
    default="runs/replanned",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the new run folder goes.",
)
@click.option("--force", is_flag=True, help="Replace a run folder that is already there.")
@options.as_json
def replan(
    plan_path: Path,
    profiles_path: Path | None,
    declined: tuple[NamedPair, ...],
    cities: tuple[str, ...],
    keep: tuple[NamedPair, ...],
    decisions: Path | None,
    within: str,
    out: Path,
    force: bool,
    as_json: bool,
) -> int:
    """Plan PLAN again (a plan.json or its run folder) after exchanges were declined or cities left.

    Scores stay as they were. Declined exchanges are barred, confirmed and pinned ones are kept, and
    as few of the others as possible are dropped while the new plan stays within a loss of the best
    possible one. Writes DIR/PROGRAMME/ like propose. Exit 4 when no plan is possible; the run
    folder then says why.
    """
    from matcher.cli.proposals import plan_summary, plan_text
    from matcher.intake import AliasTable
    from matcher.intake.workbook import read_decisions
    from matcher.report import require_free, write_run

    plan = plan_of(plan_path, profiles_path)
    table = AliasTable.of(plan.profiles)
    gone, problems = resolve_pairs(declined, "--declined", table)
    kept, unknown = resolve_pairs(keep, "--keep", table)
    away, nobody = _resolve(cities, table)
    problems = [*problems, *unknown, *nobody]
    if problems:
        raise InputError("cities were not recognised; nothing was written", problems)
    if decisions is not None:
        answers = read_decisions(decisions)
        gone += [(answer.a, answer.b) for answer in answers if answer.declined]
        kept += [(answer.a, answer.b) for answer in answers if answer.accepted]
    folder = out / plan.programme
    require_free(folder, force=force)
    progress("Planning again ...")
    new = plan.replan(declined=gone, declined_cities=away, keep=kept, within=within)
    write_run(new, folder, force=force)
    told = new.document.replanned
    assert told is not None
    if as_json:
        document = plan_summary(new, folder)
        show_json({"plan": document, "replanned": told.model_dump(mode="json")})
    else:
        show("\n".join(told.sentences))
        show()
        show(plan_text(new, folder))
    return of_status(new.status)


def _resolve(cities: tuple[str, ...], table: AliasTable) -> tuple[list[str], list[Problem]]:
    found: list[str] = []
    problems: list[Problem] = []
    for name in cities:
        try:
            found.append(table.resolve(name))
        except UnknownNameError as error:
            problems += [replace(problem, field="--declined-city") for problem in error.problems]
    return found, problems
