"""A client that asks a server on this machine over many connections at once, and costs little itself."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .measure import FailedError, NotFinishedError

__all__ = ["Answers", "ask_all", "ask_large", "request"]

_PART = 1 << 16
_LENGTH = b"content-length:"


@dataclass(slots=True)
class Answers:
    """What a server answered.

    Attributes:
        seconds: for all requests together.
        bodies: of the first few answers, in the order of the requests.
    """

    seconds: float
    bodies: list[bytes]


@dataclass(slots=True)
class _Line:
    """One connection and what has come of the answer that is under way."""

    number: int = 0
    got: bytearray = field(default_factory=bytearray)


def request(path: str, accept: str, query: str = "") -> bytes:
    """A GET request, or a POST request with a SPARQL query."""
    method = "POST" if query else "GET"
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}"]
    if query:
        head += ["Content-Type: application/sparql-query", f"Content-Length: {len(query.encode())}"]
    return ("\r\n".join(head) + "\r\n\r\n" + query).encode()


def ask_all(
    port: int, requests: Sequence[bytes], limit: float, connections: int = 16, kept: int = 20
) -> Answers:
    """Sends all requests, each connection its next as soon as it has its answer.

    Raises:
        FailedError: an answer is not 200.
        NotFinishedError: it takes longer than so many seconds.
    """
    ahead = iter(enumerate(requests))
    bodies: dict[int, bytes] = {}
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        open_lines = sum(_begin(selector, port, ahead) for _ in range(connections))
        while open_lines:
            if time.perf_counter() - began > limit:
                raise NotFinishedError(f"not finished in {limit:.0f} s")
            for key, _ in selector.select(limit):
                line: _Line = key.data
                sock = key.fileobj
                assert isinstance(sock, socket.socket)  # nothing else was registered
                part = sock.recv(_PART)
                if not part:
                    raise FailedError("the server broke off")
                line.got += part
                body = _whole(line.got)
                if body is None:
                    continue
                if line.number < kept:
                    bodies[line.number] = body if _LENGTH in line.got.lower() else _joined(body)
                line.got = bytearray()
                following = next(ahead, None)
                if following is None:
                    selector.unregister(sock)
                    sock.close()
                    open_lines -= 1
                else:
                    line.number, text = following
                    sock.sendall(text)
        seconds = time.perf_counter() - began
    return Answers(seconds, [bodies[number] for number in sorted(bodies)])


def _begin(selector: selectors.BaseSelector, port: int, ahead: Iterator[tuple[int, bytes]]) -> int:
    first = next(ahead, None)
    if first is None:
        return 0
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(sock, selectors.EVENT_READ, _Line(first[0]))
    sock.sendall(first[1])
    return 1


def _whole(got: bytearray) -> bytes | None:
    """The body of an answer, once all of it is there; a chunked one with the sizes of its chunks."""
    head, parted, body = got.partition(b"\r\n\r\n")
    if not parted:
        return None
    if b" 200 " not in head[:16]:
        raise FailedError(head.split(b"\r\n")[0].decode("latin-1"))
    names = head.lower()
    at = names.find(_LENGTH)
    if at >= 0:
        length = int(names[at + len(_LENGTH) :].split(b"\r\n", 1)[0])
        return bytes(body) if len(body) >= length else None
    return bytes(body) if body.endswith(b"\r\n0\r\n\r\n") or body == b"0\r\n\r\n" else None


def _joined(body: bytes) -> bytes:
    r"""A chunked body without the sizes of its chunks.

    >>> _joined(b"3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
    b'abcd'
    """
    parts, left = [], body
    while left:
        length, _, left = left.partition(b"\r\n")
        count = int(length, 16)
        parts.append(left[:count])
        left = left[count + 2 :] if count else b""
    return b"".join(parts)


def ask_large(port: int, text: bytes, limit: float) -> tuple[float, float, int]:
    """Sends one request.

    Returns:
        The seconds to the first byte of the answer's body, those to its last, and its length.

    Raises:
        FailedError: the answer is not 200.
        NotFinishedError: nothing comes for so many seconds.
    """
    try:
        return _large(port, text, limit)
    except TimeoutError:
        raise NotFinishedError(f"no answer in {limit:.0f} s") from None


def _large(port: int, text: bytes, limit: float) -> tuple[float, float, int]:
    with socket.create_connection(("127.0.0.1", port), timeout=limit) as sock:
        began = time.perf_counter()
        sock.sendall(text)
        head, body = b"", b""
        while not body:
            part = sock.recv(_PART)
            if not part:
                raise FailedError("the server broke off")
            head += part
            body = head.partition(b"\r\n\r\n")[2]
        first = time.perf_counter() - began
        if b" 200 " not in head[:16]:
            raise FailedError(head.split(b"\r\n")[0].decode("latin-1"))
        names = head.partition(b"\r\n\r\n")[0].lower()
        at = names.find(_LENGTH)
        length = int(names[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else None
        got, last = len(body), body[-7:]
        while got < length if length is not None else not last.endswith(b"\r\n0\r\n\r\n"):
            part = sock.recv(_PART)
            if not part:
                raise FailedError("the server broke off")
            got += len(part)
            last = (last + part)[-7:]
        return first, time.perf_counter() - began, got
