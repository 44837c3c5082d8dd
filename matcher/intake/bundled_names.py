"""The alias table of the bundled cities, read once when a table leaves its ids out."""

from __future__ import annotations

from functools import cache

from matcher.intake.resolve import AliasTable


@cache
def bundled_names() -> AliasTable:
    """Every name of every bundled city."""
    # Imported here because reading a set may need this table: the two call each other.
    from matcher.intake.read import read_profiles

    return AliasTable.of(read_profiles())
