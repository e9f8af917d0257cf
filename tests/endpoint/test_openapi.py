"""The description of the API is that of the API: what it names is there, and answers as it says."""

from __future__ import annotations

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import WORLD, Versions
from starlette.routing import Route
from writable import TOKEN, WRITABLE, in_memory, writable

from loader.endpoint.addresses.posting import SYNTAXES
from loader.endpoint.addresses.writing import LINES
from loader.endpoint.app import create_app
from loader.endpoint.descriptions.openapi import describe
from loader.endpoint.settings import Settings
from loader.queries import catalogue

QUESTIONS = catalogue()
LONG = os.environ.get("DETENTE_LONG") == "1"
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)

TEXTS = ("application/sparql-query", "application/sparql-update", *LINES, *SYNTAXES)


@schemathesis.serializer(*(kind for kind in TEXTS if kind != "application/json"))
def as_it_is(_: schemathesis.SerializationContext, value: object) -> bytes:
    """A body that is a text already."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else str(value).encode()


CONFIG = SchemathesisConfig.from_dict(
    {"phases": {"coverage": {"enabled": LONG}, "stateful": {"enabled": False}}}
)
SCHEMA = schemathesis.openapi.from_dict(describe(QUESTIONS, "http://127.0.0.1", WRITABLE), config=CONFIG)
if not LONG:  # the formats of a question have the same parameters, and questions are all read by one reader
    SCHEMA = SCHEMA.exclude(path_regex=r"^/queries/(?!(evidence|meetings|designation-status)\.json).+$")


@pytest.fixture(scope="module")
def address():
    with in_memory() as folder, writable(folder) as client:
        sent = client.post(
            "/facts?dataset=world", content=WORLD.read_bytes(), headers={"Content-Type": "application/jsonl"}
        )
        assert sent.status_code == 201, sent.text
        yield str(client.base_url).rstrip("/")


@SCHEMA.parametrize()
@settings(
    max_examples=100 if LONG else 4,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
def test_the_server_answers_as_it_says(case, address):
    case.call_and_validate(
        base_url=address, headers={"Authorization": f"Bearer {TOKEN}"}, checks=list(CHECKS), timeout=60
    )


PAGES = {"/", "/assets/{name:path}"}
"""Routes for people only."""
OTHERWISE = {
    "/queries": "/queries/",
    "/queries/{name}": "/queries/meetings.json",
    "/sparql/": "/sparql",
    "/store/{name:path}": "/store",
    "/id/{thing:path}": "/id/{thing}",
    "/openapi.json": "/health",  # itself
}
"""Routes that are described as another address."""


def test_every_address_is_described_with_its_methods():
    described = describe(QUESTIONS, "http://a.example", WRITABLE)["paths"]
    routes = create_app(Versions(), settings=WRITABLE).routes
    assert len(routes) > 10
    for route in routes:
        assert isinstance(route, Route)
        if route.path not in PAGES:
            operations = described[OTHERWISE.get(route.path, route.path)]
            assert {method.upper() for method in operations} == (route.methods or set()) - {"HEAD", "OPTIONS"}


def test_a_server_that_only_reads_describes_no_write():
    described = describe(QUESTIONS, "http://a.example", Settings())
    methods = {(path, method) for path, operations in described["paths"].items() for method in operations}
    assert {path for path, method in methods if method != "get"} == {"/sparql"}
    assert "/facts" not in described["paths"]
    assert "update" not in str(described["paths"]["/sparql"])
    assert "securitySchemes" not in described["components"]
    assert not {name for name in described["info"]["x-limits"] if name.startswith("write")}


def test_writes_need_the_token_and_reads_need_none():
    described = describe(QUESTIONS, "http://a.example", WRITABLE)
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            needed = operation.get("security")
            if path == "/sparql" and method == "post":
                assert needed == [{}, {"token": []}]
            else:
                assert needed == (None if method == "get" else [{"token": []}])


def test_limits_are_those_of_the_server_and_no_secret_is_among_them():
    given = Settings(writable=True, token=b"a secret of tests", query_seconds=7.5, body_bytes=4321)
    described = describe(QUESTIONS, "http://a.example", given)
    for name, value in described["info"]["x-limits"].items():
        assert getattr(given, name) == value
    assert "7.5 seconds" in described["components"]["responses"]["503"]["description"]
    assert "4321 bytes" in described["components"]["responses"]["413"]["description"]
    assert "a secret" not in str(described)


def test_what_comes_of_other_servers_is_described_where_they_may_be_called():
    for given, expected in ((Settings(), False), (Settings(services=("data.example",)), True)):
        described = describe(QUESTIONS, "http://a.example", given)
        assert ("502" in described["paths"]["/sparql"]["get"]["responses"]) is expected
        assert ("502" in described["components"]["responses"]) is expected


def test_every_schema_is_one():
    def schemas(node: object) -> list[object]:
        if isinstance(node, dict):
            own = [node["schema"]] if "schema" in node else []
            return own + [found for value in node.values() for found in schemas(value)]
        return [found for value in node for found in schemas(value)] if isinstance(node, list) else []

    found = schemas(describe(QUESTIONS, "http://a.example", WRITABLE))
    assert len(found) > 100
    for schema in found:
        Draft202012Validator.check_schema(schema)
