"""`matcher explain`: what a plan means for one city, or why two cities are (not) a pair."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.output import show, show_json
from matcher.cli.pairs import resolve_names


@click.command(short_help="Explain a city or a pair of a plan.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("a", metavar="A")
@click.argument("b", metavar="[B]", required=False)
@options.profiles
@options.as_json
def explain(
    plan_path: Path, a: str, b: str | None, profiles_path: Path | None, as_json: bool
) -> None:
    """Explain city A, or the pair of A and B, in PLAN (a plan.json or its run folder).

    Cities go by id, name, local name or alias. Give --profiles when the plan was made from
    profiles of your own.
    """
    from matcher.intake import AliasTable, read_profiles
    from matcher.proposal import read_plan

    profiles = read_profiles(profiles_path)
    plan = read_plan(plan_path, profiles)
    ids = resolve_names([a] if b is None else [a, b], AliasTable.of(profiles))
    explanation = plan.explain(*ids)
    if as_json:
        show_json({"programme": plan.programme, "explanation": explanation.to_dict()})
    else:
        show(str(explanation))
