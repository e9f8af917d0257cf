"""The Python of docs/clients.md does what it says, on a server that may be written to."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from served import EXAMPLE

PAGE = Path(__file__).parents[2] / "docs" / "clients.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_what_is_shown_runs(writable, token, tmp_path, monkeypatch, capsys):
    allowed = {"Authorization": f"Bearer {token}", "Content-Type": "application/jsonl"}
    facts = EXAMPLE.read_bytes()
    loaded = httpx.post(f"{writable}/facts?dataset=documented", content=facts, headers=allowed, timeout=60)
    assert loaded.status_code in (200, 201)
    (tmp_path / "token").write_text(f"{token}\n")
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 3
    found: dict[str, object] = {}
    exec("".join(blocks).replace("http://127.0.0.1:8000", writable), found)
    assert capsys.readouterr().out == "Taliban\n"
    assert len(found["rows"]) == 9
    kept = httpx.get(f"{writable}/store?graph=urn:example:notes", headers={"Accept": "application/n-triples"})
    assert b'"Look at this again."@en' in kept.content
