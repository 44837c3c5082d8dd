"""Korean particles: which of two forms a word takes, by the sound that it ends in."""

from __future__ import annotations

import re

# Written in catalogues as dictionaries do; the first form follows a consonant.
PAIRS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_PLACES = re.compile("|".join(f"(?<=.){re.escape(pair)}" for pair in PAIRS), re.DOTALL)
# The digits whose Korean names end in a consonant.
_CLOSED_DIGITS = "013678"
_RIEUL = 8


def with_particles(text: str) -> str:
    """Choose the form of each particle that follows Hangul or a digit; elsewhere both stay.

    What stands in brackets is not sounded.

    Examples
    --------
    >>> with_particles("서울은(는) 도쿄과(와) 교류합니다."), with_particles("Fresno은(는)")
    ('서울은 도쿄와 교류합니다.', 'Fresno은(는)')
    """
    return _PLACES.sub(_chosen, text)


def _chosen(match: re.Match[str]) -> str:
    pair, before = match[0], _sounded(match.string[: match.start()])[-1:]
    if before == "%":
        closed = False
    elif "가" <= before <= "힣":
        final = (ord(before) - ord("가")) % 28
        closed = final != 0 and not (pair == "(으)로" and final == _RIEUL)
    elif before.isdigit():
        closed = before in _CLOSED_DIGITS and not (pair == "(으)로" and before in "178")
    else:
        return pair
    return PAIRS[pair][0 if closed else 1]


def _sounded(text: str) -> str:
    return text[: text.rindex("(")] if text.endswith(")") and "(" in text else text
