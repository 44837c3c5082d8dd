"""Sentences know their form whatever happens to them, and are plain English to everybody else."""

from __future__ import annotations

import copy
import pickle

import pytest

from matcher.language import Said, joined, lowered, say, say_count, sentences, term
from matcher.language.messages import Messages, packed, revived, unpacked


def sentence() -> str:
    pair = say("{a} with {b}", a="Jinan", b="Seoul")
    points = say_count("{n:,} point", "{n:,} points", 1200)
    return say("{pairs}: {points}.", pairs=joined(" and ", [pair, pair, pair]), points=points)


def test_a_sentence_is_its_english_text() -> None:
    assert sentence() == "Jinan with Seoul, Jinan with Seoul and Jinan with Seoul: 1,200 points."
    assert sentences("", say("One."), "", say("Two.")) == "One. Two."
    assert lowered(term("Shared air")) == "shared air"


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))]
)
def test_copies_and_pickles_know_the_form(again) -> None:
    said, other = sentence(), again(sentence())
    assert isinstance(said, Said)
    assert isinstance(other, Said)
    assert (str(other), other.form) == (str(said), said.form)


def test_the_table_gives_the_same_sentences_back() -> None:
    said = [sentence(), lowered(term("Shared air")), term("Industry")]
    table = Messages.model_validate_json(packed(said).model_dump_json())
    found = unpacked(table)
    assert [str(text) for text in found] == [str(text) for text in said]
    assert [found[str(text)].form for text in said] == [text.form for text in said]
    assert revived({"a": [str(said[0]), "plain", 3]}, found) == {"a": [said[0], "plain", 3]}
    assert isinstance(revived([str(said[0])], found)[0], Said)


def test_what_the_methods_of_text_make_is_plain_text() -> None:
    assert not isinstance(sentence() + "!", Said)
    assert not isinstance(sentence().upper(), Said)
