"""The second line: a process that reads what strangers wrote gives up the network, and the writing of files.

The first line refuses what would reach out before an engine sees it. Should it ever miss something, the
kernel says no: a process that is confined cannot be talked into a call. It cannot be undone, and whatever the
process starts is confined as well.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from loader.endpoint.network import landlock, seccomp

__all__ = ["Confinement", "confine", "missing"]

_NO_NEW_PRIVILEGES = 38


@dataclass(frozen=True, slots=True)
class Confinement:
    """What holds from now on.

    Attributes:
        network: no connection can be made, but to the ports that were allowed.
        lookups: no name can be looked up, and nothing be sent that is no connection.
        files: nothing can be written, but where that was allowed, and no program be started.
        missing: what this machine does not offer, one phrase each; empty if all holds that was asked for.
    """

    network: bool
    lookups: bool
    files: bool
    missing: tuple[str, ...] = ()


def missing() -> tuple[str, ...]:
    """What this machine does not offer to confine a process with, one phrase each; empty if it offers all.

    To be told by whoever relies on it, for a process that is confined has nobody to tell.
    """
    if sys.platform != "linux":
        return (f"{sys.platform} lets no process give up the network",)
    known = landlock.version()
    found = ["this kernel has no Landlock, or it is switched off"] if not known else []
    if 0 < known < landlock.TCP_SINCE:
        found.append("this kernel's Landlock knows files only, and TCP from Linux 6.7 on")
    if reason := seccomp.unknown():
        found.append(reason)
    return tuple(found)


def confine(ports: Sequence[int] = (), *, writes: Sequence[Path] | None = ()) -> Confinement:
    """Give up the network and the writing of files, as far as this machine lets a process do so.

    To be called in a process of its own, before it starts threads: those that run already keep what files
    they may write. Pipes, pairs of sockets and files that are open stay usable.

    Args:
        ports: TCP ports that may still be connected to; for a relay on this machine.
        writes: folders and files that may still be written, and programs be started from nowhere; None leaves
            files and programs alone.

    Returns:
        What holds. A machine without the means is no error: the first line stands there alone.

    Raises:
        FileNotFoundError: one of `writes` does not exist.
    """
    for path in writes or ():
        path.stat()
    lacking = [*missing()]
    if sys.platform != "linux":
        return Confinement(False, False, False, tuple(lacking))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return Confinement(False, False, False, ("this kernel lets no process give up anything",))
    known = landlock.version()
    if known:
        try:
            landlock.restrict(ports, writes)
        except OSError as error:
            known = 0
            lacking.append(f"files and TCP cannot be given up ({error.strerror})")
    if (refused := seccomp.deny_sockets(but_tcp=bool(ports))) and refused not in lacking:
        lacking.append(refused)
    return Confinement(
        network=known >= landlock.TCP_SINCE or not (ports or refused),
        lookups=not refused,
        files=bool(known) and writes is not None,
        missing=tuple(lacking),
    )
