"""JSON Schemas of the files that people write, generated from the models.

``python -m matcher.programme.schema`` writes them to ``profiles/schema``. They stand in this stage
because it is the first that knows both the profiles and the programmes.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from matcher.bundled import profiles_dir
from matcher.intake.models import CityProfile
from matcher.intake.rules import InferenceFile
from matcher.intake.shared_files import ThemesFile
from matcher.programme.models import Programme

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {
    "city": CityProfile,
    "programme": Programme,
    "themes": ThemesFile,
    "inference": InferenceFile,
}


def schema_text(name: str) -> str:
    """Return the text of one schema file.

    Parameters
    ----------
    name : {"city", "programme", "themes", "inference"}
    """
    schema: dict[str, Any] = {"$schema": DIALECT, **MODELS[name].model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schemas() -> None:
    """Write every schema to ``profiles/schema`` beside the bundled profiles."""
    folder = profiles_dir() / "schema"
    folder.mkdir(exist_ok=True)
    for name in MODELS:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    write_schemas()
