"""Made-up cities, small and explicit, and hypothesis strategies that draw whole file sets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from matcher.intake.geography import Airshed, Airsheds, PriorLink, Transport
from matcher.intake.models import CityProfile, Source
from matcher.intake.profiles import Profiles
from matcher.intake.vocabulary import Theme, ThemeGroup, Vocabulary
from matcher.programme.models import PARTS, Programme

THEMES = ("A1", "A2", "B1", "C1", "H1", "I1")
VOCABULARY = Vocabulary(
    groups=tuple(ThemeGroup(id=g, title=g, definition=g) for g in "ABCHI"),
    themes=(
        Theme(id="A1", title="Buses", group="A", definition="d", air=2, climate=2,
              serves=("liveability",), related=("A2",)),
        Theme(id="A2", title="Cycling", group="A", definition="d", air=1, climate=1,
              serves=("inclusiveness",), related=("A1",)),
        Theme(id="B1", title="Filters", group="B", definition="d", air=2, climate=-1),
        Theme(id="C1", title="Coal", group="C", definition="d", air=2, climate=2,
              serves=("resilience",), related=("H1",)),
        Theme(id="H1", title="Monitoring", group="H", definition="d", air="enabler", climate=0,
              related=("C1",)),
        Theme(id="I1", title="Plans", group="I", definition="d", air=1, climate=0),
    ),
)  # fmt: skip
WEIGHTS = dict(zip(PARTS, (0.3, 0.2, 0.15, 0.15, 0.1, 0.05, 0.05), strict=True))
SOURCE = Source(title="made up")


def item(theme: str, level: int = 2, basis: str = "declared", year: int | None = 2024) -> dict:
    """One item as a file would state it."""
    return {
        "theme": theme,
        "level": level,
        "basis": basis,
        "text": f"{theme} at level {level}",
        "source": {"title": "made up"},
        **({"year": year} if year else {"year_unknown": True}),
        **({"rule": "made-up"} if basis == "inferred" else {}),
    }


def city(name: str, needs: Any = (), capabilities: Any = (), **fields: Any) -> CityProfile:
    """A made-up city; `name` is its id, items are dictionaries or theme ids."""
    stated = {
        "id": name,
        "name": fields.pop("title", name.split("-", 1)[1].title()),
        "kind": "city",
        "country": name[:2].upper(),
        "lat": 30.0,
        "lon": 110.0,
        "place_source": "made up",
        "needs": [item(n) if isinstance(n, str) else n for n in needs],
        "capabilities": [item(c) if isinstance(c, str) else c for c in capabilities],
        "indicators": {
            key: {"value": value, "unit": "u", "year": 2020, "source": "made up"}
            for key, value in fields.pop("figures", {}).items()
        },
        "programmes": [{"programme": "test", "status": fields.pop("status", "member")}],
        **fields,
    }
    if "climate" in stated:
        stated["climate_source"] = "made up"
    return CityProfile.model_validate(stated)


def profiles(*cities: CityProfile, **fields: Any) -> Profiles:
    """A file set of made-up cities."""
    return Profiles(tuple(sorted(cities, key=lambda c: c.id)), VOCABULARY, **fields)


def pool_programme(**fields: Any) -> Programme:
    """A one-pool programme over every made-up city."""
    return _programme("one_pool", [{"name": "Everyone"}], fields)


def sides_programme(**fields: Any) -> Programme:
    """A two-sided programme: country CN with country US."""
    sides = [{"name": "China", "countries": ["CN"]}, {"name": "America", "countries": ["US"]}]
    return _programme("two_sided", sides, fields)


def _programme(shape: str, sides: list[dict], fields: dict[str, Any]) -> Programme:
    stated = {"id": "test", "title": "Test", "shape": shape, "sides": sides, "weights": WEIGHTS}
    return Programme.model_validate({**stated, **fields})


@st.composite
def drawn_city(draw: st.DrawFn, name: str) -> CityProfile:
    """Any made-up city: any items, any figures, any gaps."""

    def items(basis: tuple[str, ...]) -> list[dict]:
        themes = draw(st.lists(st.sampled_from(THEMES), unique=True, max_size=5))
        return [
            item(
                theme,
                draw(st.integers(1, 3)),
                draw(st.sampled_from(basis)),
                draw(st.none() | st.integers(2005, 2026)),
            )
            for theme in themes
        ]

    figures = {
        key: draw(st.floats(1, 1e7))
        for key in ("population", "pm25", "electricity_coal", "land_area")
        if draw(st.booleans())
    }
    capabilities = items(("declared", "reported"))
    shown = {c["theme"] for c in capabilities}
    return city(
        name,
        items(("declared", "reported", "inferred")),
        capabilities,
        figures=figures,
        languages=draw(st.lists(st.sampled_from(("zh", "en", "ja")), unique=True, max_size=2)),
        no_capabilities=[t for t in THEMES if t not in shown and draw(st.integers(0, 9)) == 0],
        **({"climate": draw(st.sampled_from(("Cfa", "BSk", "Dwa", "Af")))}
           if draw(st.booleans()) else {}),
    )  # fmt: skip


@st.composite
def drawn_profiles(draw: st.DrawFn, left: int = 3, right: int = 3) -> Profiles:
    """A file set of up to `left` Chinese and `right` American cities, with links and airsheds."""
    names = [f"cn-{chr(97 + i)}" for i in range(draw(st.integers(1, left)))]
    names += [f"us-{chr(97 + i)}" for i in range(draw(st.integers(1, right)))]
    cities = [draw(drawn_city(name)) for name in names]
    wishes = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3))
    cities = [
        c.model_copy(update={"wishes": tuple(b for a, b in wishes if a == c.id != b)})
        for c in cities
    ]
    ties = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=2))
    links = tuple(
        PriorLink(a=min(pair), b=max(pair), kind="sister city", year=2016, source=SOURCE)
        for pair in ties
        if pair[0] != pair[1]
    )
    sheds = Airsheds(
        airsheds=(Airshed(id="one", title="One", members=("cn-a", "us-a"), source=SOURCE),),
        transports=(Transport(origin="CN", receiver="US", low=0.1, high=0.3, source=SOURCE),),
    )
    return profiles(*cities, links=links, airsheds=sheds)


@st.composite
def drawn_caps(draw: st.DrawFn, cities: Profiles) -> tuple[Profiles, list[dict[str, Any]]]:
    """The cities in up to two provinces each side, and up to three caps on them, nested or not."""
    placed = [
        city.model_copy(update={"subdivision": f"{city.country}-{draw(st.sampled_from('AB'))}"})
        for city in cities
    ]
    names = [city.id for city in placed]
    side = st.sampled_from(("China", "America"))
    caps: list[dict[str, Any]] = []
    for per in draw(st.lists(st.sampled_from(("country", "subdivision", "cities")), max_size=3)):
        cap: dict[str, Any] = {"per": per, "most": draw(st.integers(0, 3))}
        if per == "cities":
            cap["cities"] = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
            cap["side"] = draw(side)
        else:
            cap |= {"side": draw(side)} if draw(st.booleans()) else {}
            codes = ("CN", "US") if per == "country" else ("CN-A", "US-B")
            known = {city.country for city in placed} | {city.subdivision for city in placed}
            cap["only"] = [c for c in codes if c in known and draw(st.booleans())]
        caps.append(cap)
    return profiles(*placed, links=cities.links, airsheds=cities.airsheds), caps


@st.composite
def drawn_programme(draw: st.DrawFn, shape: str | None = None) -> Programme:
    """A programme with any of the policies that act inside the scores."""
    raw = draw(st.lists(st.integers(0, 20), min_size=7, max_size=7).filter(any))
    weights = {p: w / sum(raw) for p, w in zip(PARTS, raw, strict=True)}
    fields = {
        "weights": weights,
        "benefit": {"fusion": draw(st.sampled_from(("harmonic", "mean", "one_way")))},
        "reward": {
            part: draw(st.sampled_from(("similar", "complementary")))
            for part in ("shared_challenge", "context")
        },
        "roles": {
            "cities": draw(
                st.dictionaries(
                    st.sampled_from(("cn-a", "us-a")),
                    st.sampled_from(("mentor", "peer", "learner")),
                )
            ),
            "themes": {"H1": draw(st.sampled_from(("mentor", "peer")))},
        },
        "emphasis": {
            "themes": draw(st.dictionaries(st.sampled_from(THEMES), st.sampled_from((0, 0.25, 2)))),
            "aims": draw(st.dictionaries(st.just("liveability"), st.sampled_from((0.5, 3)))),
        },
        "language": {"mode": draw(st.sampled_from(("ignore", "prefer", "require")))},
        "rules": {
            "domestic": draw(st.sampled_from(("allowed", "penalised", "forbidden"))),
            "prior_links": draw(st.sampled_from(("bonus", "neutral", "avoid"))),
        },
    }
    two = draw(st.booleans()) if shape is None else shape == "two_sided"
    return sides_programme(**fields) if two else pool_programme(**fields)
