"""The pre-commit hook and the GitHub action, which run in other people's repositories."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
ACTION = YAML(typ="safe").load(ROOT / "action.yml")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
PLACEHOLDER = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")

# Stands in for the command: notes how it was called, reports where it is told, and exits as told. With 2,
# by which the command says that it could not be carried out, it reports nothing.
STUB = """#!/bin/bash
printf '%s|' "$@" >> "$CALLS"; echo >> "$CALLS"
out=/dev/stdout
[ "$4" = --output ] && out=$5
[ "$EXIT" = 2 ] || echo "a report in $3" > "$out"
exit "$EXIT"
"""


@pytest.fixture
def hook() -> dict[str, Any]:
    [only] = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
    return dict(only)


def test_the_hook_runs_the_command_that_the_package_installs(hook: dict[str, Any]) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert hook["id"] == "detente-validate"
    assert hook["language"] == "python"
    assert hook["entry"].split() == ["detente", "validate"]
    assert hook["entry"].split()[0] in scripts
    assert hook["pass_filenames"] is hook["require_serial"] is True
    assert {"name", "description", "files", "types"} <= set(hook)


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("facts.jsonl", True),
        ("facts/acts.yaml", True),
        ("data/facts/2024/acts.yml", True),
        ("acts.facts.csv", True),
        ("my-facts.jsonl", True),
        (".pre-commit-config.yaml", False),
        ("facts/README.md", False),
        ("artefacts.csv", False),
        ("prices.csv", False),
    ],
)
def test_the_hook_takes_what_is_called_facts(path: str, taken: bool, hook: dict[str, Any]) -> None:
    assert bool(re.search(hook["files"], path)) is taken


def test_the_action_has_the_keys_that_a_composite_action_needs() -> None:
    assert {"name", "description", "inputs", "runs"} <= set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    assert set(ACTION["inputs"]) == {"files", "report", "format", "fail-on", "version"}
    for told in ACTION["inputs"].values():
        assert told["description"]
        assert told.get("required") or "default" in told
    for step in STEPS.values():
        assert step["shell"] == "bash"
        assert "uses" not in step


def test_no_input_becomes_part_of_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step["run"]
        for value in step["env"].values():
            match = PLACEHOLDER.fullmatch(value)
            assert match, value
            assert match[1] in ACTION["inputs"]


def run_step(name: str, folder: Path, status: int = 0, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Runs one step as a runner does: inputs go in by the environment, and bash stops at a failure."""
    step = STEPS[name]
    defaults = {key: told.get("default", "") for key, told in ACTION["inputs"].items()}
    given = defaults | {key.replace("_", "-"): value for key, value in inputs.items()}
    environment = {key: PLACEHOLDER.sub(lambda m: given[m[1]], value) for key, value in step["env"].items()}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder / "checkout",
        env={
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "RUNNER_TEMP": str(folder),
            "GITHUB_OUTPUT": str(folder / "output"),
            "CALLS": str(folder / "calls"),
            "EXIT": str(status),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's temporary folder, with a checkout and a stand-in for the installed command."""
    for file in ("detente/bin/detente", "detente/bin/pip", "bin/python3"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(STUB, encoding="utf-8")
        (tmp_path / file).chmod(0o755)
    for file in ("facts/a.jsonl", "facts/b c.jsonl", "facts/deep/d.yaml"):
        (tmp_path / "checkout" / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "checkout" / file).touch()
    (tmp_path / "output").touch()
    return tmp_path


def calls(runner: Path) -> list[list[str]]:
    lines = (runner / "calls").read_text(encoding="utf-8").splitlines()
    return [line.rstrip("|").split("|") for line in lines]


@pytest.mark.parametrize(("version", "wanted"), [("", "detente"), ("0.1.0", "detente==0.1.0")])
def test_the_version_that_was_asked_for_is_installed(version: str, wanted: str, runner: Path) -> None:
    assert run_step("Install Détente", runner, version=version).returncode == 0
    assert calls(runner) == [
        ["-m", "venv", str(runner / "detente")],
        ["install", "--quiet", wanted],
    ]


@pytest.mark.parametrize("status", [0, 1])
def test_the_report_is_written_before_the_step_fails(status: int, runner: Path) -> None:
    done = run_step("Validate", runner, status, files="facts/a.jsonl", report="out/facts.sarif")
    assert (runner / "checkout/out/facts.sarif").read_text(encoding="utf-8") == "a report in sarif\n"
    assert (runner / "output").read_text(encoding="utf-8") == "report=out/facts.sarif\n"
    assert done.stdout == "a report in github\n"
    assert done.returncode == status


def test_a_command_that_could_not_be_carried_out_leaves_no_report(runner: Path) -> None:
    (runner / "checkout/facts.sarif").write_text("of another run", encoding="utf-8")
    done = run_step("Validate", runner, 2, files="facts/a.jsonl", report="facts.sarif")
    assert done.returncode == 2
    assert not (runner / "checkout/facts.sarif").exists()
    assert (runner / "output").read_text(encoding="utf-8") == ""


def test_without_a_report_only_the_log_is_annotated(runner: Path) -> None:
    done = run_step("Validate", runner, 1, files="facts/a.jsonl", fail_on="warning")
    assert done.returncode == 1
    assert calls(runner) == [
        ["validate", "--format", "github", "--fail-on", "warning", "--", "facts/a.jsonl"]
    ]


def test_files_are_patterns_one_a_line_and_nothing_in_a_name_is_run(runner: Path) -> None:
    (runner / "checkout" / "$(touch pwned).jsonl").touch()
    run_step("Validate", runner, files="facts/*.jsonl\nfacts/**/*.yaml\n$(touch pwned).jsonl\nnone-*.csv\n")
    [call] = calls(runner)
    after = call[call.index("--") + 1 :]
    assert after == [
        "facts/a.jsonl",
        "facts/b c.jsonl",
        "facts/deep/d.yaml",
        "$(touch pwned).jsonl",
        "none-*.csv",
    ]
    assert not (runner / "checkout" / "pwned").exists()
