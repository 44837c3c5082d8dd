"""Where the names of places stand on a map: beside their point, and never over one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from unicodedata import east_asian_width

FONT = 13
# Of that size: the mean width of a letter, the height of a line, the way from a point to its name.
LETTER, HEIGHT, GAP = 6.9, 14.0, 6.0


class Label(NamedTuple):
    """A name at pixels from the left and the top; `align` is that of the text."""

    key: str
    text: str
    x: float
    y: float
    align: str


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_labels(
    points: Mapping[str, tuple[float, float]],
    texts: Mapping[str, str],
    order: Sequence[str],
    size: tuple[float, float],
) -> list[Label]:
    """Place as many names as fit, the first ones first.

    Parameters
    ----------
    points : mapping of str to (float, float)
        Pixels of each place.
    texts : mapping of str to str
    order : sequence of str
        Keys, the most important first.
    size : (float, float)
        Width and height of the picture in pixels.

    Returns
    -------
    list of Label
        Names that would cover another name, a point or the edge are left out.
    """
    taken = [_Box(x - 4, y - 4, x + 4, y + 4) for x, y in points.values()]
    frame = _Box(0, 0, *size)
    found: list[Label] = []
    for key in order:
        x, y = points[key]
        for label, box in _choices(key, texts[key], x, y):
            inside = box.left >= frame.left and box.right <= frame.right
            inside &= box.top >= frame.top and box.bottom <= frame.bottom
            if inside and not any(box.meets(other) for other in taken):
                taken.append(box)
                found.append(label)
                break
    return found


def _choices(key: str, text: str, x: float, y: float) -> list[tuple[Label, _Box]]:
    length, half = LETTER * wide(text), HEIGHT / 2
    found = []
    for align, at, dy in (
        ("left", x + GAP, 0.0),
        ("right", x - GAP, 0.0),
        ("center", x, -(half + GAP)),
        ("center", x, half + GAP),
        ("left", x + GAP, -HEIGHT),
        ("left", x + GAP, HEIGHT),
        ("right", x - GAP, -HEIGHT),
        ("right", x - GAP, HEIGHT),
    ):
        left = {"left": at, "right": at - length, "center": at - length / 2}[align]
        box = _Box(left, y + dy - half, left + length, y + dy + half)
        found.append((Label(key, text, at, y + dy, align), box))
    return found


def wide(text: str) -> int:
    """Width of a text in letters; a Chinese, Japanese or Korean character is two wide.

    Examples
    --------
    >>> wide("Seoul"), wide("서울")
    (5, 4)
    """
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
