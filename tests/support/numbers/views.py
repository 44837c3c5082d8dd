"""What notebooks show of a plan, a pair, a city and a programme, and what the command line says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from support.numbers.facts import PARTS, Facts, Json
from support.numbers.formats import allowed, number, percent, stated, tokens
from support.numbers.told import Told
from support.numbers.tree import Node, squeezed, tree


@dataclass(frozen=True)
class Views:
    """What was asked for, as HTML or text.

    Parameters
    ----------
    plan, programme : Node
        Their views.
    pairs : dict of (str, str) to (Node, dict, str)
        For pairs in and out of the plan: the view, the answer as plain values, the text that the
        command line prints.
    cities : dict of str to (Node, dict, str)
        The view of the profile, the explanation, and its text.
    proof, overview : str
        As the command line prints them.
    proposed : str
        What `matcher propose` prints.
    """

    plan: Node
    programme: Node
    pairs: dict[tuple[str, str], tuple[Node, Json, str]]
    cities: dict[str, tuple[Node, Json, str]]
    proof: str
    overview: str
    proposed: str

    @classmethod
    def of(
        cls, plan: Any, pairs: list[tuple[str, str]], cities: list[str], said: dict[str, str]
    ) -> Views:
        """Ask a plan for its views; `said` is what the commands printed."""
        return cls(
            tree(plan._repr_html_()),
            tree(plan.document.settings._repr_html_()),
            {
                pair: (tree(told._repr_html_()), told.to_dict(), said[" ".join(pair)])
                for pair in pairs
                if (told := plan.explain(*pair))
            },
            {
                city: (
                    tree(plan.profiles[city]._repr_html_()),
                    plan.explain(city).to_dict(),
                    said[city],
                )
                for city in cities
            },
            said["proof"],
            said["overview"],
            said["proposed"],
        )


def check_views(views: Views, facts: Facts) -> list[str]:
    """Every disagreement of these views with plan.json and the profiles behind it."""
    told = Told("views")
    _plan(told, views.plan, facts)
    _programme(told, views.programme, facts)
    for pair, (node, answer, text) in views.pairs.items():
        _pair(told, pair, node, answer, text, facts)
    for city, (node, answer, text) in views.cities.items():
        _city(told, city, node, answer, text, facts)
    _printed(told, views, facts)
    return told.wrong


def _rows(node: Node) -> list[list[str]]:
    return [row.cells() for body in node.all("tbody") for row in body.all("tr")]


def _plan(told: Told, node: Node, facts: Facts) -> None:
    rows = _rows(node)
    for row, pair in zip(rows, facts.pairs, strict=True):
        meant = [facts.names[pair["a"]], facts.names[pair["b"]], number(pair["score"])]
        meant += [number(pair["parts"][part]) for part in PARTS]
        meant += [percent(pair["satisfaction"][pair[end]]) for end in ("a", "b")]
        meant += [pair["certainty"]["grade"]] if pair["certainty"] else []
        told.same(f"notebook: {facts.title(pair)}", row, meant)
    plan = facts.plan
    codes: dict[str, int] = {}
    for row in plan["unmatched"]:
        codes[row["code"]] = codes.get(row["code"], 0) + 1
    scope = allowed(
        len(facts.pairs), plan["objective"], plan["gap"], list(codes.values()), plan["replanned"],
        sum(quota["paid"] for quota in plan["quotas"]),
    )  # fmt: skip
    for table in node.all("table"):
        table.read = True
    told.sweep("notebook: plan", node.text(unread=True), scope, [plan["pool_note"] or "\0"])


def _programme(told: Told, node: Node, facts: Facts) -> None:
    settings = facts.plan["settings"]
    shown = [row[:2] for row in _rows(node)]
    told.same("notebook: weights", shown, [[p, stated(settings["weights"][p])] for p in PARTS])
    for table in node.all("table"):
        table.read = True
    factors = settings["emphasis"]
    named = [factors[key] for key in ("groups", "themes", "aims")]
    scope = allowed(
        settings["capacities"], settings["max_pairs"], settings["eligibility"]["minimum_records"],
        settings["rules"]["minimum_score"], [cap["most"] for cap in settings["caps"]],
        [[quota["least"], quota["most"], quota["price"]] for quota in settings["quotas"]],
    )  # fmt: skip
    scope |= {number(factor) for group in named for factor in group.values()}
    quotes = [settings["description"] or "\0", settings["pool_note"] or "\0", settings["title"]]
    quotes += [
        rule["label"] for kind in ("caps", "quotas") for rule in settings[kind] if rule["label"]
    ]
    told.sweep("notebook: programme", node.text(unread=True), scope, quotes)


def _pair(
    told: Told, pair: tuple[str, str], node: Node, answer: Json, text: str, facts: Facts
) -> None:
    typical, parts = facts.typical(), facts.parts(*pair)
    name = facts.title(list(pair))
    told.same(f"explain {name}: score", answer["score"], facts.score(*pair))
    told.same(f"explain {name}: parts", answer["parts"], parts)
    told.same(f"explain {name}: typical", answer["typical"], typical)
    rows = [[row[1], row[3]] for row in _rows(node)[: len(PARTS)]]
    told.same(f"notebook: {name}", rows, [[number(parts[p]), number(typical[p])] for p in PARTS])
    (foot,) = node.all("tfoot")
    told.same(f"notebook: sum of {name}", foot.all("td")[1].take(), number(sum(parts.values())))
    told.same(f"explain {name}: as printed", text.splitlines(), answer["sentences"])
    record = next((p for p in facts.pairs if {p["a"], p["b"]} == set(pair)), None)
    ranks = [facts.rank(*pair), facts.rank(*pair[::-1])] if facts.may(*pair) else []
    shifts = [shift for key in ("without", "forced") if (shift := answer[key])]
    scope = allowed(
        answer["score"], parts, typical, ranks, shifts, answer["alternates"], answer["next_best"],
        [parts[part] - typical[part] for part in PARTS], record and record["satisfaction"],
        [p["score"] for p in facts.pairs], record and [record["covered"], record["assumed"]],
        [value for shift in shifts for value in _shifted(shift)],
    )  # fmt: skip
    scope |= {str(item["year"]) for flows in answer["flows"].values() for f in flows
              for item in (f["need"], f["capability"]) if item}  # fmt: skip
    if record is None:
        # Shares of a pair outside the plan stand in no file: they are read from its view alone.
        scope |= {text for text in tokens(squeezed(text)) if text.endswith("%")}
    caps = facts.plan["caps"]
    scope |= allowed([[cap["most_pairs"], cap["used"]] for cap in caps])
    notes = [*(record["notes"] if record else []), *(cap["label"] for cap in caps)]
    quotes = sorted([*notes, *facts.quotes(*pair)], key=len, reverse=True)
    told.sweep(f"explain {name}", text, scope, quotes)
    for city in pair if record else ():
        told.same(
            f"explain {name}: alternates", answer["alternates"][city], record["alternates"][city]
        )
        words = f"{percent(record['satisfaction'][city])} of the best"
        told.same(f"explain {name}: satisfaction", words in text, True)
        covered = f"covers {percent(record['covered'][city])} of what {facts.names[city]} needs"
        told.same(f"explain {name}: covered", covered in text, True)
        other = pair[1] if city == pair[0] else pair[0]
        assumed = f"{covered}; {percent(record['assumed'][other])} of that"
        told.same(f"explain {name}: assumed", assumed in text, True)


def _shifted(shift: Json) -> list[int]:
    return [abs(change["points"]) for change in shift["cities"]]


def _city(told: Told, city: str, node: Node, answer: Json, text: str, facts: Facts) -> None:
    profile, card = facts.behind.profiles[city], facts.cities[city]
    items = [*profile.needs, *profile.capabilities]
    rows = _rows(node)
    meant = [
        [item.theme, str(item.level), squeezed(item.text), squeezed(item.result or ""), item.basis,
         "unknown" if item.year is None else str(item.year), squeezed(str(item.source))]
        for item in items
    ]  # fmt: skip
    told.same(f"notebook: items of {city}", rows[: len(items)], meant)
    figures = [
        [key, number(one.value), one.unit, "unknown" if one.year is None else str(one.year)]
        for key, one in profile.indicators.items()
    ]
    told.same(f"notebook: figures of {city}", [row[:4] for row in rows[len(items) :]], figures)
    counts = " ".join(p.take() for p in node.all("p")[:1])
    keys = ("declared", "reported", "inferred", "year_unknown")
    told.same(f"notebook: counts of {city}", tokens(counts), [str(card[key]) for key in keys])
    told.same(f"explain {city}: as printed", text.splitlines(), answer["sentences"])
    scope = allowed(
        [card[key] for key in keys], answer["alternates"], answer["partners"], answer["next_best"],
        card["satisfaction"], [p["score"] for p in facts.pairs if city in (p["a"], p["b"])],
        [[cap["most_pairs"], cap["used"]] for cap in facts.plan["caps"]],
    )  # fmt: skip
    quotes = [card["completeness_note"], *(cap["label"] for cap in facts.plan["caps"])]
    reasons = [row["reason"] for row in facts.plan["unmatched"] if row["city"] == city]
    told.sweep(f"explain {city}", text, scope, [*quotes, *reasons, *facts.quotes(city)])
    told.same(f"explain {city}: counts", f"{card['declared']} declared" in text, True)
    told.same(f"explain {city}: note", card["completeness_note"] in text, True)
    if card["satisfaction"] is not None:
        told.same(f"explain {city}: gets", percent(card["satisfaction"]) in text, True)


def _printed(told: Told, views: Views, facts: Facts) -> None:
    plan, certificate = facts.plan, facts.plan["certificate"]
    if plan["answers"]:
        told.same("explain: as printed", views.overview.splitlines(), plan["answers"]["overview"])
    rows = [line.split("   ") for line in views.proof.splitlines() if re.search(r"\d x ", line)]
    shown = [[part.strip() for part in row if part.strip()] for row in rows]
    meant = [
        [number(row["total"]), f"{row['count']} x {number(row['price'])}", row["label"]]
        for row in (certificate["rows"] if certificate else ())
    ]
    told.same("explain --proof", shown, meant)
    lines = views.proposed.splitlines()
    for pair in facts.pairs:
        shares = " / ".join(percent(pair["satisfaction"][pair[end]]) for end in ("a", "b"))
        mine = [line for line in lines if f" {number(pair['score'])} " in line and shares in line]
        told.same(f"propose: {facts.title(pair)}", bool(mine), True)
    told.same("propose: points", f"{number(plan['objective'])} points" in lines[1], True)
