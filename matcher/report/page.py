"""The page that an officer opens in a meeting: one file, nothing from elsewhere.

Its one script filters, sorts and writes commands; the page reads the same without it, and a policy
in its head lets no other script run.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from matcher import figures
from matcher.explain.fair import TITLES as FAIR_TITLES
from matcher.explain.sure.grades import GRADE_WORDS
from matcher.intake.speaking import speaker_of
from matcher.intake.vocabulary import AIM_WORDS
from matcher.language import (
    ENGLISH,
    LANGUAGES,
    OWN_NAMES,
    Language,
    Speaker,
    Verbatim,
    joined,
    say,
    say_count,
    term,
)
from matcher.language.catalogue import catalogue
from matcher.language.phrases import cities, percent
from matcher.proposal import Plan
from matcher.report.charts import Drawn
from matcher.report.phrases import asked_text
from matcher.report.view import page_view
from matcher.report.view_pair import EMPTY
from matcher.report.weave import woven

# A page that opens at once, and goes through a mail.
MOST_BYTES = 2_000_000
PLACE = "<!-- languages -->"
# Letters of the words before a colon that stand out.
ABOUT = 32
TEMPLATES = Path(__file__).parent / "templates"


def render_page(plan: Plan, charts: Drawn | None = None, language: Language = ENGLISH) -> str:
    """Return report.html of a plan.

    Parameters
    ----------
    plan : Plan
        Proposed or infeasible. Text of cities is escaped, whatever it holds.
    charts : Drawn, optional
        The pictures, from `draw_charts`; without them the page has tables only.
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
        In which the page opens. It holds the others as well, as long as it stays below `MOST_BYTES`
        with them.

    Returns
    -------
    str
        A complete HTML document without any remote reference, except links to sources.
    """
    drawn = charts or Drawn()
    page = _filled(plan, drawn, language, LANGUAGES)
    if 2 * len(page.encode()) <= MOST_BYTES:
        pages = {
            tag: page if tag == language else _filled(plan, drawn, tag, LANGUAGES)
            for tag in LANGUAGES
        }
        whole = page.replace(PLACE, woven(pages, _words_of_script(LANGUAGES)))
        if len(whole.encode()) <= MOST_BYTES:
            return whole
    alone = (language,)
    page = _filled(plan, drawn, language, alone)
    return page.replace(PLACE, woven({language: page}, _words_of_script(alone)))


def _filled(plan: Plan, charts: Drawn, language: Language, languages: Sequence[Language]) -> str:
    speaker = speaker_of(plan.profiles, language)
    return (
        environment()
        .get_template("page.html")
        .render(
            view=page_view(plan, speaker, languages),
            charts=charts.said_by(speaker),
            speaker=speaker,
            languages={tag: OWN_NAMES[tag] for tag in languages},
            place=PLACE,
            script=script(),
            script_hash=script_hash(),
        )
    )


def _words_of_script(languages: Sequence[Language]) -> dict[str, list[str]]:
    """What the script says, in each language."""
    known = [catalogue(tag) for tag in languages]
    return {text: [texts.get(text, text) for texts in known] for text in script_words()}


@cache
def script_words() -> tuple[str, ...]:
    """The templates of the script."""
    found = re.findall(r'\bsay\(\s*("(?:[^"\\\\]|\\\\.)*")', script())
    return tuple(dict.fromkeys(json.loads(text) for text in found))


@cache
def script() -> str:
    """The script of the page."""
    return (TEMPLATES / "page.js").read_text("utf-8")


@cache
def script_hash() -> str:
    """What the policy of the page calls the script by."""
    digest = hashlib.sha256(script().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def environment() -> Environment:
    """The templates of the report, with escaping always on."""
    # Autoescape is on for every template, not by file ending: city text is untrusted.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_told,
    )
    environment.filters["points"] = _points
    environment.filters["percent"] = percent
    environment.filters["stated"] = figures.stated
    environment.globals.update(
        say=say,
        say_count=say_count,
        joined=joined,
        term=term,
        cities=cities,
        grades=GRADE_WORDS,
        aims=AIM_WORDS,
        fair_titles=FAIR_TITLES,
        asked=asked_text,
        headed=headed,
    )
    return environment


def headed(sentence: str, speaker: Speaker) -> tuple[str, str]:
    """A sentence in two: the few words before its colon, which say what it is about, and the rest.

    English decides whether there are such words, so that a page is alike in every language.
    """
    about, _, rest = sentence.partition(": ")
    told = str(speaker.tell(sentence))
    if not rest or len(about) > ABOUT:
        return "", Verbatim(told)
    found = re.match(r"[^:：]{1,60}[:：]", told)
    if found is None:
        return Verbatim(EMPTY), Verbatim(told)
    return Verbatim(found[0]), Verbatim(told[found.end() :].lstrip() or EMPTY)


@pass_context
def _told(context: Context, value: Any) -> Any:
    """Everything that a template shows, in the language of its reader."""
    return context["speaker"].tell(value)


def _points(value: float) -> str:
    """A figure with the minus sign of print."""
    return figures.number(value).replace("-", "−")
