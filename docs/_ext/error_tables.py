"""Tables of error classes and of problem codes, read from the code that raises them.

```{error-classes}
```

```{problem-codes}
```
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import matcher
from matcher.errors import MatcherError

CODE = re.compile(r"[a-z]+(_[a-z]+)+|syntax|unreadable|formula|contradiction")
MAKES_A_PROBLEM = re.compile(r"problem(_at)?$", re.IGNORECASE)
PACKAGE = Path(matcher.__file__).parent
STAGES = {
    "intake": "Profiles and other files",
    "programme": "Programmes",
    "candidates": "Who takes part",
    "plan": "Plans",
    "explain": "Plans",
}


class ErrorClasses(SphinxDirective):
    """Every class of the error tree with its code and its exit code."""

    def run(self) -> list[nodes.Node]:
        lines = ["| class | code | exit code | when |", "| --- | --- | --- | --- |"]
        for kind in _classes(MatcherError):
            said = (kind.__doc__ or "").strip().splitlines()[0]
            lines.append(f"| `{kind.__name__}` | `{kind.code}` | {kind.exit_code} | {said} |")
        return self.parse_text_to_nodes("\n".join(lines))


class ProblemCodes(SphinxDirective):
    """Every code that a problem can have, with what it says first."""

    def run(self) -> list[nodes.Node]:
        found: dict[str, dict[str, list[str]]] = {}
        for path in sorted(PACKAGE.rglob("*.py")):
            stage = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
            heading = STAGES.get(stage, "The command line and others")
            for code, message in _problems(ast.parse(path.read_text(encoding="utf-8"))):
                said = found.setdefault(heading, {})
                if message not in said.setdefault(code, []):
                    said[code].append(message)
        lines = []
        for heading in dict.fromkeys([*STAGES.values(), "The command line and others"]):
            codes = found.get(heading)
            if codes:
                lines += [f"**{heading}**", "", "| code | says |", "| --- | --- |"]
                lines += [
                    f"| `{code}` | {'; '.join(filter(None, codes[code]))} |"
                    for code in sorted(codes)
                ]
                lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


def _classes(kind: type[MatcherError]) -> Iterator[type[MatcherError]]:
    yield kind
    for child in kind.__subclasses__():
        if child.__module__ == MatcherError.__module__:
            yield from _classes(child)


def _problems(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Codes and messages of the calls that make a problem."""
    for scope in ast.walk(tree):
        if not isinstance(scope, ast.FunctionDef):
            continue
        assigned = [node for node in ast.walk(scope) if isinstance(node, ast.Assign)]
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and MAKES_A_PROBLEM.search(_name(node.func)):
                yield from _said(node, _named(assigned, node.lineno))
            elif (
                isinstance(node, ast.Return)
                and isinstance(node.value, ast.Tuple)
                and node.value.elts
            ):
                first, *rest = node.value.elts
                if len(rest) == 2 and isinstance(first, ast.Constant):
                    yield from ((code, _words(rest[0])) for code in _codes(first))


def _named(assigned: list[ast.Assign], before: int) -> dict[str, ast.expr]:
    """What each name holds just above a line."""
    above = sorted((node for node in assigned if node.lineno < before), key=lambda n: n.lineno)
    return {
        target.id: node.value
        for node in above
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _said(call: ast.Call, named: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    given = {word.arg: word.value for word in call.keywords}
    texts = [given["code"]] if "code" in given else []
    texts += call.args
    for at, text in enumerate(texts):
        codes = list(_codes(text))
        if codes:
            message = given.get("message", texts[at + 1] if at + 1 < len(texts) else None)
            if isinstance(message, ast.Name):
                message = named.get(message.id)
            yield from ((code, _words(message)) for code in codes)
            return


def _codes(text: ast.expr) -> Iterator[str]:
    if isinstance(text, ast.IfExp):
        yield from _codes(text.body)
        yield from _codes(text.orelse)
    elif isinstance(text, ast.Constant) and CODE.fullmatch(str(text.value)):
        yield str(text.value)


def _words(message: ast.expr | None) -> str:
    if isinstance(message, ast.Constant):
        return str(message.value)
    if isinstance(message, ast.JoinedStr):
        parts = [str(p.value) if isinstance(p, ast.Constant) else "…" for p in message.values]
        return "".join(parts)
    if isinstance(message, ast.IfExp):
        return _words(message.body)
    if isinstance(message, ast.BinOp):
        return _words(message.left) + _words(message.right)
    return ""


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("error-classes", ErrorClasses)
    app.add_directive("problem-codes", ProblemCodes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
