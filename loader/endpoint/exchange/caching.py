"""Answers that need not be sent twice (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable

from loader import __version__
from loader.endpoint.exchange import Reply, Request, Stream
from loader.endpoint.exchange.formats import Format

__all__ = ["answered", "entity_tag", "names", "unchanged"]

_SPREADSHEET = "spreadsheet"


def entity_tag(content: str, *parts: str) -> str:
    """The tag of an answer.

    It is weak: rows without an order, and names of blank nodes, may differ in two answers that say the same.

    Args:
        content: the digest of what the version holds.
        parts: all else that the answer depends on: the query with its parameters, the media type.
    """
    digest = hashlib.blake2b(digest_size=16)
    for part in (__version__, content, *parts):
        text = part.encode("utf-8", "surrogatepass")
        digest.update(len(text).to_bytes(8, "big") + text)
    return f'W/"{digest.hexdigest()}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the client has this answer already."""
    return request.reads and names(request.headers.get("if-none-match", ""), tag)


def names(known: str, tag: str) -> bool:
    """Whether the header If-None-Match names a tag.

    >>> names('"a", W/"b"', 'W/"b"'), names("*", 'W/"b"'), names("", 'W/"b"')
    (True, True, False)
    """
    opaque = tag.removeprefix("W/")
    return known.strip() == "*" or any(each.strip().removeprefix("W/") == opaque for each in known.split(","))


async def answered(
    request: Request, form: Format, tag: str | None, make: Callable[[], Awaitable[bytes | Stream]]
) -> Reply:
    """The answer to a request, or that the client has it already.

    Args:
        request: what was asked.
        form: the format that was agreed on.
        tag: the answer's entity tag; None where it changes by itself.
        make: makes the answer's body; not called if the client has it.
    """
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    if form.ending == _SPREADSHEET:  # no browser shows it, and what it is saved as is what opens it
        headers["Content-Disposition"] = f'attachment; filename="{_saved_as(request.path)}"'
    if tag is not None and request.reads:
        headers["ETag"] = tag
        if unchanged(request, tag):
            return Reply(b"", form.content_type, 304, headers)
    return Reply(await make(), form.content_type, 200, headers, repeatable=tag is not None)


def _saved_as(path: str) -> str:
    """The name of a file for an address.

    >>> _saved_as("/queries/meetings.spreadsheet"), _saved_as("/sparql"), _saved_as('/queries/%22"')
    ('meetings.csv', 'sparql.csv', '22.csv')
    """
    stem = path.rpartition("/")[2].removesuffix(f".{_SPREADSHEET}")
    return f"{re.sub(r'[^A-Za-z0-9-]', '', stem) or 'answer'}.csv"
