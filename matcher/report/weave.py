"""One page in several languages, woven into one file.

The template is filled once for each language, so the pages have the same elements in the same order
and differ in texts alone. What differs is put in a table, and the script of the page exchanges it::

    page in each language --> texts in document order --> rows of texts, and where each row stands
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser

from matcher.language import Language

# Read by the script in this order as well.
ATTRIBUTES = ("lang", "aria-label", "data-label", "data-tip")
QUIET = ("script", "style")
BLANK = " \t\r\n\f"


class _Texts(HTMLParser):
    """Texts of a page and of its attributes, in document order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet = tag in QUIET
        stated = dict(attrs)
        self.found += [stated[name] or "" for name in ATTRIBUTES if name in stated]

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        if not self._quiet and data.strip(BLANK):
            self.found.append(data)


def texts_of(page: str) -> list[str]:
    """Texts of a page and of its attributes, in document order.

    Examples
    --------
    >>> texts_of('<p lang="en">Two <b aria-label="most">cities</b></p>')
    ['en', 'Two ', 'most', 'cities']
    """
    parser = _Texts()
    parser.feed(page)
    parser.close()
    return parser.found


def woven(pages: Mapping[Language, str], words: Mapping[str, list[str]]) -> str:
    """The table of a page in several languages, as JSON that can stand in a script element.

    Parameters
    ----------
    pages : mapping of language to str
        The whole page in each.
    words : mapping of str to list of str
        What the script itself says, by its English.

    Returns
    -------
    str
        ``languages``, ``rows`` of texts (one for each language), ``at``: for each text of the page
        the number of its row, -1 where all languages have the same; ``words``.

    Raises
    ------
    ValueError
        When the pages have not the same texts in the same places.
    """
    columns = [texts_of(page) for page in pages.values()]
    if len({len(column) for column in columns}) > 1:
        raise ValueError("the page has other elements in another language")
    rows: dict[tuple[str, ...], int] = {}
    at = [
        -1 if len(set(row)) == 1 else rows.setdefault(row, len(rows))
        for row in zip(*columns, strict=True)
    ]
    table = {"languages": list(pages), "rows": list(rows), "at": at, "words": words}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
