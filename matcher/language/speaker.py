"""Sentences said in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from matcher.language.catalogue import catalogue
from matcher.language.particles import with_particles
from matcher.language.said import Gap, Joined, Lowered, Said, Template, Value
from matcher.language.tags import ENGLISH, LANGUAGES, Language

# Chinese and Japanese sentences follow each other without a space.
GAPS: dict[Language, dict[Gap, str]] = {
    "zh-Hans": {" ": "", ", ": "、", "; ": "；"},
    "ja": {" ": "", ", ": "、", "; ": "；"},
}
# The English name of a city stands behind its first mention, in the brackets of the language.
BRACKETS: dict[Language, str] = {
    "zh-Hans": "{local}（{name}）",
    "ja": "{local}（{name}）",
    "ko": "{local}({name})",
}
BRACKET = "{local} ({name})"


class Speaker:
    """Says sentences in one language.

    Parameters
    ----------
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
    cities : mapping of str to str, optional
        Names of cities in this language by their English names.
    introduce : bool
        Whether the first mention of a city brings its English name as well.
    mark_missing : bool
        Whether a sentence without a translation, which stays English, stands in ⟦ ⟧.

    Attributes
    ----------
    missing : dict of str to None
        Templates that had no translation, in the order of their use.

    Examples
    --------
    >>> from matcher.language import say
    >>> Speaker("ja", {"Jinan": "済南"}).tell(say("{a} with {b}", a="Jinan", b="Fresno"))
    '済南とFresno'
    """

    def __init__(
        self,
        language: Language = ENGLISH,
        cities: Mapping[str, str] | None = None,
        *,
        introduce: bool = False,
        mark_missing: bool = False,
    ) -> None:
        self.language = language
        self.missing: dict[str, None] = {}
        self._texts = catalogue(language)
        self._cities = dict(cities or {})
        self._new = set(self._cities) if introduce else set()
        self._mark = mark_missing

    @property
    def english(self) -> bool:
        """Whether nothing has to be translated."""
        return self.language == ENGLISH

    def tell(self, value: Any) -> Any:
        """A sentence or the name of a city in this language; anything else as it is."""
        if self.english:
            return value
        if isinstance(value, Said):
            return self._said(value)
        return self.city(value) if type(value) is str else value

    def language_of(self, text: str) -> Language:
        """The language that a text is told in: English where it is no sentence or has no other."""
        form = text.form if isinstance(text, Said) else None
        known = isinstance(form, Template) and form.one in self._texts
        return self.language if known else ENGLISH

    def tell_all(self, value: Any) -> Any:
        """Plain data in which each sentence is in this language."""
        if isinstance(value, Said):
            return self.tell(value)
        if isinstance(value, dict):
            return {key: self.tell_all(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.tell_all(item) for item in value)
        return value

    def lines(self, texts: Iterable[str]) -> str:
        """Sentences one below the other."""
        return "\n".join(str(self.tell(text)) for text in texts)

    def city(self, name: str) -> str:
        """The name of a city in this language where one is known, else as it is."""
        local = self._cities.get(name)
        if local is None or local == name:
            return name
        if name in self._new:
            self._new.discard(name)
            return BRACKETS.get(self.language, BRACKET).format(local=local, name=name)
        return local

    def moment(self, at: datetime) -> str:
        """A day and a time of day."""
        if self.english:
            return f"{at.day} {at:%B %Y, %H:%M} UTC"
        from babel.dates import format_date

        day = format_date(at, "long", locale=self._locale)
        return f"{day} {at:%H:%M} UTC"

    @property
    def _locale(self) -> str:
        return self.language.replace("-", "_")

    def _said(self, said: Said) -> str:
        form = said.form
        if isinstance(form, Template):
            return self._template(said, form)
        if isinstance(form, Lowered):
            # What is capital in the middle of a Mongolian sentence is not so by its place.
            text = self._said(form.item)
            return text.lower() if self.language == "mn" else text
        return self._joined(form)

    def _template(self, said: Said, form: Template) -> str:
        text = self._texts.get(form.one)
        if text is None:
            self.missing[form.one] = None
            return f"⟦{said}⟧" if self._mark else str(said)
        values = {name: self._value(value) for name, value in form.values.items()}
        told = text.format(**values)
        return with_particles(told) if self.language == "ko" else told

    def _joined(self, form: Joined) -> str:
        items = [str(self._value(item)) for item in form.items]
        if form.gap in (" and ", " or "):
            from babel.lists import format_list

            if form.gap == " or ":
                return format_list(items, "or", self._locale)
            return format_list(items, locale=self._locale)
        gap = GAPS.get(self.language, {}).get(form.gap, form.gap)
        if gap:
            return gap.join(items)
        # A text that stayed as it was recorded, in Latin letters, keeps a space behind it.
        spaced = [f"{item} " if item[-1:].isascii() else item for item in items[:-1]]
        return "".join([*spaced, *items[-1:]])

    def _value(self, value: Value) -> Value:
        told: Value = self.tell(value)
        return told


def in_every_language(text: str) -> list[str]:
    """A text as each language says it, the English first, each once."""
    return list(dict.fromkeys(str(Speaker(language).tell(text)) for language in LANGUAGES))
