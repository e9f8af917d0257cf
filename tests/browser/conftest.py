"""A headless Chromium, and servers for it to visit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright
from served import EXAMPLE, WORLD, Versions, graph_of, serving, snapshot_of
from visitor import SCREENSHOTS, Visit

from loader.web.build import build_editor

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def without(reason: str) -> NoReturn:
    """Skips, unless a browser is required."""
    if os.environ.get("DETENTE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed after these tests: as long as it is driven, its event loop runs in this thread."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        without("there is no Chromium here; Debian's package is called chromium")
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def editor() -> None:
    """The editor from npm, installed if it is not yet."""
    if not build_editor():
        without("the editor is not installed, and npm cannot install it")


@pytest.fixture(scope="session")
def example() -> Iterator[str]:
    """The address of a server of the example data."""
    with serving(Versions(snapshot_of(graph_of([EXAMPLE])))) as address:
        yield address


@pytest.fixture(scope="session")
def hostile() -> Iterator[str]:
    """The address of a server whose data try to become script."""
    with serving(Versions(snapshot_of(graph_of([WORLD])))) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A visitor at a desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context)
    context.close()
