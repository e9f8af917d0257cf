"""The part of `/openapi.json` about writes."""

from __future__ import annotations

from loader.endpoint.addresses.writing import LINES
from loader.endpoint.descriptions.openapi_parts import EXPECTED, TEXT, TOKEN, Node, errors, of
from loader.endpoint.exchange.formats import ROWS

__all__ = ["changed", "of_facts"]

_NUMBER: Node = {"type": "integer", "minimum": 0}
_FACT = '{"type": "actor", "id": "freedonia", "kind": "state", "name": "Freedonia"}\n'
_REPORTS = ("application/json", "application/sarif+json", "text/turtle", "text/plain")


def of_facts() -> Node:
    """Where facts are loaded."""
    return {
        "/facts": {
            "post": {
                "operationId": "facts",
                "summary": "Load facts, one JSON object a line.",
                "description": "They are all that the dataset says: what it says no more is withdrawn.",
                "security": [TOKEN],
                "parameters": [
                    {
                        "name": "dataset",
                        "in": "query",
                        "required": True,
                        "description": "The name of the dataset that they are.",
                        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
                        "example": "freedonia",
                    },
                    _switch("add", "Withdraw nothing."),
                    _switch("replace", "Allow more than half of the dataset to be withdrawn."),
                    EXPECTED,
                ],
                "requestBody": {
                    "required": True,
                    "content": {kind: {"schema": TEXT, "example": _FACT} for kind in LINES},
                },
                "responses": changed(),
            }
        }
    }


def changed(*statuses: int) -> Node:
    """The answers of a write."""
    counts = dict.fromkeys(("version", "facts", "added", "withdrawn", "shared", "kept"), _NUMBER)
    records = dict.fromkeys(("new", "changed", "gone"), _NUMBER)
    schema = {
        "type": "object",
        "properties": {
            **counts,
            "changed": {"type": "boolean"},
            "records": {"type": "object", "properties": records, "required": list(records)},
            "problems": {"type": "array", "items": {"type": "object"}},
        },
        "required": [*counts, "changed", "records", "problems"],
    }
    refused = (
        "The data do not conform, and nothing was changed: problems as JSON or SARIF, or a SHACL report."
    )
    kinds = (*_REPORTS, "application/problem+json", "text/html")
    return {
        "200": of([ROWS.media_type], "What was changed, if anything.", schema),
        "201": of(
            [ROWS.media_type], "What was changed; there is a dataset or a graph that was not there.", schema
        ),
        **errors(401, 403, 409, 411, 412, 415, 507, *statuses),
        "422": of(kinds, refused),
    }


def _switch(name: str, said: str) -> Node:
    return {
        "name": name,
        "in": "query",
        "description": said,
        "allowEmptyValue": True,
        "schema": {"enum": ["", "true", "false"]},
    }
