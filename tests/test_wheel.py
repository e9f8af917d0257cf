"""The built wheel, installed with its locked dependencies where nothing else is, does the whole job."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from uv_command import find_uv

ROOT = Path(__file__).parent.parent
FACTS = [
    {"type": "source", "id": "gazette", "title": "The Gazette of Freedonia"},
    {"type": "actor", "id": "freedonia", "name": "Freedonia", "kind": "state"},
    {"type": "actor", "id": "group-a", "name": "Group A", "kind": "armed-group"},
    {
        "type": "designation",
        "authority": "Freedonia",
        "target": "Group A",
        "category": "terrorist",
        "action": "lifted",
        "date": "2024-11-21",
        "source": "gazette",
    },
]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Runs a command, which must end well, and gives back what it printed to stdout."""
    done = subprocess.run(
        command, cwd=cwd, env=environment or None, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\nexits {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def uv() -> str:
    """The installer."""
    found = find_uv()
    assert found, "uv is not installed; `make setup` does it"
    return found


@pytest.fixture(scope="module")
def wheel(uv: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(uv, "build", "--quiet", "--wheel", "--out-dir", folder, ROOT, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(uv: str, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the wheel, what the lock says it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    locked = folder / "requirements.txt"
    wanted = ["--frozen", "--no-dev", "--no-emit-project", "--quiet", "--output-file", str(locked)]
    run(uv, "export", "--project", ROOT, *wanted, cwd=folder)
    run(uv, "venv", "--quiet", folder / "venv", cwd=folder)
    python = folder / "venv" / "bin" / "python"
    run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", locked, cwd=folder)
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel, cwd=folder)
    run(uv, "pip", "check", "--quiet", "--python", python, cwd=folder)
    return python.parent


def test_the_wheel_carries_the_data_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    for kind, pattern in (("ontology", "*.ttl"), ("shapes", "*.ttl"), ("queries", "*.rq")):
        files = sorted((ROOT / kind).glob(pattern))
        assert files, f"{kind}/ is empty"
        assert {f"loader/data/{kind}/{file.name}" for file in files} <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert "loader/py.typed" in names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_what_is_installed_loads_facts_and_answers_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "facts.jsonl").write_text(
        "".join(f"{json.dumps(fact)}\n" for fact in FACTS), encoding="utf-8"
    )
    environment = {"PATH": f"{installed}:{os.defpath}", "HOME": str(tmp_path)}

    run("detente", "load", "facts.jsonl", cwd=tmp_path, **environment)
    answer = run("detente", "query", "lifted-designations", "--format", "json", cwd=tmp_path, **environment)

    [row] = json.loads(answer)
    told = {
        key: row[key] for key in ("authorityName", "targetName", "category", "date", "earliest", "latest")
    }
    assert told == {
        "authorityName": "Freedonia",
        "targetName": "Group A",
        "category": "terrorist",
        "date": "2024-11-21",
        "earliest": "2024-11-21",
        "latest": "2024-11-21",
    }
    assert str(row["sources"]) == "1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["detente-store", "facts.jsonl"]
    lies = run("python", "-c", "import loader; print(loader.__file__)", cwd=tmp_path, **environment)
    assert Path(lies.strip()).is_relative_to(installed.parent)
