"""Catalogues: what each template is in one language, read from gettext files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from matcher.language.tags import ENGLISH, Language

FOLDER = Path(__file__).parent / "catalogues"


def catalogue_file(language: Language) -> Path:
    """Where the catalogue of a language stands."""
    return FOLDER / f"{language}.po"


@cache
def catalogue(language: Language) -> dict[str, str]:
    """Translations by the English template, the singular one where it has two.

    None of the languages changes a noun after a number, so each template has one translation.
    """
    if language == ENGLISH:
        return {}
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        found = read_po(file, locale=language.replace("-", "_"))
    texts = {}
    for message in found:
        name, text = _first(message.id), _first(message.string)
        if name and text and not message.fuzzy:
            texts[name] = text
    return texts


def _first(text: str | Sequence[str] | None) -> str:
    return text if isinstance(text, str) else next(iter(text or ("",)))
