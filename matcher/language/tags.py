"""The languages that pages, workbooks, letters and explanations come in."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["en", "zh-Hans", "ja", "ko", "mn"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
ENGLISH: Language = "en"
# As each language calls itself.
OWN_NAMES: dict[Language, str] = {
    "en": "English",
    "zh-Hans": "简体中文",
    "ja": "日本語",
    "ko": "한국어",
    "mn": "Монгол",
}
