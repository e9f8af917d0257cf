"""The part of `/openapi.json` about SPARQL and graphs, things, and the server itself."""

from __future__ import annotations

from loader.endpoint.addresses.posting import SYNTAXES
from loader.endpoint.descriptions.openapi_parts import (
    ABSENT,
    EXPECTED,
    KNOWN_AT,
    TEXT,
    TOKEN,
    Node,
    errors,
    of,
)
from loader.endpoint.descriptions.openapi_writing import changed
from loader.endpoint.exchange.formats import BOOLEANS, GRAPHS, ROWS, TABLES
from loader.endpoint.settings import Settings

__all__ = ["of_protocols", "of_the_server"]

_QUERY = "SELECT ?act WHERE { ?act a <https://w3id.org/detente/ns#DesignationAct> } LIMIT 10"
_UPDATE = (
    "INSERT DATA { GRAPH <https://example.org/notes> { <https://example.org/a> <https://example.org/b> 1 } }"
)
_NAMES = sorted({name for form in (*TABLES, *GRAPHS) for name in form.names})
_AS_GRAPH = [form.media_type for form in GRAPHS]
_AS_TRIPLES = [form.media_type for form in GRAPHS if form.writer not in ("trig", "nquads")]
_UNCHANGED: Node = {"description": "The client has this answer already (If-None-Match)."}


def of_protocols(settings: Settings) -> Node:
    """SPARQL, graphs, things and the description of the data set."""
    described = {"200": of(_AS_GRAPH, "The description."), "304": _UNCHANGED, **errors(404, 406)}
    thing = {
        "name": "thing",
        "in": "path",
        "required": True,
        "description": "The end of its IRI: a kind, and a key.",
        "schema": TEXT,
        "example": "actor/taliban",
    }
    return {
        "/sparql": {"get": _sparql_get(settings), "post": _sparql_post(settings)},
        "/store": _store(settings),
        "/id/{thing}": {
            "get": {
                "operationId": "thing",
                "summary": "What is said of a thing, with the claims behind it.",
                "parameters": [thing, _format(), KNOWN_AT],
                "responses": {"200": of(_AS_GRAPH, "Its triples."), "304": _UNCHANGED, **errors(404, 406)},
            }
        },
        "/.well-known/void": {
            "get": {
                "operationId": "void",
                "summary": "What the data are, by property and by class (VoID).",
                "parameters": [_format(), KNOWN_AT],
                "responses": described,
            }
        },
    }


def of_the_server() -> Node:
    """Whether it lives, and whether it can be asked."""
    health = {
        "type": "object",
        "properties": {
            "status": {"const": "ok"},
            "version": {"type": "integer"},
            "content": TEXT,
            "committed": {"type": ["string", "null"]},
            "triples": {"type": "integer"},
        },
        "required": ["status", "version", "content", "committed", "triples"],
    }
    ready = {
        "type": "object",
        "properties": {"ready": {"type": "boolean"}, "why": TEXT},
        "required": ["ready"],
    }
    return {
        "/health": {
            "get": {
                "operationId": "health",
                "summary": "That the server answers, and from which version.",
                "responses": {"200": of([ROWS.media_type], "It does.", health), **errors(406)},
            }
        },
        "/ready": {
            "get": {
                "operationId": "ready",
                "summary": "Whether requests should be sent here.",
                "responses": {
                    **errors(),
                    "200": of([ROWS.media_type], "They should.", ready),
                    "503": of([ROWS.media_type], "Not at present.", ready),
                },
            }
        },
        "/metrics": {
            "get": {
                "operationId": "metrics",
                "summary": "Figures for Prometheus; for this machine, unless it is set otherwise.",
                "responses": {"200": of(["text/plain"], "The figures."), **errors(403, 404)},
            }
        },
    }


def _format(names: list[str] | None = None) -> Node:
    return {
        "name": "format",
        "in": "query",
        "description": "The format, by its name, in place of the header Accept.",
        "schema": {"enum": names or sorted({name for form in GRAPHS for name in form.names})},
    }


def _graphs(kind: str, place: str = "query") -> Node:
    return {
        "name": f"{kind}-graph-uri",
        "in": place,
        "schema": {"type": "array", "items": {"type": "string", "format": "iri"}},
    }


def _answers(*, updates: bool = False) -> Node:
    kinds = {form.media_type for form in (*TABLES, *BOOLEANS, *GRAPHS)}
    return of(sorted(kinds | ({ROWS.media_type} if updates else set())), "The answer.")


def _calls(settings: Settings) -> tuple[int, ...]:
    """What comes of calls to other servers, where they are allowed."""
    return (502,) if settings.services else ()


def _sparql_get(settings: Settings) -> Node:
    query = {"name": "query", "in": "query", "schema": TEXT, "example": _QUERY}
    return {
        "operationId": "sparql-get",
        "summary": "A SPARQL 1.1 query; without one, the service description.",
        "parameters": [query, _graphs("default"), _graphs("named"), _format(_NAMES), KNOWN_AT],
        "responses": {"200": _answers(), "304": _UNCHANGED, **errors(403, 404, 406, *_calls(settings))},
    }


def _sparql_post(settings: Settings) -> Node:
    fields: Node = {"query": TEXT}
    body: Node = {
        "application/sparql-query": {"schema": TEXT, "example": _QUERY},
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": fields, "required": ["query"]},
            "example": {"query": _QUERY},
        },
    }
    described: Node = {
        "operationId": "sparql-post",
        "summary": "A SPARQL 1.1 query.",
        "parameters": [_graphs("default"), _graphs("named"), _format(_NAMES), KNOWN_AT],
        "requestBody": {"required": True, "content": body},
        "responses": {"200": _answers(), **errors(403, 404, 406, 415, *_calls(settings))},
    }
    if not settings.writable:
        return described
    fields["update"] = TEXT
    body["application/x-www-form-urlencoded"]["schema"] = {
        "type": "object",
        "properties": fields,
        "oneOf": [{"required": ["query"]}, {"required": ["update"]}],
    }
    body["application/sparql-update"] = {"schema": TEXT, "example": _UPDATE}
    described["summary"] = "A SPARQL 1.1 query, or an update, for which a token is needed."
    described["security"] = [{}, TOKEN]
    described["parameters"] += [_graphs("using"), _graphs("using-named"), EXPECTED]
    described["responses"] = {**changed(404, 406, *_calls(settings)), "200": _answers(updates=True)}
    return described


def _store(settings: Settings) -> Node:
    which = [
        {
            "name": "default",
            "in": "query",
            "description": "The default graph; it has no value.",
            "allowEmptyValue": True,
            "schema": {"const": ""},
        },
        {
            "name": "graph",
            "in": "query",
            "description": "The IRI of a named graph.",
            "schema": {"type": "string", "format": "iri"},
            "example": "https://example.org/notes",
        },
    ]
    found: Node = {
        "get": {
            "operationId": "graph-get",
            "summary": "A graph (SPARQL 1.1 Graph Store HTTP Protocol).",
            "description": "Below `/store/`, an address is a graph's own IRI.",
            "parameters": [*which, _format(), KNOWN_AT],
            "responses": {"200": of(_AS_TRIPLES, "Its triples."), "304": _UNCHANGED, **errors(404, 406)},
        }
    }
    if not settings.writable:
        return found
    body = {
        "required": True,
        "content": {kind: {"schema": TEXT} for kind in SYNTAXES}
        | {"multipart/form-data": {"schema": {"type": "object"}}},
    }
    for method, summary in (
        ("put", "Give a graph new content."),
        ("post", "Add to a graph; without one that is named, make a new one."),
        ("delete", "Remove a graph."),
    ):
        found[method] = {
            "operationId": f"graph-{method}",
            "summary": summary,
            "security": [TOKEN],
            "parameters": [*which, EXPECTED],
            "responses": changed(404),
        }
        if method != "delete":
            found[method]["parameters"].append(ABSENT)
            found[method]["requestBody"] = body
    return found
