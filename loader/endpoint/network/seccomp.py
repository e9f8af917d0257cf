"""A filter of system calls: a process gives up the making of sockets.

It catches what Landlock does not know of: datagrams, so that no name can be looked up with a secret in it,
and the sockets by which a machine's own services look up names for others. The filter is a program for the
kernel's packet filter, see https://docs.kernel.org/userspace-api/seccomp_filter.html.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["deny_sockets", "unknown"]

_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
_ALLOW = 0x7FFF0000
_DENY = 0x00050000 | errno.EACCES
_KILL = 0x80000000  # the process, by SIGSYS
_NUMBER, _ARCHITECTURE, _DOMAIN, _TYPE, _PROTOCOL = 0, 4, 16, 24, 32  # places in what a filter is shown
_KIND = 0xF  # of a socket's type, without its flags
_IO_URING_SETUP = 425  # the same everywhere; it could make a socket without the call
_OTHER_ABI = 0x40000000  # numbers from here on are the 32-bit calls of x86-64, by other numbers
_SET_FILTER, _ALL_THREADS = 1, 1


@dataclass(frozen=True, slots=True)
class _Machine:
    """What system calls are numbered as."""

    architecture: int
    socket: int
    seccomp: int


_MACHINES = {"x86_64": _Machine(0xC000003E, 41, 317), "aarch64": _Machine(0xC00000B7, 198, 277)}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def unknown() -> str:
    """Why system calls cannot be filtered here; empty if they can."""
    if sys.platform == "linux" and platform.machine() in _MACHINES and sys.maxsize > 2**32:
        return ""
    return f"system calls are not filtered on {sys.platform} ({platform.machine()})"


def deny_sockets(*, but_tcp: bool = False, deadly: bool = False) -> str:
    """Let no thread of this process, and none that comes after, make a socket; pipes and pairs stay.

    `no_new_privs` has to be set already.

    Args:
        but_tcp: TCP stays, for whoever says which ports.
        deadly: the process ends where it tries, so that one which goes on has never tried.

    Returns:
        Why it could not be done; empty if it was.
    """
    if reason := unknown():
        return reason
    machine = _MACHINES[platform.machine()]
    code = b"".join(_instruction(*each) for each in _filter(machine, but_tcp, _KILL if deadly else _DENY))
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(machine.seccomp, _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) != 0:
        return f"system calls cannot be filtered ({errno.errorcode.get(ctypes.get_errno(), 'unknown')})"
    return ""


def _filter(machine: _Machine, but_tcp: bool, deny: int) -> Sequence[tuple[int, int, int, int]]:
    """The program: operation, where to go on if so and if not (counted from the next), operand."""
    deny_all = [
        (_EQUAL, 0, 1, machine.socket),
        (_RETURN, 0, 0, deny),
        (_RETURN, 0, 0, _ALLOW),
    ]
    deny_but_tcp = [
        (_EQUAL, 0, 9, machine.socket),
        (_LOAD, 0, 0, _DOMAIN),
        (_EQUAL, 1, 0, socket.AF_INET),
        (_EQUAL, 0, 7, socket.AF_INET6),
        (_LOAD, 0, 0, _TYPE),
        (_AND, 0, 0, _KIND),
        (_EQUAL, 0, 4, socket.SOCK_STREAM),
        (_LOAD, 0, 0, _PROTOCOL),  # others can stream too, and Landlock does not know them
        (_EQUAL, 1, 0, 0),
        (_EQUAL, 0, 1, socket.IPPROTO_TCP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, deny),
    ]
    return [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.architecture),
        (_RETURN, 0, 0, deny),
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 1, 0, _IO_URING_SETUP),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        (_RETURN, 0, 0, deny),
        *(deny_but_tcp if but_tcp else deny_all),
    ]


def _instruction(operation: int, if_so: int, if_not: int, operand: int) -> bytes:
    return operation.to_bytes(2, sys.byteorder) + bytes((if_so, if_not)) + operand.to_bytes(4, sys.byteorder)
