"""Compiled kernels: one decorator, so that every kernel is built alike and typed as it was written.

Importing this module loads numba; only modules of the large regime import it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile a function of arrays and numbers; it releases the interpreter lock while it runs.

    No fast-math: every float operation is rounded as written, in the order it is written. The
    machine code is cached, so a kernel is compiled once per machine and not once per process.
    """
    built: Kernel = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return built
