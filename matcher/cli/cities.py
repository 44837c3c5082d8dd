"""`matcher cities`: who is in the file set and how much is recorded about each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options
from matcher.cli.complete import programme_ids
from matcher.cli.output import counted, show, show_json, table
from matcher.figures import percent

if TYPE_CHECKING:
    from matcher.intake import CityProfile, Profiles


@click.command(short_help="List the cities and what is recorded.")
@click.option(
    "--programme",
    "programme_name",
    metavar="ID",
    shell_complete=programme_ids,
    help="Only cities with a link to this programme (an id, or the path of a programme file).",
)
@options.profiles
@options.as_json
def cities(programme_name: str | None, profiles_path: Path | None, as_json: bool) -> None:
    """List the cities: what is recorded about each, on what basis, and how complete it is."""
    from matcher.intake import read_profiles
    from matcher.programme import list_programmes, read_programme

    programme = None if programme_name is None else read_programme(programme_name)
    profiles = read_profiles(profiles_path)
    shown = [city for city in profiles if programme is None or city.status_in(programme.id)]
    facts = [_facts(city, profiles) for city in shown]
    named = [programme] if programme else [read_programme(name) for name in list_programmes()]
    notes = {each.id: each.pool_note for each in named if each.pool_note}
    if as_json:
        show_json({"pool_notes": notes, "cities": facts})
        return
    header = ("Id", "Name", "Place", "Decl.", "Rep.", "Inf.", "No year", "Complete", "Programmes")
    rows = [
        (
            fact["id"],
            fact["name"],
            fact["subdivision"] or fact["country"],
            *(str(fact[key]) for key in ("declared", "reported", "inferred", "year_unknown")),
            percent(fact["completeness"]),
            ", ".join(f"{link['programme']}: {link['status']}" for link in fact["programmes"]),
        )
        for fact in facts
    ]
    show(table(header, rows, right=range(3, 8)))
    show(f"\n{counted(len(facts), 'city')}; items declared, reported, inferred.")
    for name, note in notes.items():
        show(f"{name}: {note}.")


def _facts(city: CityProfile, profiles: Profiles) -> dict[str, Any]:
    from matcher.intake import completeness

    found = completeness(city, profiles.vocabulary)
    return {
        "id": city.id,
        "name": city.name,
        "names": city.names,
        "kind": city.kind,
        "country": city.country,
        "subdivision": city.subdivision,
        "declared": found.declared,
        "reported": found.reported,
        "inferred": found.inferred,
        "year_unknown": found.year_unknown,
        "needs": len(city.needs),
        "capabilities": len(city.capabilities),
        "completeness": found.score,
        "completeness_sentence": found.sentence,
        "programmes": [
            link.model_dump(mode="json", include={"programme", "status", "condition"})
            for link in city.programmes
        ],
    }
