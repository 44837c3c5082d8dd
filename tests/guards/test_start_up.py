"""The package imports and the command answers at once; heavy libraries wait until they are used."""

from __future__ import annotations

import re
import subprocess
import sys
from time import perf_counter

import pytest

HEAVY = ("numpy", "pandas", "scipy", "sklearn", "ortools", "pydantic", "jinja2", "rapidfuzz")
ROUNDS = 3


def spent(*arguments: str) -> tuple[float, str]:
    """Best seconds of a fresh interpreter, and its stderr."""
    best, told = float("inf"), ""
    for _ in range(ROUNDS):
        started = perf_counter()
        done = subprocess.run(
            [sys.executable, *arguments], capture_output=True, text=True, check=True
        )
        seconds = perf_counter() - started
        if seconds < best:
            best, told = seconds, done.stderr
    return best, told


def test_import_takes_under_three_tenths_of_a_second() -> None:
    _, told = spent("-X", "importtime", "-c", "import matcher")
    (microseconds,) = re.findall(r"\|\s*(\d+) \| matcher$", told, flags=re.MULTILINE)
    assert int(microseconds) < 300_000


def test_help_takes_under_half_a_second() -> None:
    seconds, _ = spent("-m", "matcher", "--help")
    assert seconds < 0.5


@pytest.mark.parametrize(
    "arguments", [["--help"], ["propose", "--help"], ["robustness", "--help"], ["--version"]]
)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys; from matcher.cli.main import main; code = main(sys.argv[1:]); "
        f"print(sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr); sys.exit(code)"
    )
    _, told = spent("-c", program, *arguments)
    assert told.strip() == "[]"


def test_a_small_job_is_solved_without_compiling_anything() -> None:
    program = (
        "import sys, numpy; from matcher.solve import two_sided; "
        "two_sided(numpy.random.default_rng(0).integers(0, 99, (500, 500))); "
        "print('numba' in sys.modules, file=sys.stderr)"
    )
    _, told = spent("-c", program)
    assert told.strip() == "False"


def test_the_solvers_load_neither_the_compiler_nor_workers() -> None:
    program = (
        "import sys, matcher.solve; "
        "print(sorted(set(sys.modules) & {'joblib', 'llvmlite', 'numba', 'ortools'}), "
        "file=sys.stderr)"
    )
    _, told = spent("-c", program)
    assert told.strip() == "[]"
