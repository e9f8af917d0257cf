"""Run as a program: try everything of strangers in a process that ends at its first attempt to make a socket.

    python sealed_probe.py FOLDER ADDRESS [open]

It prints one line for each form that it has come through. With `open`, a query is put to the engine with no
guard between, as a proof that the process would have ended.
"""

from __future__ import annotations

import ctypes
import io
import sys
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pyoxigraph
from calls import CALLS, UPDATES_THAT_CALL
from strangers import DOCUMENTS, FACTS, LISTS, SHAPES

from loader import cli
from loader.documents import DocumentError, triples
from loader.endpoint.network.guard import check, check_update
from loader.endpoint.network.seccomp import deny_sockets
from loader.errors import QueryError

HEARD: list[str] = []
"""What Python's own libraries asked the system for that has to do with networks."""

ENGINE = (SyntaxError, RuntimeError, OSError, ValueError)
ACTOR = '{"type": "actor", "id": "a", "kind": "state", "name": "A"}\n'


def query(text: str) -> None:
    """As `/sparql` and `detente query` do."""
    with suppress(QueryError, *ENGINE):
        check(text)
        ask(text)


def ask(text: str) -> None:
    """Put a query to the engine, and take all that it answers."""
    answer = pyoxigraph.Store().query(text)
    if not isinstance(answer, pyoxigraph.QueryBoolean):
        list(answer)


def update(text: str) -> None:
    """As a write does."""
    with suppress(QueryError, *ENGINE):
        pyoxigraph.Store().update(check_update(text))


def document(media_type: str, text: str) -> None:
    """As a write of a graph does."""
    with suppress(DocumentError):
        triples(text.encode(), media_type, "http://127.0.0.1/g")


def command(*arguments: str) -> None:
    """As the command line does; a traceback is a failure."""
    with (
        redirect_stdout(io.TextIOWrapper(io.BytesIO())),
        redirect_stderr(io.StringIO()),
        suppress(SystemExit),
    ):
        cli.run(arguments)


def main() -> None:
    """Try everything."""
    folder, address = Path(sys.argv[1]), sys.argv[2]
    host = address.removeprefix("http://").rstrip("/")
    sys.addaudithook(
        lambda event, _: HEARD.append(event) if event.startswith(("socket.", "urllib.")) else None
    )
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
    assert deny_sockets(deadly=True) == ""

    def write(name: str, text: str) -> str:
        path = folder / name
        path.write_text(written(text), encoding="utf-8")
        return str(path)

    def written(text: str) -> str:
        return text.replace("URL", address + "x").replace("HOST", host).replace("REST", address[4:])

    def passed(kind: str, text: str) -> None:
        sys.stdout.write(f"{kind} {text[:60]!r}\n")
        sys.stdout.flush()

    if sys.argv[3:] == ["open"]:
        ask(written(CALLS[0]))
        return
    for text in CALLS:
        query(written(text))
        passed("query", text)
    for text in UPDATES_THAT_CALL:
        update(written(text))
        passed("update", text)
    for media_type, text in DOCUMENTS:
        document(media_type, written(text))
        passed("document", text)
    for name, text in FACTS:
        command("validate", write(name, text))
        command("load", write(name, text), "--store", str(folder / "store"))
        passed("facts", text)
    for kind, text in LISTS:
        command("import", kind, write("list", text))
        passed("list", text)
    facts = write("actor.jsonl", ACTOR)
    for text in SHAPES:
        command("validate", facts, "--shapes", write("own.ttl", text))
        passed("shapes", text)
    assert HEARD == [], HEARD


if __name__ == "__main__":
    main()
