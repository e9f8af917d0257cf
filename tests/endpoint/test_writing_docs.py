"""What docs/writing.md shows can be done as it is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from writable import TOKEN, in_memory, version, writable

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "writing.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_commands_of_the_page_work(tmp_path: Path) -> None:
    commands = [block for block in blocks("sh") if "curl" in block]
    assert sum(block.count("curl") for block in commands) == 7
    (tmp_path / "facts.jsonl").write_text(blocks("json")[0], encoding="utf-8")
    with in_memory() as folder, writable(folder) as client:
        address = str(client.base_url).rstrip("/")
        for block in commands:
            strict = block.replace("curl ", "curl --silent --show-error --fail-with-body ")
            done = subprocess.run(
                ["sh", "-euc", strict.replace(SHOWN, address)],
                cwd=tmp_path,
                env={**os.environ, "TOKEN": TOKEN},
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        assert version(client) == 6
        asked = "ASK { ?act <https://w3id.org/detente/ns#action> ?granted }"
        assert client.get("/sparql", params={"query": asked}).json()["boolean"] is True


def test_every_status_of_a_refused_write_is_in_the_page() -> None:
    told = {int(status) for status in re.findall(r"^\| ([45]\d\d) \|", PAGE, re.MULTILINE)}
    tests = "".join(
        (Path(__file__).parent / f"test_{name}.py").read_text(encoding="utf-8")
        for name in ("access", "graph_store", "protocol_services", "writing")
    )
    assert told == {status for status in range(400, 600) if re.search(rf"\b{status}\b", tests)}
