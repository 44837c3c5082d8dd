"""The sentences of a document as a table, and back: what plan.json holds beside its English text.

Each template stands once; each sentence is the number of its template and its values. A value that
is itself a sentence is a list, so that it cannot be taken for a text or a number. The English text
is not repeated: it is made again from template and values, and found by that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from matcher.language.said import Form, Joined, Lowered, Said, Template, Value

JOINED, LOWERED = -1, -2


class Messages(BaseModel):
    """What the sentences of a document were made of."""

    model_config = ConfigDict(frozen=True)

    templates: list[str | list[str]] = Field(
        description="English templates with named gaps; two where a number decides: for one, and "
        "for any other number."
    )
    messages: list[list[Any]] = Field(
        description="Sentences: the position of the template, then the values of its gaps. A value "
        "that is a list is such a sentence itself. -1: texts in a row, with the gap between them. "
        "-2: a sentence in small letters."
    )


def said_in(value: Any) -> Iterator[Said]:
    """Every sentence in plain data and models, in order."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from said_in(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from said_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from said_in(item)


def packed(found: Iterable[Said]) -> Messages:
    """Each sentence once.

    Examples
    --------
    >>> from matcher.language.said import say
    >>> packed([say("{city} stays.", city="Jinan"), say("{city} stays.", city="Seoul")])
    Messages(templates=['{city} stays.'], messages=[[0, {'city': 'Jinan'}], [0, {'city': 'Seoul'}]])
    """
    places: dict[tuple[str, str | None], int] = {}
    unique = dict.fromkeys(found)
    messages = [_packed(said.form, places) for said in unique]
    templates = [one if many is None else [one, many] for one, many in places]
    return Messages(templates=templates, messages=messages)


def unpacked(table: Messages) -> dict[str, Said]:
    """Sentences by their English text."""
    templates: list[tuple[str, str | None]] = [
        (entry, None) if isinstance(entry, str) else (entry[0], entry[1])
        for entry in table.templates
    ]
    found = (Said.of(_form(message, templates)) for message in table.messages)
    return {str(said): said for said in found}


def revived(value: Any, known: dict[str, Said]) -> Any:
    """Plain data in which each text that is a known sentence is that sentence again."""
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, dict):
        return {key: revived(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [revived(item, known) for item in value]
    return value


def _packed(form: Form, places: dict[tuple[str, str | None], int]) -> list[Any]:
    if isinstance(form, Template):
        at = places.setdefault((form.one, form.many), len(places))
        values = {name: _value(value, places) for name, value in form.values.items()}
        return [at, values] if values else [at]
    if isinstance(form, Joined):
        return [JOINED, form.gap, [_value(item, places) for item in form.items]]
    return [LOWERED, _packed(form.item.form, places)]


def _value(value: Value, places: dict[tuple[str, str | None], int]) -> Any:
    return _packed(value.form, places) if isinstance(value, Said) else value


def _form(message: list[Any], templates: list[tuple[str, str | None]]) -> Form:
    def value(given: Any) -> Value:
        made: Value = Said.of(_form(given, templates)) if isinstance(given, list) else given
        return made

    if message[0] == JOINED:
        return Joined(message[1], tuple(value(item) for item in message[2]))
    if message[0] == LOWERED:
        return Lowered(Said.of(_form(message[1], templates)))
    one, many = templates[message[0]]
    given = message[1] if len(message) > 1 else {}
    return Template(one, many, {name: value(item) for name, item in given.items()})
