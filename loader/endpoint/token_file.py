"""The token that writing takes, from a file that only its owner can read."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from loader.errors import DetenteError

__all__ = ["token_in"]

_LEAST = 16  # characters, so that it cannot be guessed
_MOST = 1024
_TOKEN = re.compile(rb"[A-Za-z0-9._~+/-]+=*").fullmatch  # as RFC 6750, section 2.1, has it
_NOT_FOR = stat.S_IRWXO | stat.S_IWGRP


def token_in(path: Path) -> bytes:
    """Read a token.

    Args:
        path: a file that holds it and nothing else; white space around it does not count.

    Returns:
        The token, as a client sends it.

    Raises:
        DetenteError: there is none, others may read it or change it, or it is no token.
    """
    try:
        # Without waiting for somebody at the other end, as of a pipe.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise DetenteError(f"{path} is not a file; write a token into one.")
            if found.st_mode & _NOT_FOR:
                raise DetenteError(
                    f"{path} holds a token that others can read or change; `chmod 600` keeps it to yourself."
                )
            token = file.read(_MOST + 2).strip()
    except OSError as error:
        raise DetenteError(f"{path} cannot be read: {error.strerror or error}.") from None
    if not _LEAST <= len(token) <= _MOST or not _TOKEN(token):
        raise DetenteError(
            f"{path} holds no token: {_LEAST} letters and digits or more, on one line; "
            "`openssl rand -hex 32` makes a good one."
        )
    return token
