"""Where a value stands in a TOML or JSON text: path of the value to line number.

The standard parsers give no positions, so this scans the tokens once more, and only when there is
something to report. It expects text that the parser has already accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""
      (?P<string> \"{3}(?:\\[\s\S]|[^\\])*?\"{3,5}(?!\") | '{3}[\s\S]*?'{3,5}(?!')
                | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<comment> \#[^\n]* )
    | (?P<newline> \n )
    | (?P<space> [^\S\n]+ )
    | (?P<mark> [\[\]{}=,.:] )
    | (?P<bare> [^\s\[\]{}=,.:"'\#]+ )
    """,
    re.VERBOSE,
)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def toml_lines(text: str) -> dict[Path, int]:
    """Line of every key, table and array element of a valid TOML text, counted from 1."""
    scan = _Scan(text, "=")
    scan.document()
    return scan.lines


def json_lines(text: str) -> dict[Path, int]:
    """Line of every key and array element of a valid JSON text, counted from 1."""
    scan = _Scan(text, ":")
    scan.skip_newlines()
    scan.value(())
    return scan.lines


def nearest_line(lines: dict[Path, int], path: Path) -> int:
    """Line of a path, or of the nearest thing around it that has one; 1 if nothing has."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return 1


class _Scan:
    def __init__(self, text: str, assign: str) -> None:
        self.tokens = [*_tokens(text), _Token("end", "", 0)]
        self.assign = assign
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    @property
    def token(self) -> _Token:
        return self.tokens[self.at]

    def skip_newlines(self) -> None:
        while self.token.kind == "newline":
            self.at += 1

    def document(self) -> None:
        prefix: Path = ()
        while self.token.kind != "end":
            if self.token.kind == "newline":
                self.at += 1
            elif self.token.text == "[":
                prefix = self.header()
            else:
                self.assignment(prefix)

    def header(self) -> Path:
        line = self.token.line
        repeated = self.tokens[self.at + 1].text == "["
        self.at += 2 if repeated else 1
        path: Path = ()
        for part in self.key("]"):
            path = (*path, part)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        self.at += 1 if repeated else 0
        if repeated:
            # A known table already points at its last element: step back to the table itself.
            table = path[:-1] if path and isinstance(path[-1], int) else path
            self.tables[table] = self.tables.get(table, 0) + 1
            self.lines.setdefault(table, line)
            path = (*table, self.tables[table] - 1)
        for end in range(1, len(path)):
            self.lines.setdefault(path[:end], line)
        self.lines[path] = line
        return path

    def assignment(self, prefix: Path) -> None:
        line = self.token.line
        path = (*prefix, *self.key(self.assign))
        for end in range(len(prefix) + 1, len(path) + 1):
            self.lines.setdefault(path[:end], line)
        self.value(path)

    def key(self, stop: str) -> list[str]:
        parts = []
        while self.token.text != stop and self.token.kind != "end":
            if self.token.kind in ("string", "bare"):
                quoted = self.token.kind == "string"
                parts.append(self.token.text[1:-1] if quoted else self.token.text)
            self.at += 1
        self.at += 1
        return parts

    def value(self, path: Path) -> None:
        if self.token.text == "[":
            self.at += 1
            self.array(path)
        elif self.token.text == "{":
            self.at += 1
            self.table(path)
        else:
            while self.token.kind not in ("newline", "end") and self.token.text not in ",]}":
                self.at += 1

    def array(self, path: Path) -> None:
        index = 0
        while True:
            self.skip_newlines()
            if self.token.text == ",":
                self.at += 1
            elif self.token.text == "]" or self.token.kind == "end":
                self.at += 1
                return
            else:
                self.lines[(*path, index)] = self.token.line
                self.value((*path, index))
                index += 1

    def table(self, path: Path) -> None:
        while True:
            self.skip_newlines()
            if self.token.text == ",":
                self.at += 1
            elif self.token.text == "}" or self.token.kind == "end":
                self.at += 1
                return
            else:
                self.assignment(path)


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind not in ("comment", "space"):
            yield _Token(kind, match.group(), line)
        line += match.group().count("\n")
