"""Options that several commands share, where the store is, and what is told to a person."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from loader.store import Store, Version

__all__ = [
    "FailOn",
    "KnownAt",
    "Shown",
    "StoreDir",
    "Wait",
    "complain",
    "current",
    "existing",
    "say",
    "store_path",
    "version_at",
]

StoreDir = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help="The store's folder. [default: $DETENTE_STORE, else ./detente-store]",
        show_default=False,
    ),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION",
        help="Answer as was known at this version, by its number in `detente versions`.",
        show_default=False,
    ),
]
FailOn = Annotated[
    str,
    typer.Option(
        metavar="SEVERITY", help="The least that makes facts fail to conform: violation, warning or info."
    ),
]
Shown = Annotated[
    str,
    typer.Option(
        "--progress",
        metavar="HOW",
        help="How far it is: auto (a line, on a terminal), json (a line a second, to stderr) or none.",
    ),
]

_A_DAY = 86_400.0  # seconds

Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        help="How long to wait for another writer; not at all unless given.",
        min=0.0,
        max=_A_DAY,
        show_default=False,
    ),
]


def store_path(given: str | None) -> Path:
    """Which store is meant.

    Raises:
        StoreError: it is named by an empty text, as by a variable that is not set.
    """
    from loader.errors import StoreError

    if given == "":
        raise StoreError("--store is empty; give the name of a folder.")
    return Path(given or os.environ.get("DETENTE_STORE") or "detente-store")


def existing(given: str | None) -> Store:
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
    with contextlib.suppress(OSError):  # nobody is there to read it, and the work is done all the same
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def complain(sentence: str) -> None:
    """Tells why a command could not be carried out, in one line whatever it quotes."""
    from loader.reports.report import legible

    say(f"detente: {legible(sentence)}")
