"""The pictures in grey and to colour-blind eyes: their steps differ in lightness, not in hue alone.

Lightness is the L of CIELAB, 0 to 100. It comes from luminance, which the common kinds of colour
blindness leave nearly as it is, so steps that differ in it are told apart by everyone and on paper.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from support.browser import needs_browser

pytestmark = needs_browser

# Between neighbouring classes of the heat map; five is seen side by side without trouble.
LEAST_STEP = 5.0
# WCAG 2.2, for parts of a picture that one must see: 3 to 1.
LEAST_CONTRAST = 3.0

COLOURS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "sheet", "ink", "accent", "mark", "sea", "land", "track", "quiet",
    "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6"];
  return Object.fromEntries(names.map((name) => {
    canvas.fillStyle = style.getPropertyValue(`--${name}`).trim();
    canvas.fillRect(0, 0, 1, 1);
    return [name, [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)];
  }));
}"""
# Linear RGB as it reaches an eye without one kind of cone (Vienot, Brettel and Mollon 1999).
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "no green cones": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}

Colour = tuple[float, float, float]


def linear(colour: list[int]) -> Colour:
    shares = [channel / 255 for channel in colour]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return r, g, b


def luminance(colour: list[int], eye: str) -> float:
    seen = [sum(w * c for w, c in zip(row, linear(colour), strict=True)) for row in EYES[eye]]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), seen, strict=True))


def lightness(colour: list[int], eye: str) -> float:
    share = luminance(colour, eye)
    return 116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share


def contrast(one: list[int], other: list[int], eye: str) -> float:
    bright, dark = sorted((luminance(one, eye), luminance(other, eye)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_pictures_read_without_hue(scheme: str, show) -> None:
    page = show("empty", scheme="light" if scheme == "print" else scheme)
    if scheme == "print":
        page.emulate_media(media="print")
    colours = page.evaluate(COLOURS)
    for eye in EYES:
        assert_told_apart(colours, eye)


def assert_told_apart(colours: dict[str, list[int]], eye: str) -> None:
    steps = [lightness(colours[f"heat-{step}"], eye) for step in range(1, 7)]
    assert all(abs(a - b) >= LEAST_STEP for a, b in pairwise(steps)), steps
    assert steps in (sorted(steps), sorted(steps, reverse=True))
    # Arcs and points on land and sea; bars on their track; the ring around the dot of a plan.
    for over, under in (
        ("accent", "land"), ("accent", "sea"), ("ink", "land"), ("ink", "sea"),
        ("accent", "track"), ("mark", "sheet"), ("accent", "paper"),
    ):  # fmt: skip
        assert contrast(colours[over], colours[under], eye) >= LEAST_CONTRAST, (over, under)
