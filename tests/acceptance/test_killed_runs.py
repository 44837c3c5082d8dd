"""A run that is killed at any moment leaves a whole run folder, or none."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.command_line import write_cities, write_programme
from support.lanes import examples

import matcher

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")

CHECKOUT = Path(matcher.__file__).parents[1]
NAME = "pairs"
SEED = 20161104
LONGEST = 60.0

# The command in a process that kills itself at one step of writing: in the middle of the n-th file,
# before or after the n-th time that a folder is renamed.
KILLS_ITSELF = """
import os, signal, sys
from pathlib import Path
step, wanted, number = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
count = dict.fromkeys(("half", "before", "after"), 0)
write_bytes, rename = Path.write_bytes, Path.rename

def end(at):
    count[at] += 1
    if at == step and count[at] == wanted:
        os.kill(os.getpid(), number)

def half(path, content):
    write_bytes(path, content[: len(content) // 2])
    end("half")
    return write_bytes(path, content)

def renamed(path, to):
    end("before")
    found = rename(path, to)
    end("after")
    return found

Path.write_bytes, Path.rename = half, renamed
from matcher.cli.main import main
sys.exit(main(sys.argv[4:]))
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen cities on two sides."""
    folder = tmp_path_factory.mktemp("inputs")
    names = [f"{side}-{a}{b}" for side in ("cn", "us") for a in "ab" for b in "abc"]
    write_cities(folder / "profiles", *names)
    write_programme(folder / f"{NAME}.toml", sides=("CN", "US"))
    return folder


def start(
    inputs: Path, out: Path, *more: str, runner: tuple[str, ...] = ("-m", "matcher")
) -> subprocess.Popen[bytes]:
    """`matcher propose` in a process of its own."""
    command = [sys.executable, *runner, "propose", "--quick", "--out", str(out), *more]
    command += ["--programme", str(inputs / f"{NAME}.toml")]
    command += ["--profiles", str(inputs / "profiles")]
    return subprocess.Popen(
        command,
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A shell starts what it puts into the background deaf to this signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def killed_at(
    step: str, wanted: int, number: signal.Signals, inputs: Path, out: Path, *more: str
) -> int:
    """Exit code of a run that gets a signal at one step of its writing."""
    runner = ("-c", KILLS_ITSELF, step, str(wanted), str(int(number)))
    return start(inputs, out, *more, runner=runner).wait(LONGEST)


@pytest.fixture(scope="module")
def seconds(inputs: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an undisturbed run takes."""
    before = time.monotonic()
    assert start(inputs, tmp_path_factory.mktemp("whole")).wait(LONGEST) == 0
    return time.monotonic() - before


def is_whole(folder: Path) -> bool:
    """Whether a run folder holds every file of its manifest, with the hashes stated there."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    hashes = {**manifest["files"], **manifest["created"]["files"]}
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name != "manifest.json"
    }
    return found == hashes


def names(out: Path) -> set[str]:
    return {file.name for file in out.iterdir()} if out.exists() else set()


def require_whole_or_none(out: Path) -> None:
    visible = {name for name in names(out) if not name.startswith(".")}
    assert visible <= {NAME}
    assert not visible or is_whole(out / NAME)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=lambda n: n.name)
def test_killed_at_any_moment_a_run_is_whole_or_not_there(
    inputs: Path, seconds: float, tmp_path: Path, number: signal.Signals
) -> None:
    moments = random.Random(SEED)
    for attempt in range(examples(6)):
        out = tmp_path / str(attempt)
        process = start(inputs, out)
        try:
            process.wait(moments.uniform(0, 1.1 * seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(number)
            process.wait(LONGEST)
        finally:
            process.kill()
        require_whole_or_none(out)


STEPS = [
    ("half", 6),
    ("after", 1),
    pytest.param("half", 1, marks=pytest.mark.slow),
    pytest.param("before", 1, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("step", "wanted"), STEPS)
def test_killed_while_writing_a_run_is_whole_or_hidden_and_the_next_run_clears_up(
    inputs: Path, tmp_path: Path, step: str, wanted: int
) -> None:
    out = tmp_path / "runs"
    assert killed_at(step, wanted, signal.SIGKILL, inputs, out) == -signal.SIGKILL
    require_whole_or_none(out)
    assert (names(out) == {NAME}) == (step == "after")
    assert start(inputs, out, "--force").wait(LONGEST) == 0
    assert names(out) == {NAME}
    assert is_whole(out / NAME)


@pytest.mark.parametrize(("step", "wanted"), [("half", 2), ("before", 1)])
def test_interrupted_while_writing_nothing_is_left(
    inputs: Path, tmp_path: Path, step: str, wanted: int
) -> None:
    out = tmp_path / "runs"
    assert killed_at(step, wanted, signal.SIGINT, inputs, out) == 130
    assert names(out) == set()


@pytest.mark.parametrize("wanted", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_killed_while_replacing_a_run_the_earlier_one_is_never_lost(
    inputs: Path, tmp_path: Path, wanted: int
) -> None:
    out = tmp_path / "runs"
    assert start(inputs, out).wait(LONGEST) == 0
    earlier = (out / NAME / "plan.json").read_bytes()
    code = killed_at("before", wanted, signal.SIGKILL, inputs, out, "--force")
    assert code == -signal.SIGKILL
    require_whole_or_none(out)
    assert start(inputs, out).wait(LONGEST) == 3
    assert (out / NAME / "plan.json").read_bytes() == earlier
    assert is_whole(out / NAME)
    assert start(inputs, out, "--force").wait(LONGEST) == 0
    assert names(out) == {NAME}


# The command in a process whose solver is interrupted so many times before it answers.
INTERRUPTED_SOLVER = """
import os, signal, sys
from matcher.plan import demand
solver = demand.two_sided

def interrupted(*args, **kwargs):
    for _ in range(int(sys.argv[1])):
        os.kill(os.getpid(), signal.SIGINT)
    return solver(*args, **kwargs)

demand.two_sided = interrupted
from matcher.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


def test_one_interrupt_of_the_solver_still_gives_a_whole_run(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    run = start(inputs, out, runner=("-c", INTERRUPTED_SOLVER, "1"))
    assert run.wait(LONGEST) == 0
    assert is_whole(out / NAME)


def test_two_interrupts_of_the_solver_end_it_with_nothing_written(
    inputs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "runs"
    run = start(inputs, out, runner=("-c", INTERRUPTED_SOLVER, "2"))
    assert run.wait(LONGEST) == -signal.SIGINT
    assert names(out) == set()
