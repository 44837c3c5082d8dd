"""Ctrl-C once asks, Ctrl-C twice ends; afterwards everything is as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from matcher.cli.interrupt import STOPPING, first_interrupt_stops

INSIDE = """
import os, signal, sys
from matcher.cli.interrupt import first_interrupt_stops
with first_interrupt_stops() as stop:
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGINT)
        print("asked", stop(), flush=True)
print("after", flush=True)
"""


def test_the_first_interrupt_asks_and_the_handler_is_given_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.getsignal(signal.SIGINT)
    with first_interrupt_stops() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
    assert signal.getsignal(signal.SIGINT) is before
    assert capsys.readouterr().err == f"{STOPPING}\n"


def test_the_second_interrupt_ends_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", INSIDE], capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGINT
    assert done.stdout == "asked True\n"


def test_a_failure_inside_gives_the_handler_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(RuntimeError), first_interrupt_stops():
        raise RuntimeError
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_and_ignored_interrupts_change_nothing() -> None:
    found = []

    def elsewhere() -> None:
        with first_interrupt_stops() as stop:
            found.append((stop(), signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [(False, before)]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with first_interrupt_stops() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            assert not stop()
    finally:
        signal.signal(signal.SIGINT, before)
