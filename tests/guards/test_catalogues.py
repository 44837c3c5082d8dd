"""Every sentence that can be said has a translation in every language, with the same gaps."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

import matcher
from matcher.language import LANGUAGES, Said
from matcher.language.catalogue import FOLDER, catalogue_file
from matcher.language.extract import entries, problems
from matcher.plan.document import Evidence

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_missing_stale_or_filled_otherwise(language) -> None:
    assert problems(language) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_catalogue_says_that_nobody_reviewed_it(language) -> None:
    head = catalogue_file(language).read_text("utf-8").split("msgid", 1)[0]
    assert "not reviewed" in head
    assert "# exchange " in head


def test_the_template_is_what_the_code_says() -> None:
    with (FOLDER / "matcher.pot").open("rb") as file:
        template = read_po(file)
    names = {m.id if isinstance(m.id, str) else m.id[0] for m in template if m.id}
    assert names == set(entries())


def plain_texts(value, path: str = ""):
    """Fields of a document that hold sentences, and hold plain text instead."""
    if isinstance(value, Evidence) and value.rule is None:
        return  # What a city or a record says stays as it was written.
    for name, field in type(value).model_fields.items():
        held, here = getattr(value, name), f"{path}.{name}"
        words = "_kept" in repr(field.metadata) + repr(field.annotation)
        for item in held if isinstance(held, list | tuple) else [held]:
            if words and isinstance(item, str) and not isinstance(item, Said):
                yield f"{here}: {item}"
        inner = held.values() if isinstance(held, dict) else [held]
        for item in inner:
            for part in item if isinstance(item, list | tuple) else [item]:
                if hasattr(type(part), "model_fields"):
                    yield from plain_texts(part, here)


@pytest.mark.parametrize("programme", ["eacac", "ccucc"])
def test_every_sentence_of_a_plan_knows_its_template(programme: str) -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme(programme))
    document = plan.with_reasons().document
    assert list(plain_texts(document)) == []
    whole = len(matcher.Plan(document, plan.profiles).to_json())
    assert len(document.messages.model_dump_json()) < 0.4 * whole / 1.4
