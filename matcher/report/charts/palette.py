"""Colours by role: names of the page's style sheet, or plain ones for a file."""

from __future__ import annotations

from dataclasses import dataclass

# From light to dark in equal steps of lightness, so that they read in black and white; blues are
# told apart by every common kind of colour blindness.
STEPS = ("#eef3f6", "#cfdfe8", "#a6c5d6", "#74a5bf", "#43819f", "#1d5a78")


@dataclass(frozen=True)
class Palette:
    """Colours of the pictures.

    Parameters
    ----------
    steps : tuple of str
        From the lowest class of a heat map to the highest.
    """

    ink: str
    quiet: str
    paper: str
    sea: str
    land: str
    line: str
    accent: str
    mark: str
    steps: tuple[str, ...]


# The page decides, in light, in dark and on paper.
PAGE = Palette(
    ink="var(--ink)",
    quiet="var(--quiet)",
    paper="var(--sheet)",
    sea="var(--sea)",
    land="var(--land)",
    line="var(--land-line)",
    accent="var(--accent)",
    mark="var(--mark)",
    steps=tuple(f"var(--heat-{step})" for step in range(1, len(STEPS) + 1)),
)
FILE = Palette(
    ink="#1b2427",
    quiet="#4f5d62",
    paper="#ffffff",
    sea="#f1f5f7",
    land="#dfe5e2",
    line="#b9c4c2",
    accent="#0b5a66",
    mark="#b5402f",
    steps=STEPS,
)
