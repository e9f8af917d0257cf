"""Commands that keep a store safe and small: backup, restore, prune."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from loader.cli.options import StoreDir, Wait, existing, say, store_path
from loader.cli.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.store import Copied

__all__ = ["COMMANDS"]

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_AGE = re.compile(r"([0-9]{1,5})\s*(h|d|w|hours?|days?|weeks?)", re.ASCII).fullmatch


def backup(
    dest: Annotated[Path, typer.Argument(metavar="DEST", help="A new folder for the copy, or an empty one.")],
    link: Annotated[
        bool,
        typer.Option(
            "--link",
            help="Share files with the store instead of copying them, on one disk: it takes no time and no "
            "room, and does not help when that disk fails.",
        ),
    ] = False,
    store: StoreDir = None,
) -> None:
    """Copy a store while it is in use.

    All versions that are kept are copied, written to disk and compared with their digests; what is not whole
    is not left there. Nobody is kept waiting. The copy is a store too: --store DEST asks it, and `detente
    restore` makes a store from it.
    """
    from loader.store import backup as copy

    with progress("copying"):
        done = copy(existing(store), dest, link=link)
    say(f"{_told(done)} are in {dest}; every file was checked.")


def restore(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="A backup, made by `detente backup`.")],
    store: StoreDir = None,
) -> None:
    """Make a store from a backup.

    The store's folder must be new or empty: what lies there is never overwritten. The backup is checked as it
    is copied, and stays as it is.
    """
    from loader.store import restore as copy

    target = store_path(store)
    with progress("copying"):
        done = copy(source, target)
    say(f"{_told(done)} are in the store {target}; every file was checked.")


def prune(
    keep: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Keep the N newest versions, the current one among them.",
            show_default=False,
        ),
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option(
            metavar="AGE",
            help="Keep the versions that were current within this time: hours, days or weeks, such as 12h, "
            "30d or 8w.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be removed.")] = False,
    wait: Wait = 0.0,
    store: StoreDir = None,
) -> None:
    """Clean away old versions.

    A version goes if neither --keep nor --older-than keeps it. The current one always stays, and so does one
    that somebody reads at the moment. What was cleaned away can no longer be asked with --known-at, nor be
    rolled back to; a rollback that was made to it keeps its content.
    """
    from loader.errors import InputError
    from loader.reports.report import counted
    from loader.store import prune as clean

    if keep is None and older_than is None:
        raise InputError("Say which versions may go: give --keep N, --older-than AGE, or both.")
    age = None if older_than is None else _age(older_than)
    done = clean(existing(store), keep=keep, older_than=age, wait=wait, try_only=dry_run)
    if done.read:
        say(f"{_numbers(done.read)} {'is' if len(done.read) == 1 else 'are'} being read, and not removed.")
    if not done.removed:
        say(f"Nothing to remove; {counted(len(done.kept), 'version')} kept.")
        return
    which, verb = (
        _numbers(done.removed),
        "would be" if dry_run else "was" if len(done.removed) == 1 else "were",
    )
    rest = f"{_numbers(done.kept)} {'stays' if len(done.kept) == 1 else 'stay'}."
    say(f"{which} {verb} removed; {rest[0].lower()}{rest[1:]}")


def _told(done: Copied) -> str:
    from loader.reports.report import counted

    if not done.versions:
        return "No versions, for nothing was loaded yet,"
    return f"{_numbers(done.versions)} ({counted(done.files, 'file')}, {done.size / 1e6:.1f} MB)"


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers of versions in words.

    >>> _numbers([3]), _numbers([1, 2, 3, 7, 9, 10])
    ('Version 3', 'Versions 1-3, 7, 9-10')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    listed = ", ".join("-".join(map(str, run)) for run in runs)
    return f"Version{'s' if len(numbers) > 1 else ''} {listed}"


def _age(text: str) -> timedelta:
    """How long a time is.

    Raises:
        InputError: it is none.

    >>> _age("12h"), _age("2 weeks")
    (datetime.timedelta(seconds=43200), datetime.timedelta(days=14))
    """
    from loader.errors import InputError

    found = _AGE(text.strip().lower())
    if not found:
        raise InputError(
            f"--older-than: {text!r} is no age; write hours, days or weeks, such as 12h, 30d or 8w."
        )
    return timedelta(**{_UNITS[found[2][0]]: int(found[1])})


COMMANDS = (backup, restore, prune)
