"""The letters: all numbers of a letter, in their order, in both forms.

For each exchange: score, the greatest score there is, satisfaction, covered of what the city needs,
covered of what its partner needs, the next partners with their scores; at the end the counts of its
record. What is quoted of the cities and the notes are taken out first.
"""

from __future__ import annotations

from matcher.report.email import Letter
from support.numbers.facts import Facts, Json
from support.numbers.formats import number, percent, tokens, without
from support.numbers.told import Told
from support.numbers.tree import squeezed, tree


def check_letters(letters: list[Letter], facts: Facts) -> list[str]:
    """Every disagreement of the letters of a plan with its plan.json."""
    told = Told("letters")
    told.same("who is written to", [letter.city for letter in letters], sorted(facts.taking))
    for letter in letters:
        pairs = [pair for pair in facts.pairs if letter.city in (pair["a"], pair["b"])]
        card = facts.cities[letter.city]
        meant = [text for pair in pairs for text in _offer(pair, letter.city)]
        meant += [str(card[key]) for key in ("declared", "reported", "inferred")]
        ends = {city for pair in pairs for city in (pair["a"], pair["b"])}
        quoted = [note for pair in pairs for note in pair["notes"]]
        quoted += [facts.plan["title"], facts.plan["pool_note"] or "", *facts.quotes(*ends)]
        quotes = sorted({squeezed(quote) for quote in quoted} - {""}, key=len, reverse=True)
        page = tree(letter.html)
        page.one("head").read = True
        for form, text in (("text", letter.text), ("page", page.text(unread=True))):
            shown = tokens(without(squeezed(text), quotes))
            told.same(f"{letter.city}, {form}", shown, meant)
            for pair in pairs:
                missing = [note for note in pair["notes"] if squeezed(note) not in squeezed(text)]
                told.same(f"{letter.city}, {form}: notes", missing, [])
    return told.wrong


def _offer(pair: Json, city: str) -> list[str]:
    other = pair["b"] if pair["a"] == city else pair["a"]
    meant = [number(pair["score"]), "1,000,000"]
    meant += [percent(pair["satisfaction"][city])]
    meant += [percent(pair["covered"][city]), percent(pair["covered"][other])]
    return [text.split()[-1] for text in meant] + [
        number(alternate["score"]) for alternate in pair["alternates"][city]
    ]
