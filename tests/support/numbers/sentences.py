"""The sentences of plan.json itself: each number is one of the block that the sentence is about."""

from __future__ import annotations

import math
from collections import Counter

from matcher.intake import completeness
from support.numbers.facts import PARTS, Facts, Json
from support.numbers.formats import allowed, number, of_whole, percent, stated, tokens, without
from support.numbers.told import Told

# What the engine says of itself, whatever the plan: the interval, the bounds of the grades, how far
# figures move.
ENGINE = {"95%", "80%", "2%", "30%"}


def check_sentences(facts: Facts) -> list[str]:
    """Every number of a sentence that its block of plan.json does not hold."""
    told = Told("plan.json")
    for at, pair in enumerate(facts.pairs):
        _pair(told, facts, pair, at)
    for row in facts.plan["unmatched"]:
        _alone(told, facts, row)
    _cards(told, facts)
    if facts.plan["answers"]:
        _overview(told, facts, facts.plan["answers"]["overview"])
        _fairness(told, facts, facts.plan["answers"]["fairness"])
        _stability(told, facts, facts.plan["answers"]["stability"])
        _others(told, facts, facts.plan["answers"]["others"])
    if facts.plan["robustness"]:
        _robustness(told, facts, facts.plan["robustness"])
    _whole(told, facts)
    return told.wrong


def _pair(told: Told, facts: Facts, pair: Json, at: int) -> None:
    place = f"pairs[{at}]"
    told.same(f"{place}.score", pair["score"], sum(pair["parts"].values()))
    plain = facts.parts(pair["a"], pair["b"])
    told.same(f"{place}.parts", pair["parts"], plain)
    for city, other in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
        first, last, of = facts.rank(city, other)
        head = f"{facts.names[other]} is {facts.names[city]}'s "
        (note,) = [note.removeprefix(head) for note in pair["notes"] if note.startswith(head)]
        rank = 1 if note.startswith("first") else int(tokens(note)[0])
        told.same(f"{place}: rank for {city}", first <= rank <= last, True)
        told.same(f"{place}: choices of {city}", tokens(note)[-1], str(of))
    quotes = facts.quotes(pair["a"], pair["b"])
    conditions = [facts.cities[city]["condition"] or "\0" for city in (pair["a"], pair["b"])]
    ranks = " ".join(note for note in pair["notes"] if "choice of" not in note)
    told.sweep(f"{place}.notes", ranks, set(), [*conditions, *quotes])
    if known := pair["certainty"]:
        told.sweep(f"{place}.certainty", known["sentence"], allowed(known) | {"95%"}, quotes[-1:])
        _kept(told, place, known)


def _kept(told: Told, place: str, known: Json) -> None:
    for kind in ("weights", "figures", "declines"):
        share = known[kind]
        meant = share["kept"] / share["plans"] if share["plans"] else None
        told.same(f"{place}.certainty.{kind}.share", share["share"], meant)
        said = f"{number(share['kept'])} of {number(share['plans'])} plans"
        if kind != "declines":
            told.same(f"{place}.certainty.{kind}", said in known["sentence"], True)
        elif 0 < share["kept"] < share["plans"]:
            said = f"{number(share['kept'])} of the {number(share['plans'])} plans"
            told.same(f"{place}.certainty.{kind}", said in known["sentence"], True)
        if share["low"] is not None:
            ends = f"{percent(share['low'])} to {percent(share['high'])}"
            told.same(f"{place}.certainty.{kind}: interval", ends in known["sentence"], True)
    if near := known["nearest"]:
        for key in ("weight", "kept_at", "gone_at"):
            told.same(f"{place}: nearest {key}", stated(near[key]) in known["sentence"], True)
        move = 100 * (near["gone_at"] - near["weight"])
        told.same(f"{place}: nearest move", math.isclose(near["move"], move, abs_tol=1e-9), True)


def _alone(told: Told, facts: Facts, row: Json) -> None:
    settings, city = facts.plan["settings"], row["city"]
    best = 0
    if city in set(facts.pool):
        mates = [mate for mate in facts.pool if mate != city and facts.may(city, mate)]
        best = max((facts.score(city, mate) for mate in mates), default=0)
    scope = allowed(best, settings["max_pairs"], settings["eligibility"]["minimum_records"])
    scope |= allowed(
        settings["rules"]["minimum_score"], [cap["most_pairs"] for cap in facts.plan["caps"]]
    )
    card = facts.cities[city]
    scope |= allowed(card["declared"] + card["reported"])
    quotes = [cap["label"] for cap in facts.plan["caps"]] + [
        q["label"] for q in facts.plan["quotas"]
    ]
    told.sweep(f"unmatched: {city}", row["reason"], scope, [*quotes, *facts.quotes()])


def _cards(told: Told, facts: Facts) -> None:
    """What is counted of each city is what its profile holds."""
    for city, card in facts.cities.items():
        profile = facts.behind.profiles[city]
        counts = profile.counts
        shown = {key: card[key] for key in ("declared", "reported", "inferred", "year_unknown")}
        told.same(f"cities: {city}", shown, {key: counts[key] for key in shown})
        known = completeness(profile, facts.behind.profiles.vocabulary).score
        told.same(f"cities: {city}, completeness", card["completeness"], known)
        kinds = [
            sum(item.recorded for item in items) for items in (profile.needs, profile.capabilities)
        ]
        scope = allowed(list(shown.values()), kinds)
        told.sweep(f"cities: {city} in words", card["completeness_note"], scope)
        partners = [pair for pair in facts.pairs if city in (pair["a"], pair["b"])]
        for pair in partners:
            told.same(f"satisfaction of {city}", pair["satisfaction"][city], card["satisfaction"])


def _overview(told: Told, facts: Facts, lines: list[str]) -> None:
    plan, typical = facts.plan, facts.typical()
    codes = Counter(row["code"] for row in plan["unmatched"])
    cohort = (plan["certificate"] or {}).get("cohort")
    scope = allowed(
        len(facts.pairs), plan["objective"], plan["permitted_pairs"], plan["rounds"], plan["gap"],
        list(codes.values()), plan["settings"]["max_pairs"], cohort,
        plan["replanned"], plan["quotas"], [cap["most_pairs"] for cap in plan["caps"]],
        sum(quota["paid"] for quota in plan["quotas"]),
    )  # fmt: skip
    shares = of_whole([row["share"] for row in plan["influence"].values()])
    told_pairs = {}
    for at, line in enumerate(lines):
        if line.startswith("- "):
            told_pairs[at] = line
        elif line.startswith("What sets the pairs apart"):
            told.same(
                "overview: influence", sorted(tokens(line)), sorted(s for s in shares if s != "0%")
            )
        else:
            quotes = [
                plan["pool_note"] or "\0",
                *(row["label"] for row in plan["quotas"] + plan["caps"]),
            ]
            told.sweep(f"overview[{at}]", line, scope, quotes)
    for line, pair in zip(told_pairs.values(), facts.pairs, strict=True):
        above = sorted((pair["parts"][part] - typical[part] for part in PARTS), reverse=True)
        meant = [number(pair["score"]), *(number(value) for value in above[:2] if value > 0)]
        loss = facts.behind.losses[pair["a"], pair["b"]]
        meant += [number(loss)] if loss else []
        told.same(f"overview: {facts.title(pair)}", tokens(without(line, facts.quotes())), meant)


def _fairness(told: Told, facts: Facts, block: Json | None) -> None:
    if block is None:
        return
    rows = block["rows"]
    told.same("fairness: total", rows[0]["total"], facts.plan["objective"])
    for row in rows:
        told.same(
            f"fairness: cost of {row['objective']}", row["cost"], rows[0]["total"] - row["total"]
        )
        total = sum(facts.score(*pair) for pair in row["pairs"])
        told.same(f"fairness: total of {row['objective']}", row["total"], total)
        line = next(line for line in block["sentences"] if line.startswith(FAIR[row["objective"]]))
        words = [number(row["total"]), percent(row["least"]), percent(row["median"])]
        missing = [word for word in words if word not in line]
        told.same(f"fairness: {row['objective']} in words", missing, [])
    had = {city for pair in facts.behind.permitted for city in pair}
    shares = [facts.cities[city]["satisfaction"] or 0.0 for city in had]
    least = [sum(share == min(shares) for share in shares)]
    scope = allowed(rows, len(had), least, facts.plan["settings"]["max_pairs"]) | {"0%"}
    for line in block["sentences"]:
        told.sweep("fairness", line, scope, facts.quotes()[:0])


FAIR = {
    "total": "Greatest total: ",
    "worst_off": "Best for the worst-off city: ",
    "leximin": "Fairest from the bottom up: ",
}


def _stability(told: Told, facts: Facts, block: Json | None) -> None:
    if block is None:
        return
    mine = {city: _partners(facts, city) for city in facts.pool}
    most = facts.plan["settings"]["capacities"]
    room = {
        city: most["cities"].get(city, most)["maximum"] - len(mine[city]) for city in facts.pool
    }

    def rather(city: str, other: str) -> bool:
        return room[city] > 0 or facts.score(city, other) > min(mine[city].values())

    apart = [pair for pair in facts.behind.permitted if pair[1] not in mine[pair[0]]]
    blocking = [pair for pair in apart if rather(*pair) and rather(pair[1], pair[0])]
    told.same("stability: count", block["blocking_count"], len(blocking))
    free = [pair for pair in blocking if room[pair[0]] and room[pair[1]]]
    scope = allowed(block["blocking_count"], block["total"], block["cost"], len(free))
    scope |= allowed(facts.plan["settings"]["max_pairs"], [pair["score"] for pair in facts.pairs])
    scope |= allowed([facts.score(*pair) for pair in blocking], len(blocking) - len(free))
    if block["total"] is not None:
        told.same("stability: cost", block["cost"], facts.plan["objective"] - block["total"])
        told.same("stability: total", block["cost"] == 0, block["stable"])
    for row in block["blocking"]:
        told.same("stability: score", row["score"], facts.score(row["a"], row["b"]))
    for line in block["sentences"]:
        told.sweep("stability", line, scope)


def _partners(facts: Facts, city: str) -> dict[str, int]:
    ends = [pair for pair in facts.pairs if city in (pair["a"], pair["b"])]
    return {pair["b"] if pair["a"] == city else pair["a"]: pair["score"] for pair in ends}


def _others(told: Told, facts: Facts, block: Json | None) -> None:
    if block is None:
        return
    mine = {frozenset((pair["a"], pair["b"])) for pair in facts.pairs}
    for plan in block["plans"]:
        kept = mine - {frozenset(pair) for pair in plan["dropped"]}
        held = kept | {frozenset(pair) for pair in plan["added"]}
        total = sum(facts.score(*pair) for pair in held)
        told.same("others: total", plan["total"], total)
        told.same("others: loss", plan["loss"], facts.plan["bound"] - total)
        told.same("others: overlap", plan["overlap"], len(kept) / len(mine | held))
        line = f"{number(plan['total'])} points, " + (
            f"{number(plan['loss'])} points below the best" if plan["loss"] else "the best"
        )
        told.same("others: in words", any(line in said for said in block["sentences"]), True)
    more = [len(plan[key]) - 6 for plan in block["plans"] for key in ("dropped", "added")]
    scope = allowed(
        block["plans"], block["allowed_loss"], more, list(range(1, 1 + len(block["plans"])))
    )
    for line in block["sentences"]:
        told.sweep("others", line.replace("(1% of its points)", ""), scope)
    within = [number(block["allowed_loss"]) in line for line in block["sentences"]]
    told.same("others: allowed loss", any(within) or not block["allowed_loss"], True)


def _robustness(told: Told, facts: Facts, block: Json) -> None:
    plan = facts.plan
    grades = Counter(pair["certainty"]["grade"] for pair in facts.pairs)
    # What soft quotas take off counts against the plan.
    worth = plan["objective"] - sum(quota["paid"] for quota in plan["quotas"])
    losses = [worth - row["objective"] for row in block["declines"] if row["objective"]]
    ends = [len(row["lost"]) for row in block["declines"]]
    moves = {
        f"{100 * math.sqrt(w * (1 - w) / (block['concentration'] + 1)):.1f}"
        for w in plan["settings"]["weights"].values()
    }
    scope = allowed(
        block["seed"], block["draws"], block["figure_draws"], block["concentration"],
        block["changes"], block["basis"], [row["objective"] for row in block["declines"]],
        [row["weights"] for row in block["challengers"]], losses, ends, list(grades.values()),
        len(facts.pairs), [len(facts.pairs) - len(row["lost"]) for row in block["basis"]],
        len(block["declines"]), sum(not row["lost"] for row in block["declines"]),
        plan["settings"]["weights"], plan["settings"]["evidence"]["reference_year"],
        [len(row["lost"]) - 10 for row in block["basis"]],
    )  # fmt: skip
    for line in block["sentences"]:
        told.sweep("robustness", line, scope | ENGINE | moves | {"0"}, [plan["pool_note"] or "\0"])
    words = " ".join(block["sentences"])
    (weights,) = [row for row in block["changes"] if row["kind"] == "weights"]
    (figures,) = [row for row in block["changes"] if row["kind"] == "figures"]
    for row in (weights, figures):
        if row["overlap"] is None or row["overlap"]["same"] == row["tried"]:
            continue
        for key in ("mean", "tenth", "least"):
            told.same(
                f"robustness: {row['kind']} {key}", percent(row["overlap"][key]) in words, True
            )
        said = f"Of {number(row['tried'] - row['without_plan'])} plans"
        told.same(f"robustness: {row['kind']}", said in words, True)
        same = f"{number(row['overlap']['same'])} are the same"
        told.same(
            f"robustness: {row['kind']} same", same in words or row["overlap"]["same"] < 2, True
        )


def _whole(told: Told, facts: Facts) -> None:
    plan, certificate = facts.plan, facts.plan["certificate"]
    if plan["objective"] is None:
        return
    told.same("objective", plan["objective"], sum(pair["score"] for pair in facts.pairs))
    told.same("gap", plan["gap"], plan["bound"] - plan["objective"])
    told.same("permitted pairs", plan["permitted_pairs"], len(facts.behind.permitted))
    for part, weight in facts.weights.items():
        told.same(f"weight of {part}", weight, round(plan["settings"]["weights"][part] * 1_000_000))
    if certificate is None:
        return
    told.same("bound", plan["bound"], certificate["total"])
    prices = Counter(
        row["price"] for row in certificate["rows"] if row["term"] in ("maximum", "minimum")
    )
    held = Counter(
        value
        for side in ("left", "right", "left_floor", "right_floor")
        for value in certificate[side].values()
        if value
    )
    told.same("prices of cities", prices, held)
    for term, held_ in (("cap", certificate["caps"]), ("odd_set", certificate["odd_sets"])):
        rows = [(row["count"], row["price"]) for row in certificate["rows"] if row["term"] == term]
        told.same(f"prices: {term}", rows, [(one["most_pairs"], one["price"]) for one in held_])
    cohort = [row["price"] for row in certificate["rows"] if row["term"] == "cohort"]
    told.same("price of the cohort", sum(cohort), certificate["cohort"])
    labels = [cap["label"] for cap in plan["caps"]]
    for row in certificate["rows"]:
        told.sweep(
            "proof", row["label"], allowed(abs(row["count"])), [*labels, *facts.quotes()[:0]]
        )
