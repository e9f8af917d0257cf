"""Servers that were allowed by name are called, and those alone; what they say is results or nothing."""

from __future__ import annotations

import http.client
import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pyoxigraph
import pytest
from stranger_server import JSON, RESULTS, answer, redirect, stranger

from loader.endpoint.network.allowed import TargetError, allowed
from loader.endpoint.network.guard import check
from loader.endpoint.network.relay import Relay
from loader.endpoint.network.remote import RemoteError, addresses
from loader.errors import DetenteError

SECONDS, MOST = 1.5, 100_000
PATIENCE = 10.0


@contextmanager
def relaying(*names: str, **more: object) -> Iterator[Relay]:
    relay = Relay(allowed(names), **{"seconds": SECONDS, "most": MOST} | more)
    try:
        yield relay
    finally:
        relay.close()


def ask(relay: Relay, iri: str, pattern: str = "?s ?p ?o", word: str = "SERVICE") -> list[object]:
    """Put a query with a call to the engine, as a worker does."""
    checked = check(f"SELECT * {{ {word} <{iri}> {{ {pattern} }} }}", relay.way)
    try:
        return rows(checked.sent)
    except (OSError, RuntimeError) as error:  # it holds rows of the engine, which only this thread may let go
        traceback.clear_frames(error.__traceback__)
        raise type(error)(str(error)) from None


def rows(text: str) -> list[object]:
    found = pyoxigraph.Store().query(text)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return [row["s"] for row in found]


def test_an_allowed_server_is_asked_and_its_results_come_back() -> None:
    with stranger() as other, relaying(f"localhost:{other.port}") as relay:
        found = ask(relay, f"http://localhost:{other.port}/sparql?a=b%20c&d=\u00e4", "?s <urn:p> 'x \u00e4'")
    assert found == [pyoxigraph.NamedNode("urn:told")]
    head, _, body = other.heard[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /sparql?a=b%20c&d=%C3%A4 HTTP/1.1"
    assert f"Host: localhost:{other.port}" in lines
    assert "Content-Type: application/sparql-query" in lines
    assert body.decode() == 'SELECT * WHERE { ?s <urn:p> "x \u00e4" . }'


def test_a_call_within_a_call_reaches_the_other_server_by_its_own_name() -> None:
    with stranger() as other, relaying(f"localhost:{other.port}", "example.org") as relay:
        ask(
            relay,
            f"http://localhost:{other.port}/",
            "?s ?p ?o SERVICE <https://example.org/\u00e4> { ?a ?b ?c }",
        )
    assert "SERVICE <https://example.org/\u00e4>" in other.heard[0].decode()
    assert b"127.0.0.1" not in other.heard[0]


def test_xml_results_come_back_too() -> None:
    body = (
        b"<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head><variable name='s'/></head><results>"
        b"<result><binding name='s'><uri>urn:x</uri></binding></result></results></sparql>"
    )
    said = answer(body, media_type="application/sparql-results+xml; charset=utf-8")
    with stranger(said) as other, relaying(f"localhost:{other.port}") as relay:
        assert ask(relay, f"http://localhost:{other.port}/") == [pyoxigraph.NamedNode("urn:x")]


SECRET = b"words of the other server"
FAILURES = {
    "an error": answer(SECRET, "500 Words"),
    "no results": answer(SECRET, media_type="text/html"),
    "no type": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "compressed": answer(RESULTS, more=["Content-Encoding: gzip"]),
    "cut off": answer()[:-20],
    "cut off within its head": b"HTTP/1.1 200 OK\r\nContent-",
    "not HTTP": SECRET + b"\r\n\r\n",
    "nothing": b"",
    "empty": answer(b"", "204 No Content"),
    "a long head": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    "a chunk that never ends": f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n"
    'Transfer-Encoding: chunked\r\n\r\n5\r\n{"hea\r\n'.encode(),
    "too much": answer(RESULTS + b" " * MOST),
    "too slow": None,
    "a redirection to nowhere": redirect("http://"),
    "a redirection to another host": redirect("http://127.0.0.1:1/"),
    "a redirection to another scheme": redirect("file:///etc/hostname"),
    "a redirection with a name and password": redirect("http://a:b@localhost/"),
    "a redirection in circles": redirect("/"),
    "a redirection to be read": redirect("/other", "303 See Other"),
    "no place to go": answer(b"", "302 Found", "text/plain"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_is_no_answer_is_an_error_without_a_word_of_the_other_server(
    failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING),
        stranger(FAILURES[failure]) as other,
        relaying(f"localhost:{other.port}") as relay,
    ):
        started = time.monotonic()
        with pytest.raises((OSError, RuntimeError)) as caught:
            ask(relay, f"http://localhost:{other.port}/")
        assert time.monotonic() - started < SECONDS + PATIENCE
    assert SECRET.decode() not in str(caught.value)
    assert caplog.messages
    assert all(said.startswith("SERVICE: ") and SECRET.decode() not in said for said in caplog.messages)
    assert 1 <= len(other.heard) <= 4


def test_silent_goes_on_without_the_other_server() -> None:
    with stranger(answer(b"", "500 No")) as other, relaying(f"localhost:{other.port}") as relay:
        assert ask(relay, f"http://localhost:{other.port}/", word="SERVICE SILENT") == [None]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_a_redirection_to_where_calls_are_allowed_is_followed(status: str) -> None:
    with stranger() as there, stranger() as here:
        here.says[:] = [redirect(f"http://localhost:{there.port}/new", status)]
        with relaying(f"localhost:{here.port}", f"localhost:{there.port}") as relay:
            assert ask(relay, f"http://localhost:{here.port}/") == [pyoxigraph.NamedNode("urn:told")]
        assert there.heard[0].startswith(b"POST /new ")


INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]


@pytest.mark.parametrize("inside", INSIDE)
def test_a_name_that_leads_inside_is_not_called(inside: str) -> None:
    target = allowed(["example.org"]).target("http://example.org/")
    assert addresses(target, ["8.8.8.8"]) == ["8.8.8.8"]
    for found in ([inside], ["8.8.8.8", inside], [inside, "2606:4700::1111"]):
        with pytest.raises(RemoteError, match="allow it with its port"):
            addresses(target, found)
    trusted = allowed(["example.org:80"]).target("http://example.org/")
    assert addresses(trusted, [inside]) == [inside]


def test_a_name_is_looked_up_once_and_the_address_that_was_looked_at_is_the_one_that_is_called() -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        """First an address that may be called, then one inside: what a hostile name server says."""
        asked.append(host)
        return ["192.0.2.1"] if len(asked) > 1 else ["127.0.0.1"]

    with stranger() as other, relaying(f"rebound.example:{other.port}", look_up=rebinding) as relay:
        assert ask(relay, f"http://rebound.example:{other.port}/") == [pyoxigraph.NamedNode("urn:told")]
    assert asked == ["rebound.example"]
    assert f"Host: rebound.example:{other.port}".encode() in other.heard[0]


@pytest.mark.parametrize(
    "look_up", [lambda *_: ["127.0.0.1"], lambda *_: [], lambda *_: ["8.8.8.8", "127.0.0.1"]]
)
def test_a_name_without_a_port_is_not_called_on_this_machine(
    look_up: Callable[[str, int], Sequence[str]], caplog: pytest.LogCaptureFixture
) -> None:
    with relaying("example.org", look_up=look_up) as relay, pytest.raises(OSError, match="502"):
        ask(relay, "http://example.org/")
    assert "example.org" in caplog.text


def test_a_redirection_to_an_allowed_name_that_leads_inside_is_not_followed() -> None:
    def look_up(host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    with (
        stranger(redirect("http://example.org/")) as other,
        relaying(f"localhost:{other.port}", "example.org", look_up=look_up) as relay,
        pytest.raises(OSError, match="502"),
    ):
        ask(relay, f"http://localhost:{other.port}/")
    assert len(other.heard) == 1


def test_a_client_that_goes_away_ends_the_call() -> None:
    with stranger(None) as other, relaying(f"localhost:{other.port}", seconds=60.0) as relay:
        address = relay.way(f"http://localhost:{other.port}/")
        client = http.client.HTTPConnection("127.0.0.1", relay.port, timeout=PATIENCE)
        client.request("POST", address.partition(str(relay.port))[2], b"ASK {}")
        _until(lambda: other.heard)
        client.close()
        assert other.left.wait(PATIENCE)


def test_closing_lets_go_of_calls_that_are_under_way() -> None:
    with stranger(None) as other, relaying(f"localhost:{other.port}", seconds=60.0) as relay:
        ended: list[BaseException] = []

        def call() -> None:
            try:
                ask(relay, f"http://localhost:{other.port}/")
            except (OSError, RuntimeError) as error:
                ended.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        _until(lambda: other.heard)
        relay.close()
        thread.join(PATIENCE)
    assert len(ended) == 1


@pytest.mark.parametrize(
    "line",
    [
        "POST / HTTP/1.1",
        "POST /guess/http%3A%2F%2Flocalhost%3A{port}%2F HTTP/1.1",
        "GET {path} HTTP/1.1",
        "POST {secret} HTTP/1.1",
        "POST {secret}http%3A%2F%2Flocalhost%3A1%2F HTTP/1.1",
        "POST {secret}%FF HTTP/1.1",
        "nonsense",
    ],
)
def test_the_relay_serves_nobody_who_does_not_know_its_address(line: str) -> None:
    with stranger() as other, relaying(f"localhost:{other.port}") as relay:
        path = relay.way(f"http://localhost:{other.port}/").partition(str(relay.port))[2]
        secret = path[: path.index("/", 1) + 1]
        said = _raw(relay.port, line.format(port=other.port, path=path, secret=secret))
        assert said == b"" or said.startswith(b"HTTP/1.1 502 ")
        assert other.heard == []


def _raw(port: int, line: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(f"{line}\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
        said = b""
        while more := connection.recv(65536):
            said += more
        return said


def _until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < end:
        time.sleep(0.01)
    assert happened()


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """How a server proves that it is `localhost`, and how that is believed; made for this run."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("trust")
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key]
    subprocess.run(
        [openssl, "req", "-x509", *made, "-out", certificate, *names, "-days", "1"],
        check=True,
        capture_output=True,
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=certificate)


def test_https_is_spoken_to_a_server_that_proves_its_name(
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, client = trust
    with stranger(tls=server) as other:
        names = [f"localhost:{other.port}", f"127.0.0.1:{other.port}"]
        with relaying(*names, tls=client) as relay:
            assert ask(relay, f"https://localhost:{other.port}/") == [pyoxigraph.NamedNode("urn:told")]
            with pytest.raises(OSError, match="502"):
                ask(relay, f"https://127.0.0.1:{other.port}/")
        with relaying(*names) as relay, pytest.raises(OSError, match="502"):
            ask(relay, f"https://localhost:{other.port}/")
        assert len(other.heard) == 1


def test_a_redirection_from_https_to_http_is_not_followed(
    trust: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    server, client = trust
    with stranger() as plain, stranger(redirect(f"http://localhost:{plain.port}/"), tls=server) as other:
        with (
            relaying(f"localhost:{other.port}", f"localhost:{plain.port}", tls=client) as relay,
            pytest.raises(OSError, match="502"),
        ):
            ask(relay, f"https://localhost:{other.port}/")
        assert plain.heard == []


@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org:81/",
        "https://example.org:80/",
        "http://sub.example.org/",
        "http://example.org.evil.example/",
        "http://example.org@evil.example/",
        "http://user:secret@example.org/",
        "http://evil.example/?http://example.org/",
        "http://evil.example#example.org",
        "http://evil.example\\@example.org/",
        "http://exampl\u0435.org/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost:8002/",
        "http://127.0.0.1:8001/",
        "ftp://example.org/",
        "file:///etc/hostname",
        "//example.org/",
        "example.org",
        "http:///",
        "http://",
        "http://example.org:/x y",
        "http://example.org:99999999/",
        "http://[example.org/",
        "",
    ],
)
def test_what_was_not_allowed_by_name_is_not_called(iri: str) -> None:
    with pytest.raises(TargetError, match=r"^SERVICE .*\.$"):
        allowed(["example.org", "localhost:8001"]).target(iri)


@pytest.mark.parametrize(
    ("iri", "authority", "path"),
    [
        ("http://example.org", "example.org", "/"),
        ("HTTPS://Example.ORG:443/a/../b", "example.org", "/a/../b"),
        ("https://example.org./x?y#z", "example.org", "/x?y"),
        ("http://localhost:8001/?q=%20\u00e4", "localhost:8001", "/?q=%20%C3%A4"),
        ("http://[::1]:8002/", "[::1]:8002", "/"),
    ],
)
def test_where_a_call_goes(iri: str, authority: str, path: str) -> None:
    target = allowed(["example.org", "LOCALHOST:8001", "[::1]:8002"]).target(iri)
    assert (target.authority, target.path) == (authority, path)


@pytest.mark.parametrize(
    "name",
    ["", "*", "http://example.org", "example.org/", "a b", "x:0", "x:65536", "x:", ":80", "a@b", "*.org"],
)
def test_a_server_that_could_not_be_called_is_refused_at_once(name: str) -> None:
    with pytest.raises(DetenteError, match="is no server"):
        allowed([name])
