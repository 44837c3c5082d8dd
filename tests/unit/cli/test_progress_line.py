"""Progress is one line that is rewritten, on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from matcher.cli.progress_line import ERASE, ProgressLine, progress_text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


EVENT = SimpleNamespace(round=1, violators=1, gap=1234.4, seconds=0.6)


def test_the_line_is_rewritten_in_place_and_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with ProgressLine("test") as line:
        line(EVENT)
        line(EVENT)
    text = progress_text("test", EVENT)
    assert terminal.getvalue() == f"{ERASE}{text}{ERASE}{text}{ERASE}"
    assert "\n" not in terminal.getvalue()


def test_nothing_is_written_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressLine("test") as line:
        line(EVENT)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (EVENT, "Solving test: round 1, 1 pair above its prices, gap 1,234 points, 1 s"),
        (SimpleNamespace(round=3, gap=None), "Solving test: round 3"),
        (SimpleNamespace(violators=0), "Solving test: 0 pairs above their prices"),
    ],
)
def test_what_an_event_does_not_tell_is_left_out(event: object, told: str) -> None:
    assert progress_text("test", event) == told
