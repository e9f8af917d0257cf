"""The command that serves."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loader.cli import limits
from loader.cli.options import StoreDir, say, store_path
from loader.endpoint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COMMANDS"]

_MIB, _KIB = 1 << 20, 1 << 10
_BY_DEFAULT = Settings()


def serve(
    store: StoreDir = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", help="The port; 0 takes any that is free.", min=0, max=65535)
    ] = 8000,
    writable: limits.Writable = False,
    token_file: limits.TokenFile = None,
    name: limits.Names = None,
    origin: limits.Origins = None,
    service: limits.Services = None,
    proxy: limits.Proxies = None,
    workers: limits.Workers = None,
    query_timeout: limits.QueryTimeout = _BY_DEFAULT.query_seconds,
    query_memory: limits.QueryMemory = _BY_DEFAULT.query_memory // _MIB,
    query_rows: limits.QueryRows = _BY_DEFAULT.query_rows,
    waiting: limits.Waiting = _BY_DEFAULT.waiting,
    result_cache: limits.ResultCache = _BY_DEFAULT.result_cache // _MIB,
    rate: limits.Rate = None,
    connections: limits.Connections = _BY_DEFAULT.connections,
    client_connections: limits.ClientConnections = None,
    head_limit: limits.HeadLimit = _BY_DEFAULT.head_bytes // _KIB,
    body_limit: limits.BodyLimit = _BY_DEFAULT.body_bytes // _MIB,
    write_limit: limits.WriteLimit = _BY_DEFAULT.write_bytes // _MIB,
    unpacked_limit: limits.UnpackedLimit = _BY_DEFAULT.unpacked_bytes // _MIB,
    head_timeout: limits.HeadTimeout = _BY_DEFAULT.head_seconds,
    body_timeout: limits.BodyTimeout = _BY_DEFAULT.body_seconds,
    idle_timeout: limits.IdleTimeout = _BY_DEFAULT.idle_seconds,
    stall_timeout: limits.StallTimeout = _BY_DEFAULT.stall_seconds,
    stop_timeout: limits.StopTimeout = _BY_DEFAULT.stop_seconds,
    write_timeout: limits.WriteTimeout = _BY_DEFAULT.write_seconds,
    write_memory: limits.WriteMemory = _BY_DEFAULT.write_memory // _MIB,
    write_wait: limits.WriteWait = _BY_DEFAULT.write_wait,
    metrics: limits.Metrics = _BY_DEFAULT.metrics,
    log: limits.LogForm = "auto",
) -> None:
    """Serve the SPARQL endpoint and the pages.

    It answers on this machine only, unless --host names another address; it only reads, unless --writable
    is given; and it shows each new version as soon as that is committed. Ctrl-C or SIGTERM ends it.
    docs/serving.md says what each limit is for.
    """
    from loader.endpoint.server import serve as run
    from loader.endpoint.token_file import token_in

    settings = Settings(
        writable=writable,
        token=token_in(token_file) if token_file is not None else None,
        hosts=tuple(name or ()),
        origins=tuple(origin or ()),
        services=tuple(service or ()),
        proxies=tuple(proxy or ()),
        query_seconds=query_timeout,
        query_memory=query_memory * _MIB,
        query_rows=query_rows,
        waiting=waiting,
        result_cache=result_cache * _MIB,
        connections=connections,
        head_bytes=head_limit * _KIB,
        body_bytes=body_limit * _MIB,
        write_bytes=write_limit * _MIB,
        unpacked_bytes=unpacked_limit * _MIB,
        head_seconds=head_timeout,
        body_seconds=body_timeout,
        idle_seconds=idle_timeout,
        stall_seconds=stall_timeout,
        stop_seconds=stop_timeout,
        write_seconds=write_timeout,
        write_memory=write_memory * _MIB,
        write_wait=write_wait,
        metrics=metrics,
        **_unless_said(workers, rate, client_connections, _only_here(host, proxy or ())),
    )
    form = log if log != "auto" else "plain" if sys.stderr.isatty() else "json"
    with contextlib.suppress(KeyboardInterrupt):  # before it serves; from then on it ends by itself
        run(store_path(store), host, port, say, settings, form)


def _unless_said(
    workers: int | None, rate: int | None, connections: int | None, only_here: bool
) -> dict[str, Any]:
    """The limits whose defaults depend on the machine, and on who can ask."""
    found: dict[str, Any] = {} if workers is None else {"workers": workers}
    found["requests_a_minute"] = (0 if only_here else limits.RATE) if rate is None else rate
    found["client_connections"] = (
        (0 if only_here else limits.CLIENT_CONNECTIONS) if connections is None else connections
    )
    return found


def _only_here(host: str, proxies: Sequence[str]) -> bool:
    """Whether nobody but this machine can ask."""
    from loader.endpoint.client import is_local

    return not proxies and (host == "localhost" or is_local(host))


COMMANDS = (serve,)
