"""The committed JSON Schemas say what the models say, and the bundled files obey them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from matcher.bundled import profiles_dir
from matcher.programme.schema import MODELS, schema_text

FILES = {
    "city": sorted((profiles_dir() / "cities").glob("*.toml"))[::10],
    "programme": sorted((profiles_dir() / "programmes").glob("*.toml")),
    "themes": [profiles_dir() / "themes.toml"],
    "inference": [profiles_dir() / "inference.toml"],
}


@pytest.mark.parametrize("name", MODELS)
def test_committed_schema_is_the_generated_one(name: str) -> None:
    committed = (profiles_dir() / "schema" / f"{name}.schema.json").read_text("utf-8")
    assert committed == schema_text(name), "run: python -m matcher.programme.schema"


@pytest.mark.parametrize("name", MODELS)
def test_schema_is_itself_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(name)))


@pytest.mark.parametrize(
    ("name", "path"),
    [(name, path) for name, paths in FILES.items() for path in paths],
    ids=lambda value: value.stem if isinstance(value, Path) else value,
)
def test_bundled_file_obeys_its_schema(name: str, path: Path) -> None:
    data = tomllib.loads(path.read_text("utf-8"))
    jsonschema.validate(data, json.loads(schema_text(name)))


def test_schema_refuses_level_4_and_unknown_keys() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_text("city")))
    city = tomllib.loads((profiles_dir() / "cities" / "cn-beijing.toml").read_text("utf-8"))
    assert not list(validator.iter_errors(city))
    city["needs"][0]["level"] = 4
    city["mayor"] = "x"
    assert len(list(validator.iter_errors(city))) == 2
