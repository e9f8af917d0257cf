"""The editor is installed where npm is there, and nothing breaks where it is not."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from loader.web import FOLDER, build

FAKE_NPM = """#!/bin/sh
{before}
mkdir -p node_modules/@zazuko/yasgui/build node_modules/plain
echo 'var Yasgui = 1;
//# sourceMappingURL=yasgui.min.js.map' > node_modules/@zazuko/yasgui/build/yasgui.min.js
echo '.yasgui {{ }}' > node_modules/@zazuko/yasgui/build/yasgui.min.css
echo '{{"license": "MIT", "author": "Somebody"}}' > node_modules/@zazuko/yasgui/package.json
echo '{{}}' > node_modules/plain/package.json
echo 'A licence in words.' > node_modules/plain/LICENSE.md
"""


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Puts an npm of the test's own in place of the real one."""

    def place(before: str = "") -> None:
        path = tmp_path / "bin" / "npm"
        path.parent.mkdir(exist_ok=True)
        path.write_text(FAKE_NPM.format(before=before))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")

    return place


def test_what_is_served_is_installed_with_its_licences(npm, tmp_path: Path) -> None:
    npm()
    target = tmp_path / "vendor"
    assert build.build_editor(target)
    assert (target / "yasgui.min.js").read_text() == "var Yasgui = 1;\n"
    assert (target / "yasgui.min.css").read_text() == ".yasgui { }\n"
    licences = (target / "licences.txt").read_text()
    assert "Licence: MIT. Author: Somebody." in licences
    assert "A licence in words." in licences


def test_it_is_installed_once_for_each_lock(npm, tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    npm()
    assert build.build_editor(target)
    npm("exit 1")
    assert build.build_editor(target), "it is there already"
    (target / "installed-from.txt").write_text("another lock")
    assert not build.build_editor(target)
    assert (target / "yasgui.min.js").exists(), "what was there stays"


@pytest.mark.parametrize(
    ("before", "said"),
    [("echo 'no network' >&2; exit 1", "no network"), ("exit 3", "could not install it: 3")],
)
def test_an_npm_that_fails_is_one_line(
    npm, tmp_path: Path, capsys: pytest.CaptureFixture[str], before: str, said: str
) -> None:
    npm(before)
    assert not build.build_editor(tmp_path / "vendor")
    errors = capsys.readouterr().err
    assert errors.count("\n") == 1
    assert said in errors
    assert not (tmp_path / "vendor").exists()


def test_without_npm_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not build.build_editor(tmp_path / "vendor")
    assert capsys.readouterr().err == "The SPARQL page gets its plain editor: npm is not installed.\n"


def test_the_lock_pins_everything_and_names_no_server() -> None:
    text = (FOLDER / "package-lock.json").read_text()
    described = json.loads((FOLDER / "package.json").read_text())
    lock = json.loads(text)
    for name, version in described["dependencies"].items():
        assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version), "an exact version"
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    for name, package in lock["packages"].items():
        assert not name or package["integrity"].startswith("sha512-")
    assert '"resolved"' not in text
    assert "registry" not in text
