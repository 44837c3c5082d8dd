"""`matcher programmes`: the bundled programmes and their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from matcher.cli import options
from matcher.cli.output import show, show_json, table
from matcher.figures import stated

if TYPE_CHECKING:
    from matcher.programme import Programme


@click.command(short_help="List the bundled programmes.")
@options.as_json
def programmes(as_json: bool) -> None:
    """List the bundled programmes: shape, capacities, cohort, weights."""
    from matcher.programme import list_programmes, read_programme

    found = [read_programme(name) for name in list_programmes()]
    if as_json:
        show_json({"programmes": [_facts(programme) for programme in found]})
        return
    header = ("Programme", "Title", "Shape", "Partners", "Cohort")
    rows = [
        (
            programme.id,
            programme.title,
            programme.shape,
            f"{programme.capacities.minimum} to {programme.capacities.maximum}",
            "any" if programme.max_pairs is None else f"{programme.max_pairs} pairs",
        )
        for programme in found
    ]
    show(table(header, rows))
    show()
    weights = [
        [part, *(stated(programme.weights[part]) for programme in found)]
        for part in found[0].weights
    ]
    ids = [programme.id for programme in found]
    show(table(["Weight of", *ids], weights, right=range(1, len(ids) + 1)))
    for programme in found:
        if programme.pool_note:
            show(f"\n{programme.id}: {programme.pool_note}.")


def _facts(programme: Programme) -> dict[str, Any]:
    return {
        "id": programme.id,
        "title": programme.title,
        "description": programme.description,
        "pool_note": programme.pool_note,
        "shape": programme.shape,
        "sides": [side.name for side in programme.sides],
        "minimum_partners": programme.capacities.minimum,
        "maximum_partners": programme.capacities.maximum,
        "max_pairs": programme.max_pairs,
        "caps": [cap.model_dump(mode="json") for cap in programme.caps],
        "quotas": [quota.model_dump(mode="json") for quota in programme.quotas],
        "weights": dict(programme.weights),
    }
