"""Bodies of writes: what they are said to be, and their parts."""

from __future__ import annotations

from http import HTTPStatus

from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.writer.job import Document

__all__ = ["SYNTAXES", "documents", "has_length", "media_type", "switch"]

_MOST_PARTS = 100  # of a form
SYNTAXES = {
    "text/turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    "application/json": "application/ld+json",
}
"""What graphs are sent as, and what that is called properly."""


def media_type(request: Request) -> str:
    """What a body is said to be, in lower case; empty if that is not said.

    Raises:
        RefusalError: 415 for text that is said not to be UTF-8.
    """
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Texts are taken in UTF-8.")
    return kind.strip().lower()


def has_length(request: Request) -> None:
    """Let a body pass whose end is told, so that nothing is emptied by a body that was forgotten.

    Raises:
        RefusalError: 411.
    """
    if "content-length" not in request.headers and "transfer-encoding" not in request.headers:
        raise RefusalError(HTTPStatus.LENGTH_REQUIRED, "Say how long the body is; an empty one has 0 bytes.")


def switch(request: Request, name: str) -> bool:
    """Whether a switch is on: `?add` and `?add=true` are, `?add=false` is not.

    Raises:
        RefusalError: 400 for anything else.
    """
    given = request.all(name)
    value = given[-1].lower() if given else "false"
    if value not in ("", "true", "false", "1", "0"):
        raise RefusalError(HTTPStatus.BAD_REQUEST, f"?{name} is said alone, or is true or false.")
    return value in ("", "true", "1")


def documents(request: Request, base: str) -> tuple[Document, ...]:
    """The RDF documents of a body: itself, or the parts of a form.

    Args:
        request: has the body.
        base: what its relative IRIs are resolved against.

    Raises:
        RefusalError: 415 for what is no RDF, 400 for a form that is broken.
    """
    kind = media_type(request)
    if kind == "multipart/form-data":
        return tuple(_document(part, said, base) for part, said in parts(request))
    return (_document(request.body, kind, base),)


def _document(body: bytes, kind: str, base: str) -> Document:
    if kind not in SYNTAXES:
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"A graph is sent as {', '.join(SYNTAXES)}, or as the files of a form.",
            {"Accept-Post": ", ".join((*SYNTAXES, "multipart/form-data"))},
        )
    return Document(body, SYNTAXES[kind], base)


def parts(request: Request) -> list[tuple[bytes, str]]:
    """The parts of a form, each with its media type."""
    from python_multipart.exceptions import FormParserError  # noqa: PLC0415  # few send forms
    from python_multipart.multipart import MultipartParser, parse_options_header  # noqa: PLC0415

    _, options = parse_options_header(request.headers["content-type"])
    boundary = options.get(b"boundary", b"")
    found: list[tuple[bytearray, dict[str, str]]] = []
    name, value = bytearray(), bytearray()

    def begin() -> None:
        if len(found) == _MOST_PARTS:
            raise RefusalError(HTTPStatus.BAD_REQUEST, f"A form has at most {_MOST_PARTS} files.")
        found.append((bytearray(), {}))

    def header_ends() -> None:
        found[-1][1][name.decode("latin-1").lower()] = value.decode("latin-1")
        name.clear()
        value.clear()

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": begin,
            "on_part_data": lambda data, start, end: found[-1][0].extend(data[start:end]),
            "on_header_field": lambda data, start, end: name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": header_ends,
        },
    )
    try:
        parser.write(request.body)
        parser.finalize()
    except FormParserError:
        found.clear()
    if not boundary or not found:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "The form is broken: it has no parts, or does not end.")
    return [
        (
            bytes(body),
            media_type(Request("POST", "/", headers={"content-type": headers.get("content-type", "")})),
        )
        for body, headers in found
    ]
