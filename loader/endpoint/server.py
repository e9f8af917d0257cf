"""A store, served on a port until it is told to stop."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from loader.endpoint.settings import Settings
from loader.errors import DetenteError

if TYPE_CHECKING:
    from loader.endpoint.around.logs import Log, LogForm

__all__ = ["listen", "serve"]

_FILES_BESIDE = 512  # that are open beside connections: the store's, the workers' pipes


def serve(
    store: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    say: Callable[[str], None] = print,
    settings: Settings | None = None,
    log: LogForm = "plain",
) -> None:
    """Serve a store until it is told to stop, by SIGTERM or an interrupt.

    Args:
        store: its folder.
        host: the address to listen on; the default is reached from this machine only.
        port: the port to listen on; 0 takes a free one.
        say: told where to look, once the port is taken; not where the log is of JSON, which says it.
        settings: what the server may do, and how much of it; the defaults unless given.
        log: what is written to stderr.

    Raises:
        StoreError: there is no such store.
        DetenteError: the address cannot be listened on, or everybody could write.
    """
    from loader.endpoint.answers.snapshots import StoreSource  # noqa: PLC0415 - as above
    from loader.endpoint.app import create_app  # noqa: PLC0415 - only whoever serves pays for it
    from loader.endpoint.network.confined import missing  # noqa: PLC0415 - as above
    from loader.endpoint.running import server_of  # noqa: PLC0415 - as above

    settings = settings or Settings()
    if settings.writable and not settings.token:
        raise DetenteError("Writing takes a token: give --token-file with --writable, or leave both out.")
    source = StoreSource(store)
    app = create_app(source, settings=settings)
    with listen(host, port) as listener, _logging(log, settings.token) as lines:
        _allow_files(settings.connections + _FILES_BESIDE)
        address, taken = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        number = source.current().number
        sentence = f"Version {number} of {store} is served at http://{shown}:{taken}/ until Ctrl-C ends it."
        if lines.requests:
            lines.event("started", sentence, address=f"http://{shown}:{taken}/", version=number)
        else:
            say(sentence)
        if lacking := missing():
            lines.event(
                "unconfined",
                f"Queries are refused what they may not do, but not confined besides: {'; '.join(lacking)}.",
                "warning",
            )
        server_of(app, lines, ahead=True).run(sockets=[listener])
        lines.event("stopped", "The server has stopped.")


@contextmanager
def _logging(form: LogForm, token: bytes | None) -> Iterator[Log]:
    """Lines to stderr, for as long as the block runs; also of what modules tell Python's loggers."""
    import logging  # noqa: PLC0415 - only whoever serves pays for it

    from loader.endpoint.around.logs import Handler, Log  # noqa: PLC0415 - as above

    lines = Log(sys.stderr.buffer, form, token)
    handler = Handler(lines)
    loggers = [logging.getLogger(name) for name in ("detente", "uvicorn", "asyncio")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        lines.close()


def _allow_files(wanted: int) -> None:
    """Have as many open files as all connections need, where the system lets a process have them."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        DetenteError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.getaddrinfo(host, None, family)  # create_server tells of an unknown name by a number
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OverflowError:
        raise DetenteError(f"{port} is not the number of a port; take one from 1024 to 65535.") from None
    except OSError as error:
        has_number = error.errno and not isinstance(error, socket.gaierror)
        why = os.strerror(error.errno or 0) if has_number else error.strerror or str(error)
        raise DetenteError(
            f"Cannot listen on {host}:{port}: {why}; choose another with --host and --port."
        ) from None
    # Connections inherit this; without it, each answer on a connection that is used again waits for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
