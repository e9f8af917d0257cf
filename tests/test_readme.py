"""The commands that README.md and docs/ show are run, in a folder with a copy of the examples.

A fenced block marked `sh` is a script. One marked `console` holds commands after `$ ` and what they print,
where a line `...` stands for any lines. One marked `file=NAME`, of whatever language, is that file. The
blocks of a document run in order in one folder. `exit=1` says how a block's last command ends where it is
not 0, and `no-run` excuses a block that needs the network, a browser or a server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BY_THEMSELVES = {"writing.md"}
"""What shows commands to a server that runs: a test of its own runs them."""

DOCUMENTS = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.name not in BY_THEMSELVES),
]
FENCE = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", re.DOTALL)  # a backslash continues it on the next line
SECONDS = 60


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    line: int
    marks: tuple[str, ...]
    text: str

    @property
    def is_run(self) -> bool:
        """Whether it holds commands that are run."""
        return self.marks[0] in ("sh", "console") and "no-run" not in self.marks

    @property
    def file(self) -> str:
        """The name of the file that it is, if any."""
        return self._said("file", "")

    @property
    def exit_code(self) -> int:
        """How its last command ends."""
        return int(self._said("exit", "0"))

    def _said(self, name: str, default: str) -> str:
        return next((mark.partition("=")[2] for mark in self.marks if mark.startswith(f"{name}=")), default)

    def commands(self) -> list[tuple[str, str | None]]:
        """Each command with what it is to print, or None where the document does not show it."""
        if self.marks[0] == "sh":
            return [(self.text, None)]
        shown = re.split(r"^\$ ", self.text, flags=re.MULTILINE)
        assert not shown[0].strip(), f"line {self.line}: a console block begins with `$ `"
        pairs = [COMMAND.fullmatch(command) for command in shown[1:]]
        return [(pair[1], pair[2] if pair[2].strip() else None) for pair in pairs if pair]


def blocks(text: str) -> list[Block]:
    return [
        Block(text.count("\n", 0, match.start()) + 1, tuple(match["info"].split()), match["text"])
        for match in FENCE.finditer(text)
    ]


def pattern(output: str) -> str:
    """A regular expression for printed text, in which `...` on a line of its own stands for any lines."""
    lines = [line.rstrip() for line in output.strip("\n").splitlines()]
    return "".join(
        r"(?:[^\n]*\n)*?" if line.strip() == "..." else re.escape(line) + r"[ \t]*\n" for line in lines
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds what a checkout shows: the examples."""
    if (ROOT / "examples").is_dir():
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_commands_that_a_document_shows_do_what_it_says(document: Path, folder: Path) -> None:
    kept = {name: os.environ[name] for name in os.environ if not name.startswith("DETENTE_")}
    here = str(Path(sys.executable).parent)
    environment = kept | {"PATH": f"{here}:{kept['PATH']}", "COLUMNS": "110", "NO_COLOR": "1"}
    for block in blocks(document.read_text(encoding="utf-8")):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
        if not block.is_run:
            continue
        commands = block.commands()
        for command, output in commands:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command],
                cwd=folder,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
                check=False,
            )
            where = f"{document.name}:{block.line}: {command}"
            expected = block.exit_code if (command, output) == commands[-1] else 0
            assert done.returncode == expected, f"{where}\nexits {done.returncode}\n{done.stdout}"
            if output is not None:
                printed = f"{done.stdout.rstrip()}\n"
                assert re.fullmatch(pattern(output), printed), f"{where}\nprints\n{printed}not\n{output}"


def test_the_readme_shows_commands_that_are_run() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    if not text.strip():
        pytest.skip("README.md is empty")
    assert any(block.is_run for block in blocks(text))


def test_every_block_of_commands_says_what_it_is() -> None:
    for document in DOCUMENTS:
        for block in blocks(document.read_text(encoding="utf-8")):
            where = f"{document.name}:{block.line}"
            assert block.marks[0] not in ("bash", "shell", "shell-session"), (
                f"{where}: mark it `sh` or `console`"
            )


def test_blocks_are_told_apart_by_their_marks() -> None:
    text = (
        "```sh\na\n```\n\n"
        "```sh no-run\nb\n```\n"
        "```json file=f.jsonl\n{}\n```\n"
        "```console exit=1\n$ c\nd\n$ e \\\n f\n```\n"
    )
    found = blocks(text)
    assert [block.line for block in found] == [1, 5, 8, 11]
    assert [block.is_run for block in found] == [True, False, False, True]
    assert found[2].file == "f.jsonl"
    assert found[3].commands() == [("c", "d\n"), ("e \\\n f", None)]
    assert [block.exit_code for block in found] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("output", "printed", "same"),
    [
        ("a\nb\n", "a \nb\n", True),
        ("a\n...\nb\n", "a\nx\ny\nb\n", True),
        ("a\n...\nb\n", "a\nb\n", True),
        ("a\n...\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a.b\n", "axb\n", False),
    ],
)
def test_three_dots_stand_for_any_lines(output: str, printed: str, same: bool) -> None:
    assert bool(re.fullmatch(pattern(output), printed)) is same
