"""Landlock: a process gives up TCP and the writing of files, by the kernel's own means and for good.

The calls have no names in the C library. See https://docs.kernel.org/userspace-api/landlock.html.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["TCP_SINCE", "restrict", "version"]

TCP_SINCE = 4
"""The version of the interface (Linux 6.7) from which on TCP can be given up; files can from the first."""

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH, _PORT = 1, 2
_EXECUTE, _WRITE, _REMOVE_AND_MAKE = 1 << 0, 1 << 1, 0b1_1111_1111 << 4
_REFER, _REFER_SINCE = 1 << 13, 2
_TRUNCATE, _TRUNCATE_SINCE = 1 << 14, 3
_BIND, _CONNECT = 1 << 0, 1 << 1
_ABSTRACT_SOCKETS, _SIGNALS, _SCOPED_SINCE = 1 << 0, 1 << 1, 6


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32)]


class _Port(ctypes.Structure):
    _fields_ = [("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64)]


def version() -> int:
    """The version of the interface that this kernel has; 0 if none, or if it is switched off."""
    if sys.platform != "linux":
        return 0
    found: int = _libc().syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    return max(0, found)


def restrict(ports: Sequence[int], writes: Sequence[Path] | None) -> None:
    """Let this thread, and what it starts from now on, do no more than is said.

    `no_new_privs` has to be set already, and `version` has to be above 0.

    Args:
        ports: TCP ports that may still be connected to, on any machine.
        writes: folders and files in which may still be written, and programs be started from nowhere; None
            leaves files alone.

    Raises:
        OSError: the kernel does not let it, or there is no such file.
    """
    known = version()
    changes = _WRITE | _REMOVE_AND_MAKE
    changes |= (_REFER if known >= _REFER_SINCE else 0) | (_TRUNCATE if known >= _TRUNCATE_SINCE else 0)
    ruleset = _Ruleset(
        files=0 if writes is None else changes | _EXECUTE,
        network=_BIND | _CONNECT if known >= TCP_SINCE else 0,
        scoped=_ABSTRACT_SOCKETS | _SIGNALS if known >= _SCOPED_SINCE else 0,
    )
    size = 24 if known >= _SCOPED_SINCE else 16 if known >= TCP_SINCE else 8
    rules = _call(_CREATE, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        if writes is not None:
            for path in (*writes, Path(os.devnull)):
                _let_write(rules, path, changes)
        if ruleset.network:
            for port in ports:
                _add(rules, _PORT, _Port(allowed=_CONNECT, port=port))
        _call(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _let_write(rules: int, path: Path, changes: int) -> None:
    allowed = changes if path.is_dir() else changes & (_WRITE | _TRUNCATE)
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _add(rules, _BENEATH, _Beneath(allowed=allowed, folder=handle))
    finally:
        os.close(handle)


def _add(rules: int, kind: int, rule: ctypes.Structure) -> None:
    _call(_ADD, ctypes.c_int(rules), ctypes.c_int(kind), ctypes.byref(rule), ctypes.c_uint32(0))


def _call(number: int, *arguments: object) -> int:
    done: int = _libc().syscall(number, *arguments)
    if done < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {errno.errorcode.get(code, 'unknown')}")
    return done


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
