"""`matcher explain`: a plan, a city, a pair, what it would take, what proves it, how fair it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from matcher.cli import options
from matcher.cli.complete import city_ids
from matcher.cli.explain_whole import show_explanation, whole_answer, whole_plan
from matcher.cli.pairs import resolve_names
from matcher.cli.plans import plan_of
from matcher.language.tags import Language


@click.command(short_help="Explain a plan, a city or a pair of it.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.argument("a", metavar="[A]", required=False, shell_complete=city_ids)
@click.argument("b", metavar="[B]", required=False, shell_complete=city_ids)
@click.option(
    "--what-would-it-take",
    "takes",
    is_flag=True,
    help="The smallest changes that would put A and B together in a best plan.",
)
@click.option("--proof", is_flag=True, help="What proves the plan, as a table of prices.")
@whole_plan
@options.language
@options.profiles
@options.as_json
def explain(
    plan_path: Path,
    a: str | None,
    b: str | None,
    takes: bool,
    proof: bool,
    question: str | None,
    language: Language,
    profiles_path: Path | None,
    as_json: bool,
) -> None:
    """Explain PLAN (a plan.json or its run folder), city A of it, or the pair of A and B.

    Without a city, each exchange with its reason in a sentence, or what is asked about all of the
    plan. Cities go by id, name, local name or alias. Give --profiles when the plan was made from
    profiles of your own.
    """
    from matcher.intake import AliasTable
    from matcher.intake.speaking import speaker_of

    if takes and b is None:
        raise click.UsageError("--what-would-it-take needs two cities: PLAN A B.")
    whole = question or ("proof" if proof else None)
    if whole is not None and (a is not None or takes):
        raise click.UsageError(f"--{whole} is about the whole plan; name no city beside it.")
    plan = plan_of(plan_path, profiles_path)
    speaker = speaker_of(plan.profiles, language, introduce=True)
    if question is not None:
        show_explanation(plan, whole_answer(plan, question), speaker, as_json=as_json)
        return
    typed = [name for name in (a, b) if name is not None]
    ids = resolve_names(typed, AliasTable.of(plan.profiles)) if typed else []
    ask: Callable[..., Any] = plan.explain
    if proof:
        ask = plan.proof
    elif takes:
        ask = plan.what_would_it_take
    show_explanation(plan, ask(*ids), speaker, as_json=as_json)
