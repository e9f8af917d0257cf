"""Standard streams that may be closed, full, or of another encoding than the text for them."""

from __future__ import annotations

import contextlib
import io
import os
import sys

from loader.cli.options import complain

__all__ = ["finish", "prepare"]


def prepare() -> None:
    """Makes the standard streams fit for any text, and opens those that were closed.

    Stdout is for programs and always UTF-8, whatever the locale; a person's terminal gets what it can show.
    """
    # A file that is opened later would take the number of a stream that is closed, and what is printed.
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # for good
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stderr, io.TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")


def finish(code: int) -> int:
    """Writes out what is still to be written.

    Args:
        code: how the command ended.

    Returns:
        How it ends now: a reader who has had enough changes nothing, an answer that cannot be written does.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:
        _let_go()
        if code == 0:
            complain(f"The answer could not be written: {error.strerror}.")
            code = 2
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    return code


def _let_go() -> None:
    """Lets the interpreter's own last flush of stdout go nowhere, for it would fail again."""
    with contextlib.suppress(OSError, io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
