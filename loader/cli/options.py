"""Options that several commands share, and where the store is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from loader.store import Store, Version

__all__ = ["FailOn", "KnownAt", "StoreDir", "current", "existing", "say", "store_path", "version_at"]

StoreDir = Annotated[
    Path | None,
    typer.Option(
        "--store", help="The store's folder. [$DETENTE_STORE, else ./detente-store]", show_default=False
    ),
]
KnownAt = Annotated[
    str | None, typer.Option(help="Answer from this version, as known then: see `detente versions`.")
]
FailOn = Annotated[str, typer.Option(help="What keeps facts from conforming: violation, warning or info.")]


def store_path(given: Path | None) -> Path:
    """Which store is meant."""
    return given or Path(os.environ.get("DETENTE_STORE") or "detente-store")


def existing(given: Path | None) -> Store:
    """Opens the store that is meant.

    Raises:
        StoreError: there is none.
    """
    from loader.store import Store

    return Store.open(store_path(given))


def current(store: Store) -> Version:
    """The current version of a store.

    Raises:
        StoreError: nothing was loaded yet.
    """
    from loader.errors import StoreError

    version = store.current
    if version is None:
        raise StoreError("Nothing was loaded into this store yet; `detente load FILE` does it.")
    return version


def version_at(store: Store, known_at: str | None) -> Version:
    """The version that a question is put to."""
    return current(store) if known_at is None else store.version(known_at)


def say(text: str) -> None:
    """Tells a person something: to stderr, for stdout is for answers."""
    print(text, file=sys.stderr)  # noqa: T201  # the edge
