"""Who may do what: under which name a server is asked, from which page, and with which token.

Reading is anonymous. Three things keep others out: a name that is not this server's is refused, or a page
elsewhere could have its own name lead here and read on behalf of whoever opened it; a page elsewhere writes
only if its origin was allowed; and nobody writes without the token.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from http import HTTPStatus

from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.settings import Settings

__all__ = ["READ_ONLY", "anybody", "before", "check_host", "cors", "most_bytes", "permit", "preflight"]

READ_ONLY = "This endpoint only reads; facts come in with `detente load`."
_CHALLENGE = 'Bearer realm="detente"'
_ANY = "*"
_HOST = re.compile(
    r"(?:\[(?P<digits>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::[0-9]{1,5})?", re.ASCII
).fullmatch
_EXPOSED = "ETag, Location"
_UPDATE = "application/sparql-update"


def check_host(settings: Settings, host: str | None) -> None:
    """Let a request pass that names this server.

    An address in digits is what nobody can make lead elsewhere, and so are the names of this machine itself.

    Args:
        settings: has the further names.
        host: the header Host; None where there is none, as in HTTP/1.0.

    Raises:
        RefusalError: 421 for the name of another.

    >>> check_host(Settings(), "127.0.0.1:8000")
    >>> check_host(Settings(hosts=("Data.example",)), "data.example")
    >>> check_host(Settings(), "rebound.example:8000")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    loader.endpoint.exchange.message.RefusalError: ...another name...
    """
    if host is None or _ANY in settings.hosts:
        return
    name = _name(host)
    if name == "localhost" or name.endswith(".localhost") or _in_digits(name):
        return
    if name not in {each.lower().rstrip(".") for each in settings.hosts}:
        raise RefusalError(
            HTTPStatus.MISDIRECTED_REQUEST,
            "This server has another name; whoever runs it can give it this one.",
        )


def permit(settings: Settings, request: Request) -> None:
    """Let a request pass that writes.

    Raises:
        RefusalError: 403 where nothing can be written, or not from that page; 401 without the right token.
    """
    if not settings.writable or settings.token is None:
        raise RefusalError(HTTPStatus.FORBIDDEN, READ_ONLY)
    if not _of_this_server(settings, request):
        raise RefusalError(
            HTTPStatus.FORBIDDEN, "A page of another origin may not write here; its origin is not allowed."
        )
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise RefusalError(
            HTTPStatus.UNAUTHORIZED,
            "Writing takes a token: `Authorization: Bearer TOKEN`.",
            {"WWW-Authenticate": _CHALLENGE},
        )
    if not _same(token.strip().encode("utf-8", "surrogateescape"), settings.token):
        raise RefusalError(
            HTTPStatus.UNAUTHORIZED,
            "This token is not the right one.",
            {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'},
        )


def most_bytes(settings: Settings, request: Request) -> int:
    """How large a body may be: that of a writer larger than that of somebody who asks."""
    try:
        permit(settings, request)
    except RefusalError:
        return settings.body_bytes
    return max(settings.body_bytes, settings.write_bytes)


def before(settings: Settings, request: Request, *, writes: bool) -> None:
    """Let a request pass before its body is read, as far as its head tells whether it writes.

    Args:
        settings: who may write.
        request: its head.
        writes: whether all but GET and HEAD write at this address.

    Raises:
        RefusalError: as `permit` does.
    """
    posted = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not request.reads and (writes or posted == _UPDATE):
        permit(settings, request)


def cors(settings: Settings, request: Request) -> dict[str, str]:
    """The headers by which a browser lets a page elsewhere see an answer: of what it reads, or may write."""
    if request.reads:
        return anybody()
    origin = request.headers.get("origin", "")
    if not settings.writable or origin not in settings.origins:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _EXPOSED,
        "Vary": "Origin",
    }


def anybody() -> dict[str, str]:
    """The headers by which a page from anywhere sees what anybody may read."""
    return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": _EXPOSED}


def preflight(settings: Settings, request: Request, *, posts: bool) -> dict[str, str]:
    """What a browser is told that asks what a page elsewhere may do.

    Args:
        settings: who may write.
        request: the question.
        posts: whether what is posted to this address may be a question too.
    """
    origin = request.headers.get("origin", "")
    if settings.writable and origin in settings.origins:
        allowed, methods = origin, "DELETE, GET, HEAD, POST, PUT"
        headers = "Accept, Authorization, Content-Type, If-Match, If-None-Match"
    else:
        allowed, methods = "*", "GET, HEAD, POST" if posts else "GET, HEAD"
        headers = "Accept, Content-Type, If-None-Match"
    return {
        "Access-Control-Allow-Origin": allowed,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": headers,
        "Access-Control-Max-Age": "86400",
    }


def _same(one: bytes, other: bytes) -> bool:
    """Whether two secrets are equal, in a time that depends on neither."""
    return hmac.compare_digest(hashlib.sha256(one).digest(), hashlib.sha256(other).digest())


def _of_this_server(settings: Settings, request: Request) -> bool:
    """Whether a request comes from no page, from one of this server, or from one that is allowed."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    # The scheme is not compared: a proxy before this server may speak another one.
    host = request.headers.get("host", "").lower()
    return origin in settings.origins or (bool(host) and origin.lower().partition("://")[2] == host)


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty where it is none.

    >>> _name("[::1]:80"), _name("A.example.:80"), _name("a.example"), _name("[::1")
    ('::1', 'a.example', 'a.example', '')
    """
    match = _HOST(host)
    return (match["digits"] or match["name"]).lower().rstrip(".") if match else ""


def _in_digits(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
