"""The part of `/openapi.json` about saved questions."""

from __future__ import annotations

from loader.endpoint.addresses.saved import offers_of
from loader.endpoint.descriptions.openapi_parts import KNOWN_AT, TEXT, Node, errors
from loader.endpoint.exchange.formats import HTML, ROWS, TABLES, Format
from loader.endpoint.pages.evidence_column import columns
from loader.queries import Parameter, Question

__all__ = ["of_questions"]

_INTEGERS = ("sources", "start", "end", "position", "lifted", "remaining")
_TRUTHS = ("disputed", "denies", "ended")
_TYPES: dict[str, Node] = {"integer": {"type": "integer"}}
_HOW = {
    "actor": "An actor's id, name or alias.",
    "record": "The IRI of a record, or its end.",
    "date": "A date in EDTF: 2024, 2024-11 or 2024-11-21.",
}


def of_questions(questions: dict[str, Question]) -> Node:
    """The addresses of these questions, one for each format, and of their list."""
    paths: Node = {"/queries/": _list()}
    for question in questions.values():
        for form in offers_of(question):
            if form is not HTML and form is not TABLES[0]:
                paths[f"/queries/{question.name}.{form.ending}"] = _question(question, form)
    return paths


def _question(question: Question, form: Format) -> Node:
    parameters = [_parameter(parameter) for parameter in question.parameters]
    content: Node = {"schema": _rows(question)} if form is ROWS else {}
    cost = f"\n\nCost: {question.cost}" if question.cost else ""
    return {
        "get": {
            "operationId": f"{question.name}-{form.ending}",
            "summary": question.summary,
            "description": f"{question.description}{cost}",
            "tags": list(question.tags),
            "parameters": [*parameters, KNOWN_AT],
            "responses": {
                "200": {"description": "The answer.", "content": {form.media_type: content}},
                "304": {"description": "The client has this answer already (If-None-Match)."},
                **errors(404),
            },
        }
    }


def _parameter(parameter: Parameter) -> Node:
    schema: Node = dict(_TYPES.get(parameter.type, TEXT))
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


def _rows(question: Question) -> Node:
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


def _list() -> Node:
    schema = {"type": "array", "items": {"type": "object"}}
    said = {"description": "All saved questions.", "content": {ROWS.media_type: {"schema": schema}}}
    return {
        "get": {
            "operationId": "queries",
            "summary": "What can be asked.",
            "parameters": [KNOWN_AT],
            "responses": {"200": said, "304": {"description": "Unchanged."}, **errors(404, 406)},
        }
    }
