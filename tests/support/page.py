"""Reads a page back with the HTML parser of the standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr", "rect", "base", "source", "embed"}


@dataclass
class Element:
    """One element: its name, attributes and the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Every element of a page in order, and what was not closed properly."""

    source: str
    elements: list[Element] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.source)
        self.close()
        self.unclosed += [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.unclosed.append(f"/{tag}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str | None = None, **attributes: str | None) -> list[Element]:
        """Elements with a tag and attributes (`data_part=None`: any value)."""
        wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
        return [
            element
            for element in self.elements
            if (tag is None or element.tag == tag)
            and all(
                key in element.attributes and (value is None or element.attributes[key] == value)
                for key, value in wanted.items()
            )
        ]

    @property
    def remote(self) -> list[str]:
        """Whatever a browser would fetch by itself; empty for a self-contained page."""
        found = [
            f"{element.tag} {key}={value}"
            for element in self.elements
            for key, value in element.attributes.items()
            if key in ("src", "srcset", "poster", "data", "action", "background", "xlink:href")
            or (key == "href" and element.tag != "a")
            or re.search(r"url\((?!#)", value.lower())
        ]
        styles = " ".join(element.text for element in self.all("style"))
        return found + [mark for mark in ("url(", "@import") if mark in styles.lower()]
