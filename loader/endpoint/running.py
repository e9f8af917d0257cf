"""The loop that serves, and how it ends. With `connections.py`, all that knows uvicorn."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from loader.endpoint.around.figures import Figures
from loader.endpoint.around.passage import Passage
from loader.endpoint.connections import connection_class
from loader.endpoint.crowd import Crowd

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from loader.endpoint.around.logs import Log
    from loader.endpoint.site import Site

__all__ = ["Running", "server_of"]

_TO_BREAK_OFF = 1.0  # seconds, after which nobody waits for answers any more that were told to end


class Running(uvicorn.Server):
    """A server that stops in order.

    On SIGTERM or an interrupt it takes no connection more, answers that it is not ready, lets what is being
    answered end within the time that its settings give, and ends as a process that did what it was told.
    A second signal ends it at once.
    """

    def __init__(
        self, config: uvicorn.Config, site: Site, passage: Passage, crowd: Crowd, ahead: bool
    ) -> None:
        super().__init__(config)
        self._site = site
        self._ahead = ahead
        self._passage = passage
        self._crowd = crowd
        self._watching: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and keep the time of connections."""
        await super().startup(sockets)
        loop = asyncio.get_running_loop()
        self._watching = loop.create_task(self._crowd.watch())
        if self._site.writers is not None:
            self._site.writers.start()
        if not self._ahead:
            return
        self._site.evaluator.start()
        if self._site.settings.metrics != "none":  # whose library takes longer to load than a request may
            loop.run_in_executor(None, import_module, "prometheus_client")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: first what waits, then what is being answered."""
        self._passage.stopping = True
        closing = asyncio.ensure_future(self._site.evaluator.close(self._site.settings.stop_seconds))
        await super().shutdown(sockets)
        closing.cancel()
        with suppress(asyncio.CancelledError):
            await closing
        await self._site.evaluator.close()
        if self._site.writers is not None:
            self._site.writers.close()
        if self._site.relay is not None:
            self._site.relay.close()
        if self._watching is not None:
            self._watching.cancel()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal. Unlike uvicorn's own this ends as if nothing were wrong, for nothing is."""

        def stop(_number: int, _frame: object) -> None:
            self.force_exit = self.should_exit
            self.should_exit = True

        try:
            before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # in another thread, where whoever started it ends it
            yield
            return
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def server_of(app: Starlette, log: Log | None = None, *, ahead: bool = False) -> Running:
    """A server of an application, with all that stands around it; `run` it with its sockets.

    Args:
        app: as `create_app` makes it.
        log: is told of requests and of what goes wrong.
        ahead: whether a worker is started before the first query; until there is one the server is not ready.
    """
    site: Site = app.state.site
    settings = site.settings
    figures = Figures()
    figures.gauges.append(lambda: _of_workers(site))
    if log is not None:
        figures.dropped = lambda: log.dropped
    passage = Passage(app, site, figures, log)
    crowd = Crowd(settings, figures, log)
    # Nobody's word is taken for who the client is, unless it was named.
    outermost: Any = passage
    if settings.proxies:
        outermost = ProxyHeadersMiddleware(outermost, list(settings.proxies))
    config = uvicorn.Config(
        outermost,
        http=connection_class(crowd),
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        h11_max_incomplete_event_size=settings.head_bytes,
        timeout_keep_alive=settings.idle_seconds,  # type: ignore[arg-type] # any number of seconds will do
        timeout_graceful_shutdown=settings.stop_seconds + _TO_BREAK_OFF,  # type: ignore[arg-type] # likewise
    )
    return Running(config, site, passage, crowd, ahead)


def _of_workers(site: Site) -> dict[str, float]:
    """What the processes that evaluate do, and what became of them, for `/metrics`."""
    return {f"workers_{name}": float(value) for name, value in asdict(site.evaluator.figures).items()}
