"""The command that serves."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from loader.cli.options import StoreDir, say, store_path

__all__ = ["COMMANDS"]


def serve(
    store: StoreDir = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", help="The port; 0 takes any that is free.", min=0, max=65535)
    ] = 8000,
    result_cache: Annotated[
        int,
        typer.Option(
            metavar="MIB",
            help="Memory for answers that are asked for again; 0 keeps none.",
            min=0,
            max=1 << 20,
        ),
    ] = 64,
) -> None:
    """Serve the SPARQL endpoint and the pages, read-only.

    It answers on this machine only, unless --host names another address, and shows each new version as
    soon as it is committed. Ctrl-C ends it.
    """
    from loader.endpoint.server import serve as run
    from loader.endpoint.settings import Settings

    with contextlib.suppress(KeyboardInterrupt):  # which is how it is meant to end
        run(store_path(store), host, port, say, Settings(result_cache=result_cache << 20))


COMMANDS = (serve,)
