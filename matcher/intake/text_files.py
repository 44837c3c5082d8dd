"""Bytes on disk to text: size, encoding and emptiness are judged before anything is parsed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import Problem

MEGABYTE = 1_000_000
MAX_BYTES = 10 * MEGABYTE
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TextFile:
    """One file that could be read: its name as shown to the reader, its text, its SHA-256."""

    name: str
    text: str
    sha256: str


def read_text(path: Path, name: str) -> TextFile | Problem:
    """Read a UTF-8 text file of at most 10 MB.

    Parameters
    ----------
    path : Path
        Where the file is.
    name : str
        How messages call it.

    Returns
    -------
    TextFile or Problem
        The text without a byte order mark and with plain line ends, or why it cannot be had.
    """
    try:
        if not path.exists():
            return Problem(
                "missing_path",
                "there is no such file",
                file=name,
                remedy="check the name and the folder",
            )
        if not path.is_file():
            return Problem("unreadable_file", "this is not a file that can be read", file=name)
        size = path.stat().st_size
        if size > MAX_BYTES:
            return _too_large(name, size)
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Problem(
            "unreadable_file",
            f"the file cannot be read: {reason}",
            file=name,
            remedy="check that the file is there and that you may read it",
        )
    if len(raw) > MAX_BYTES:
        return _too_large(name, len(raw))
    return _decode(raw, name)


def _decode(raw: bytes, name: str) -> TextFile | Problem:
    if raw.startswith(_UTF16_MARKS):
        return _wrong_encoding(name, 0, raw, "it is UTF-16")
    body = raw.removeprefix(_UTF8_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        mark = len(raw) - len(body)
        hint = "it may be GBK, Shift JIS or another national encoding"
        return _wrong_encoding(name, error.start + mark, raw, hint)
    if not text.strip():
        return Problem(
            "empty_file",
            "the file is empty",
            file=name,
            remedy="fill it in or take it out of the folder",
        )
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return TextFile(name, plain, hashlib.sha256(raw).hexdigest())


def _too_large(name: str, size: int) -> Problem:
    return Problem(
        "file_too_large",
        "the file is too large to be a profile and was not read",
        file=name,
        found=f"{size / MEGABYTE:.1f} MB",
        allowed=f"at most {MAX_BYTES // MEGABYTE} MB a file",
        remedy="split it into smaller files, or check that it is the right file",
    )


def _wrong_encoding(name: str, position: int, raw: bytes, hint: str) -> Problem:
    return Problem(
        "wrong_encoding",
        f"the file is not UTF-8 text; {hint}",
        file=name,
        line=raw.count(b"\n", 0, position) + 1,
        found=f"byte 0x{raw[position]:02x} at position {position}",
        allowed="UTF-8, with or without a byte order mark",
        remedy="save it again as UTF-8 (also when it was UTF-16 or GBK)",
    )
