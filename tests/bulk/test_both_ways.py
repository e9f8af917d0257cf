"""A load that is cut into parts comes to exactly what it comes to as a whole."""

from __future__ import annotations

import os

import pytest
from both_ways import compared, small_parts
from hypothesis import given, settings
from worlds import Step, histories

_EXAMPLES = int(os.environ.get("DETENTE_BULK_EXAMPLES", "60"))


@settings(max_examples=_EXAMPLES)
@given(histories())
def test_any_history_of_loads_comes_to_the_same(steps: list[Step]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        small_parts(patch, 2, 0)
        for _ in compared(steps):
            pass
