"""Sources as they are cited on the page: numbered once, linked only where that is safe."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from matcher.intake.models import CityProfile, Source
from matcher.intake.profiles import Profiles

# What to find in a source, and the line its owner asks for.
ATTRIBUTIONS = (
    (
        "world health organization",
        "Air quality: WHO Ambient Air Quality Database v9 (August 2022), (c) World Health "
        "Organization 2022, licence CC BY-NC-SA 3.0 IGO: non-commercial use only, share alike.",
    ),
    ("us environmental protection agency", "Air quality: US Environmental Protection Agency."),
    (
        "cdp",
        "City climate data: collected in partnership by CDP and ICLEI - Local Governments for "
        "Sustainability.",
    ),
    ("geonames", "Places: GeoNames, CC BY 4.0."),
    ("net zero tracker", "Net zero targets: Net Zero Tracker, CC BY 4.0."),
    ("ceads", "CO2 of Chinese cities: CEADS, Shan et al. 2022, Science Bulletin 67(18)."),
    ("rubel et al", "Climate classes: Rubel et al. 2017, Meteorologische Zeitschrift 26."),
    ("wikidata", "Sister cities and populations: Wikidata, CC0."),
    ("wikipedia", "Sister cities: Wikipedia contributors, CC BY-SA 4.0."),
)


@dataclass(frozen=True)
class Citation:
    """One source with its number on the page.

    Parameters
    ----------
    number : int
        From 1, in the order of first mention.
    title, publisher : str, str or None
    url : str or None
        As the source states it; shown as text.
    link : str or None
        The same when it is a web address that may be followed.
    """

    number: int
    title: str
    publisher: str | None
    url: str | None
    link: str | None


class Citations:
    """Numbers each distinct source at its first mention."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str | None, str | None], Citation] = {}

    def cite(self, source: Source) -> Citation:
        """Return the citation of a source."""
        key = (source.title, source.publisher, source.url)
        if key not in self._found:
            number = len(self._found) + 1
            self._found[key] = Citation(number, *key, link=safe_link(source.url))
        return self._found[key]

    @property
    def all(self) -> list[Citation]:
        """Every citation so far, by number."""
        return list(self._found.values())


def safe_link(url: str | None) -> str | None:
    """Return the address if it is an absolute http or https one, else None."""
    if url is None or any(mark.isspace() or not mark.isprintable() for mark in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def attributions(profiles: Profiles, cities: list[str]) -> list[str]:
    """Return the lines that the owners of the data ask for, for the data behind these cities."""
    taking_part = set(cities)
    texts = {str(source).lower() for city in cities for source in _sources(profiles[city])}
    texts |= {
        str(link.source).lower()
        for link in profiles.links
        if link.a in taking_part or link.b in taking_part
    }
    return [line for mark, line in ATTRIBUTIONS if any(mark in text for text in texts)]


def _sources(city: CityProfile) -> list[Source]:
    found = [city.place_source, *(item.source for item in city.items)]
    found += [indicator.source for indicator in city.indicators.values()]
    return found if city.climate_source is None else [*found, city.climate_source]
