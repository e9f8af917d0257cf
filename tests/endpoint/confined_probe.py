"""Run as a program: confine this process, then try what is asked for, and say how each attempt ended.

python confined_probe.py '{"ports": [], "writes": [], "try": ["connect 8000", ...]}'
"""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph

from loader.endpoint.network.confined import confine

REMOTE = "SELECT * {{ SERVICE <http://127.0.0.1:{}/> {{ ?s ?p ?o }} }}"


def stream(protocol: int) -> None:
    """Make a socket that streams by another protocol than TCP."""
    socket.socket(socket.AF_INET, socket.SOCK_STREAM, protocol).close()


def ask(query: str, folder: str = "") -> None:
    """Ask the engine."""
    store = pyoxigraph.Store.read_only(folder) if folder else pyoxigraph.Store()
    answer = store.query(query)
    if not isinstance(answer, pyoxigraph.QueryBoolean):
        list(answer)


ATTEMPTS = {
    "connect": lambda port: socket.create_connection(("127.0.0.1", int(port)), 5).close(),
    "connect6": lambda port: socket.create_connection(("::1", int(port)), 5).close(),
    "bind": lambda port: socket.create_server(("127.0.0.1", int(port))).close(),
    "datagram": lambda port: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(
        b"x", ("127.0.0.1", int(port))
    ),
    "local": lambda path: socket.socket(socket.AF_UNIX).connect(path),
    "netlink": lambda _: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close(),
    "mptcp": lambda _: stream(262),
    "lookup": lambda name: socket.getaddrinfo(name, 80),
    "service": lambda port: ask(REMOTE.format(port)),
    "load": lambda port: pyoxigraph.Store().update(f"LOAD <http://127.0.0.1:{port}/>"),
    "ask": ask,
    "update": lambda text: pyoxigraph.Store().update(text),
    "pair": lambda _: [each.close() for each in socket.socketpair()],
    "pipe": lambda _: [os.close(each) for each in os.pipe()],
    "read": lambda path: Path(path).read_bytes(),
    "query": lambda folder: ask("SELECT * { ?s ?p ?o }", folder),
    "write": lambda path: Path(path).write_bytes(b"x"),
    "truncate": lambda path: os.truncate(path, 0),
    "remove": lambda path: Path(path).unlink(),
    "make": lambda path: Path(path).mkdir(),
    "rename": lambda path: Path(path).replace(path + ".moved"),
    "link": lambda path: Path(path).symlink_to("/"),
    "run": lambda _: subprocess.run(["/bin/true"], check=True),
    "signal": lambda _: os.kill(os.getppid(), 0),
}


def attempt(what: str) -> str:
    """How it ended: `done`, or the name of the error."""
    kind, _, argument = what.partition(" ")
    try:
        ATTEMPTS[kind](argument)
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        return type(error).__name__
    return "done"


def main() -> None:
    """Do as told, in this thread and in one that starts later."""
    told = json.loads(sys.argv[1])
    writes = told.get("writes", [])
    held = confine(told.get("ports", ()), writes=None if writes is None else [*map(Path, writes)])
    ends: dict[str, list[str]] = {}

    def try_all() -> None:
        for what in told["try"]:
            ends.setdefault(what, []).append(attempt(what))

    try_all()
    thread = threading.Thread(target=try_all)
    thread.start()
    thread.join()
    sys.stdout.write(
        json.dumps({"held": [held.network, held.lookups, held.files, held.missing], "ends": ends})
    )


if __name__ == "__main__":
    main()
