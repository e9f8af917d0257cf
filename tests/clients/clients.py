"""Clients that are programs of their own: curl, and Comunica on Node.js."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

COMUNICA = Path(__file__).parent / "comunica"
INSTALLED = Path(sys.prefix) / "comunica"

Curl = Callable[..., tuple[int, dict[str, str], bytes]]
Comunica = Callable[..., list[dict[str, str]]]


def without(reason: str) -> NoReturn:
    """Skips, unless all clients are required."""
    if os.environ.get("DETENTE_REQUIRE_CLIENTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def curl_of_this_machine() -> Curl:
    """Runs curl: arguments in, and the status, the headers and the body of what it gets out."""
    found = shutil.which("curl")
    if found is None:
        without("there is no curl here")

    def run(*arguments: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
        done = subprocess.run(
            [found, "--silent", "--show-error", "--max-time", "60", "--include", *arguments],
            input=body,
            capture_output=True,
            check=True,
        )
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return int(first.split()[1]), headers, rest

    return run


def comunica_of_this_machine() -> Comunica:
    """Runs Comunica: jobs in, and an answer or an error for each out."""
    node = shutil.which("node")
    if node is None:
        without("there is no Node.js here, which Comunica runs on")
    if not (INSTALLED / "node_modules").is_dir():
        without("Comunica is not installed; `make clients` does it")

    def run(*jobs: dict[str, object]) -> list[dict[str, str]]:
        done = subprocess.run(
            [node, str(COMUNICA / "ask.mjs"), str(INSTALLED)],
            input=json.dumps(jobs).encode(),
            capture_output=True,
            timeout=120,
            check=True,
        )
        answers: list[dict[str, str]] = json.loads(done.stdout)
        return answers

    return run


def values(answer: dict[str, str], name: str) -> list[str]:
    """What Comunica found for a variable."""
    return [row[name]["value"] for row in json.loads(answer["answer"])["results"]["bindings"]]
