"""Names compared as people mean them: one form for every spelling of the same letters."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u02bb": "'"})


def folded(name: str) -> str:
    """Return a name in NFKC, case-folded, with single spaces and plain apostrophes.

    Examples
    --------
    >>> folded("  Xi\u2019an  City ") == folded("XI'AN city")
    True
    >>> folded("Ｔｏｋｙｏ")
    'tokyo'
    """
    compact = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return unicodedata.normalize("NFKC", compact).translate(_APOSTROPHES)
