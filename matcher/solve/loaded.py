"""Whether compiled code is at hand: small jobs never wait for it, and never do without it."""

from __future__ import annotations

import sys


def kernels_loaded() -> bool:
    """Whether this process has loaded the compiler of the large regime already.

    Loading it takes longer than any small instance; a kernel more then costs next to nothing.
    """
    return "matcher.compiled" in sys.modules
