"""The tables, pictures and data of the page."""

from __future__ import annotations

import json
import re
from collections import Counter

from support.numbers.facts import PARTS, Facts, Json
from support.numbers.formats import number, of_whole, percent, stated
from support.numbers.told import Told
from support.numbers.tree import Node, squeezed


def check_tables(told: Told, page: Node, facts: Facts) -> None:
    """Every table of the page but the proposals, its pictures, and the data of its script."""
    for found, check in (
        ("sure", _sure), ("what-if", _what_if), ("unmatched", _unmatched), ("cities", _cities),
        ("fairness", _fair), ("others", _others), ("drivers", _drivers), ("proof", _proof),
    ):  # fmt: skip
        for section in page.all("section", id=found):
            check(told, section, facts)
    for mark in page.all(data_tip=None):
        _tip(told, mark.attributes["data-tip"], facts)
    for heat in page.all("section", id="scores"):
        _legend(told, heat, facts)
    _data(told, json.loads(page.one("script", id="plan-data").take()), facts)
    _languages(told, json.loads(page.one("script", id="languages").take()))
    for script in page.all("script"):
        script.read = True


def _body(section: Node, name: str) -> list[Node]:
    """The rows of the table with a class."""
    return [
        row for table in section.all("table", class_=name) for row in table.one("tbody").all("tr")
    ]


def _sure(told: Told, section: Node, facts: Facts) -> None:
    block = facts.plan["robustness"]
    draws = re.findall(r"([\d,]+) times", section.all("p")[0].take())
    told.same("sure: draws", draws, [number(block["draws"]), number(block["figure_draws"])])
    for row, pair in zip(_body(section, "sure"), facts.pairs, strict=True):
        known = pair["certainty"]
        meant = [
            facts.title(pair),
            known["grade"],
            *(_kept(known[key]) for key in ("weights", "figures")),
        ]
        meant.append(f"{known['declines']['kept']} of {known['declines']['plans']}")
        cells = row.cells()
        told.same(f"sure: {facts.title(pair)}", cells[:-1], meant)
        near = known["nearest"]
        shares = [] if near is None else [stated(near["weight"]), stated(near["gone_at"])]
        told.same(
            f"sure: nearest of {facts.title(pair)}", re.findall(r"[\d.]+%", cells[-1]), shares
        )
    _sentences(told, section, "sure", block["sentences"])


def _kept(share: Json) -> str:
    text = percent(share["share"])
    if share["low"] is None:
        return text
    return f"{text} ({percent(share['low'])} to {percent(share['high'])})"


def _sentences(told: Told, section: Node, place: str, meant: list[str]) -> None:
    """The lists of sentences of a section are those of plan.json."""
    lists = section.all("ul", class_="said")
    shown = [node.take() for found in lists for node in found.all("li")]
    told.same(f"{place}: sentences", shown, [squeezed(sentence) for sentence in meant])


def _what_if(told: Told, section: Node, facts: Facts) -> None:
    fields = section.all("input", data_weight=None)
    shown = {field.attributes["data-weight"]: field.attributes["value"] for field in fields}
    told.same("what if: weights", shown, {part: f"{facts.weights[part] / 1e4:g}" for part in PARTS})


def _unmatched(told: Told, section: Node, facts: Facts) -> None:
    rows = facts.plan["unmatched"]
    meant = {row["city"]: squeezed(row["reason"]) for row in rows}
    shown = {
        row.attributes["data-unmatched"]: row.cells()[1]
        for row in section.all("tr", data_unmatched=None)
    }
    told.same("not in a pair: reasons", shown, meant)
    counts = Counter(row["code"] for row in rows)
    heads = [node.take() for node in (*section.all("h3"), *section.all("summary"))]
    found = sorted(int(re.findall(r"\d+", head)[0]) for head in heads)
    told.same("not in a pair: counts", found, sorted(counts.values()))


def _cities(told: Told, section: Node, facts: Facts) -> None:
    captions = [node.take() for node in section.all("caption")]
    sizes = [len(side["cities"]) for side in facts.plan["sides"]]
    told.same(
        "cities: sizes", [int(re.findall(r"(\d+) cit", text)[-1]) for text in captions], sizes
    )
    rows = _body(section, "cities")
    for row, city in zip(rows, facts.pool, strict=True):
        card = facts.cities[city]
        cells = row.cells()
        meant = [percent(card["completeness"])]
        meant += [str(card[key]) for key in ("declared", "reported", "inferred", "year_unknown")]
        told.same(f"cities: {city}", cells[1:6], meant)
        told.same(f"cities: {city} in words", cells[6].startswith(card["completeness_note"]), True)
        (fill,) = row.all("rect", class_="fill")
        wide = float(fill.attributes["width"])
        told.same(f"cities: bar of {city}", abs(wide - 100 * card["completeness"]) < 0.001, True)


def _fair(told: Told, section: Node, facts: Facts) -> None:
    answers = facts.plan["answers"]
    for row, meant in zip(_body(section, "fair"), answers["fairness"]["rows"], strict=True):
        said = [number(meant[key]) for key in ("total", "cost")]
        said += [percent(meant[key]) for key in ("least", "median")]
        told.same(f"fair: {meant['objective']}", row.cells()[1:], [*said, str(meant["alone"])])
    _sentences(
        told, section, "fair", answers["fairness"]["sentences"] + answers["stability"]["sentences"]
    )


def _others(told: Told, section: Node, facts: Facts) -> None:
    _sentences(told, section, "others", facts.plan["answers"]["others"]["sentences"])


def _drivers(told: Told, section: Node, facts: Facts) -> None:
    influence = facts.plan["influence"]
    shares = of_whole([row["share"] for row in influence.values()])
    rows = section.all("tr", data_influence=None)
    for row, (part, meant), share in zip(rows, influence.items(), shares, strict=True):
        told.same(f"drivers: {part}", row.cells()[1:], [stated(meant["weight"] / 1e6), share])
        _bars(told, row, f"drivers: {part}", [meant["weight"] / 1e6, meant["share"]])
    shown = [
        (row.attributes["data-aim"], *row.cells()[1:]) for row in section.all("tr", data_aim=None)
    ]
    aims = facts.plan["aims"].items() if facts.pairs else ()
    told.same("drivers: aims", shown, [(aim, percent(share)) for aim, share in aims])
    for row, (aim, share) in zip(section.all("tr", data_aim=None), aims, strict=True):
        _bars(told, row, f"drivers: {aim}", [share])
    quotas = section.all("tr", data_quota=None)
    for row, quota in zip(quotas, facts.plan["quotas"], strict=True):
        asked = [
            f"at {word} {quota[word]}" for word in ("least", "most") if quota[word] is not None
        ]
        cost = quota["cost"] if quota["hard"] else quota["paid"]
        meant = [", ".join(asked), str(quota["used"]), "n/a" if cost is None else number(cost)]
        told.same(f"drivers: quota {quota['label']}", row.cells()[1:], meant)
    caps = section.all("tr", data_cap=None)
    for row, cap in zip(caps, facts.plan["caps"], strict=True):
        price = "n/a" if cap["price"] is None else number(cap["price"])
        cells = row.cells()
        meant = [number(cap["most_pairs"]), number(cap["used"]), price]
        told.same(f"drivers: cap {cap['label']}", cells[1:], meant)
        size = re.findall(r"(\d+) cit", cells[0])
        told.same(f"drivers: cities of cap {cap['label']}", size, [str(len(cap["cities"]))])


def _bars(told: Told, row: Node, place: str, shares: list[float]) -> None:
    shown = [float(bar.attributes["width"]) for bar in row.all("rect", class_="fill")]
    near = [abs(wide - 100 * share) < 0.001 for wide, share in zip(shown, shares, strict=True)]
    told.same(f"{place}: bars", all(near), True)


def _proof(told: Told, section: Node, facts: Facts) -> None:
    certificate = facts.plan["certificate"]
    tables = section.all("table", class_="proof")
    if not tables:
        return
    meant = [row for row in certificate["rows"] if row["total"]]
    rows = _body(section, "proof")
    for row, priced in zip(rows, meant, strict=True):
        said = [number(priced[key]).replace("-", "−") for key in ("count", "price", "total")]
        told.same(f"proof: {priced['label']}", row.cells(), [priced["label"], *said])
        told.same(
            f"proof: {priced['label']} adds up", priced["count"] * priced["price"], priced["total"]
        )
        machine = float(row.one("td", data_proof=None).attributes["data-proof"])
        told.same(f"proof: {priced['label']} for machines", machine, priced["total"])
    total = sum(row["total"] for row in certificate["rows"])
    told.same("proof: sum", certificate["total"], total)
    foot = [row.cells()[-1] for row in tables[0].one("tfoot").all("tr")]
    told.same("proof: foot", foot, [number(total), number(facts.plan["objective"])])
    zeros = [node.take() for node in section.all("p", class_="small") if "zero" in node.text()]
    count = len(certificate["rows"]) - len(meant)
    told.same(
        "proof: zero terms",
        [re.findall(r"\d+", text)[0] for text in zeros],
        [str(count)] * bool(count),
    )
    short = total - facts.plan["objective"]
    closing = section.one("strong").take()
    told.same("proof: closing", re.findall(r"[\d,.]*\d", closing), [number(short)] * bool(short))


def _tip(told: Told, tip: str, facts: Facts) -> None:
    """What a mark of a picture says of two cities."""
    ids = {name: city for city, name in facts.names.items() if city in set(facts.pool)}
    said = re.fullmatch(r"(.+) with (.+?): ([\d,]+) points(, in the plan)?", tip)
    if said is None:
        told.sweep("picture", tip, set())
        return
    a, b = ids[said[1]], ids[said[2]]
    told.same(f"picture: {tip}", said[3], number(facts.score(a, b)))


def _legend(told: Told, heat: Node, facts: Facts) -> None:
    """The steps of the heat map, in thousand points: each starts where the one before ends."""
    words = [node.take() for node in heat.one("svg").all("text")]
    steps = [step for text in words for step in re.findall(r"([\d,]+) to ([\d,]+)", text)]
    known = [sum(facts.parts(*pair).values()) for pair in facts.behind.permitted]
    ends = [f"{value / 1000:,.0f}" for value in (min(known), max(known))]
    told.same("heat map: ends", [steps[0][0], steps[-1][1]], ends)
    told.same("heat map: steps", [a[1] for a in steps[:-1]], [b[0] for b in steps[1:]])


def _data(told: Told, data: Json, facts: Facts) -> None:
    """What the script of the page knows."""
    weights = {part["key"]: part["weight"] for part in data["parts"]}
    told.same("data: weights", weights, {part: facts.weights[part] / 1e6 for part in PARTS})
    for at, (shown, pair) in enumerate(zip(data["pairs"], facts.pairs, strict=True), start=1):
        known = pair["certainty"] or {"grade": None, "nearest": None}
        near = known["nearest"]
        meant = {
            "number": at,
            "score": pair["score"],
            "grade": known["grade"],
            "nearest": near and {"part": near["part"], "move": near["move"]},
            "alternates": {
                city: [
                    {"id": x["city"], "score": x["score"], "loss": x["exact_loss"]} for x in others
                ]
                for city, others in pair["alternates"].items()
            },
        }
        told.same(f"data: {facts.title(pair)}", {key: shown[key] for key in meant}, meant)


def _languages(told: Told, table: Json) -> None:
    """Each text of the page holds the same numbers in every language.

    A place in a list, which English writes as a word, may be a numeral elsewhere.
    """
    for row in table["rows"]:
        if MOMENT.fullmatch(row[0]) or "SHA-256" in row[0]:
            continue
        english, *others = (Counter(DIGITS.findall(text)) for text in row)
        for tag, found in zip(table["languages"][1:], others, strict=True):
            more = set(found - english)
            told.same(
                f"{tag}: {row[0][:60]!r}", (english - found, more <= {"1"}), (Counter(), True)
            )


DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# Other languages write the month as a numeral, and count the digits of a hash in numerals.
MOMENT = re.compile(r"\d+ \w+ \d{4}, \d\d:\d\d UTC")
