"""`matcher robustness`: how sure a plan and each of its exchanges is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from matcher.cli import options
from matcher.cli.exit_codes import OK, of_status
from matcher.cli.output import progress, show, show_json, table, tell
from matcher.cli.plans import plan_of
from matcher.cli.progress_line import ProgressLine, bar_text

if TYPE_CHECKING:
    from matcher.explain.sure import Robustness
    from matcher.proposal import Plan


@click.command(short_help="Say how sure each exchange of a plan is.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.option(
    "--draws",
    metavar="N",
    type=click.IntRange(min=1),
    default=None,
    help="Sets of weights drawn around the programme's; 1000 when not given, 50 where quotas (or "
    "caps in one pool) make each draw a search.",
)
@click.option(
    "--concentration",
    metavar="C",
    type=click.FloatRange(min=1, max=1e9),
    default=90.0,
    show_default=True,
    help="How close they stay to it: with 90, a weight of 15% moves by about a quarter of itself; "
    "with 4 times as much, half as far.",
)
@click.option(
    "--seed",
    metavar="S",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="The same seed gives the same answer.",
)
@options.profiles
@options.as_json
def robustness(
    plan_path: Path,
    draws: int | None,
    concentration: float,
    seed: int,
    profiles_path: Path | None,
    as_json: bool,
) -> int:
    """Solve PLAN (a plan.json or its run folder) again under many changes and say what stays.

    Weights are drawn around the programme's, items are left out by their basis, figures of the
    cities are drawn by their age, and the cities of the plan decline one at a time. For each
    exchange: how often it stays, and the nearest change of one weight that breaks it. Every plan
    that is counted is proved best. Nothing is written.

    Exit 4 when PLAN holds no plan.
    """
    plan = plan_of(plan_path, profiles_path)
    if plan.objective is None:
        return _no_plan(plan, as_json)
    progress("Solving again under many changes; the first time on a machine takes a minute ...")
    with ProgressLine(plan.programme, bar_text) as line:
        answer = plan.robustness(
            draws=draws, concentration=concentration, seed=seed, jobs=-1, progress=line
        )
    if as_json:
        show_json({"programme": plan.programme, "robustness": answer.to_dict()})
    else:
        _show(answer)
    return OK


def _no_plan(plan: Plan, as_json: bool) -> int:
    reasons = plan.document.reasons
    tell(" ".join(["There is no plan, so there is nothing to be sure of.", *reasons]))
    if as_json:
        document = {"programme": plan.programme, "status": plan.status, "reasons": reasons}
        show_json({**document, "robustness": None})
    return of_status(plan.status)


def _show(answer: Robustness) -> None:
    from matcher.explain.words import percent

    for sentence in answer.block.sentences:
        show(sentence)
    if not answer.pairs:
        return
    rows = [
        (
            answer.names[a],
            answer.names[b],
            known.grade,
            percent(known.weights.share),
            percent(known.figures.share),
            "-" if known.nearest is None else f"{known.nearest.move:+.2f}",
        )
        for (a, b), known in answer.pairs.items()
    ]
    header = ("City", "Partner", "How sure", "Weights", "Figures", "Nearest change")
    show(f"\n{table(header, rows, right=(3, 4, 5))}\n")
    for known in answer.pairs.values():
        show(known.sentence)
