"""JSON Schema of plan.json, generated: ``python -m matcher.report.schema`` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from matcher.bundled import profiles_dir
from matcher.plan.document import PlanDocument
from matcher.programme.schema import DIALECT


def plan_schema_text() -> str:
    """Return the text of ``plan.schema.json``."""
    described = PlanDocument.model_json_schema(mode="serialization")
    schema: dict[str, Any] = {"$schema": DIALECT, **described}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_plan_schema() -> Path:
    """Write the schema beside the bundled profiles and return its path."""
    path = profiles_dir() / "schema" / "plan.schema.json"
    path.write_text(plan_schema_text(), encoding="utf-8")
    return path


if __name__ == "__main__":
    write_plan_schema()
