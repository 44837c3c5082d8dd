"""Languages: sentences that remember their template, catalogues, and who says them.

::

    say(template, values) --> Said: English text --> plan.json: text, and a table of templates
                                                        |
                              catalogue of a language --> Speaker: the same in that language
"""

from matcher.language.said import (
    Said,
    Verbatim,
    filled,
    joined,
    lowered,
    say,
    say_count,
    sentences,
    term,
)
from matcher.language.speaker import Speaker
from matcher.language.tags import ENGLISH, LANGUAGES, OWN_NAMES, Language

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "OWN_NAMES",
    "Language",
    "Said",
    "Speaker",
    "Verbatim",
    "filled",
    "joined",
    "lowered",
    "say",
    "say_count",
    "sentences",
    "term",
]
