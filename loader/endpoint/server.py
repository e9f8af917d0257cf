"""A server on a port: the only module that knows uvicorn."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from loader.endpoint.settings import Settings
from loader.errors import DetenteError

__all__ = ["listen", "serve"]

_SECONDS_TO_FINISH = 2
_HEAD_BYTES = 256 * 1024  # of a request, with a long query in its address


def serve(
    store: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    say: Callable[[str], None] = print,
    settings: Settings | None = None,
) -> None:
    """Serve a store until interrupted.

    Args:
        store: its folder.
        host: the address to listen on; the default is reached from this machine only.
        port: the port to listen on; 0 takes a free one.
        say: told where to look, once the port is taken.
        settings: what the server may do, and how much of it; the defaults unless given.

    Raises:
        StoreError: there is no such store.
        DetenteError: the address cannot be listened on.
    """
    import uvicorn  # noqa: PLC0415 - only whoever serves pays for it

    from loader.endpoint.app import create_app  # noqa: PLC0415
    from loader.endpoint.snapshots import StoreSource  # noqa: PLC0415

    source = StoreSource(store)
    app = create_app(source, settings=settings)
    with listen(host, port) as listener:
        address, taken = listener.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        number = source.current().number
        say(f"Version {number} of {store} is served at http://{shown}:{taken}/ until Ctrl-C ends it.")
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            access_log=False,
            ws="none",
            lifespan="off",
        )
        with suppress(KeyboardInterrupt):  # it is how a server is meant to end
            uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        DetenteError: it cannot be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except OverflowError:
        raise DetenteError(f"{port} is not the number of a port; take one from 1024 to 65535.") from None
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise DetenteError(
            f"Cannot listen on {host}:{port}: {why}; choose another with --host and --port."
        ) from None
    # Connections inherit this; without it, each answer on a connection that is used again waits for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
