"""A request to `/sparql` as an operation of the SPARQL 1.1 Protocol, or why it is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from loader.endpoint.access import READ_ONLY
from loader.endpoint.addresses.posting import media_type
from loader.endpoint.exchange import RefusalError, Request

__all__ = ["MAX_PARAMETERS", "Operation", "Update", "operation_of"]

MAX_PARAMETERS = 100
"""Of one request, in its address and its body."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation.

    Attributes:
        query: the text.
        default_graphs: those that the request names in place of the query's FROM; None if it names no graph.
        named_graphs: likewise for FROM NAMED.
    """

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Update:
    """An update operation.

    Attributes:
        text: what is to be done.
        using: the graphs that the request names in place of USING.
        using_named: likewise for USING NAMED.
    """

    text: str
    using: tuple[str, ...]
    using_named: tuple[str, ...]


def operation_of(request: Request, *, writable: bool = False) -> Operation | Update | None:
    """What is asked for; None for the service itself.

    Args:
        request: the request.
        writable: whether updates are carried out here at all.

    Raises:
        RefusalError: the protocol does not allow it, or it would write where nothing can be written.
    """
    parameters = list(request.parameters)
    if request.method == "POST":
        parameters += _posted(request)
    texts = {kind: [value for name, value in parameters if name == kind] for kind in ("query", "update")}
    if texts["update"]:
        if not writable:
            status = HTTPStatus.BAD_REQUEST if request.reads else HTTPStatus.FORBIDDEN
            raise RefusalError(status, READ_ONLY)
        return _update(request, parameters, **texts)
    if not texts["query"] and request.reads:
        return None
    if len(texts["query"]) != 1:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST,
            f"A request carries exactly one query; this one has {len(texts['query'])}.",
        )
    default = _graphs(parameters, "default-graph-uri")
    named = _graphs(parameters, "named-graph-uri")
    if not default and not named:
        return Operation(texts["query"][0], None, None)
    return Operation(texts["query"][0], default, named)


def _update(
    request: Request, parameters: Sequence[tuple[str, str]], query: list[str], update: list[str]
) -> Update:
    if request.reads or any(name == "update" for name, _ in request.parameters):
        raise RefusalError(HTTPStatus.BAD_REQUEST, "An update is posted in a body.")
    if query or len(update) != 1:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "A request carries exactly one update, and no query.")
    return Update(
        update[0], _graphs(parameters, "using-graph-uri"), _graphs(parameters, "using-named-graph-uri")
    )


def _posted(request: Request) -> list[tuple[str, str]]:
    """What a body says, as the parameters that a form would have."""
    kind = media_type(request)
    if kind not in (_FORM, _QUERY, _UPDATE):
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"A query is posted as {_QUERY} or as {_FORM}.",
            {"Accept-Post": f"{_QUERY}, {_UPDATE}, {_FORM}"},
        )
    try:
        text = request.body.decode()
        if kind != _FORM:
            return [("query" if kind == _QUERY else "update", text)]
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise RefusalError(HTTPStatus.BAD_REQUEST, "The query is not valid UTF-8.") from None
    except ValueError:
        raise RefusalError(HTTPStatus.BAD_REQUEST, f"At most {MAX_PARAMETERS} parameters are read.") from None


def _graphs(parameters: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    """The graphs that the request names in place of the query's own."""
    iris = tuple(value for key, value in parameters if key == name)
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError:
            raise RefusalError(
                HTTPStatus.BAD_REQUEST, f"{name} takes absolute IRIs; '{iri[:100]}' is none."
            ) from None
    return iris
