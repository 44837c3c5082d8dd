"""plan.json obeys its published schema, and the schema is the one of the model."""

from __future__ import annotations

import json

import jsonschema
import pytest
from support.report_plans import (
    empty_plan,
    hostile_plan,
    infeasible_plan,
    pool_of_three,
    small_plan,
)

from matcher.bundled import profiles_dir
from matcher.report.schema import plan_schema_text


def test_committed_schema_is_the_generated_one() -> None:
    committed = (profiles_dir() / "schema" / "plan.schema.json").read_text("utf-8")
    assert committed == plan_schema_text(), "run: python -m matcher.report.schema"


def test_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(plan_schema_text()))


@pytest.mark.parametrize(
    "make", [small_plan, pool_of_three, infeasible_plan, empty_plan, hostile_plan]
)
def test_plans_of_every_kind_obey_the_schema(make) -> None:
    jsonschema.validate(json.loads(make().to_json()), json.loads(plan_schema_text()))


def test_schema_refuses_another_status_and_a_pair_without_parts() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(plan_schema_text()))
    plan = json.loads(small_plan().to_json())
    plan["status"] = "best"
    del plan["pairs"][0]["parts"]
    assert len(list(validator.iter_errors(plan))) == 2
