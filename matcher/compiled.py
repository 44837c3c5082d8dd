"""Compiled kernels: one decorator, so that every kernel is built alike and typed as it was written.

Importing this module loads numba; only modules of the large regime import it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import numba.extending

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile a function of arrays and numbers; it releases the interpreter lock while it runs.

    No fast-math: every float operation is rounded as written, in the order it is written. The
    machine code is cached, so a kernel is compiled once per machine and not once per process.
    """
    return _built(function)


def compiled_views(function: Kernel) -> Kernel:
    """Compile like `compiled` a function that makes no array, only slices of those it is given.

    Slices then count no references. Counting costs more than a short loop does, and threads that
    share a table would wait for each other's counts.
    """
    return _built(function, _nrt=False)


def _built(function: Kernel, **options: bool) -> Kernel:
    built: Any = numba.njit(cache=True, nogil=True, error_model="numpy", **options)(function)
    # numba watches the file of a kernel only; the functions it calls stand in the same folder.
    files: Any = getattr(getattr(built, "_cache", None), "_cache_file", None)
    if hasattr(files, "_source_stamp"):
        files._source_stamp = _folder_stamp(Path(function.__code__.co_filename).parent)
    kernel: Kernel = built
    return kernel


def usable_in_kernels(*functions: Callable[..., object]) -> None:
    """Let kernels call plain functions of numbers, which stay plain for everyone else."""
    for function in functions:
        numba.extending.register_jitable(error_model="numpy")(function)


@cache
def _folder_stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of each source file of a folder: old machine code does not match it."""
    states = [(file.name, file.stat()) for file in sorted(folder.glob("*.py"))]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)
