"""A plan from its file: plan.json back into the hand."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from matcher.errors import InputError, Problem
from matcher.intake.profiles import Profiles
from matcher.plan.document import PlanDocument
from matcher.proposal import Plan


def read_plan(path: str | Path, profiles: Profiles) -> Plan:
    """Read a plan.json back.

    Parameters
    ----------
    path : path-like
        The file, or the run folder that holds it.
    profiles : Profiles
        The file set it was made from.

    Raises
    ------
    InputError
        When there is no such file or it is not a plan of this version.
    """
    file = Path(path)
    if file.is_dir():
        file = file / "plan.json"
    try:
        document = PlanDocument.model_validate_json(file.read_bytes())
    except OSError as error:
        problem = Problem("unreadable", "the plan cannot be read", str(file), found=str(error))
        raise InputError(f"{file} cannot be read", [problem]) from error
    except ValidationError as error:
        problems = [
            Problem(
                code="not_a_plan",
                message=f"not a plan of this version: {detail['msg']}",
                file=str(file),
                field=".".join(str(step) for step in detail["loc"]),
                remedy="give the plan.json of a run folder",
            )
            for detail in error.errors()[:10]
        ]
        raise InputError(f"{file} is not a plan", problems) from error
    return Plan(document, profiles)
