"""What the reader may have meant: the nearest known word, offered and never taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CUTOFF = 60.0
LONGEST_WORD = 200
LONGEST_ID = 4


def nearest(word: str, known: Iterable[str], limit: int = 1) -> list[str]:
    """Return up to `limit` known words that are spelt like `word`, best first.

    Parameters
    ----------
    word : str
        What was found.
    known : iterable of str
        What would be accepted.
    limit : int
        How many to return at most.
    """
    # rapidfuzz is loaded only when something is wrong.
    from rapidfuzz import fuzz, process, utils

    hits = process.extract(
        word[:LONGEST_WORD],
        sorted(set(known)),
        scorer=fuzz.QRatio,
        processor=utils.default_process,
        score_cutoff=CUTOFF,
        limit=limit,
    )
    return [choice for choice, _, _ in hits]


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean X?" for the nearest known word, or None."""
    found = nearest(word, known)
    return f"did you mean {found[0]}?" if found else None


def nearest_titled(word: str, titles: Mapping[str, str]) -> str | None:
    """Return "did you mean ID (title)?" where `word` resembles an id or shares words of a title."""
    from rapidfuzz import fuzz, process, utils

    if len(word) <= LONGEST_ID and (found := nearest(word, titles)):
        key = found[0]
    else:
        hit = process.extractOne(
            word[:LONGEST_WORD],
            dict(titles),
            scorer=fuzz.token_set_ratio,
            processor=utils.default_process,
            score_cutoff=CUTOFF,
        )
        if hit is None:
            return None
        key = hit[2]
    return f"did you mean {key} ({titles[key]})?"
