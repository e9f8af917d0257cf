"""What docs/serving.md says of limits is so, and the examples are such as would start."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from loader.cli import app, run
from loader.endpoint.settings import Settings

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "examples" / "serving"
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if re.match(r"\| `[a-z_]+` \|.*`test_", line)
]
OPTIONS = {
    name: parameter
    for parameter in typer.main.get_group(app()).commands["serve"].params
    for name in parameter.opts
}
FACTORS = {"MiB": 1 << 20, "KiB": 1 << 10, "s": 1}


def test_every_setting_is_in_the_table_once() -> None:
    assert sorted(row[0].strip("`") for row in ROWS) == sorted(field.name for field in fields(Settings))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_limit_is_as_the_table_says(row: list[str]) -> None:
    name, default, option, past, test = (cell.strip("`") for cell in row)
    is_ = getattr(Settings(), name)
    if figure := re.match(r"([0-9]+)(?: (MiB|KiB|s)\b)?", default):
        assert int(figure[1]) * FACTORS.get(figure[2], 1) == is_
    elif isinstance(is_, int | float) and name != "workers":
        assert is_ == 0, "any number, or no"
    else:
        assert not is_ or name in ("workers", "metrics")
    assert option in OPTIONS
    assert past
    defined = f"def {test}("
    assert any(defined in path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py")), test


def test_every_option_is_in_the_table_or_told_of() -> None:
    told = set(re.findall(r"--[a-z-]+", PAGE))
    assert set(OPTIONS) - told <= {"--host", "--port", "--help"}


def started_by(words: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """The settings with which a command line would serve."""
    token = tmp_path / "token"
    token.write_text("0123456789abcdef")
    token.chmod(0o600)
    given = list[Settings]()
    monkeypatch.setattr("loader.endpoint.server.serve", lambda *arguments: given.append(arguments[4]))
    assert run([str(token) if word.endswith("/token") else word for word in words]) == 0
    return given[0]


def test_the_unit_would_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (EXAMPLES / "detente.service").read_text(encoding="utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    (command,) = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    (added,) = re.findall(r"add to the line above: +(.*)", text)
    settings = started_by(shlex.split(f"{command} {added}")[1:], monkeypatch, tmp_path)
    assert settings.writable
    assert settings.proxies == ("127.0.0.1",)
    assert settings.requests_a_minute
    assert settings.stop_seconds < int(re.findall("TimeoutStopSec=([0-9]+)", text)[0])


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "detente.service"
    text = (EXAMPLES / "detente.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/detente/bin/detente", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "detente.service" not in done.stderr, done.stderr


def test_the_container_would_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (EXAMPLES / "Containerfile").read_text(encoding="utf-8")
    (command,) = re.findall(r'^CMD \["(serve.*)"\]', text, re.MULTILINE)
    settings = started_by(command.split('", "'), monkeypatch, tmp_path)
    assert settings.requests_a_minute
    assert not settings.writable
    (written,) = re.findall(r"^# +(serve --host.*--writable.*)", text, re.MULTILINE)
    assert started_by(shlex.split(written), monkeypatch, tmp_path).writable
