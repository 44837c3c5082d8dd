"""The workbook of a plan: summary, proposals, reasons, cities, prices, unmatched, decisions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from matcher.explain.sure.grades import GRADE_WORDS
from matcher.explain.words import BASIS, PART_TITLES, search_sentence, year_of
from matcher.intake.speaking import speaker_of
from matcher.intake.workbook.decisions import ANSWER_WORDS, DECISION_COLUMNS, DECISIONS
from matcher.intake.workbook.heights import row_height
from matcher.language import ENGLISH, Language, joined, say, sentences
from matcher.language.phrases import pair_of
from matcher.plan.document import Alternate, CityCard, Evidence, PairRecord
from matcher.programme.models import PARTS
from matcher.proposal import Plan
from matcher.report.citations import Citations, attributions
from matcher.report.phrases import (
    CAPABILITY_LEVELS,
    NEED_LEVELS,
    STATUS_TITLES,
    UNMATCHED_TITLES,
    evidence_sentence,
    practice_of,
    status_sentence,
    thinness_sentence,
)
from matcher.report.workbook.caps import cap_sheet
from matcher.report.workbook.proof import proof_sheet
from matcher.report.workbook.quotas import quota_sheet
from matcher.report.workbook.sheet import Cell, Column, Look, Styles, add_table, fit_to_width, write

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


def workbook_of(plan: Plan, language: Language = ENGLISH) -> bytes:
    """Return workbook.xlsx of a plan.

    Parameters
    ----------
    plan : Plan
        Proposed or infeasible.
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
        Of all that is said; the names of the sheets stay English.

    Returns
    -------
    bytes
        Sheets Summary, Proposals, Scores, Themes, How sure (where it was asked), Cities, Proof,
        Quotas and Caps (where the programme has any), Not in a pair, Decisions and Sources. The
        only formulas are the sums of the proof and of the scores; text of cities is never one. The
        same plan gives the same bytes.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    speaker = speaker_of(plan.profiles, language)
    created = datetime.fromisoformat(plan.document.created.at)
    book.set_properties(
        {"title": str(speaker.tell(plan.document.title)), "created": created.replace(tzinfo=None)}
    )
    styles, citations = Styles(book, speaker), Citations()
    _summary(book, styles, plan)
    _proposals(book, styles, plan)
    _scores(book, styles, plan)
    _themes(book, styles, plan, citations)
    _sure(book, styles, plan)
    _cities(book, styles, plan)
    proof_sheet(book, styles, plan)
    quota_sheet(book, styles, plan)
    cap_sheet(book, styles, plan)
    _unmatched(book, styles, plan)
    _decisions(book, styles, plan)
    _sources(book, styles, plan, citations)
    book.close()
    return target.getvalue()


def _summary(book: Workbook, styles: Styles, plan: Plan) -> None:
    document = plan.document
    page = book.add_worksheet("Summary")
    page.hide_gridlines(2)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 90)
    fit_to_width(page)
    page.write_string(0, 0, styles.tell(document.title), styles.of("title"))
    title = say("{title}.", title=STATUS_TITLES[document.status])
    status = sentences(title, status_sentence(document))
    created = datetime.fromisoformat(document.created.at)
    checked = say("passed") if document.verified else say("not passed")
    satisfaction = say("What a city gets, as a share of the best it could have.")
    facts: list[tuple[str, Cell, Look]] = [
        (say("Status"), status, "text"),
        *(_also(reason) for reason in document.reasons),
        (say("Please note"), document.pool_note, "text"),
        (say("Exchanges"), len(document.pairs), "left"),
        (say("Points of the plan"), document.objective, "left"),
        (say("Upper limit (bound)"), document.bound, "left"),
        (say("Gap"), document.gap, "left"),
        (say("Independent check"), checked, "text"),
        (say("How it was searched"), search_sentence(document), "text"),
        (say("Made on"), styles.speaker.moment(created), "text"),
        (
            say("Points"),
            say("Value of an exchange, 0 to 1,000,000: the exact sum of its parts."),
            "text",
        ),
        (say("Satisfaction"), satisfaction, "text"),
        (say("Evidence"), evidence_sentence(document.settings), "text"),
        (say("Thin records"), thinness_sentence(document.settings), "text"),
        (
            say("Decisions"),
            say(
                "Fill in the sheet Decisions and save; `matcher replan PLAN --decisions "
                "FILE` reads it back."
            ),
            "text",
        ),
    ]
    shown = [fact for fact in facts if fact[1] is not None]
    for row, (label, value, look) in enumerate(shown, start=2):
        told = [styles.tell(label), styles.tell(value)]
        page.set_row(row, row_height(told, (30, 90)))
        page.write_string(row, 0, told[0], styles.of("head" if label else "text"))
        write(page, row, 1, told[1], styles.of(look, value))


def _also(reason: str) -> tuple[str, Cell, Look]:
    return "", reason, "text"


def _proposals(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(say("No."), 5, "count"),
        Column(say("City A"), 20),
        Column(say("City B"), 20),
        Column(say("Score"), 12, "points"),
        Column(say("Satisfaction of A"), 12, "share"),
        Column(say("Satisfaction of B"), 12, "share"),
        Column(say("A shows B"), 38),
        Column(say("B shows A"), 38),
        Column(say("Next for A"), 26),
        Column(say("Next for B"), 26),
        Column(say("Notes"), 50),
        Column(say("Id A"), 16),
        Column(say("Id B"), 16),
    ]
    rows = [
        _proposal(styles, plan, pair, number) for number, pair in enumerate(plan.document.pairs, 1)
    ]
    page, first, last = add_table(
        book, styles, "Proposals", columns, rows, intro=_note(plan), frozen=3
    )
    if last >= first:
        page.write_string(last + 1, 1, styles.tell(say("Sum: the objective")), styles.of("total"))
        formula = f"=SUM(D{first + 1}:D{last + 1})"
        page.write_formula(last + 1, 3, formula, styles.of("total"), plan.document.objective)


def _note(plan: Plan) -> list[str]:
    """What must be said wherever the pool is shown."""
    note = plan.document.pool_note
    return [say("Please note: {note}.", note=note)] if note else []


def _proposal(styles: Styles, plan: Plan, pair: PairRecord, number: int) -> list[Cell]:
    cards, ends = plan.document.cities, (pair.a, pair.b)
    names = (_full_name(styles, cards[city]) for city in ends)
    row: list[Cell] = [number, *names, pair.score]
    row += [pair.satisfaction[city] for city in ends]
    row += [joined("; ", [flow.title for flow in pair.flows[city]]) for city in ends]
    row += [
        joined("; ", [_alternate(cards, other) for other in pair.alternates[city]]) for city in ends
    ]
    return [*row, sentences(*pair.notes), *ends]


def _alternate(cards: dict[str, CityCard], other: Alternate) -> str:
    name, loss = cards[other.city].name, other.exact_loss
    if loss is None:
        return say("{city} ({score:,})", city=name, score=other.score)
    return say(
        "{city} ({score:,}; costs the plan {loss:,})", city=name, score=other.score, loss=loss
    )


def _full_name(styles: Styles, card: CityCard) -> str:
    """The name in the language of the book, and in another script: Latin, or its own."""
    name = styles.tell(card.name)
    other = card.local_name if name == card.name else card.name
    return name if other in (None, name) else f"{name} {other}"


def _scores(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(say("Exchange"), 40),
        *(Column(PART_TITLES[part], 14, "points") for part in PARTS),
        Column(say("Sum of the parts"), 14, "points"),
    ]
    cards = plan.document.cities
    rows: list[list[Cell]] = [
        [
            pair_of(cards[pair.a].name, cards[pair.b].name),
            *(pair.parts[part] for part in PARTS),
            None,
        ]
        for pair in plan.document.pairs
    ]
    page, first, _ = add_table(book, styles, "Scores", columns, rows)
    end = len(PARTS) + 1
    last = chr(ord("A") + len(PARTS))
    for at, pair in enumerate(plan.document.pairs, start=first):
        formula = f"=SUM(B{at + 1}:{last}{at + 1})"
        page.write_formula(at, end, formula, styles.of("points", pair.score), pair.score)


def _themes(book: Workbook, styles: Styles, plan: Plan, citations: Citations) -> None:
    columns = [
        Column(say("Exchange"), 34),
        Column(say("From"), 20),
        Column(say("To"), 20),
        Column(say("Theme"), 34),
        Column(say("Share of this direction"), 12, "share"),
        Column(say("Need covered"), 12, "share"),
        Column(say("Need"), 60),
        Column(say("Need: level"), 15),
        Column(say("Need: basis and year"), 20),
        Column(say("Need: source"), 8, "count"),
        Column(say("Practice"), 60),
        Column(say("Practice: level"), 15),
        Column(say("Practice: basis and year"), 20),
        Column(say("Practice: source"), 8, "count"),
    ]
    add_table(book, styles, "Themes", columns, _theme_rows(plan, citations))


def _theme_rows(plan: Plan, citations: Citations) -> Iterator[list[Cell]]:
    name = {city: card.name for city, card in plan.document.cities.items()}
    for pair in plan.document.pairs:
        for giver, learner in ((pair.a, pair.b), (pair.b, pair.a)):
            for flow in pair.flows[giver]:
                # The need first, as on the page: so a source has one number in both.
                need = _evidence(flow.need, NEED_LEVELS, citations)
                practice: list[Cell] = [
                    say("assumed at the mean of the pool: no record"),
                    "",
                    "",
                    None,
                ]
                if flow.capability is not None:
                    practice = _evidence(flow.capability, CAPABILITY_LEVELS, citations)
                yield [
                    pair_of(name[pair.a], name[pair.b]),
                    name[giver],
                    name[learner],
                    flow.title,
                    flow.share,
                    flow.coverage,
                    *need,
                    *practice,
                ]


def _evidence(item: Evidence, levels: dict[int, str], citations: Citations) -> list[Cell]:
    basis = joined(", ", [BASIS[item.basis], year_of(item)])
    return [practice_of(item), levels[item.level], basis, citations.cite(item.source).number]


def _sure(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(say("Exchange"), 40),
        Column(say("How sure"), 10),
        Column(say("Kept with other weights"), 12, "share"),
        Column(say("Lower end, 95%"), 12, "share"),
        Column(say("Upper end, 95%"), 12, "share"),
        Column(say("Kept with other figures"), 12, "share"),
        Column(say("Plans kept in when another city declines"), 14, "count"),
        Column(say("of so many"), 9, "count"),
        Column(say("In words"), 110),
    ]
    cards = plan.document.cities
    rows: list[list[Cell]] = [
        [
            pair_of(cards[pair.a].name, cards[pair.b].name),
            GRADE_WORDS[known.grade],
            known.weights.share,
            known.weights.low,
            known.weights.high,
            known.figures.share,
            known.declines.kept,
            known.declines.plans,
            known.sentence,
        ]
        for pair in plan.document.pairs
        if (known := pair.certainty) is not None
    ]
    if rows:
        add_table(book, styles, "How sure", columns, rows)


def _cities(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(say("City"), 24),
        Column(say("Local name"), 16),
        Column(say("Side"), 20),
        Column(say("Country"), 8),
        Column(say("Partners"), 34),
        Column(say("Satisfaction"), 12, "share"),
        Column(say("Complete"), 12, "share"),
        Column(say("Declared"), 9, "count"),
        Column(say("Reported"), 9, "count"),
        Column(say("Inferred"), 9, "count"),
        Column(say("No year"), 9, "count"),
        Column(say("In words"), 70),
        Column(say("Condition"), 40),
        Column(say("Id"), 18),
    ]
    cards = plan.document.cities
    rows = [
        [
            card.name,
            card.local_name,
            card.side,
            card.country,
            joined(", ", [cards[other].name for other in card.partners]),
            card.satisfaction,
            card.completeness,
            card.declared,
            card.reported,
            card.inferred,
            card.year_unknown,
            card.completeness_note,
            card.condition,
            city,
        ]
        for city, card in cards.items()
        if card.side is not None
    ]
    add_table(book, styles, "Cities", columns, rows)


def _unmatched(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(say("City"), 24),
        Column(say("Local name"), 16),
        Column(say("Country"), 8),
        Column(say("Why"), 34),
        Column(say("Reason"), 90),
        Column(say("Id"), 18),
    ]
    cards = plan.document.cities
    rows = [
        [
            cards[row.city].name,
            cards[row.city].local_name,
            cards[row.city].country,
            UNMATCHED_TITLES[row.code],
            row.reason,
            row.city,
        ]
        for row in plan.document.unmatched
    ]
    add_table(book, styles, "Not in a pair", columns, rows, intro=_note(plan))


def _decisions(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column(column.heading, column.width, "answer" if column.filled_in else "text")
        for column in DECISION_COLUMNS
    ]
    cards = plan.document.cities
    rows = [
        [
            f"{pair.a}:{pair.b}",
            cards[pair.a].name,
            cards[pair.b].name,
            *([None] * (len(columns) - 3)),
        ]
        for pair in plan.document.pairs
    ]
    how = say(
        "Choose {answers} for each city, and leave the first column as it is.",
        answers=joined(" or ", list(ANSWER_WORDS.values())),
    )
    intro = [*_note(plan), how]
    page, first, last = add_table(book, styles, DECISIONS, columns, rows, intro=intro)
    if last < first:
        return
    for at, column in enumerate(DECISION_COLUMNS):
        if column.choice:
            page.data_validation(
                first,
                at,
                last,
                at,
                {
                    "validate": "list",
                    "source": [styles.tell(words) for words in ANSWER_WORDS.values()],
                    "error_title": styles.tell(say("Not an answer")),
                    "error_message": styles.tell(joined(" or ", list(ANSWER_WORDS.values()))),
                },
            )


def _sources(book: Workbook, styles: Styles, plan: Plan, citations: Citations) -> None:
    columns = [
        Column(say("No."), 5, "count"),
        Column(say("Source"), 80),
        Column(say("Publisher"), 30),
        Column(say("Address"), 60),
    ]
    pool = [city for side in plan.document.sides for city in side.cities]
    rows: list[list[Cell]] = [
        [source.number, source.title, source.publisher, source.url] for source in citations.all
    ]
    rows += [[None, line, None, None] for line in attributions(plan.profiles, pool)]
    add_table(book, styles, "Sources", columns, rows)
