"""`matcher verify`: check a plan again from its file and the profiles alone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.exit_codes import BAD_INPUT, OK, UNEXPECTED
from matcher.cli.output import show, show_json


@click.command(short_help="Check a plan again, from its file alone.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@options.profiles
@options.as_json
def verify(plan_path: Path, profiles_path: Path | None, as_json: bool) -> int:
    """Check PLAN (a plan.json or its run folder): scores, rules, capacities, sum and proof.

    Exit 0 when every check passes, 1 when one does not, 3 when the plan cannot be read or the
    profiles are not those it was made from.
    """
    from matcher.intake import read_profiles
    from matcher.plan_file import read_plan

    plan = read_plan(plan_path, read_profiles(profiles_path))
    verification = plan.verify()
    # The first check is whether the profiles are those of the plan; without them the rest is moot.
    same_profiles = verification.checks[0].passed
    if as_json:
        show_json(
            {
                "programme": plan.programme,
                "passed": verification.passed,
                "same_profiles": same_profiles,
                "checks": [asdict(check) for check in verification.checks],
            }
        )
    else:
        show(str(verification))
        if verification.passed:
            show(f"The plan for {plan.programme} stands: every check passed.")
        elif same_profiles:
            show(f"The plan for {plan.programme} does not stand.")
        else:
            show(
                "These are not the profiles the plan was made from, so it cannot be checked; "
                "give the same ones with --profiles, or propose again."
            )
    if not same_profiles:
        return BAD_INPUT
    return OK if verification.passed else UNEXPECTED
