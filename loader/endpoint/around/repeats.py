"""The same request asked again: its answer from memory, before anything else looks at it.

A kept answer is named by all that a reply to a GET depends on: the version that holds and the day, the
address as it was sent, the media types that the client takes, and the name under which it knows the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from loader.endpoint.exchange import Sent
from loader.endpoint.exchange.caching import names
from loader.endpoint.site import Site
from loader.errors import DetenteError

__all__ = ["Repeats"]

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

_NOT_MODIFIED = 304


class Repeats:
    """An application before which repeated requests are answered.

    Args:
        app: answers the others.
        site: knows the version, the day, and what is kept.
    """

    def __init__(self, app: _App, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Answer, or let the application do it and keep what it sends."""
        kept = self._site.replies
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not kept.largest:
            await self._app(scope, receive, send)
            return
        known = _asked(scope)
        state = self._state()
        if state is None or known is None:
            await self._app(scope, receive, send)
            return
        accept, host, if_none_match = known
        key = (
            *state,
            scope["method"],
            scope["scheme"],
            scope.get("raw_path") or scope["path"],
            scope["query_string"],
            accept,
            host,
        )
        sent = kept.get(state[0], key)
        if sent is not None:
            if if_none_match and names(if_none_match.decode("latin-1"), sent.tag):
                await _reply(send, _NOT_MODIFIED, sent.unchanged(), b"")
            else:
                await _reply(send, 200, sent.headers, sent.body)
            return
        scope["detente.keep"] = keep = _Keep()
        await self._app(scope, receive, send)
        if keep.sent is not None and self._state() == state:  # else another version came between
            size = len(keep.sent.body) + sum(len(part) for part in key if isinstance(part, bytes))
            kept.put(state[0], key, keep.sent, size)

    def _state(self) -> tuple[str, int, str] | None:
        """What an answer depends on beside the request; None where there is no version to be had."""
        try:
            current = self._site.current()
        except DetenteError:  # whoever answers says so
            return None
        return current.content, current.number, self._site.today().isoformat()


class _Keep:
    """Where the application puts an answer that may be kept."""

    sent: Sent | None = None


def _asked(scope: _Scope) -> tuple[bytes, bytes, bytes] | None:
    """The headers that an answer depends on; None where one of them is there twice."""
    accept = host = if_none_match = None
    for name, value in scope["headers"]:
        if name == b"accept":
            if accept is not None:
                return None
            accept = value
        elif name == b"host":
            if host is not None:
                return None
            host = value
        elif name == b"if-none-match":
            if if_none_match is not None:
                return None
            if_none_match = value
    return accept or b"", host or b"", if_none_match or b""


async def _reply(send: _Send, status: int, headers: tuple[tuple[bytes, bytes], ...], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
