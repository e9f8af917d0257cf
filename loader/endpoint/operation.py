"""A request to `/sparql` as an operation of the SPARQL 1.1 Protocol, or why it is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from loader.endpoint.exchange import RefusalError, Request

__all__ = ["MAX_PARAMETERS", "Operation", "operation_of"]

MAX_PARAMETERS = 100
"""Of one request, in its address and its body."""

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "This endpoint only reads; facts come in with `detente load`."


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


def operation_of(request: Request) -> Operation | None:
    """What is asked for; None for the service itself.

    Raises:
        RefusalError: the protocol does not allow it, or it would write.
    """
    parameters = list(request.parameters)
    queries = request.all("query")
    if request.method == "POST":
        content_type, _, rest = request.headers.get("content-type", "").lower().partition(";")
        posted, more = _posted(content_type.strip(), rest, request.body)
        parameters += more
        queries += posted + [value for name, value in more if name == "query"]
    if any(name == "update" for name, _ in parameters):
        status = HTTPStatus.BAD_REQUEST if request.reads else HTTPStatus.FORBIDDEN
        raise RefusalError(status, _READ_ONLY)
    if not queries and request.reads:
        return None
    if len(queries) != 1:
        raise RefusalError(
            HTTPStatus.BAD_REQUEST, f"A request carries exactly one query; this one has {len(queries)}."
        )
    default = _graphs(parameters, "default-graph-uri")
    named = _graphs(parameters, "named-graph-uri")
    if not default and not named:
        return Operation(queries[0], None, None)
    return Operation(queries[0], default, named)


def _posted(content_type: str, rest: str, body: bytes) -> tuple[list[str], list[tuple[str, str]]]:
    """The query of a body that is one, or the parameters of a form."""
    if content_type == _UPDATE:
        raise RefusalError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if content_type not in (_FORM, _QUERY):
        raise RefusalError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"A query is posted as {_QUERY} or as {_FORM}.",
            {"Accept-Post": f"{_QUERY}, {_FORM}"},
        )
    charset = rest.partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RefusalError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A query is posted in UTF-8.")
    try:
        text = body.decode()
        if content_type == _QUERY:
            return [text], []
        return [], parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
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
