"""The wheel, alone in an empty environment, does the main job outside any checkout."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT, cwd=out)
    (built,) = out.glob("*.whl")
    return built


def test_the_profiles_ship_inside(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    cities = [name for name in names if name.startswith("matcher/profiles/cities/")]
    assert len(cities) >= 70
    for name in ("themes.toml", "links.csv", "programmes/eacac.toml", "SOURCES.md"):
        assert f"matcher/profiles/{name}" in names
    assert any(name.startswith("matcher/report/templates/") for name in names)


@pytest.mark.parametrize("needs", ["lent", pytest.param("its own", marks=pytest.mark.slow)])
def test_an_installed_wheel_proposes_from_another_folder(
    needs: str, wheel: Path, tmp_path: Path
) -> None:
    """With libraries that it installs itself, or with those that stand beside these tests."""
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    alone = ["--no-deps"] if needs == "lent" else []
    run(python, "-m", "pip", "install", "--quiet", *alone, wheel, cwd=tmp_path)
    if needs == "lent":
        # A folder named here is searched last, and what is named inside it in this way is not.
        lent = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=tmp_path)
        names = "\n".join(dict.fromkeys(site.getsitepackages()))
        (Path(lent.stdout.strip()) / "lent.pth").write_text(names, encoding="utf-8")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    where = run(python, "-c", "import matcher; print(matcher.__file__)", cwd=folder)
    assert Path(where.stdout.strip()).is_relative_to(tmp_path / "env")
    done = run(python, "-m", "matcher", "propose", "eacac", "--json", cwd=folder)
    (plan,) = json.loads(done.stdout)["plans"]
    assert plan["status"] == "optimal"
    assert plan["verified"] is True
    assert (folder / plan["path"]).is_file()
