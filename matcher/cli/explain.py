"""`matcher explain`: what a plan means for one city, or why two cities are (not) a pair."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.explain_whole import show_whole, whole_plan
from matcher.cli.output import show, show_json
from matcher.cli.pairs import resolve_names


@click.command(short_help="Explain a plan, a city or a pair of it.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("a", metavar="[A]", required=False)
@click.argument("b", metavar="[B]", required=False)
@whole_plan
@options.profiles
@options.as_json
def explain(
    plan_path: Path,
    a: str | None,
    b: str | None,
    question: str | None,
    profiles_path: Path | None,
    as_json: bool,
) -> None:
    """Explain city A, or the pair of A and B, in PLAN (a plan.json or its run folder).

    Without a city, the status of the plan and its reasons, or what is asked about all of it.

    Cities go by id, name, local name or alias. Give --profiles when the plan was made from
    profiles of your own.
    """
    from matcher.intake import AliasTable, read_profiles
    from matcher.proposal import read_plan

    profiles = read_profiles(profiles_path)
    plan = read_plan(plan_path, profiles)
    typed = [name for name in (a, b) if name is not None]
    if question is not None and typed:
        raise click.UsageError(f"--{question} is about the whole plan; name no city beside it.")
    if not typed:
        show_whole(plan, question, as_json=as_json)
        return
    explanation = plan.explain(*resolve_names(typed, AliasTable.of(profiles)))
    if as_json:
        show_json({"programme": plan.programme, "explanation": explanation.to_dict()})
    else:
        show(str(explanation))
