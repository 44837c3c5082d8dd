"""Pages of the documentation as steps that can be taken: files, commands, Python, what is shown."""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.command_line import run

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>.*)$")
EXIT = re.compile(r"^% exit (\d+)$")
GAP = "..."
# What sets a machine up is not run again by a test.
SETS_UP = re.compile(r"(make [a-z-]+|python3 -m venv .*|\S*pip install .*)")


@dataclass
class Block:
    """One block of code: its language, the file it is to be saved as, and its exit code."""

    language: str
    lines: list[str] = field(default_factory=list)
    caption: str | None = None
    exit_code: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def blocks(page: str) -> Iterator[Block]:
    """Every block of a page in order; directives other than code are passed over."""
    lines = iter(page.splitlines())
    code = 0
    for line in lines:
        if found := EXIT.match(line):
            code = int(found[1])
        if not (opening := FENCE.match(line)):
            continue
        block = Block(opening["info"].strip(), exit_code=code)
        code = 0
        for inside in lines:
            if inside.startswith(opening["ticks"]):
                break
            block.lines.append(inside)
        if block.language.startswith("{code-block}"):
            block.language = block.language.removeprefix("{code-block}").strip()
            while block.lines and (option := re.match(r"^:(\w+): (.*)$", block.lines[0])):
                if option[1] == "caption":
                    block.caption = option[2]
                del block.lines[0]
            block.lines = block.lines[1:] if block.lines[:1] == [""] else block.lines
        if not block.language.startswith("{"):
            yield block


def walk(page: str) -> None:
    """Take every step of a page in the current folder, and compare what is shown."""
    names: dict[str, Any] = {"__name__": "page"}
    said = ""
    for block in blocks(page):
        if block.caption is not None:
            file = Path(block.caption)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, shown in commands(block):
                _command(command, shown, block.exit_code)
        elif block.language == "python":
            out = io.StringIO()
            with redirect_stdout(out):
                exec(compile(block.text, "page", "exec"), names)
            said = out.getvalue()
        elif block.language == "text":
            compare(block.lines, said)
        else:
            raise AssertionError(f"a block of {block.language or 'nothing'} that nobody runs")


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Commands of a console block, each with the lines shown below it."""
    command, shown = "", []
    for line in [*block.lines, "$ "]:
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line)


def _command(command: str, shown: list[str], exit_code: int) -> None:
    program, *arguments = shlex.split(command)
    if program == "cd":
        os.chdir(arguments[0])
    elif Path(program).name == "matcher":
        done = run(*arguments)
        assert done.code == exit_code, f"{command}: exit {done.code}\n{done.out}{done.err}"
        compare(shown, done.out or done.err, command)
    else:
        assert SETS_UP.fullmatch(command), f"{command} is not run by anything"


def compare(shown: list[str], said: str, what: str = "python") -> None:
    """Every line that is shown was said, in this order; `...` stands for any lines or endings."""
    lines = [line.rstrip() for line in said.rstrip().splitlines()]
    at, anywhere = 0, False
    for line in (line.rstrip() for line in shown):
        if line == GAP:
            anywhere = True
            continue
        while anywhere and at < len(lines) and not _same(line, lines[at]):
            at += 1
        said_there = at < len(lines) and _same(line, lines[at])
        assert said_there, f"{what}: shown but not said there:\n{line}\nsaid:\n{said}"
        at, anywhere = at + 1, False
    assert not shown or anywhere or at == len(lines), f"{what}: more was said:\n{said}"


def _same(shown: str, said: str) -> bool:
    return said.startswith(shown.removesuffix(GAP)) if shown.endswith(GAP) else shown == said
