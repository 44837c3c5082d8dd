"""The page: places of its sections, and a sweep over all that is left of each.

| place | path in plan.json |
| --- | --- |
| `dl.figures` | len(pairs), cities of pairs, sides, objective, bound, gap |
| `.overview` rows | pairs[].score, satisfaction, certainty.grade; foot: objective |
| `article.card` | pairs[].score, values, influence.weight, parts, satisfaction, alternates, |
|  | covered, assumed, flows[].share, need and capability: level, year, source; certainty, notes |
| `#sure` | robustness.draws, pairs[].certainty: shares, intervals, declines, nearest |
| `#unmatched`, `#cities` | unmatched[], cities[]: counts, completeness, satisfaction of nobody |
| `#scores`, `#map` | pairs[].score; other pairs: scored by plain loops from the profiles |
| `#fairness`, `#others` | answers |
| `#drivers` | influence, aims, quotas, caps |
| `#proof` | certificate.rows, certificate.total, objective |
| `#reading` | settings.evidence, settings.unknown, settings.emphasis |
| `#plan-data` | pairs, influence, certainty.nearest |
"""

from __future__ import annotations

import re

from matcher.report.citations import ATTRIBUTIONS
from support.numbers.facts import NEEDS, PRACTICES, Facts, Json
from support.numbers.formats import allowed, number, percent, stated, tokens
from support.numbers.page_tables import check_tables
from support.numbers.told import Told
from support.numbers.tree import Node, squeezed

# Numbers of the texts that are the same on every page: the scale, levels, neutral parts, decimals.
FIXED = {"0", "1", "2", "3", "0.5", "100", "95%", "1,000,000"}


def check_page(page: Node, facts: Facts) -> list[str]:
    """Every disagreement of a page with plan.json."""
    told = Told("page")
    _figures(told, page, facts)
    _overview(told, page, facts)
    for card in page.all("article", data_pair=None):
        _card(told, card, facts)
    check_tables(told, page, facts)
    _sources(told, page.one("section", id="sources"), facts)
    _reading(told, page.one("section", id="reading"), facts)
    _rest(told, page, facts)
    return told.wrong


def _figures(told: Told, page: Node, facts: Facts) -> None:
    plan = facts.plan
    none = plan["objective"] is None
    shown = [node.take() for node in page.one("dl", class_="figures").all("dd")]
    told.same(
        "figures",
        shown,
        [
            str(len(facts.pairs)),
            f"{len(facts.taking)} of {len(facts.pool)} in the pool",
            "none" if none else f"{number(plan['objective'])} points",
            "none" if none else f"{number(plan['bound'])} points",
            "none" if none else f"{number(plan['gap'])} points",
            "passed" if plan["verified"] else "not passed",
        ],
    )
    machine = [node.attributes["data-objective"] for node in page.all("span", data_objective=None)]
    told.same("objective for machines", machine, [] if none else [str(plan["objective"])])


def _overview(told: Told, page: Node, facts: Facts) -> None:
    sure = facts.plan["robustness"] is not None
    rows = page.all("tr", data_at=None)
    for at, (row, pair) in enumerate(zip(rows, facts.pairs, strict=True), start=1):
        shares = " · ".join(percent(pair["satisfaction"][pair[end]]) for end in ("a", "b"))
        meant = [str(at), facts.title(pair), number(pair["score"]), shares]
        meant += [pair["certainty"]["grade"]] if sure else []
        told.same(f"proposals, row {at}", row.cells(), meant)
        _bar(told, row, 0, pair["score"] / facts.best)
    for table in page.all("table", class_="overview"):
        foot = [cell.take() for cell in table.one("tfoot").all("td") if cell.text()]
        told.same("proposals, sum", foot, [number(facts.plan["objective"])])


def _bar(told: Told, place: Node, start: float, width: float) -> None:
    (fill,) = place.all("rect", class_="fill")
    shown = [float(fill.attributes[key]) for key in ("x", "width")]
    meant = [float(f"{100 * value:.3f}") for value in (start, width)]
    # A last digit may fall either way where the middle of two is met.
    near = all(abs(a - b) < 0.0015 for a, b in zip(shown, meant, strict=True))
    told.same(f"bar of {place.text()[:40]!r}", near or shown, True)


def _card(told: Told, card: Node, facts: Facts) -> None:
    name = card.attributes["data-pair"]
    pair = facts.by_id(name)
    told.same(f"{name}: score for machines", card.attributes["data-score"], str(pair["score"]))
    told.same(
        f"{name}: score", card.one("p", class_="score").take(), f"{number(pair['score'])} points"
    )
    _parts(told, card, pair, facts)
    ends = [node for node in card.one("div", class_="ends").content if not isinstance(node, str)]
    for section, city in zip(ends, _ends(pair), strict=False):
        _end(told, section, pair, city, facts)
    ways = card.all("div", class_="direction")
    for way, (giver, learner) in zip(ways, (_ends(pair), _ends(pair)[::-1]), strict=True):
        _direction(told, way, pair, giver, learner)
    for certainty in card.all("div", class_="certainty"):
        told.same(f"{name}: grade", certainty.one("span").take(), pair["certainty"]["grade"])
        told.same(f"{name}: sure", certainty.one("p").take(), pair["certainty"]["sentence"])
    notes = [node.take() for rest in ends[2:] for node in rest.all("li")]
    told.same(f"{name}: notes", notes, pair["notes"])
    at = facts.pairs.index(pair) + 1
    told.sweep(f"{name}: the rest", card.text(unread=True), {str(at)}, facts.quotes(*_ends(pair)))
    card.read = True


def _ends(pair: Json) -> list[str]:
    return [pair["a"], pair["b"]]


def _parts(told: Told, card: Node, pair: Json, facts: Facts) -> None:
    table = card.one("table", class_="parts")
    rows, reached = table.one("tbody").all("tr"), 0
    for row, (part, points) in zip(rows, pair["parts"].items(), strict=True):
        weight = facts.weights[part]
        place = f"{pair['a']}:{pair['b']}, {part}"
        meant = [f"{pair['values'][part]:.4f}", number(weight), number(points)]
        told.same(place, row.cells()[1:], meant)
        told.same(f"{place}, points is value x weight", int(pair["values"][part] * weight), points)
        cell = row.one("td", data_part=part)
        told.same(f"{place}, for machines", cell.attributes["data-points"], str(points))
        _bar(told, row, reached / facts.best, points / facts.best)
        reached += points
    (foot,) = table.one("tfoot").all("tr")
    told.same("weights", sum(facts.weights.values()), 1_000_000)
    meant = ["1,000,000", number(pair["score"])]
    told.same(f"{pair['a']}: sum", [text for text in foot.cells() if text][1:], meant)
    machine = foot.one("td", data_sum=None).attributes["data-sum"]
    told.same(f"{pair['a']}: sum for machines", machine, str(sum(pair["parts"].values())))


def _end(told: Told, section: Node, pair: Json, city: str, facts: Facts) -> None:
    place = f"{pair['a']}:{pair['b']}, {city}"
    meant = percent(pair["satisfaction"][city])
    told.same(f"{place}: satisfaction", section.one("strong").take(), meant)
    told.same(
        f"{place}: of its card", facts.cities[city]["satisfaction"], pair["satisfaction"][city]
    )
    alternates = [
        f"{facts.names[other['city']]} {number(other['score'])}"
        + ("" if other["exact_loss"] is None else f"; costs the plan {number(other['exact_loss'])}")
        for other in pair["alternates"][city]
    ]
    told.same(f"{place}: alternates", [item.take() for item in section.all("li")], alternates)
    for other in pair["alternates"][city]:
        told.same(
            f"{place}: score of {other['city']}", facts.score(city, other["city"]), other["score"]
        )


def _direction(told: Told, way: Node, pair: Json, giver: str, learner: str) -> None:
    place = f"{giver} to {learner}"
    covered, assumed = pair["covered"][learner], pair["assumed"][giver]
    shown = re.findall(r"(?:under |over )?[\d.]+%", way.all("p", class_="small")[0].take())
    meant = [percent(covered), *([percent(assumed)] if covered and assumed else [])]
    told.same(place, shown, meant)
    for item, flow in zip(way.all("li"), pair["flows"][giver], strict=True):
        share = item.one("span", class_="tag").take()
        told.same(f"{place}, {flow['theme']}", share, f"{percent(flow['share'])} of this direction")
        said = [node for node in item.all("p") if not node.has({"class": "assumed"})]
        ends = [(flow["need"], NEEDS), (flow["capability"], PRACTICES)]
        for node, (item_of, levels) in zip(said, [end for end in ends if end[0]], strict=True):
            _evidence(told, f"{place}, {flow['theme']}", node, item_of, levels)


def _evidence(told: Told, place: str, node: Node, item: Json, levels: dict[int, str]) -> None:
    text = " ".join(node.take().split())
    year = "year unknown" if item["year"] is None else str(item["year"])
    words = [levels[item["level"]], item["text"], item["basis"], year, item["source"]["title"]]
    words += [item["result"]] if item["result"] else []
    missing = [word for word in words if " ".join(word.split()) not in text]
    told.same(f"{place}: {item['theme']}", missing, [])
    source = re.search(r"\[(\d+)\]", text)
    link = node.one("a", class_="ref").attributes["href"]
    told.same(f"{place}: source", link, f"#source-{source[1] if source else ''}")
    rest = text
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(" ".join(word.split()), " ")
    rest = rest.replace(" ".join((item["source"]["publisher"] or "\0").split()), " ")
    told.sweep(f"{place}: rest", re.sub(r"\[\d+\]", "", rest), set())


def _sources(told: Told, section: Node, facts: Facts) -> None:
    """Each source once, in the order in which the cards cite them."""
    cited = {
        tuple(item["source"][key] for key in ("title", "publisher", "url")): None
        for pair in facts.pairs
        for giver in _ends(pair)
        for flow in pair["flows"][giver]
        for item in (flow["need"], flow["capability"])
        if item
    }
    shown = [node.take() for node in section.all("li", id=None)]
    for at, (text, source) in enumerate(zip(shown, cited, strict=True), start=1):
        missing = [part for part in source if part and squeezed(part) not in text]
        told.same(f"source {at}", missing, [])


def _reading(told: Told, section: Node, facts: Facts) -> None:
    """The terms that tell what the programme asks for."""
    settings = facts.plan["settings"]
    rule, factors = settings["evidence"], settings["emphasis"]["themes"]
    shares = [stated(rule[key]) for key in ("declared", "reported", "inferred")]
    ages = [str(rule["reference_year"]), str(rule["fresh_years"])]
    meant = {
        "Evidence": [*shares, *ages, stated(rule["stale_factor"]), str(rule["stale_years"])],
        "Thin records": [number(settings["unknown"]["prior_items"])],
        "Emphasis": [number(factors[theme]) for theme in sorted(factors)],
    }
    for term in section.all("div"):
        name, text = (node.text() for node in (term.one("dt"), term.one("dd")))
        if name in meant and not (name == "Emphasis" and settings["emphasis"]["groups"]):
            term.read = True
            told.same(f"reading: {name}", tokens(text), meant[name])


def _rest(told: Told, page: Node, facts: Facts) -> None:
    """What no place has read yet: each section against its own part of plan.json."""
    plan, settings = facts.plan, facts.plan["settings"]
    quoted = [settings["description"] or "", plan["pool_note"] or ""]
    quoted += [str(value) for value in (settings["source"] or {}).values()]
    quoted += [settings["title"], *plan["warnings"], *plan["reasons"]]
    quoted += [line for _, line in ATTRIBUTIONS]
    quotes = sorted({*quoted, *facts.quotes()} - {""}, key=len, reverse=True)
    head = allowed(plan["permitted_pairs"], plan["gap"], plan["rounds"], plan["replanned"])
    head |= allowed([quota["paid"] for quota in plan["quotas"]], _paid(plan))
    evidence = allowed(settings["evidence"], settings["unknown"], settings["emphasis"])
    themes = {number(value) for value in settings["emphasis"]["themes"].values()}
    scopes = {"reading": FIXED | evidence | themes, "what-if": {"100"}}
    for section in page.all("section", id=None):
        scope = scopes.get(section.attributes["id"], {"95%"})
        told.sweep(section.attributes["id"], section.text(unread=True), scope, quotes)
        section.read = True
    told.sweep("head", page.one("header", class_="top").text(unread=True), head, quotes)
    _foot(told, page.one("footer"), plan)


def _paid(plan: Json) -> int:
    return sum(quota["paid"] for quota in plan["quotas"])


def _foot(told: Told, foot: Node, plan: Json) -> None:
    for part in (*foot.all("time"), *foot.all("code"), *foot.all("ul")):
        part.read = True
    # The version of the engine, and the number in the name of a hash.
    text = re.sub(r"city-exchange-matcher \S+|SHA-256", "", foot.text(unread=True))
    told.sweep("foot", text, {str(len(plan["warnings"]))})
