"""`matcher compare`: two plans side by side."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.output import show, show_json


@click.command(short_help="Compare two plans.")
@click.argument("first_path", metavar="PLAN1", type=click.Path(path_type=Path))
@click.argument("second_path", metavar="PLAN2", type=click.Path(path_type=Path))
@options.profiles
@click.option(
    "--other-profiles",
    "other_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Profiles that PLAN2 was made from, when they are not those of PLAN1.",
)
@options.as_json
def compare(
    first_path: Path,
    second_path: Path,
    profiles_path: Path | None,
    other_path: Path | None,
    as_json: bool,
) -> None:
    """Compare PLAN1 with PLAN2 (each a plan.json or its run folder).

    Says which exchanges are kept, dropped and added, what each is worth under both plans, and what
    the plans were not made from alike: weights, rules, capacities, pins, profiles, scales.
    """
    from matcher.intake import read_profiles
    from matcher.plan_file import read_plan

    profiles = read_profiles(profiles_path)
    other = profiles if other_path is None else read_profiles(other_path)
    comparison = read_plan(first_path, profiles).compare(read_plan(second_path, other))
    if as_json:
        show_json({"comparison": comparison.to_dict()})
    else:
        show(str(comparison))
