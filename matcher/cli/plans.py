"""A plan as a command line names it, with the profiles it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.cli.output import counted
from matcher.errors import InputError, Problem

if TYPE_CHECKING:
    from matcher.proposal import Plan


def plan_of(plan_path: Path, profiles_path: Path | None) -> Plan:
    """Read a plan and its profiles.

    Raises
    ------
    InputError
        When either cannot be read, or the plan has cities that the profiles lack: names that
        people type would then be looked up among the wrong cities.
    """
    from matcher.intake import read_profiles
    from matcher.plan_file import read_plan

    profiles = read_profiles(profiles_path)
    plan = read_plan(plan_path, profiles)
    cities = plan.document.cities
    missing = [city for city in cities if city not in profiles]
    if missing:
        read = "the bundled profiles" if profiles_path is None else str(profiles_path)
        raise InputError(
            "these are not the profiles that the plan was made from",
            [
                Problem(
                    "other_profiles",
                    f"{counted(len(missing), 'city')} of the plan, of {len(cities):,} in all, "
                    f"cannot be found in {read}",
                    file=str(plan_path),
                    found=", ".join(missing[:5]),
                    remedy="give --profiles with the file or folder that the plan was made from",
                )
            ],
        )
    return plan
