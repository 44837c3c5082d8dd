"""A small job does not wait for the compiled kernels of the large regime."""

from __future__ import annotations

import subprocess
import sys


def test_scoring_a_bundled_programme_loads_no_compiler() -> None:
    program = (
        "import sys, matcher; profiles = matcher.read_profiles();"
        "matcher.propose(profiles, matcher.read_programme('eacac'));"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
