"""What becomes of tests for a client that is not here."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def without(reason: str) -> NoReturn:
    """Skips, unless all clients are required."""
    if os.environ.get("DETENTE_REQUIRE_CLIENTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
