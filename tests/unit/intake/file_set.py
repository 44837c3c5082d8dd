"""Small file sets for the tests of the readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.errors import InputError, Problem
from matcher.intake import Profiles, read_profiles

CITY = """\
id = "{id}"
name = "{name}"
kind = "city"
country = "{country}"
lat = {lat}
lon = 10.0
place_source = "a gazetteer"
{more}
"""
ITEM = """
[[{side}]]
theme = "{theme}"
level = {level}
basis = "{basis}"
text = "in plain words"
{year}
source = "a public page"
{more}
"""


def city(
    id: str = "xx-alpha",  # noqa: A002
    name: str | None = None,
    country: str = "XX",
    lat: object = 20.0,
    more: str = "",
) -> str:
    return CITY.format(
        id=id, name=name or id.partition("-")[2].title(), country=country, lat=lat, more=more
    )


def item(
    side: str = "needs",
    theme: str = "C1",
    level: object = 2,
    basis: str = "declared",
    year: str = "year = 2019",
    more: str = "",
) -> str:
    return ITEM.format(side=side, theme=theme, level=level, basis=basis, year=year, more=more)


class FileSet:
    """A folder of files that a test fills and reads."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: str | bytes) -> FileSet:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode("utf-8")
        path.write_bytes(content)
        return self

    def read(self) -> Profiles:
        return read_profiles(self.root)

    def problems(self) -> list[Problem]:
        """The errors of a set that must be refused."""
        with pytest.raises(InputError) as caught:
            self.read()
        return [problem for problem in caught.value.problems if problem.severity == "error"]

    def problem(self) -> Problem:
        """The one error of a set that must be refused for one reason."""
        problems = self.problems()
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]
