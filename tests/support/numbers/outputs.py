"""Every output of one plan, made once and read back as often as plan.json is altered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.cli.proposals import plan_text
from matcher.proposal import Plan
from matcher.report import run_files
from matcher.report.email import Letter, letters
from support.command_line import run
from support.numbers.facts import Behind, Facts, Json
from support.numbers.letters import check_letters
from support.numbers.page import check_page
from support.numbers.sentences import check_sentences
from support.numbers.tables import check_tables
from support.numbers.tree import Node, tree
from support.numbers.views import Views, check_views
from support.numbers.workbook import Sheet, check_workbook, sheets_of


@dataclass(frozen=True)
class Outputs:
    """What people see of one plan, and what stands behind it."""

    plan: Json
    behind: Behind
    page: Node
    sheets: dict[str, Sheet]
    letters: list[Letter]
    files: dict[str, bytes]
    views: Views

    @classmethod
    def of(cls, plan: Plan, *, folder: Path | None = None) -> Outputs:
        """Make every output of a plan; with a folder, by the commands on bundled profiles.

        Asks about the first pair of the plan, the first permitted one that is not in it, one city
        of the plan and one that is in no pair, where there are such.
        """
        files = run_files(plan)
        behind = Behind.of(plan)
        chosen = [(pair.a, pair.b) for pair in plan.document.pairs]
        others = sorted(behind.permitted - set(chosen))
        pairs = chosen[:1] + others[:1]
        members = {city for side in plan.document.sides for city in side.cities}
        alone = [row.city for row in plan.document.unmatched if row.city in members]
        cities = [chosen[0][0], *alone[:1]]
        said = (
            _printed(plan, pairs, cities)
            if folder is None
            else _run(plan, files, folder, pairs, cities)
        )
        return cls(
            plan.to_dict(),
            behind,
            tree(files["report.html"].decode()),
            sheets_of(files["workbook.xlsx"]),
            letters(plan),
            files,
            Views.of(plan, pairs, cities, said),
        )

    def wrong(
        self, altered: Json | None = None, *, only: Sequence[str] = (), first: bool = False
    ) -> list[str]:
        """Every disagreement with plan.json, or with an altered copy of it.

        Of some outputs `only`; with `first`, up to the first output that disagrees.
        """
        facts = Facts(self.plan if altered is None else altered, self.behind)
        for node in (self.page, self.views.plan, self.views.programme, *self._nodes()):
            for inner in node.inner():
                inner.read = False
        checks = {
            "workbook": lambda: check_workbook(self.sheets, facts),
            "csv": lambda: check_tables(self.files, facts),
            "letters": lambda: check_letters(self.letters, facts),
            "plan.json": lambda: check_sentences(facts),
            "views": lambda: check_views(self.views, facts),
            "page": lambda: check_page(self.page, facts),
        }
        found: list[str] = []
        for name in only or checks:
            found += checks[name]()
            if found and first:
                break
        return found

    def _nodes(self) -> Iterable[Node]:
        for node, _, _ in (*self.views.pairs.values(), *self.views.cities.values()):
            yield node


def _printed(plan: Plan, pairs: list[tuple[str, str]], cities: list[str]) -> dict[str, str]:
    """What the commands print, of a plan whose profiles are in no file."""
    said = {" ".join(pair): str(plan.explain(*pair)) for pair in pairs}
    said |= {city: str(plan.explain(city)) for city in cities}
    overview, proof = str(plan.explain()), str(plan.proof())
    proposed = plan_text(plan, Path("runs") / plan.programme)
    return said | {"proof": proof, "overview": overview, "proposed": proposed}


def _run(
    plan: Plan,
    files: dict[str, bytes],
    folder: Path,
    pairs: list[tuple[str, str]],
    cities: list[str],
) -> dict[str, str]:
    """What the commands print."""
    (folder / "plan.json").write_bytes(files["plan.json"])
    asked: dict[str, list[str]] = {" ".join(pair): list(pair) for pair in pairs}
    asked |= {city: [city] for city in cities} | {"proof": ["--proof"], "overview": []}
    said = {}
    for name, words in asked.items():
        done = run("explain", folder, *words)
        assert done.code == 0, done.err
        said[name] = done.out.rstrip("\n")
    return said | {"proposed": plan_text(plan, folder)}
