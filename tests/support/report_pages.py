"""The pages that the browser opens, each made once by the engine itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import matcher
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme
from matcher.proposal import Plan
from matcher.report import write_run
from support.made_up import sides_programme
from support.report_plans import infeasible_plan, stranger_plan

# Cities on each side of the large pool.
LARGE = 500


@dataclass
class Pages:
    """Run folders by name, written when first asked for."""

    folder: Path
    _plans: dict[str, Plan] = field(default_factory=dict)

    def plan(self, name: str) -> Plan:
        """The plan of a page."""
        if name not in self._plans:
            self._plans[name] = MAKERS[name]()
            write_run(self._plans[name], self.folder / name)
        return self._plans[name]

    def file(self, name: str) -> Path:
        """The page of a plan."""
        self.plan(name)
        return self.folder / name / "report.html"


@cache
def bundled() -> Profiles:
    """The cities that come with the engine."""
    return matcher.read_profiles()


def with_all_reasons(programme: str) -> Plan:
    """A bundled programme as `matcher propose` writes it."""
    return matcher.propose(bundled(), matcher.read_programme(programme)).with_reasons()


def nothing_permitted() -> Plan:
    """The bundled pool with every pair forbidden: an empty plan, and proved."""
    programme = matcher.read_programme("eacac")
    capacities = programme.capacities.model_copy(update={"minimum": 0})
    (side,) = matcher.propose(bundled(), programme).document.sides
    pairs = [(a, b) for a in side.cities for b in side.cities if a < b]
    return matcher.propose(
        bundled(), programme.model_copy(update={"capacities": capacities}), forbids=pairs
    )


def large_pool() -> Plan:
    """Five hundred cities on each of two sides: the records of real ones under made-up names."""
    real = [city for city in bundled() if city.needs and city.capabilities]
    cities = []
    for country, name in (("CN", "Eastern City"), ("US", "Western City")):
        for number, city in enumerate(islice(cycle(real), LARGE), start=1):
            changes = {
                "id": f"{country.lower()}-{number:03}",
                "name": f"{name} {number}",
                "country": country,
                "programmes": (),
                "part_of": None,
            }
            cities.append(city.model_copy(update=changes))
    pool = Profiles(tuple(sorted(cities, key=lambda city: city.id)), bundled().vocabulary)
    programme: Programme = sides_programme(title="A large pool")
    eligibility = programme.eligibility.model_copy(update={"linked_only": False})
    return matcher.propose(pool, programme.model_copy(update={"eligibility": eligibility}))


MAKERS: dict[str, Callable[[], Plan]] = {
    "eacac": lambda: with_all_reasons("eacac"),
    "ccucc": lambda: with_all_reasons("ccucc"),
    "large": large_pool,
    "infeasible": infeasible_plan,
    "empty": nothing_permitted,
    "strange": stranger_plan,
}
SMALL = [name for name in MAKERS if name != "large"]
