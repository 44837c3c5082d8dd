"""Which part of the world a map shows: around the cities, with the Pacific in the middle."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LonLat = tuple[float, float]


class Frame(NamedTuple):
    """A width in pixels, and the least and greatest height over it; a window is widened to fit."""

    width: int
    flattest: float
    tallest: float


WIDE, NARROW = Frame(960, 0.34, 0.62), Frame(340, 0.6, 1.1)
LEAST_SPAN = 14.0
MARGIN = 0.08


@dataclass(frozen=True)
class Window:
    """An equirectangular view.

    Parameters
    ----------
    west, east, south, north : float
        Degrees; longitudes run on from 0 to 360 eastwards, so the Pacific is in one piece.
    width : int
        Pixels.
    """

    west: float
    east: float
    south: float
    north: float
    width: int = WIDE.width

    @property
    def scale(self) -> float:
        """Pixels of a radian."""
        return self.width / math.radians(self.east - self.west)

    @property
    def height(self) -> int:
        """Pixels."""
        return round(self.scale * math.radians(self.north - self.south))

    @property
    def centre(self) -> LonLat:
        """Degrees east and north."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def at(self, place: LonLat) -> tuple[float, float]:
        """Pixels from the left and the top."""
        lon, lat = eastwards(place[0]), place[1]
        x = self.scale * math.radians(lon - self.west)
        return x, self.scale * math.radians(self.north - lat)

    @property
    def projection(self) -> dict[str, object]:
        """The same view as the projection of a chart."""
        lon, lat = self.centre
        return {
            "type": "equirectangular",
            "rotate": [-lon, 0, 0],
            "center": [0, lat],
            "scale": self.scale,
            "translate": [self.width / 2, self.height / 2],
        }


def window_around(
    arcs: Iterable[Sequence[LonLat]], places: Iterable[LonLat], frame: Frame = WIDE
) -> Window:
    """Return the window that holds all places and arcs, with a margin."""
    points = [*places, *(point for arc in arcs for point in arc)]
    if not points:
        return Window(60, 300, -10, 65, frame.width)
    lons = [eastwards(lon) for lon, _ in points]
    lats = [lat for _, lat in points]
    west, east = _widened(min(lons), max(lons), LEAST_SPAN)
    south, north = _widened(min(lats), max(lats), 0)
    wide = east - west
    tall = min(max(north - south, frame.flattest * wide), frame.tallest * wide)
    if tall == frame.tallest * wide and north - south > tall:
        west, east = _widened(west, east, (north - south) / frame.tallest, margin=0)
        tall = north - south
    south, north = _widened(south, north, tall, margin=0)
    return Window(west, east, max(south, -88), min(north, 88), frame.width)


def eastwards(lon: float) -> float:
    """A longitude on the scale that starts in the Atlantic, at 25 degrees west."""
    return lon % 360 if lon % 360 < 335 else lon % 360 - 360


def great_circle(a: LonLat, b: LonLat, steps: int = 32) -> list[LonLat]:
    """Points of the shortest way over the globe from one place to another."""
    first, second = _vector(a), _vector(b)
    angle = math.acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(first, second, strict=True)))))
    if angle < 1e-9:
        return [a, b]
    found = []
    for step in range(steps + 1):
        share = step / steps
        p, q = math.sin((1 - share) * angle), math.sin(share * angle)
        x, y, z = ((p * u + q * v) / math.sin(angle) for u, v in zip(first, second, strict=True))
        found.append((math.degrees(math.atan2(y, x)), math.degrees(math.asin(max(-1, min(1, z))))))
    return found


def _vector(place: LonLat) -> tuple[float, float, float]:
    lon, lat = math.radians(place[0]), math.radians(place[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _widened(low: float, high: float, least: float, margin: float = MARGIN) -> tuple[float, float]:
    span = max((high - low) * (1 + 2 * margin), least)
    middle = (low + high) / 2
    return middle - span / 2, middle + span / 2
