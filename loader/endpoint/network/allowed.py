"""The servers that a query may call by SERVICE: those that the owner of this server named, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from loader.errors import DetenteError

__all__ = ["Allowed", "Target", "TargetError", "Way", "allowed"]

_HOST = r"[a-z0-9](?:[a-z0-9.\-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]"
_ENTRY = re.compile(rf"(?P<host>{_HOST})(?::(?P<port>[0-9]{{1,5}}))?", re.ASCII)
_AUTHORITY = re.compile(rf"(?P<host>{_HOST})\.?(?::(?P<port>[0-9]{{1,5}}))?", re.ASCII)
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65535
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # of a path; what else there is becomes percent-encoded
_SHOWN = 100


class TargetError(ValueError):
    """An address that is not called; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes.

    Attributes:
        scheme: http or https.
        host: a name, or an address; one of IPv6 without its brackets.
        port: the port.
        path: path and query, as they are sent.
        trusted: it may be on this machine or in its network.
    """

    scheme: str
    host: str
    port: int
    path: str
    trusted: bool

    @property
    def authority(self) -> str:
        """Host and port, as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which servers.

    Attributes:
        entries: a host and a port each; no port stands for the usual ones.
    """

    entries: tuple[tuple[str, int | None], ...]

    def target(self, iri: str) -> Target:
        """Where the calls of an IRI go.

        Raises:
            TargetError: nowhere.

        >>> allowed(["example.org"]).target("https://example.org/sparql?a=b").path
        '/sparql?a=b'
        >>> allowed(["example.org"]).target("http://example.net/sparql")
        Traceback (most recent call last):
        loader.endpoint.network.allowed.TargetError: SERVICE may call example.org; not example.net.
        """
        if any(character <= " " or character in '<>"{}|\\^`\x7f' for character in iri):
            raise TargetError("SERVICE calls an IRI; this is none.")
        try:
            parts = urlsplit(iri)
        except ValueError:
            raise TargetError("SERVICE calls an address of HTTP; this is none.") from None
        scheme = parts.scheme.lower()
        authority = _AUTHORITY.fullmatch(parts.netloc.lower())
        if scheme not in _PORTS or authority is None:
            raise TargetError("SERVICE calls an address of HTTP, as https://example.org/sparql, in full.")
        host, port = authority["host"], int(authority["port"] or _PORTS[scheme])
        trusted = (host, port) in self.entries
        if not trusted and not ((host, None) in self.entries and port == _PORTS[scheme]):
            raise TargetError(f"SERVICE may call {self}; not {parts.netloc[:_SHOWN]}.")
        path = quote(parts.path or "/", safe=_KEPT)
        if parts.query:
            path += "?" + quote(parts.query, safe=_KEPT)
        return Target(scheme, host.strip("[]"), port, path, trusted)

    def __str__(self) -> str:
        return ", ".join(host if port is None else f"{host}:{port}" for host, port in self.entries)


@dataclass(frozen=True, slots=True)
class Way:
    """The way to those servers: by addresses of a relay that hold theirs.

    Attributes:
        allowed: the servers.
        base: what the relay's addresses begin with, which nobody else is told.
    """

    allowed: Allowed
    base: str = field(repr=False)

    def __call__(self, iri: str) -> str:
        """The address by which an IRI is called.

        Raises:
            TargetError: it may not be called.
        """
        self.allowed.target(iri)
        return self.base + quote(iri, safe="")

    def meant(self, text: str) -> str:
        """A text with the IRIs that are meant in place of the relay's addresses."""
        return re.sub(re.escape(self.base) + r"([A-Za-z0-9%_.~-]*)", lambda match: unquote(match[1]), text)


def allowed(names: Iterable[str]) -> Allowed:
    """What is named as `name`, or as `name:port`.

    A name alone stands for port 80 by HTTP and 443 by HTTPS, wherever that is out in the internet; one with a
    port may be on this machine or in its network.

    Raises:
        DetenteError: one of them is neither.

    >>> str(allowed(["Example.org", "localhost:8001"]))
    'example.org, localhost:8001'
    """
    entries = []
    for name in names:
        match = _ENTRY.fullmatch(name.lower())
        port = int(match["port"]) if match and match["port"] else None
        if match is None or (port is not None and not 0 < port <= _LAST_PORT):
            raise DetenteError(
                f"'{name}' is no server that SERVICE could call; write a host, as query.wikidata.org, or a "
                "host and a port, as localhost:8001."
            )
        entries.append((match["host"], port))
    return Allowed(tuple(entries))
