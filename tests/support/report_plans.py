"""Small plans for the tests of the report: one of each kind of outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import matcher
from matcher.intake.geography import PriorLink
from matcher.intake.models import CityProfile, Source
from matcher.intake.profiles import Profiles
from matcher.plan.document import Created
from matcher.proposal import Plan
from support.made_up import city, item, pool_programme, profiles, sides_programme

SCRIPT = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://evil.example","click")'
CREATED = Created(at="2026-01-02T03:04:05+00:00", seconds={"scores": 0.5, "solve": 0.25})


def source(url: str | None) -> dict[str, Any]:
    """A source with an address."""
    return {"title": "City record", "publisher": "City press", "url": url}


def small_profiles() -> Profiles:
    """Four cities on two sides, one elsewhere; every kind of item occurs.

    Figures are powers of ten: the last bit of any other logarithm is the machine's own.
    """
    cities = (
        city(
            "cn-alpha",
            [item("A1", 3), item("C1", 2, "inferred")],
            [{**item("H1", 3, year=2010), "result": "PM2.5 down by a third"}],
            names={"zh-Hans": "阿尔法"},
            subdivision="CN-GS",
            subdivision_name="Gansu",
            figures={"population": 1e7, "pm25": 100.0},
        ),
        city(
            "cn-beta",
            [
                {
                    **item("B1", 2, "reported", None),
                    "source": source("https://example.org/b?a=1&b=2"),
                }
            ],
            [{**item("A2", 1), "source": source("example.org/without-scheme")}],
            figures={"population": 1e5},
        ),
        city(
            "us-gamma",
            ["H1", {**item("A2", 1), "confidence": "low"}],
            [item("A1", 3), item("B1", 2)],
            figures={"population": 1e6, "pm25": 10.0},
            wishes=["cn-alpha"],
        ),
        city("us-delta", ["A1"], [item("C1", 2, "reported")]),
        city("jp-epsilon", ["A1"], ["C1"], programmes=[]),
    )
    link = PriorLink(
        a="cn-alpha", b="us-gamma", kind="sister city", year=2016, source=Source(title="made up")
    )
    return profiles(*cities, links=(link,), hashes={"cities/cn-alpha.toml": "0" * 64})


def small_plan(**fields: Any) -> Plan:
    """Two exchanges and a city that does not take part; the time is fixed."""
    stated = {"pool_note": "illustrative pool: made up", "max_pairs": 2, **fields}
    return fixed(matcher.propose(small_profiles(), sides_programme(**stated)))


def capped_plan() -> Plan:
    """Two caps, one of them with a hostile label, and a city that is kept out by it."""
    caps = [
        {"per": "country", "most": 1, "side": "China", "label": f"{FORMULA}{SCRIPT}"},
        {"per": "cities", "most": 3, "cities": ["us-delta", "us-gamma"], "label": FORMULA},
    ]
    return small_plan(caps=caps, max_pairs=None)


def pool_of_three(**fields: Any) -> Plan:
    """One pool in which a city may meet both others."""
    stated = {"capacities": {"minimum": 1, "maximum": 2}, **fields}
    cities = (city(f"cn-{name}", ["A1"], ["H1"]) for name in "abc")
    return fixed(matcher.propose(profiles(*cities), pool_programme(**stated)))


def infeasible_plan() -> Plan:
    """Every city must have a partner, and no pair is allowed."""
    return pool_of_three(rules={"domestic": "forbidden"})


def empty_plan() -> Plan:
    """No pair is allowed, and none is asked for."""
    return pool_of_three(rules={"domestic": "forbidden"}, capacities={"maximum": 1})


def hostile_city(name: str, title: str, country: str) -> CityProfile:
    """A city whose every text is markup or a formula."""
    bad = {
        "text": SCRIPT,
        "result": FORMULA,
        "source": {"title": SCRIPT, "publisher": FORMULA, "url": "javascript:alert(1)"},
    }
    return city(
        name,
        [{**item("A1", 3), **bad}],
        [{**item("A1", 3), **bad}, {**item("H1", 2), **bad}],
        title=title,
        names={"en": f"+{SCRIPT}", "zh-Hans": f"+{SCRIPT}"},
        country=country,
        subdivision_name=SCRIPT,
    )


def hostile_plan() -> Plan:
    """Two cities that try to break out of every output."""
    cities = hostile_city("cn-x", SCRIPT, "CN"), hostile_city("us-y", FORMULA, "US")
    programme = sides_programme(title=SCRIPT, description=SCRIPT, pool_note=f"@{SCRIPT}")
    return fixed(matcher.propose(profiles(*cities), programme))


# What a city may be called, at worst: markup, a formula, writing from right to left (once with a
# mark that turns the rest of a line around), pictures, one endless word, quotes of every kind.
STRANGE_NAMES = (
    f'"><img src=x onerror="document.title=1">{SCRIPT}',
    FORMULA,
    "مدينة الهواء النظيف",
    "City \u202egnitrevni",
    "🏙️👩🏽‍🔧 City 🌬️",
    "Llanfair" * 40,
    'St. John\'s "O`Hare" \\ ${city} {{ city }} %s',
    "@SUM(A1:A9)+cmd|'/c calc'!A0",
)


def stranger_plan() -> Plan:
    """Eight cities of strange names and hostile texts, with everything that is said about them."""
    cities = [
        hostile_city(f"{country}-{number}", title, country.upper())
        for number, title in enumerate(STRANGE_NAMES)
        for country in (("cn", "us")[number % 2],)
    ]
    programme = sides_programme(title=SCRIPT, description=FORMULA, pool_note=f"@{SCRIPT}")
    return fixed(matcher.propose(profiles(*cities), programme).with_reasons())


def fixed(plan: Plan) -> Plan:
    """The same plan with the time block fixed."""
    return replace(plan, document=plan.document.model_copy(update={"created": CREATED}))


def quota_plan() -> Plan:
    """The small plan under a hard quota, one that is missed at a price, and one by countries."""
    quotas = [
        {"label": "Buses", "carries": "A", "least": 1},
        {"label": "Monitoring", "carries": "H", "least": 4, "price": 5},
        {"label": "Abroad", "per": "country_pair", "most": 2},
    ]
    return matcher.propose(small_profiles(), sides_programme(quotas=quotas))
