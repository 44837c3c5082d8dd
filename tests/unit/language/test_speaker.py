"""What a speaker says of a sentence: its language, its gaps, its names, and what it lacks."""

from __future__ import annotations

from datetime import datetime

import pytest

from matcher.intake import read_profiles
from matcher.intake.speaking import speaker_of
from matcher.language import LANGUAGES, Speaker, Verbatim, joined, say, sentences
from matcher.language.particles import with_particles
from matcher.language.phrases import pair_of, points

LISTS = {
    "en": "Seoul, Jinan and Tokyo",
    "zh-Hans": "Seoul、Jinan和Tokyo",
    "ja": "Seoul、Jinan、Tokyo",
    "ko": "Seoul, Jinan 및 Tokyo",
    "mn": "Seoul, Jinan, Tokyo",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_and_numbers_follow_the_language(language) -> None:
    speaker = Speaker(language)
    assert speaker.tell(joined(" and ", ["Seoul", "Jinan", "Tokyo"])) == LISTS[language]
    assert "1,250,000" in speaker.tell(points(1_250_000))


def test_chinese_and_japanese_sentences_follow_without_a_space() -> None:
    text = sentences(say("This plan is stable."), say("This plan is stable."))
    assert Speaker("zh-Hans").tell(text) == "本方案是稳定的。本方案是稳定的。"
    assert Speaker("ko").tell(text) == "이 안은 안정적입니다. 이 안은 안정적입니다."


def test_the_first_mention_of_a_city_brings_its_english_name() -> None:
    speaker = speaker_of(read_profiles(), "zh-Hans", introduce=True)
    pair = pair_of("Beijing", "Fresno")
    assert speaker.tell(pair) == "北京（Beijing）与弗雷斯诺（Fresno）"
    assert speaker.tell(pair) == "北京与弗雷斯诺"


def test_a_city_without_a_name_in_the_language_keeps_its_own() -> None:
    speaker = speaker_of(read_profiles(), "mn")
    assert speaker.tell(pair_of("Zhuhai", "Tokyo")) == "Zhuhai – Токио"
    assert speaker.tell(Verbatim("Tokyo")) == "Tokyo"


def test_a_sentence_without_a_translation_stays_english_and_is_seen() -> None:
    # Put together here, so that no catalogue can know it.
    unknown = say(" ".join(["Nobody", "translated", "this:", "{city}."]), city="Tokyo")
    marked = Speaker("ja", {"Tokyo": "東京"}, mark_missing=True)
    assert marked.tell(unknown) == "⟦Nobody translated this: Tokyo.⟧"
    plain = Speaker("ja")
    assert plain.tell(unknown) == "Nobody translated this: Tokyo."
    assert list(plain.missing) == ["Nobody translated this: {city}."]


def test_days_are_written_as_in_the_language() -> None:
    at = datetime(2026, 11, 27, 9, 5)
    told = {language: Speaker(language).moment(at) for language in LANGUAGES}
    assert told["en"] == "27 November 2026, 09:05 UTC"
    assert told["ja"] == "2026年11月27日 09:05 UTC"
    assert told["ko"] == "2026년 11월 27일 09:05 UTC"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("서울은(는)", "서울은"),
        ("도쿄은(는)", "도쿄는"),
        ("서울(으)로", "서울로"),
        ("도쿄과(와) 서울", "도쿄와 서울"),
        ("98%을(를)", "98%를"),
        ("3이(가)", "3이"),
        ("베이징(Beijing)과(와)", "베이징(Beijing)과"),
        ("Fresno은(는)", "Fresno은(는)"),
    ],
)
def test_korean_particles_follow_the_sound_before_them(text: str, chosen: str) -> None:
    assert with_particles(text) == chosen
