"""The command in this process, and small file sets to give it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.cli.main import main
from matcher.programme.models import PARTS


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems of an error document."""
        return self.document["error"]["problems"]


def run(*arguments: str | Path) -> Done:
    """Run `matcher` with these arguments."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return Done(code, *texts)


def city_text(city: str, **fields: Any) -> str:
    """A city file; None takes a field away, an unknown field is added."""
    stated: dict[str, Any] = {
        "id": city,
        "name": city.split("-", 1)[1].replace("-", " ").title(),
        "kind": "city",
        "country": city[:2].upper(),
        "lat": 30.0,
        "lon": 110.0,
        "place_source": "made up",
    }
    tail = fields.pop("tail", "")
    stated.update(fields)
    lines = [f"{key} = {_toml(value)}" for key, value in stated.items() if value is not None]
    return "\n".join(lines) + "\n" + tail


def item_text(kind: str, theme: str, level: int = 2) -> str:
    """One need or capability, to stand at the end of a city file."""
    return (
        f'\n[[{kind}]]\ntheme = "{theme}"\nlevel = {level}\nbasis = "declared"\nyear = 2024\n'
        f'text = "It says so."\nsource = "made up"\n'
    )


def write_cities(folder: Path, *cities: str, **changes: str) -> Path:
    """Write city files: ids as they are, `changes` as file name and whole text."""
    inner = folder / "cities"
    inner.mkdir(parents=True, exist_ok=True)
    for city in cities:
        items = item_text("needs", "A1") + item_text("capabilities", "C1")
        (inner / f"{city}.toml").write_text(city_text(city, tail=items), encoding="utf-8")
    for name, text in changes.items():
        (inner / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def write_programme(
    file: Path,
    *,
    sides: Iterable[str] = (),
    tail: str = "",
    capacities: tuple[int, int] = (0, 1),
    max_pairs: int | None = None,
) -> Path:
    """Write a programme over every city: two sides of these countries, or one pool."""
    countries = list(sides)
    shape = "two_sided" if countries else "one_pool"
    lines = [f'id = "{file.stem}"', 'title = "Made up"', f'shape = "{shape}"']
    if max_pairs is not None:
        lines.append(f"max_pairs = {max_pairs}")
    lines += [f'[[sides]]\nname = "Side {c}"\ncountries = ["{c}"]' for c in countries]
    if not countries:
        lines.append('[[sides]]\nname = "Everyone"')
    lines.append("[eligibility]\nlinked_only = false")
    lines.append(f"[capacities]\nminimum = {capacities[0]}\nmaximum = {capacities[1]}")
    lines.append("[weights]")
    lines += [f"{part} = {0.4 if part == 'mutual_benefit' else 0.1}" for part in PARTS]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n" + tail, encoding="utf-8")
    return file


def _toml(value: Any) -> str:
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)
