"""`/openapi.json`: every saved question and the endpoint itself, described for programs (OpenAPI 3.1)."""

from __future__ import annotations

import json
from typing import Any

from loader import __version__
from loader.endpoint.caching import answered, entity_tag
from loader.endpoint.evidence_column import columns
from loader.endpoint.exchange import Reply, Request
from loader.endpoint.formats import BOOLEANS, GRAPHS, HTML, ROWS, TABLES, Format, negotiated
from loader.endpoint.saved import offers_of
from loader.endpoint.site import Site
from loader.queries import Parameter, Question

__all__ = ["describe", "description"]

_INTEGERS = ("sources", "start", "end", "position", "lifted", "remaining")
_TRUTHS = ("disputed", "denies", "ended")
_TYPES = {"integer": {"type": "integer"}}
_HOW = {
    "actor": "An actor's id, name or alias.",
    "record": "The IRI of a record, or its end.",
    "date": "A date in EDTF: 2024, 2024-11 or 2024-11-21.",
}


async def description(site: Site, request: Request) -> Reply:
    """The description of this server."""
    negotiated(request, (ROWS,))
    described = json.dumps(describe(site.questions, request.origin), ensure_ascii=False, indent=1).encode()
    tag = entity_tag("", described.decode())

    async def made() -> bytes:
        return described

    return await answered(request, ROWS, tag, made)


def describe(questions: dict[str, Question], origin: str) -> dict[str, Any]:
    """The description of a server with these questions."""
    paths: dict[str, Any] = {"/sparql": _sparql(), "/health": _health(), "/queries/": _list()}
    for question in questions.values():
        for form in offers_of(question):
            if form is not HTML and form is not TABLES[0]:
                paths[f"/queries/{question.name}.{form.ending}"] = _question(question, form)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Détente",
            "version": __version__,
            "description": "Sourced facts about designations, recognitions, meetings and agreements.",
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {"parameters": {"knownAt": _known_at()}, "responses": _refusals()},
    }


def _question(question: Question, form: Format) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in question.parameters]
    content: dict[str, Any] = {"schema": _rows(question)} if form is ROWS else {}
    return {
        "get": {
            "operationId": f"{question.name}-{form.ending}",
            "summary": question.summary,
            "description": f"{question.description}\n\nCost: {question.cost}"
            if question.cost
            else question.description,
            "tags": list(question.tags),
            "parameters": [*parameters, {"$ref": "#/components/parameters/knownAt"}],
            "responses": {
                "200": {"description": "The answer.", "content": {form.media_type: content}},
                "304": {"description": "The client has this answer already (If-None-Match)."},
                **_errors(400, 404, 503),
            },
        }
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_TYPES.get(parameter.type, {"type": "string"}))
    if parameter.values:
        schema["enum"] = list(parameter.values)
    if parameter.default is not None:
        schema["default"] = parameter.default
    how = _HOW.get(parameter.type, "")
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description} {how}".strip(),
        "schema": schema,
    }


def _rows(question: Question) -> dict[str, Any]:
    names = columns(question.text)
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {name: {"type": [_type_of(name), "null"]} for name in names},
            "required": list(names),
            "additionalProperties": False,
        },
    }


def _type_of(column: str) -> str:
    return "integer" if column in _INTEGERS else "boolean" if column in _TRUTHS else "string"


def _sparql() -> dict[str, Any]:
    kinds = {form.media_type for form in (*TABLES, *BOOLEANS, *GRAPHS)}
    answer = {"description": "The answer.", "content": {kind: {} for kind in sorted(kinds)}}
    text = {"type": "string"}
    graphs = [
        {"name": f"{kind}-graph-uri", "in": "query", "schema": {"type": "array", "items": text}}
        for kind in ("default", "named")
    ]
    query = {"name": "query", "in": "query", "required": True, "schema": text}
    errors = _errors(400, 403, 404, 406, 503)
    form = {"type": "object", "properties": {"query": text}, "required": ["query"]}
    body = {
        "application/sparql-query": {"schema": text},
        "application/x-www-form-urlencoded": {"schema": form},
    }
    return {
        "get": {
            "operationId": "sparql-get",
            "summary": "A SPARQL 1.1 query; without one, the service description.",
            "parameters": [
                {**query, "required": False},
                *graphs,
                {"$ref": "#/components/parameters/knownAt"},
            ],
            "responses": {"200": answer, "304": {"description": "Unchanged."}, **errors},
        },
        "post": {
            "operationId": "sparql-post",
            "summary": "A SPARQL 1.1 query.",
            "parameters": graphs,
            "requestBody": {"required": True, "content": body},
            "responses": {"200": answer, **errors, **_errors(413, 415)},
        },
    }


def _health() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "status": {"const": "ok"},
            "version": {"type": "integer"},
            "content": {"type": "string"},
            "committed": {"type": ["string", "null"]},
            "triples": {"type": "integer"},
        },
        "required": ["status", "version", "content", "committed", "triples"],
    }
    said = {"description": "The server answers.", "content": {ROWS.media_type: {"schema": schema}}}
    return {"get": {"operationId": "health", "responses": {"200": said, **_errors(503)}}}


def _list() -> dict[str, Any]:
    schema = {"type": "array", "items": {"type": "object"}}
    said = {"description": "All saved questions.", "content": {ROWS.media_type: {"schema": schema}}}
    return {"get": {"operationId": "queries", "responses": {"200": said, **_errors(404, 503)}}}


def _known_at() -> dict[str, Any]:
    return {
        "name": "knownAt",
        "in": "query",
        "description": "The number of a version: the answer as it was known then.",
        "schema": {"type": "integer", "minimum": 1},
    }


def _errors(*statuses: int) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _refusals() -> dict[str, Any]:
    said = {
        400: "Something in the request is not as it should be; the detail names it.",
        403: "The query would write, or call another server.",
        404: "There is no such question, parameter value or version.",
        406: "The answer cannot be had in any format that the client takes.",
        413: "The request is too large.",
        415: "The body is of a media type that is not read.",
        503: "The store cannot be read at present.",
    }
    text = {"type": "string"}
    schema = {
        "type": "object",
        "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text},
        "required": ["type", "title", "status", "detail"],
    }
    content = {"application/problem+json": {"schema": schema}}
    return {str(status): {"description": sentence, "content": content} for status, sentence in said.items()}
