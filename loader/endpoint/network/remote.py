"""One call to another server for a query: to the very address that was looked at, and within bounds."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

import h11

from loader.endpoint.network.allowed import Allowed, Target, TargetError

__all__ = ["Reader", "RemoteError", "addresses", "ask", "lookup"]

RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")
"""What may come back."""

_REDIRECTS = (301, 302, 307, 308)
_MOST_REDIRECTS = 3
_CHUNK = 65_536
_HEAD_BYTES = 65_536
_TRIED = 3  # addresses of one name
_LOOKUPS = 4  # at one time

Lookup = Callable[[str, int], Sequence[str]]


class RemoteError(Exception):
    """The call came to nothing; the message is for the log, and holds no word of the other server's."""


@dataclass(frozen=True, slots=True)
class Reader:
    """An answer that has begun.

    Attributes:
        media_type: one of `RESULTS`.
        chunks: the body; raises RemoteError where it breaks off.
    """

    media_type: str
    chunks: AsyncIterator[bytes]


def lookup(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as the system tells them.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [*dict.fromkeys(str(address[0]) for *_, address in found)]


def addresses(target: Target, found: Sequence[str]) -> Sequence[str]:
    """Those of a target's addresses that are called.

    Raises:
        RemoteError: one is on this machine or in its network, and the target was not named with its port: a
            name whose owner can make it point inside is not trusted at all.
    """
    if not target.trusted and not all(map(_is_outside, found)):
        raise RemoteError(f"{target.host} is on this machine or in its network; allow it with its port")
    if not found:
        raise RemoteError(f"{target.host} has no address")
    return found[:_TRIED]


def _is_outside(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # with a zone, which only addresses inside have
        return False
    return all(each.is_global and not each.is_multicast for each in (address, *_embedded(address)))


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Sequence[ipaddress.IPv4Address]:
    """The addresses to which others translate this one."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _TRANSLATED:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in found if each is not None]


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@asynccontextmanager
async def ask(
    allowed: Allowed,
    target: Target,
    query: bytes,
    *,
    most: int,
    look_up: Lookup = lookup,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Reader]:
    """Put a query to another server; to be bounded in time by whoever calls.

    Args:
        allowed: where a redirection may lead.
        target: where it goes first.
        query: the SPARQL text.
        most: bytes that the answer may have.
        look_up: tells the addresses of a name; called once for each call, so that what was looked at is
            what is called.
        tls: how servers are trusted; as the system does unless given.

    Raises:
        RemoteError: it did not answer as it should.
    """
    for _ in range(_MOST_REDIRECTS + 1):
        writer, events = await _sent(target, query, look_up, tls)
        try:
            response = await anext(events, None)
            if not isinstance(response, h11.Response):
                raise RemoteError(f"{target.authority} did not answer")
            headers = {name: value.decode("latin-1") for name, value in response.headers}
            if response.status_code not in _REDIRECTS:
                yield Reader(_media_type(target, response.status_code, headers), _body(target, events, most))
                return
            target = _redirected(allowed, target, headers.get(b"location", ""))
        finally:
            writer.transport.abort()
    raise RemoteError(f"{target.authority} redirects in circles")


async def _sent(
    target: Target, query: bytes, look_up: Lookup, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamWriter, AsyncIterator[h11.Event]]:
    try:
        running = asyncio.get_running_loop().run_in_executor(_lookups(), look_up, target.host, target.port)
        found = await running
    except OSError:
        raise RemoteError(f"{target.host} has no address") from None
    reader, writer = await _connected(target, addresses(target, found), tls)
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_BYTES)
    request = h11.Request(
        method="POST",
        target=target.path,
        headers=[
            ("Host", target.authority),
            ("Accept", f"{RESULTS[0]}, {RESULTS[1]};q=0.9"),
            ("Accept-Encoding", "identity"),
            ("Content-Type", "application/sparql-query"),
            ("Content-Length", str(len(query))),
            ("User-Agent", "Detente"),
            ("Connection", "close"),
        ],
    )
    for event in (request, h11.Data(query), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    return writer, _events(target, connection, reader)


@cache
def _lookups() -> ThreadPoolExecutor:
    """Threads of their own: where names are looked up slowly, nothing but calls of other servers waits."""
    return ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="lookup")


async def _connected(
    target: Target, found: Sequence[str], tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    context = (tls or ssl.create_default_context()) if target.scheme == "https" else None
    for address in found:
        with suppress(OSError):
            return await asyncio.open_connection(
                address, target.port, ssl=context, server_hostname=target.host if context else None
            )
    raise RemoteError(f"{target.authority} cannot be reached")


async def _events(
    target: Target, connection: h11.Connection, reader: asyncio.StreamReader
) -> AsyncIterator[h11.Event]:
    """What the other server says, without what it says before it says anything."""
    while True:
        try:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_CHUNK))
                continue
        except (h11.RemoteProtocolError, OSError):
            raise RemoteError(f"{target.authority} broke off, or does not speak HTTP") from None
        if not isinstance(event, h11.Event) or isinstance(event, h11.ConnectionClosed):
            return
        if not isinstance(event, h11.InformationalResponse):
            yield event


def _media_type(target: Target, status: int, headers: dict[bytes, str]) -> str:
    if status != 200:  # noqa: PLR2004 - the one that brings results
        raise RemoteError(f"{target.authority} answered with status {status}")
    media_type = headers.get(b"content-type", "").partition(";")[0].strip().lower()
    if media_type not in RESULTS:
        raise RemoteError(f"{target.authority} answered with something else than results")
    if headers.get(b"content-encoding", "identity").strip().lower() != "identity":
        raise RemoteError(f"{target.authority} compressed its answer, which it was asked not to")
    return media_type


async def _body(target: Target, events: AsyncIterator[h11.Event], most: int) -> AsyncIterator[bytes]:
    async for event in events:
        if isinstance(event, h11.EndOfMessage):
            return
        if isinstance(event, h11.Data):
            most -= len(event.data)
            if most < 0:
                raise RemoteError(f"{target.authority} answered with too many bytes")
            yield bytes(event.data)
    raise RemoteError(f"{target.authority} broke off")


def _redirected(allowed: Allowed, target: Target, location: str) -> Target:
    before = f"{target.scheme}://{target.authority}{target.path}"
    try:
        after = allowed.target(urljoin(before, location).partition("#")[0])
    except (TargetError, ValueError):
        raise RemoteError(f"{target.authority} redirects to where nothing may be called") from None
    if target.scheme == "https" and after.scheme != "https":
        raise RemoteError(f"{target.authority} redirects from HTTPS to HTTP")
    return after
