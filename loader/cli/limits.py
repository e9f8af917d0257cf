"""The options of `detente serve` that say what a server may do, and how much of it.

Their defaults are those of `loader/endpoint/settings.py`; docs/serving.md has them in a table.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

_KIB = 1 << 10
_TERABYTE = 1 << 20  # in MiB
_A_DAY = 86_400.0

RATE = 1_200
"""Requests of one client in a minute, where others than this machine can ask."""

CLIENT_CONNECTIONS = 64
"""Connections of one client, likewise."""


def _number(said: str, least: int = 0, most: int = 1_000_000, metavar: str = "NUMBER") -> Any:
    return typer.Option(metavar=metavar, help=said, min=least, max=most)


def _unless_said(said: str, default: str, least: int, most: int) -> Any:
    help_ = f"{said} [default: {default}]"
    return typer.Option(metavar="NUMBER", help=help_, min=least, max=most, show_default=False)


def _mebibytes(said: str, least: int = 1) -> Any:
    return _number(said, least, _TERABYTE, "MIB")


def _seconds(said: str, least: float = 0.1) -> Any:
    return typer.Option(metavar="SECONDS", help=said, min=least, max=_A_DAY)


def _several(metavar: str, said: str) -> Any:
    return typer.Option(metavar=metavar, help=f"{said} May be given several times.", show_default=False)


Writable = Annotated[
    bool, typer.Option("--writable", help="Let who shows the token write, at /sparql, /store and /facts.")
]
TokenFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The file that holds the token.", show_default=False)
]
Names = Annotated[
    list[str] | None,
    _several("NAME", "A name of this server, beside localhost and its addresses; * for any."),
]
Origins = Annotated[
    list[str] | None,
    _several("ORIGIN", "Pages from there, as from https://example.org, may write with the token."),
]
Services = Annotated[
    list[str] | None,
    _several(
        "HOST", "A server that SERVICE may call; with its port, HOST:PORT, it may be in the own network."
    ),
]
Proxies = Annotated[
    list[str] | None,
    _several("ADDRESS", "A reverse proxy, or a network of them, that is believed who its clients are."),
]
Workers = Annotated[
    int | None,
    _unless_said("Processes that evaluate one client's queries.", "at least 2, and one a core", 1, 1024),
]
QueryTimeout = Annotated[float, _seconds("How long one query may take.")]
QueryMemory = Annotated[int, _mebibytes("Memory that one query may take.", 64)]
QueryRows = Annotated[int, _number("Rows, or triples, of one answer; 0 for any number.", 0, 10**12)]
Waiting = Annotated[int, _number("Queries that may wait for a worker.")]
ResultCache = Annotated[int, _mebibytes("Memory for answers that are asked for again; 0 keeps none.", 0)]
Rate = Annotated[
    int | None,
    _unless_said(
        "Requests of one client in a minute; 0 for any number.",
        f"{RATE}, and 0 where only this machine can ask",
        0,
        10_000_000,
    ),
]
Connections = Annotated[int, _number("Connections that may be open.", 1, 100_000)]
ClientConnections = Annotated[
    int | None,
    _unless_said(
        "Connections of one client; 0 for any number.",
        f"{CLIENT_CONNECTIONS}, and 0 where only this machine can ask",
        0,
        100_000,
    ),
]
HeadLimit = Annotated[int, _number("The longest head of a request.", 4, 16 * _KIB, "KIB")]
BodyLimit = Annotated[int, _mebibytes("The longest body of a request that asks.")]
WriteLimit = Annotated[int, _mebibytes("The longest body of a request that writes.")]
UnpackedLimit = Annotated[int, _mebibytes("The longest such body once it is unpacked.")]
HeadTimeout = Annotated[float, _seconds("How long a request's head may take to arrive.")]
BodyTimeout = Annotated[float, _seconds("How long a body may take, beside 1 s for each 16 KiB.")]
IdleTimeout = Annotated[float, _seconds("How long a connection may rest between two requests.")]
StallTimeout = Annotated[float, _seconds("How long a client may take nothing of its answer.")]
StopTimeout = Annotated[float, _seconds("How long answers may still take when the server stops.", 0.0)]
WriteTimeout = Annotated[float, _seconds("How long one write may take.")]
WriteMemory = Annotated[int, _mebibytes("Memory that one write may take.", 64)]
WriteWait = Annotated[float, _seconds("How long a write waits for others.", 0.0)]
Metrics = Annotated[
    Literal["local", "all", "none"],
    typer.Option(metavar="WHO", help="Who may read /metrics: local (clients on this machine), all, none."),
]
LogForm = Annotated[
    Literal["auto", "json", "plain", "none"],
    typer.Option(
        "--log",
        metavar="FORM",
        help="What goes to stderr: json (a line for each request), plain (only what goes wrong), none, or "
        "auto: plain on a terminal, else json.",
    ),
]
