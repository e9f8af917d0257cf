"""What the parts of `/openapi.json` share: statuses, parameters, limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loader.endpoint.settings import Settings

__all__ = [
    "ABSENT",
    "ANYWHERE",
    "EXPECTED",
    "KNOWN_AT",
    "TEXT",
    "TOKEN",
    "Node",
    "components",
    "errors",
    "limits",
    "of",
]

Node = dict[str, Any]
"""A node of the description."""

TEXT: Node = {"type": "string"}
KNOWN_AT: Node = {"$ref": "#/components/parameters/knownAt"}
EXPECTED: Node = {"$ref": "#/components/parameters/ifMatch"}
ABSENT: Node = {"$ref": "#/components/parameters/ifNoneMatch"}
TOKEN: Node = {"token": []}

ANYWHERE = (400, 408, 413, 421, 429, 431, 503)
"""What any request may be refused with."""

_LIMITS = (
    "query_seconds",
    "query_memory",
    "query_rows",
    "body_bytes",
    "head_bytes",
    "unpacked_bytes",
    "requests_a_minute",
)
_LIMITS_OF_WRITES = ("write_bytes", "write_seconds", "write_memory", "write_wait")


def errors(*statuses: int) -> Node:
    """References to the answers of refusals: these, and what any request may be refused with."""
    return {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted({*statuses, *ANYWHERE})
    }


def of(kinds: list[str] | tuple[str, ...], said: str, schema: Node | None = None) -> Node:
    """An answer that can be had as any of these media types."""
    return {"description": said, "content": {kind: {"schema": schema} if schema else {} for kind in kinds}}


def limits(settings: Settings) -> Node:
    """How much may be asked, by the names that the settings have; 0 for any number."""
    named = (*_LIMITS, *(_LIMITS_OF_WRITES if settings.writable else ()))
    return {name: getattr(settings, name) for name in named}


def components(settings: Settings) -> Node:
    """What the description refers to."""
    found: Node = {
        "parameters": {
            "knownAt": {
                "name": "knownAt",
                "in": "query",
                "description": "The number of a version: the answer as it was known then.",
                "schema": {"type": "integer", "minimum": 1},
            }
        },
        "responses": {str(each.status): _refusal(each) for each in _refusals(settings)},
    }
    if settings.writable:
        found["parameters"]["ifMatch"] = {
            "name": "If-Match",
            "in": "header",
            "description": "The digest of the content that still has to hold (`content` in `/health`), "
            "in quotation marks.",
            "schema": TEXT,
        }
        found["parameters"]["ifNoneMatch"] = {
            "name": "If-None-Match",
            "in": "header",
            "description": "`*`: only if the graph is not there yet.",
            "schema": TEXT,
            "example": "*",
        }
        found["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "The token of whoever may write."}
        }
    return found


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    said: str
    again: bool = False  # it may say when to come again


def _refusals(settings: Settings) -> list[_Refusal]:
    common = [
        _Refusal(400, "Something in the request is not as it should be; the detail names it."),
        _Refusal(403, "It would write where or by whom nothing may be written, or call another server."),
        _Refusal(404, "There is no such question, thing, graph or version."),
        _Refusal(405, "The method is not for this address."),
        _Refusal(406, "The answer cannot be had in any format that the client takes."),
        _Refusal(408, "The request came too slowly, or the answer was read so."),
        _Refusal(
            413,
            f"The body has more than {settings.body_bytes} bytes, or the answer would have more rows, or "
            "take more memory, than it may.",
        ),
        _Refusal(415, "The body is of a media type, or packed in a way, that is not read."),
        _Refusal(421, "This server has another name."),
        _Refusal(429, "This client asks too often, or has too many queries that wait.", again=True),
        _Refusal(431, f"The head of the request has more than {settings.head_bytes} bytes."),
        _Refusal(
            503,
            f"It took longer than {settings.query_seconds:g} seconds, or cannot be done at present.",
            again=True,
        ),
    ]
    if settings.services:
        common.append(_Refusal(502, "A server that the query calls, and may call, gave no answer."))
    if not settings.writable:
        return common
    return [
        *common,
        _Refusal(401, "The token is missing, or not the right one."),
        _Refusal(409, "The store is such that it cannot be done; the detail says why."),
        _Refusal(411, "The request does not say how long its body is."),
        _Refusal(412, "What holds is not what If-Match or If-None-Match says."),
        _Refusal(507, "There is no room left on the disk; nothing was changed.", again=True),
    ]


def _refusal(refusal: _Refusal) -> Node:
    schema = {
        "type": "object",
        "properties": {"type": TEXT, "title": TEXT, "status": {"const": refusal.status}, "detail": TEXT},
        "required": ["type", "title", "status", "detail"],
    }
    described: Node = {
        "description": refusal.said,
        "content": {
            "application/problem+json": {"schema": schema},
            "application/json": {"schema": schema},
            "text/plain": {},
            "text/html": {},
        },
    }
    if refusal.again:
        seconds = {"type": "integer", "minimum": 0}
        described["headers"] = {"Retry-After": {"description": "After how many seconds.", "schema": seconds}}
    return described
