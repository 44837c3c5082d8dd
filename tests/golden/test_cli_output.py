"""What the command prints, word by word, on one small file set.

`MATCHER_UPDATE_GOLDEN=1 pytest tests/golden` writes the files anew; read the difference before
it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.command_line import Done, city_text, item_text, run, write_cities, write_programme

GOLDEN = Path(__file__).parent / "cli_output"
UPDATE = "MATCHER_UPDATE_GOLDEN"

POOL_NOTE = 'pool_note = "illustrative pool: every city here is made up"\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cities that take part, one that does not, two programmes, one broken file set."""
    root = tmp_path_factory.mktemp("golden")
    want, can = item_text("needs", "A1", 3), item_text("capabilities", "A1", 3)
    other = item_text("needs", "C1") + item_text("capabilities", "D1")
    write_cities(
        root / "profiles",
        **{
            "cn-one": city_text(
                "cn-one",
                name="第一市",
                aliases=["First"],
                tail=want + item_text("capabilities", "C1"),
            ),
            "us-two": city_text("us-two", tail=can + item_text("needs", "C1")),
            "us-three": city_text("us-three", tail=other),
            "kr-four": city_text("kr-four", tail=want + can),
        },
    )
    write_programme(root / "pairs.toml", sides=("CN", "US"))
    text = (root / "pairs.toml").read_text(encoding="utf-8")
    head, sides = text.split("[[sides]]", 1)
    (root / "pairs.toml").write_text(f"{head}{POOL_NOTE}[[sides]]{sides}", encoding="utf-8")
    write_programme(root / "tight.toml", sides=("CN", "US"), capacities=(1, 1))
    write_cities(
        root / "broken",
        **{
            "cn-one": city_text("cn-one", lat=95.0, tail=item_text("needs", "A99")),
            "cn-two": city_text("cn-two", country=None),
        },
    )
    return root


@pytest.fixture(scope="module")
def proposed(folder: Path) -> Path:
    """The folder with both programmes proposed in `kept/`."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        assert run(*PROPOSE, "--out", "kept").code == 4
    finally:
        os.chdir(here)
    return folder


PROFILES = ("--profiles", "profiles")
PROPOSE = ("propose", "--programme", "pairs.toml", "--programme", "tight.toml", *PROFILES)

COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = {
    "propose": (4, (*PROPOSE, "--out", "shown")),
    "propose_json": (4, (*PROPOSE, "--out", "printed", "--json")),
    "refused": (3, (*PROPOSE[:5], "--profiles", "broken", "--out", "none", "--pin", "a:b")),
    "refused_json": (3, (*PROPOSE, "--out", "none", "--pin", "Frist:Two", "--json")),
    "explain_pair": (0, ("explain", "kept/pairs", "First", "Two", *PROFILES)),
    "explain_refused": (0, ("explain", "kept/pairs", "First", "Four", *PROFILES)),
    "explain_city": (0, ("explain", "kept/pairs", "Three", *PROFILES)),
    "robustness": (0, ("robustness", "kept/pairs", "--draws", "40", *PROFILES)),
    "robustness_none": (4, ("robustness", "kept/tight", "--json", *PROFILES)),
    "explain_plan": (0, ("explain", "kept/pairs", *PROFILES)),
    "explain_proof": (0, ("explain", "kept/pairs", "--proof", *PROFILES)),
    "explain_takes": (
        0,
        ("explain", "kept/pairs", "First", "Three", "--what-would-it-take", *PROFILES),
    ),
    "explain_no_plan": (0, ("explain", "kept/tight", *PROFILES)),
    "explain_takes_one": (
        2,
        ("explain", "kept/pairs", "First", "--what-would-it-take", *PROFILES),
    ),
    "verify": (0, ("verify", "kept/pairs", *PROFILES)),
    "verify_others": (3, ("verify", "kept/pairs", "--profiles", "profiles/cities/cn-one.toml")),
    "check": (0, ("check", "profiles", "--programme", "pairs.toml")),
    "check_broken": (3, ("check", "broken")),
    "check_json": (0, ("check", "profiles", "--json")),
    "cities": (0, ("cities", *PROFILES)),
    "programmes": (0, ("programmes",)),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_says_what_it_said(
    name: str, proposed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(proposed)
    code, arguments = COMMANDS[name]
    done = run(*arguments)
    assert done.code == code, done.err
    shown = transcript(arguments, done)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get(UPDATE) == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_command() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(COMMANDS)


def transcript(arguments: tuple[str, ...], done: Done) -> str:
    """The command, its exit code and both its streams."""
    return (
        f"$ matcher {' '.join(arguments)}\nexit {done.code}\n"
        f"--- stdout\n{done.out}--- stderr\n{done.err}"
    )
