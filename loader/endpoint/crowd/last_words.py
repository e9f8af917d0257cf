"""What is said last on a connection that has no place, took too long or made no sense: a whole answer."""

from __future__ import annotations

import json
from http import HTTPStatus

from loader.endpoint.exchange.every_answer import ON_EVERY_ANSWER

__all__ = ["SENTENCES", "last_words"]

SENTENCES = {
    HTTPStatus.BAD_REQUEST: "This is not HTTP/1.1 as RFC 9112 has it.",
    HTTPStatus.REQUEST_TIMEOUT: "The request took too long to arrive.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The line and headers are too long, or too many.",
    HTTPStatus.TOO_MANY_REQUESTS: "One client has too many connections open; close some.",
    HTTPStatus.SERVICE_UNAVAILABLE: "All connections are taken; try again in a moment.",
}


def last_words(status: HTTPStatus) -> bytes:
    r"""A whole answer, after which the connection ends.

    >>> last_words(HTTPStatus.BAD_REQUEST).split(b"\r\n")[0]
    b'HTTP/1.1 400 Bad Request'
    """
    detail = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status,
        "detail": SENTENCES[status],
    }
    body = json.dumps(detail).encode()
    headers = {
        **ON_EVERY_ANSWER,
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        headers["Retry-After"] = "1"
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {said}" for name, said in headers.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode() + body
