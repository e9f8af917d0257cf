"""`/openapi.json`: every saved question and the endpoint itself, described for programs (OpenAPI 3.1)."""

from __future__ import annotations

import json

from loader import __version__
from loader.endpoint.descriptions.openapi_parts import Node, components, limits
from loader.endpoint.descriptions.openapi_protocols import of_protocols, of_the_server
from loader.endpoint.descriptions.openapi_questions import of_questions
from loader.endpoint.descriptions.openapi_writing import of_facts
from loader.endpoint.exchange import Reply, Request
from loader.endpoint.exchange.caching import answered, entity_tag
from loader.endpoint.exchange.formats import ROWS, negotiated
from loader.endpoint.settings import Settings
from loader.endpoint.site import Site
from loader.queries import Question

__all__ = ["describe", "description"]


async def description(site: Site, request: Request) -> Reply:
    """The description of this server."""
    negotiated(request, (ROWS,))
    said = describe(site.questions, request.origin, site.settings)
    described = json.dumps(said, ensure_ascii=False, indent=1).encode()
    tag = entity_tag("", described.decode())

    async def made() -> bytes:
        return described

    return await answered(request, ROWS, tag, made)


def describe(questions: dict[str, Question], origin: str, settings: Settings | None = None) -> Node:
    """The description of a server.

    Args:
        questions: its saved queries.
        origin: scheme, host and port under which a client knows it.
        settings: say what may be done there, and how much; the defaults unless given.
    """
    settings = settings or Settings()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Détente",
            "version": __version__,
            "description": "Sourced facts about designations, recognitions, meetings and agreements.",
            "x-limits": limits(settings),
        },
        "servers": [{"url": origin}],
        "paths": {
            **of_questions(questions),
            **of_protocols(settings),
            **(of_facts() if settings.writable else {}),
            **of_the_server(),
        },
        "components": components(settings),
    }
