"""Every template of the product, collected: ``python -m matcher.language.extract``.

Writes ``catalogues/matcher.pot`` and brings each catalogue up to date with it: new templates come
in without a translation, those that are gone go. Run in a checkout.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matcher.language.catalogue import FOLDER, catalogue_file
from matcher.language.tags import ENGLISH, LANGUAGES, Language

PACKAGE = Path(__file__).parents[1]
PROFILES = PACKAGE.parent / "profiles"
PROJECT = "city-exchange-matcher"
_SCRIPT_CALL = re.compile(r'\bsay(_count)?\(\s*("(?:[^"\\]|\\.)*")(?:,\s*("(?:[^"\\]|\\.)*"))?')


@dataclass
class Entry:
    """One template.

    Parameters
    ----------
    one : str
    many : str or None
    values : set of str
        Names that fill its gaps; a translation may use any of them.
    places : list of str
        Files that say it.
    """

    one: str
    many: str | None
    values: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)


def entries() -> dict[str, Entry]:
    """All templates by their English, in the order of files."""
    found: dict[str, Entry] = {}
    for place, one, many, values in (*_python(), *_templates(), *_script(), *_titles()):
        entry = found.setdefault(one, Entry(one, many))
        if (entry.many or many) != entry.many and entry.many is not None:
            raise ValueError(f"{one!r} has two plurals: {entry.many!r} and {many!r}")
        entry.many = entry.many or many
        entry.values |= values
        if place not in entry.places:
            entry.places.append(place)
    return found


def gaps(template: str) -> set[str]:
    """Names of the gaps of a template.

    Examples
    --------
    >>> sorted(gaps("{city} has {n:,} points."))
    ['city', 'n']
    """
    import string

    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


Found = tuple[str, str, str | None, set[str]]


def _python() -> Iterator[Found]:
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE.parent).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from _called(place, node.func.id, node)


def _called(place: str, name: str, node: ast.Call) -> Iterator[Found]:
    wanted = {"say": 1, "say_count": 2}.get(name, 0)
    texts = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
    if wanted and len(texts) < wanted:
        raise ValueError(f"{place}:{node.lineno} says something that is not written out there")
    if wanted:
        values = {keyword.arg for keyword in node.keywords if keyword.arg is not None}
        many = str(texts[1]) if wanted == 2 else None
        yield place, str(texts[0]), many, values | gaps(str(texts[0])) | gaps(many or "")


def _templates() -> Iterator[Found]:
    from jinja2 import Environment
    from jinja2.ext import extract_from_ast

    environment = Environment(autoescape=True)
    for file in sorted((PACKAGE / "report" / "templates").iterdir()):
        if file.suffix not in (".html", ".txt"):
            continue
        tree = environment.parse(file.read_text("utf-8"))
        place = file.relative_to(PACKAGE.parent).as_posix()
        for _, name, texts in extract_from_ast(tree, ("say", "say_count"), babel_style=False):
            found = [texts] if isinstance(texts, str) else list(texts or ())
            one, many = found[0], found[1] if name == "say_count" else None
            if one is None:
                raise ValueError(f"{place} says something that is not written out there")
            yield place, one, many, gaps(one) | gaps(many or "")


def _script() -> Iterator[Found]:
    file = PACKAGE / "report" / "templates" / "page.js"
    for counted, one, many in _SCRIPT_CALL.findall(file.read_text("utf-8")):
        texts = [ast.literal_eval(text) for text in (one, many) if text]
        other = texts[1] if counted else None
        place = file.relative_to(PACKAGE.parent).as_posix()
        yield place, texts[0], other, gaps(texts[0]) | gaps(other or "")


def _titles() -> Iterator[Found]:
    themes = PROFILES / "themes.toml"
    vocabulary = tomllib.loads(themes.read_text("utf-8"))
    yield from _named(themes, [*vocabulary["groups"], *vocabulary["themes"]], ("title",))
    inference = PROFILES / "inference.toml"
    for rule in tomllib.loads(inference.read_text("utf-8"))["rules"]:
        yield from _named(inference, [rule], ("text",))
        yield from _named(inference, rule["steps"], ("name",))
    for file in sorted((PROFILES / "programmes").glob("*.toml")):
        programme = tomllib.loads(file.read_text("utf-8"))
        yield from _named(file, [programme], ("title", "description", "pool_note"))
        yield from _named(file, programme["sides"], ("name",))


def _named(file: Path, records: list[dict[str, Any]], keys: tuple[str, ...]) -> Iterator[Found]:
    place = file.relative_to(PACKAGE.parent).as_posix()
    for record in records:
        for key in keys:
            if key in record:
                yield place, record[key], None, gaps(record[key])


def write_catalogues() -> list[Path]:
    """Write the template of all catalogues, and bring each catalogue up to date."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    known = entries()
    template = Catalog(project=PROJECT, header_comment="# Templates of PROJECT.", charset="utf-8")
    for entry in known.values():
        name = entry.one if entry.many is None else (entry.one, entry.many)
        template.add(name, locations=[(place, 0) for place in sorted(entry.places)])
    written = [FOLDER / "matcher.pot"]
    with written[0].open("wb") as file:
        write_po(file, template, width=100, include_lineno=False, omit_header=True)
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        path = catalogue_file(language)
        with path.open("rb") as old:
            catalogue = read_po(old, locale=language.replace("-", "_"))
        # Nothing new, nothing changed: the file keeps its date too.
        made = catalogue.creation_date
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.creation_date = made
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, include_lineno=False, sort_output=False)
        written.append(path)
    return written


def problems(language: Language) -> list[str]:
    """What is wrong with a catalogue: missing, stale or ill-filled translations."""
    from matcher.language.catalogue import catalogue

    known, texts = entries(), catalogue(language)
    found = [f"missing: {one}" for one in known if one not in texts]
    found += [f"stale: {one}" for one in texts if one not in known]
    for one, text in texts.items():
        if one in known and not _fits(known[one], text):
            found.append(f"other gaps: {one} -> {text}")
    return found


def _fits(entry: Entry, text: str) -> bool:
    wanted, has = gaps(entry.one) | gaps(entry.many or ""), gaps(text)
    # A value that English does not show, such as the bare number of an ordinal, may stand instead.
    spare = entry.values - wanted
    left_out = wanted - has
    return has <= entry.values | wanted and len(left_out) <= len(has & spare)


if __name__ == "__main__":
    for path in write_catalogues():
        print(path)
