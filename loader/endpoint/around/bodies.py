"""The body of a request: at most so many bytes, as sent and as unpacked (RFC 9110, section 8.4)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from loader.endpoint.access import most_bytes
from loader.endpoint.around.unpacking import CODINGS, PackedError, Unpacking
from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.settings import Settings

__all__ = ["UNPACKED", "Head", "body_of", "head_of"]

UNPACKED = "detente.unpacked"
"""Where a request's scope says how many bytes may come out of a body that is packed."""

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_LONGEST_NUMBER = 18
_BETWEEN = len(": \r\n")
_OF_WHAT_WAS_SENT = (b"content-encoding", b"content-length", b"transfer-encoding")


@dataclass(slots=True)
class Head:
    """What a request's headers say that matters before it is let in.

    Attributes:
        size: of the headers as they are usually written, in bytes.
        has_body: whether one follows.
        length: its bytes; None where that is not said.
        coding: how it is packed; empty if it is not.
        host: the name under which it is asked; None where there is none.
        accept: media types that the client takes.
        named: the id that the client, or a proxy, gave the request.
        forwarded: a proxy sent it.
    """

    size: int = 0
    has_body: bool = False
    length: int | None = None
    coding: bytes = b""
    host: str | None = None
    accept: bytes = b""
    named: bytes = b""
    forwarded: bool = False


def head_of(headers: list[tuple[bytes, bytes]]) -> Head:
    """Read the headers, once."""
    head = Head()
    size = 0
    for name, value in headers:
        size += len(name) + len(value) + _BETWEEN
        if name == b"accept":
            head.accept = value
        elif name == b"host":
            head.host = value.decode("latin-1")
        elif name == b"content-length":
            head.length = int(value) if value.isdigit() and len(value) <= _LONGEST_NUMBER else None
            head.has_body = head.length != 0
        elif name == b"transfer-encoding":
            head.has_body = True
        elif name == b"content-encoding":
            head.coding = head.coding + b"," + value if head.coding else value
        elif name == b"x-request-id":
            head.named = value
        elif name in (b"x-forwarded-for", b"forwarded", b"via"):
            head.forwarded = True
    head.size = size
    return head


def body_of(head: Head, scope: _Message, receive: _Receive, settings: Settings) -> _Receive:
    """What the application receives the body from, in place of `receive`.

    It raises a `RefusalError` where the body is more than is allowed or not what it says it is, and the
    application answers with that.

    Raises:
        RefusalError: that can be told from the head.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    most = most_bytes(settings, Request(scope["method"], "", headers=headers))
    if head.length is not None and head.length > most:
        raise _too_large(most)
    coding = head.coding.decode("latin-1").strip().lower()
    if coding in ("", "identity"):
        return _counted(receive, most)
    if coding not in CODINGS:
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "A body is sent as it is, or packed once, by gzip or deflate.",
            {"Accept-Encoding": "gzip, deflate"},
        )
    # The application reads what is unpacked, as if it had been sent so, in chunks.
    scope["headers"] = [header for header in scope["headers"] if header[0] not in _OF_WHAT_WAS_SENT]
    scope["headers"].append((b"transfer-encoding", b"chunked"))
    unpacked = settings.unpacked_bytes if most > settings.body_bytes else min(most, settings.unpacked_bytes)
    scope[UNPACKED] = unpacked
    pieces = _unpacked(_counted(receive, most), Unpacking(coding), unpacked)

    async def from_pieces() -> _Message:
        async for message in pieces:
            return message
        return await receive()  # only that the client has gone can come now

    return from_pieces


def _counted(receive: _Receive, most: int) -> _Receive:
    came = 0

    async def counted() -> _Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise _too_large(most)
        return message

    return counted


async def _unpacked(receive: _Receive, unpacking: Unpacking, most: int) -> AsyncIterator[_Message]:
    came, more = 0, True
    try:
        while more:
            message = await receive()
            if message["type"] != "http.request":
                yield message
                return
            more = message.get("more_body", False)
            for piece in unpacking.of(message.get("body", b"")):
                came += len(piece)
                if came > most:
                    raise _too_large(most, "once it is unpacked ")
                yield {"type": "http.request", "body": piece, "more_body": True}
                await asyncio.sleep(0)  # others have their turn
        unpacking.finish()
    except PackedError:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, "The body is not packed as its Content-Encoding says."
        ) from None
    yield {"type": "http.request", "body": b"", "more_body": False}


def _too_large(most: int, when: str = "") -> RefusalError:
    return RefusalError(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A request's body {when}has at most {most} bytes."
    )
