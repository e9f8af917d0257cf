"""The server over HTTP: whole requests as bytes, and bodies of requests that are well-formed."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..server import Server, answers, running, talk
from ..target import ROOT, Attempt, Target, WrongError, corpus, one_line, words

_TOKEN = "fuzz-0123456789abcdef-fuzz"
_SETTINGS = {"query_seconds": 5.0, "workers": 1, "writable": True, "token": _TOKEN.encode()}
_LAST = b"\r\n\r\nGET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
_ADDRESS = re.compile(r"/[!-~]*")
_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
_TYPE = re.compile(r"[ -~]*")
_LIMITS = (503, 507)
"""The statuses that say that a limit was reached, and no more than that."""


def _check(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is one that a request got what it wanted by."""
    if status >= 500 and status not in _LIMITS:
        raise WrongError(f"status {status}")
    if status == 503 and "retry-after" not in headers:
        raise WrongError("503 without Retry-After")
    if status < 400:
        return True
    kind = headers.get("content-type", "")
    if kind.startswith("application/problem+json") and body:
        said = json.loads(body)
        one_line(said["detail"])
        if said["status"] != status:
            raise WrongError("a problem of another status")
    elif kind.startswith("text/plain") and body:
        one_line(body.decode().removesuffix("\n"))
    return False


def _healthy(server: Server) -> None:
    if how := server.dead():
        raise SystemExit(how)  # so that another is started, and this input is told
    if "Traceback" in (logged := server.logged()):
        raise WrongError(f"the server logged {logged.strip().splitlines()[-1][:100]}", logged)


@contextmanager
def _whole() -> Iterator[Attempt]:
    """Each input is sent as it is, and a request after it that ends whatever it began."""
    with running(_SETTINGS) as server:

        def attempt(data: bytes) -> bool:
            received = talk(server, data + _LAST, 2)
            _healthy(server)
            try:
                found = answers(received)
            except ValueError:
                if b"HEAD" in data:  # which of its answers have bodies is not known here
                    return False
                raise WrongError("what was sent is no answer") from None
            return [_check(answer.status, answer.headers, answer.body) for answer in found][:1] == [True]

        yield attempt


@contextmanager
def _bodies() -> Iterator[Attempt]:
    """Inputs are a line with method and address, one with the media type, and the body."""
    with running(_SETTINGS) as server:
        connection = http.client.HTTPConnection(*server.address, timeout=30)

        def attempt(data: bytes) -> bool:
            method, address, headers, body = _request(data)
            try:
                connection.request(method, address, body, headers)
                answer = connection.getresponse()
                received = answer.read()
            except http.client.IncompleteRead:  # a limit was met on the way, and that can be told
                connection.close()
                _healthy(server)
                return False
            except (http.client.HTTPException, OSError) as error:
                connection.close()
                _healthy(server)
                raise WrongError(f"no answer: {type(error).__name__}") from error
            _healthy(server)
            got = {name.lower(): value for name, value in answer.getheaders()}
            return _check(answer.status, got, received)

        yield attempt


def _request(data: bytes) -> tuple[str, str, dict[str, str], bytes]:
    """The method, address, headers and body of a request that is well-formed, whatever stands in it."""
    first, _, rest = data.partition(b"\n")
    kind, _, body = rest.partition(b"\n")
    method, _, address = first.decode("latin-1").partition(" ")
    said = kind.decode("latin-1").strip()
    return (
        method if method in _METHODS else "POST",
        address if _ADDRESS.fullmatch(address) else "/sparql",
        {
            "Content-Type": said if _TYPE.fullmatch(said) else "text/plain",
            "Authorization": f"Bearer {_TOKEN}",
        },
        body,
    )


def _heads() -> list[bytes]:
    return corpus("tests/hostile/fuzz/targets/requests/*.http")


def _parted() -> list[bytes]:
    """Queries, facts, updates and graphs, in the shape that `_request` reads."""
    queries = [path.read_bytes() for path in sorted((ROOT / "queries").glob("*.rq"))]
    return [
        *(b"POST /sparql\napplication/sparql-query\n" + query for query in queries),
        *(b"POST /facts?dataset=a\napplication/jsonl\n" + one for one in corpus("tests/facts/good/*.jsonl")),
        *corpus("tests/hostile/fuzz/targets/requests/*.read", "tests/hostile/fuzz/targets/requests/*.write"),
    ]


TARGETS = [
    Target("http", 220, _heads, _whole, words("http"), seconds=20),
    Target("http-bodies", 100, _parted, _bodies, words("sparql"), seconds=60),
]
