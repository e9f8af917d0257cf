"""Commands about versions: versions, diff, rollback, verify."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from loader.cli.options import KnownAt, StoreDir, Wait, existing, say, version_at
from loader.cli.progress import progress

__all__ = ["COMMANDS"]

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]


def versions(store: StoreDir = None, json: JsonFlag = False) -> None:
    """List the versions of a store, the oldest first.

    The current one is marked with a star.
    """
    import msgspec

    from loader.reports.report import legible

    target = existing(store)
    now = target.current
    rows = target.listed()
    if json:
        built = [
            {
                "version": v.number,
                "current": v == now,
                "committed": v.manifest.committed,
                "action": v.manifest.action,
                "summary": v.manifest.summary,
                "claims": v.manifest.claims,
                "triples": v.manifest.triples,
                "datasets": v.manifest.datasets,
                "content": v.manifest.content,
            }
            for v in rows
        ]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(built)).decode() + "\n")
        return
    for v in rows:
        mark = "*" if v == now else " "
        m = v.manifest
        sys.stdout.write(f"{mark} {v.number:>4}  {m.committed}  {m.claims:>7} claims  {legible(m.summary)}\n")


def diff(
    before: Annotated[str, typer.Argument(metavar="BEFORE", help="The older version, by its number.")],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The newer version.")],
    store: StoreDir = None,
    json: JsonFlag = False,
) -> None:
    """Say what differs between two versions, in words.

    The claims that were added (+), withdrawn (-), or read the same and differ in detail (±), and what that
    did to the records (~).
    """
    import msgspec

    from loader.compare import compare
    from loader.holdings import held_by

    target = existing(store)
    one, other = target.version(before), target.version(after)
    with progress("comparing"):
        found = compare(
            held_by(one, target.base),
            held_by(other, target.base),
            (one.manifest.content, other.manifest.content),
        )
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
        return
    lines = [f"+ {text}" for text in found.added] + [f"- {text}" for text in found.withdrawn]
    for claim in found.altered:
        lines += [f"± {claim.claim}", *(f"    {line}" for line in claim.lines)]
    for record in found.records:
        lines += [f"~ {record.words}: {record.what}", *(f"    {line}" for line in record.lines)]
    if found.others:
        lines.append("Triples that are none of claims or records differ: export both versions as nquads.")
    sys.stdout.write("\n".join(lines or ["The two versions hold the same."]) + "\n")


def rollback(
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="The version whose content is wanted back.")
    ],
    wait: Wait = 0.0,
    store: StoreDir = None,
) -> None:
    """Make a new version with the content of an older one.

    History only grows: the versions in between stay, and can still be asked with --known-at.
    """
    target = existing(store)
    made = target.rollback(target.version(version), wait)
    say(f"Version {made.number} is current; it holds what version {version} held.")


def verify(
    sources: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Read each passage from its capture, DIR/<source id>.txt.", show_default=False
        ),
    ] = None,
    known_at: KnownAt = None,
    store: StoreDir = None,
) -> None:
    """Check that a version is what it claims to be.

    Its files against their digests, its claims against their hashes, its records against what its claims
    come to; with --sources each passage against its captured source. Exits with 1 if something is wrong.
    """
    from loader.errors import InputError
    from loader.reports.report import counted, legible
    from loader.verify import verify as check

    if sources is not None and not sources.is_dir():
        raise InputError(f"{sources}: this is not a folder of captured sources.")
    target = existing(store)
    version = version_at(target, known_at)
    with progress("verifying"):
        found = check(version, target.base, sources)
    for problem in found.problems:
        sys.stdout.write(f"{legible(str(problem))}\n")
    read = f" {found.passages} passages read, {found.unread} without a capture." if sources else ""
    say(
        f"Version {version.number}: {found.files} files, {found.claims} claims and descriptions, "
        f"{found.triples} triples checked.{read} {counted(len(found.problems), 'problem')}."
    )
    if found.problems:
        raise typer.Exit(1)


COMMANDS = (versions, diff, rollback, verify)
