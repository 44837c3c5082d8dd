"""Resident memory of this process, and its peak since a chosen moment."""

from __future__ import annotations

import resource
from pathlib import Path

STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def resident() -> int:
    """Bytes of memory in use now; where the system does not say, the peak so far."""
    return _field("VmRSS") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def peak() -> int:
    """Greatest number of bytes in use since `reset_peak`, or since the start where it cannot be."""
    return _field("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def reset_peak() -> bool:
    """Let the peak start again from what is in use now; False where the system cannot."""
    try:
        CLEAR.write_text("5")
    except OSError:
        return False
    return True


def available() -> int:
    """Bytes that could be used without swapping."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(row.split()[1]) * 1024 for row in lines if row.startswith("MemAvailable"))


def _field(name: str) -> int:
    try:
        lines = STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(row.split()[1]) * 1024 for row in lines if row.startswith(name)), 0)
