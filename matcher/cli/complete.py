"""What the Tab key offers: programmes, cities, exchanges of a plan; no engine is loaded for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from matcher.bundled import profiles_dir

# Where each shell reads what it completes, below the home folder.
STARTED_FROM = {
    "bash": (".bashrc", ".bash_profile", ".local/share/bash-completion/completions/matcher"),
    "zsh": (".zshrc",),
    "fish": (".config/fish/completions/matcher.fish", ".config/fish/config.fish"),
}
VARIABLE = "_MATCHER_COMPLETE"


def programme_ids(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids of bundled programmes that the line does not name yet."""
    given = context.params.get(parameter.name or "")
    named = {given} if isinstance(given, str) else set(given or ())
    ids = (file.stem for file in sorted((profiles_dir() / "programmes").glob("*.toml")))
    return [CompletionItem(id_) for id_ in ids if id_.startswith(incomplete) and id_ not in named]


def city_ids(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids of cities: of the plan on the line, else of a folder of profiles, else bundled ones."""
    return list(_matching(_cities(context), incomplete))


def city_pairs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The first city of A:B, or the second one once the colon stands."""
    first, colon, second = incomplete.rpartition(":")
    found = _matching(_cities(context), second if colon else incomplete)
    return [CompletionItem(f"{first}{colon}{item.value}", help=item.help) for item in found]


def plan_pairs(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Exchanges of the plan on the line, as A:B."""
    plan = _plan(context)
    names = {city: card.get("name", city) for city, card in plan.get("cities", {}).items()}
    pairs = [(pair["a"], pair["b"]) for pair in plan.get("pairs", ())]
    told = {f"{a}:{b}": f"{names.get(a, a)} with {names.get(b, b)}" for a, b in pairs}
    return list(_matching(told.items(), incomplete))


def _matching(known: Iterable[tuple[str, str]], incomplete: str) -> Iterator[CompletionItem]:
    """What begins as typed: the id, the id without its country, or the name."""
    typed = incomplete.casefold()
    for id_, name in known:
        starts = (id_, id_.partition("-")[2], name.casefold())
        if any(start.startswith(typed) for start in starts):
            yield CompletionItem(id_, help=name)


def _cities(context: click.Context) -> list[tuple[str, str]]:
    plan = _plan(context)
    if plan:
        cards = plan.get("cities", {})
        return [(city, card["name"]) for city, card in cards.items() if card.get("side")]
    given = context.params.get("profiles_path")
    folder = profiles_dir() if given is None else Path(given)
    files = sorted((folder / "cities").glob("*.toml"))
    return [(file.stem, file.stem.partition("-")[2].replace("-", " ").title()) for file in files]


def _plan(context: click.Context) -> dict[str, Any]:
    """The plan that the line names, empty where it names none that can be read."""
    given = context.params.get("plan_path")
    if given is None and any(one.name == "plan_path" for one in context.command.params):
        # Behind an option that still lacks its value, click has not yet sorted the arguments.
        given = next(iter(context.args), None)
    if given is None:
        return {}
    file = Path(given)
    try:
        found = json.loads((file / "plan.json" if file.is_dir() else file).read_bytes())
    except (OSError, ValueError):
        # A half typed line is no mistake to be told of.
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Completion:
    """Whether the shell of this person completes `matcher`.

    Parameters
    ----------
    shell : str or None
        None: the shell is not one that can be set up.
    file : str or None
        Where it is set up; None: nowhere that is looked at.
    """

    shell: str | None
    file: str | None

    @classmethod
    def found(cls) -> Completion:
        """Look where the person's shell starts from; runs nothing."""
        shell = Path(os.environ.get("SHELL", "")).name
        if shell not in STARTED_FROM:
            return cls(None, None)
        for name in STARTED_FROM[shell]:
            file = Path.home() / name
            try:
                if VARIABLE in file.read_text("utf-8", errors="replace"):
                    return cls(shell, str(file))
            except OSError:
                continue
        return cls(shell, None)

    @property
    def how(self) -> str:
        """The line that sets it up."""
        if self.shell == "fish":
            return f"{VARIABLE}=fish_source matcher > ~/{STARTED_FROM['fish'][0]}"
        return f'eval "$({VARIABLE}={self.shell}_source matcher)"'

    def sentence(self) -> str:
        """The same for a person."""
        if self.shell is None:
            return "cannot be told for this shell; bash, zsh and fish can be set up"
        if self.file is not None:
            return f"set up for {self.shell} in {self.file}"
        where = "run" if self.shell == "fish" else f"add to ~/{STARTED_FROM[self.shell][0]}:"
        return f"not set up for {self.shell}; {where} {self.how}"
