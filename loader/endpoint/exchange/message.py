"""What is asked and what is answered, free of any server library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from loader.errors import DetenteError

__all__ = ["RefusalError", "Reply", "Request", "Sent", "Stream"]

_OF_A_BODY = (b"content-type", b"content-length")


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole.

    Attributes:
        method: in capitals.
        path: as it was sent, percent-encoded.
        parameters: of the address, decoded, in order.
        headers: by lower-case name.
        body: at most as long as the application lets through.
        origin: scheme, host and port under which the client knows this server, without a slash at its end.
    """

    method: str
    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = "http://127.0.0.1"

    @property
    def reads(self) -> bool:
        """Whether this is a GET or a HEAD."""
        return self.method in ("GET", "HEAD")

    @property
    def accept(self) -> str:
        """The media types that the client takes; empty if it does not say."""
        return self.headers.get("accept", "")

    def all(self, name: str) -> list[str]:
        """The values of a parameter, in order."""
        return [value for key, value in self.parameters if key == name]


class Stream(Protocol):
    """A body that comes in chunks; it is read to its end, or stopped."""

    def chunks(self) -> AsyncIterator[bytes]:
        """The chunks; what is raised on the way means that the body is not whole."""

    def stop(self) -> None:
        """Nobody reads any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        body: whole, or as it comes.
        media_type: of the body.
        status: of HTTP.
        headers: beside those that every answer carries.
        repeatable: the same request has the same answer, on this day and from this version.
    """

    body: bytes | Stream
    media_type: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was sent.

    Attributes:
        headers: as ASGI has them, their names in lower case.
        body: empty for a HEAD.
        tag: its entity tag.
    """

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    tag: str

    def unchanged(self) -> tuple[tuple[bytes, bytes], ...]:
        """The headers for a client that has it already."""
        return tuple(header for header in self.headers if header[0] not in _OF_A_BODY)


class RefusalError(DetenteError):
    """A request that is not answered: a status, and one sentence that says what to do."""

    def __init__(self, status: HTTPStatus, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
