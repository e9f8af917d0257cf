"""What a server is allowed to do and how much of it: every limit has its default here, and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

__all__ = ["Settings"]

_MIB = 1 << 20


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
        connections: open at one time.
        requests_a_minute: of one client; 0 for any number.
        writable: whether anything can be written at all.
        token: what a client must show to write; None where nothing can be written.
        hosts: names under which clients may know this server, besides the address that it listens on; empty
            for any.
        origins: of pages elsewhere that may write, as `https://example.org`.
        services: the hosts, as `name` or `name:port`, that a query's SERVICE may call; empty for none.
    """

    result_cache: int = 64 * _MIB
    workers: int = field(default_factory=_cores)
    query_seconds: float = 30.0
    query_memory: int = 1024 * _MIB
    query_rows: int = 0
    waiting: int = 64
    body_bytes: int = 1_000_000
    write_bytes: int = 64 * _MIB
    unpacked_bytes: int = 256 * _MIB
    write_seconds: float = 300.0
    connections: int = 512
    requests_a_minute: int = 0
    writable: bool = False
    token: bytes | None = field(default=None, repr=False)
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
