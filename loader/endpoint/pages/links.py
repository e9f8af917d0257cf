"""From a thing's IRI to its page here and back, and which other IRIs may be links."""

from __future__ import annotations

import re

__all__ = ["local", "outward", "thing_iri"]

_ESCAPED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_WEB = re.compile(
    r"https?://(\[[0-9A-Fa-f:.]+\](:[0-9]+)?|[^\s/?#<>\"\\\[\]\x00-\x20]+)([/?#][^\s<>\"\\\x00-\x20]*)?",
    re.IGNORECASE,
).fullmatch
_ID = "/id/"


def local(iri: str, base: str) -> str:
    """The address on this server of the page about a thing; empty if the IRI is none of this store's things.

    >>> local("https://w3id.org/detente/id/actor/taliban", "https://w3id.org/detente/id/")
    '/id/actor/taliban'
    """
    rest = iri.removeprefix(base)
    return f"{_ID}{rest}" if rest != iri and "/" in rest else ""


def outward(iri: str) -> str:
    """An IRI that may become a link out of this server; empty for every scheme but http and https.

    >>> outward("https://example.org/"), outward("javascript:alert(1)"), outward("http:no-host")
    ('https://example.org/', '', '')
    """
    return iri if _WEB(iri) else ""


def thing_iri(path: str, base: str) -> str:
    """The IRI of the thing whose page has this path.

    Browsers percent-encode letters beyond ASCII, which are themselves in an IRI; all else stays as it is.

    >>> thing_iri("/id/actor/z%C3%BCrich%20west", "https://w3id.org/detente/id/")
    'https://w3id.org/detente/id/actor/zürich%20west'
    """
    return base + _ESCAPED.sub(_letters, path.removeprefix(_ID))


def _letters(match: re.Match[str]) -> str:
    try:
        text = bytes.fromhex(match.group().replace("%", "")).decode()
    except UnicodeDecodeError:
        return match.group()
    encoded = (char if char.isalnum() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text)
    return "".join(encoded)
