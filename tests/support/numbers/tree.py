"""A page as a tree: what stands inside what, and what is left once a part has been read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr", "rect", "base", "source", "embed"}


@dataclass
class Node:
    """One element; `read` once its text has been held against plan.json."""

    tag: str
    attributes: dict[str, str]
    content: list[Node | str] = field(default_factory=list)
    read: bool = False

    def all(self, tag: str | None = None, **attributes: str | None) -> list[Node]:
        """Elements inside with a tag and attributes (None: any value; a class: one of them)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [node for node in self.inner() if node.tag == (tag or node.tag) and node.has(wanted)]

    def one(self, tag: str | None = None, **attributes: str | None) -> Node:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def has(self, wanted: dict[str, str | None]) -> bool:
        """Whether the element has these attributes."""
        for key, value in wanted.items():
            here = self.attributes.get(key)
            if here is None or (value is not None and value not in (here, *self._classes(key))):
                return False
        return True

    def _classes(self, key: str) -> list[str]:
        return self.attributes[key].split() if key == "class" else []

    def inner(self) -> Iterator[Node]:
        """Every element inside, in order."""
        for part in self.content:
            if isinstance(part, Node):
                yield part
                yield from part.inner()

    def take(self) -> str:
        """The text inside, which counts as read from now on."""
        self.read = True
        return squeezed(self.text())

    def text(self, *, unread: bool = False) -> str:
        """The text inside; `unread` leaves out what has been read."""
        if unread and self.read:
            return " "
        return "".join(
            part if isinstance(part, str) else part.text(unread=unread) for part in self.content
        )

    def cells(self) -> list[str]:
        """The texts of the cells of a table row, which count as read from now on."""
        return [node.take() for node in self.content if isinstance(node, Node)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self.open[-1].content.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].content.append(Node(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def tree(source: str) -> Node:
    """Read a whole document."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.root


def squeezed(text: str) -> str:
    """A text as it is read: spaces and line ends are one space."""
    return re.sub(r"\s+", " ", text).strip()
