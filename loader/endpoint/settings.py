"""What a server is allowed to do and how much of it, each limit with its default.

The options of `detente serve` take their defaults from here, and a test holds docs/serving.md to them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Literal

from loader.errors import DetenteError

__all__ = ["Settings"]

_MIB = 1 << 20
_WHO = ("local", "all", "none")
_ORIGIN = re.compile(r"https?://[^/\s?#@]+", re.ASCII).fullmatch
_NAME = re.compile(r"[A-Za-z0-9._-]+", re.ASCII).fullmatch
_SERVICE = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", re.ASCII).fullmatch


def _cores() -> int:
    return max(2, os.cpu_count() or 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server behaves. The defaults are those of `detente serve`.

    Attributes:
        result_cache: bytes of answers that are kept for when they are asked for again; 0 keeps none.
        workers: processes that evaluate queries at one time.
        query_seconds: how long one query may take, from its parsing to its last byte.
        query_memory: bytes that the process of one query may take.
        query_rows: rows, or triples, that one answer may have; 0 for any number.
        waiting: queries that may wait for a worker; one more is refused.
        body_bytes: of a request that only asks.
        write_bytes: of a request that writes.
        unpacked_bytes: of a compressed body, once it is unpacked.
        write_seconds: how long one write may take, from its parsing to its commit.
        write_memory: bytes that the process of one write may take.
        write_wait: how many seconds a write waits for others, which go before it one by one.
        connections: open at one time.
        client_connections: of one client, open at one time; 0 for any number.
        requests_a_minute: of one client, and as many at once; 0 for any number.
        head_bytes: of a request's line and headers; a long query may stand in its address.
        head_seconds: from a connection's first byte, or its opening, to the end of a request's head.
        body_seconds: how long a body may take, beside a second for every 16 KiB of it.
        idle_seconds: how long a connection may stay open between two requests.
        stall_seconds: how long a client may take nothing of its answer.
        stop_seconds: how long answers may still take once the server is told to stop.
        writable: whether anything can be written at all.
        token: what a client must show to write; None where nothing can be written.
        hosts: names under which clients may know this server, besides `localhost` and addresses in digits;
            `*` stands for any.
        origins: of pages elsewhere that may write, as `https://example.org`.
        services: the hosts, as `name` or `name:port`, that a query's SERVICE may call; empty for none.
        proxies: addresses or networks of reverse proxies whose word is taken for who the client is.
        metrics: who may read `/metrics`: clients on this machine (`local`), everybody (`all`), or nobody
            (`none`).
    """

    result_cache: int = 64 * _MIB
    workers: int = field(default_factory=_cores)
    query_seconds: float = 30.0
    query_memory: int = 1024 * _MIB
    query_rows: int = 0
    waiting: int = 64
    body_bytes: int = _MIB
    write_bytes: int = 64 * _MIB
    unpacked_bytes: int = 256 * _MIB
    write_seconds: float = 300.0
    write_memory: int = 2048 * _MIB
    write_wait: float = 10.0
    connections: int = 512
    client_connections: int = 0
    requests_a_minute: int = 0
    head_bytes: int = 256 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    idle_seconds: float = 30.0
    stall_seconds: float = 30.0
    stop_seconds: float = 5.0
    writable: bool = False
    token: bytes | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    metrics: Literal["local", "all", "none"] = "local"

    def __post_init__(self) -> None:
        """Refuse names that would never be met.

        Raises:
            DetenteError: one is not well-formed.
        """
        for origin in self.origins:
            if not _ORIGIN(origin):
                raise DetenteError(f"'{origin}' is no origin; one is https://example.org, with no path.")
        for name in self.hosts:
            if name != "*" and not _NAME(name):
                raise DetenteError(f"'{name}' is no name; one is data.example.org, without a port.")
        for service in self.services:
            if not _SERVICE(service):
                raise DetenteError(f"'{service}' is no host; one is example.org, or example.org:8080.")
        for proxy in self.proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise DetenteError(f"'{proxy}' is no address or network; one is 10.0.0.0/8.") from None
        if self.metrics not in _WHO:
            raise DetenteError(f"'{self.metrics}' is nobody; metrics are for {', '.join(_WHO)}.")
