"""Who may write, from where, and under which name a server is asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest
from served import Versions, serving
from writable import LINES, TOKEN, TURTLE, UPDATE, WRITABLE, actor, in_memory, version, writable

from loader.endpoint import access
from loader.endpoint.exchange import RefusalError, Request
from loader.endpoint.settings import Settings

ELSEWHERE = "https://elsewhere.example"
FRIEND = "https://friend.example"
WRITES = [
    ("POST", "/facts?dataset=a", {"content": actor("freedonia"), "headers": LINES}),
    ("POST", "/facts", {}),
    ("POST", "/sparql", {"content": "CLEAR ALL", "headers": UPDATE}),
    ("POST", "/sparql/", {"content": "CLEAR ALL", "headers": UPDATE}),
    ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}),
    ("POST", "/sparql?using-graph-uri=urn:g", {"data": {"update": "CLEAR ALL"}}),
    ("PUT", "/store?default", {"content": "", "headers": TURTLE}),
    ("PUT", "/store?graph=urn:g", {"content": "", "headers": TURTLE}),
    ("POST", "/store?graph=urn:g", {"content": "", "headers": TURTLE}),
    ("POST", "/store", {"content": "", "headers": TURTLE}),
    ("POST", "/store", {"files": {"a": ("a.ttl", b"", "text/turtle")}}),
    ("PUT", "/store/a", {"content": "", "headers": TURTLE}),
    ("DELETE", "/store/a", {}),
    ("DELETE", "/store?default", {}),
    ("DELETE", "/store?graph=urn:g", {}),
]
FORMS = [pytest.param(*form, id=f"{form[0]} {form[1]} {number}") for number, form in enumerate(WRITES)]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with in_memory() as folder, writable(folder, origins=(FRIEND,), hosts=("data.example",)) as one:
        yield one


@pytest.mark.parametrize(("method", "path", "sent"), FORMS)
def test_a_server_that_only_reads_refuses_every_form_of_write(
    http: httpx.Client, method: str, path: str, sent: dict
) -> None:
    headers = {**sent.get("headers", {}), "Authorization": f"Bearer {TOKEN}"}
    response = http.request(method, path, **{**sent, "headers": headers})
    assert response.status_code == 403
    assert "only reads" in response.json()["detail"]


@pytest.mark.parametrize(("method", "path", "sent"), FORMS)
@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        "Bearer wrong",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
    ],
)
def test_no_form_of_write_passes_without_the_token(
    client: httpx.Client, method: str, path: str, sent: dict, shown: str
) -> None:
    headers = {**sent.get("headers", {}), "Authorization": shown}
    response = client.request(method, path, **{**sent, "headers": headers})
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith('Bearer realm="detente"')
    assert ("invalid_token" in response.headers["www-authenticate"]) == shown.startswith("Bearer")
    assert TOKEN not in response.text
    assert version(client) == 0


def test_a_connection_whose_body_is_not_read_is_told_to_end(client: httpx.Client) -> None:
    for _ in range(20):
        body = (chunk for chunk in (b"CLEAR", b" ALL"))
        refused = client.post("/sparql", content=body, headers={**UPDATE, "Authorization": "Bearer wrong"})
        assert refused.status_code == 401
        assert refused.headers["connection"] == "close"


def test_a_token_is_compared_in_a_time_that_tells_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr(access.hmac, "compare_digest", compare)
    shown = ["", "x", TOKEN[:-1], TOKEN + "x" * 10_000, "größe", TOKEN]
    for token in shown:
        request = Request("POST", "/facts", headers={"authorization": f"Bearer {token}"})
        if token == TOKEN:
            access.permit(WRITABLE, request)
            continue
        with pytest.raises(RefusalError, match="not the right one"):
            access.permit(WRITABLE, request)
    assert compared == [(32, 32)] * len(shown)  # digests, whatever was shown


def test_no_token_is_logged(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    wrong = "a-wrong-token-that-was-shown"
    with caplog.at_level(logging.DEBUG):
        for token in (TOKEN, wrong):
            headers = {**LINES, "Authorization": f"Bearer {token}"}
            for path in ("/facts?dataset=a", "/facts", "/nowhere", "/sparql?query=broken"):
                client.post(path, content=b"{", headers=headers)
    told = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert TOKEN not in told
    assert wrong not in told
    assert TOKEN not in repr(WRITABLE)


def test_everything_that_can_be_read_is_read_without_a_token(client: httpx.Client) -> None:
    for path in ("/", "/health", "/sparql?query=ASK{}", "/store?default", "/queries", "/openapi.json"):
        response = httpx.get(f"{client.base_url}{path}")
        assert response.status_code == 200, path
        assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ELSEWHERE}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": f"{FRIEND}.evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": FRIEND}, 200),
        ({"Origin": FRIEND, "Sec-Fetch-Site": "cross-site"}, 200),
        ({"Origin": "{own}"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({}, 200),
    ],
)
def test_a_page_elsewhere_writes_only_if_its_origin_is_allowed(
    client: httpx.Client, headers: dict[str, str], status: int
) -> None:
    own = str(client.base_url).rstrip("/")
    sent = {name: value.replace("{own}", own) for name, value in headers.items()}
    response = client.post("/sparql", content="CLEAR ALL", headers={**UPDATE, **sent})
    assert response.status_code == status, response.text
    seen = response.headers.get("access-control-allow-origin")
    assert seen == (FRIEND if headers.get("Origin") == FRIEND else None)
    assert "access-control-allow-credentials" not in response.headers


def test_what_a_browser_is_told_beforehand(client: httpx.Client) -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}
    stranger = client.options("/store?default", headers={"Origin": ELSEWHERE, **asked})
    assert stranger.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "authorization" not in stranger.headers["access-control-allow-headers"].lower()
    friend = client.options("/store?default", headers={"Origin": FRIEND, **asked})
    assert friend.headers["access-control-allow-origin"] == FRIEND
    assert "PUT" in friend.headers["access-control-allow-methods"]
    assert "Authorization" in friend.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("rebound.example", 421),
        ("rebound.example:8000", 421),
        ("localhost.rebound.example", 421),
        ("127.0.0.1.rebound.example", 421),
        ("data.example.rebound.example", 421),
        ("127.0.0.1:80:80", 421),
        ("data.example", 200),
        ("DATA.example:8443", 200),
        ("localhost:1", 200),
        ("detente.localhost", 200),
        ("127.0.0.1", 200),
        ("192.0.2.7:8000", 200),
        ("[::1]:8000", 200),
    ],
)
def test_a_name_that_is_not_this_servers_is_refused(client: httpx.Client, host: str, status: int) -> None:
    for path in ("/sparql?query=ASK{}", "/health", "/", "/store?default"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code == status, path
    assert client.delete("/store/x", headers={"Host": host}).status_code == (status if status == 421 else 404)


def test_any_name_will_do_where_that_was_said(versions: Versions) -> None:
    with serving(versions, settings=Settings(hosts=("*",))) as address:
        assert httpx.get(f"{address}/health", headers={"Host": "any.example"}).status_code == 200


def test_nothing_is_written_where_no_token_was_set() -> None:
    for shown in ({}, {"authorization": "Bearer "}, {"authorization": "Bearer None"}):
        with pytest.raises(RefusalError, match="only reads"):
            access.permit(Settings(writable=True), Request("POST", "/facts", headers=shown))
