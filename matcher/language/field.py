"""Sentences as fields of pydantic models: they stay sentences, and are plain text in JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import WrapValidator

from matcher.language.said import Said, unindented


def _kept(value: Any, handler: Callable[[Any], str]) -> str:
    return unindented(value) if isinstance(value, Said) else handler(value)


# Beside a type: a sentence that another language can say stays one.
KEPT = WrapValidator(_kept)
# A text that may be such a sentence.
Words = Annotated[str, KEPT]
