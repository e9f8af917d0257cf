"""Work that makes many objects and no cycles, and so gains nothing by looking for them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the collector of cycles from running within a `with` block; it is as it was afterwards.

    Each of its runs walks over all that is alive, and a load keeps much alive: it took a third of its time.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
