"""Pages: what they show, where they lead, and what data can never do in them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pyoxigraph
import pytest

from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.pages.links import local, outward, thing_iri
from loader.endpoint.pages.titles import Titles
from loader.vocabulary import BASE

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
LIFTING = "/id/designation/freedonia:group-a:terrorist:lifted:1"
DISPUTED = "/id/designation/sylvania:group-a:list:List%20One:lifted:1"


class Page(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Notes words."""
        self.words += data.split()

    @property
    def text(self) -> str:
        """All words, each one space apart."""
        return " ".join(self.words)

    def links(self) -> list[str]:
        """Where it leads, and what it loads."""
        return [
            attrs[name] or ""
            for _, attrs in self.elements
            for name in ("href", "src", "action")
            if name in attrs
        ]


def page(http: httpx.Client, path: str, status: int = 200) -> Page:
    response = http.get(path, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def all_pages(http: httpx.Client) -> dict[str, Page]:
    """Every page that can be reached by following links from the front page."""
    waiting, seen = ["/"], {}
    while waiting:
        path = waiting.pop()
        if (
            path in seen
            or "format=" in path
            or re.search(r"\.(json|csv|tsv|spreadsheet|xml|ttl|css|js|svg)(\?|$)", path)
        ):
            continue
        response = http.get(path, headers=BROWSER)
        assert response.status_code == 200, path
        seen[path] = Page(response.text)
        waiting += [link.partition("#")[0] for link in seen[path].links() if link.startswith("/")]
    return seen


@pytest.fixture(scope="module")
def pages(http: httpx.Client) -> dict[str, Page]:
    found = all_pages(http)
    assert len(found) > 40
    return found


def test_every_link_within_leads_somewhere(pages: dict[str, Page], http: httpx.Client) -> None:
    files = {link for each in pages.values() for link in each.links() if link.startswith("/")} - pages.keys()
    for link in sorted(files):
        path, _, anchor = link.partition("#")
        response = http.get(path, headers=BROWSER)
        assert response.status_code == 200, link
        if anchor:
            assert f'id="{anchor}"' in response.text, link


def test_no_page_leads_out_but_by_http_and_none_loads_from_elsewhere(pages: dict[str, Page]) -> None:
    for path, each in pages.items():
        for link in each.links():
            assert link.startswith(("/", "#", "https://", "?")), f"{path}: {link}"
        for tag, attrs in each.elements:
            if tag in ("script", "link", "img", "form"):
                loaded = attrs.get("src") or attrs.get("href") or attrs.get("action")
                assert loaded is None or loaded.startswith("/"), f"{path}: {loaded}"


def test_nothing_in_a_page_could_run(pages: dict[str, Page]) -> None:
    for path, each in pages.items():
        for tag, attrs in each.elements:
            assert not [name for name in attrs if name.startswith("on") or name == "style"], f"{path}: {tag}"
            assert tag != "style"
            assert tag != "script" or attrs.get("src")


def test_markup_in_data_is_shown_as_it_is(http: httpx.Client) -> None:
    assert "<script>alert(1)</script>" in page(http, "/id/actor/group-a").text
    statements = page(http, "/queries/statements")
    assert "<img src=x onerror=alert(3)>" in statements.text
    assert "Herald <b>No. 7</b>" in page(http, "/id/source/herald-7").text


def test_an_address_of_another_scheme_is_text(http: httpx.Client) -> None:
    source = page(http, "/id/source/herald-7")
    assert "javascript:alert(7)" in source.text
    assert not any("javascript" in link for link in source.links())
    assert "https://gazette.example/1" in page(http, "/id/source/gazette-1").links()


def test_a_record_shows_what_is_known_and_who_says_so(http: httpx.Client) -> None:
    shown = page(http, LIFTING).text
    assert "Freedonia lifted the terrorist designation of Group A" in shown
    assert "by 2019" in shown
    assert "reported" in shown
    assert "Gazette of Freedonia" in shown
    assert "characters 12 to 80" in shown
    assert "The <i>ban</i> is void." in shown
    assert "Told in passing." in shown
    assert "as “the Republic”" in shown
    assert "1 source" in shown


def test_a_disputed_record_says_so_and_shows_every_reading(http: httpx.Client) -> None:
    shown = page(http, DISPUTED).text
    assert "disputed" in shown
    assert "2 sources" in shown
    assert "denies it" in shown
    assert "15 January 2020" in shown
    assert "March 2021" in shown
    assert "Reported by Person B." in shown
    assert "Confidence: reported." in shown
    assert "page 3" in shown


def test_an_actor_shows_every_kind_of_record_about_it(http: httpx.Client) -> None:
    shown = page(http, "/id/actor/group-a")
    for heading in (
        "Designations of Group A",
        "Recognition of Group A",
        "Agreements of Group A",
        "Members of Group A",
        "Posts in Group A",
        "Statements on behalf of Group A",
    ):
        assert heading in shown.text
    assert LIFTING in shown.links()


def test_a_claim_shows_what_it_supports_and_a_source_what_it_says(http: httpx.Client) -> None:
    claim = next(link for link in page(http, LIFTING).links() if link.startswith("/id/claim/"))
    shown = page(http, claim)
    assert "What it supports" in shown.text
    assert ("details", {"open": None}) in shown.elements, "what it says, for this page is about nothing else"
    assert claim not in shown.links()
    assert ("details", {"open": None}) not in page(http, LIFTING).elements
    assert "Talks at the spa" in page(http, "/id/source/gazette-1").text
    assert "Talks at the spa" in page(http, "/id/dataset/world.jsonl").text


def test_a_meeting_shows_whom_its_participants_represent(http: httpx.Client) -> None:
    shown = page(http, "/id/meeting/spa-2020").text
    assert "Person B for Group A, declined" in shown
    assert "between 1 June 2020 and 3 June 2020" in shown


@pytest.mark.parametrize(
    "path",
    [
        "/id/actor/größe%20%26%20co",
        "/id/actor/gr%C3%B6%C3%9Fe%20%26%20co",
        "/id/actor/gr%c3%b6%c3%9fe%20%26%20co",
    ],
)
def test_a_name_beyond_ascii_is_found_as_browsers_send_it(http: httpx.Client, path: str) -> None:
    assert "Größe & Co" in page(http, path).text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/ld+json"),
        ("application/rdf+xml, text/html;q=0.9", "application/rdf+xml"),
        ("text/html, text/turtle;q=0.9", "text/html; charset=utf-8"),
    ],
)
def test_a_thing_is_data_too(http: httpx.Client, accept: str, kind: str) -> None:
    response = http.get(LIFTING, headers={"Accept": accept})
    assert response.headers["content-type"] == kind
    assert response.headers["vary"] == "Accept"
    again = http.get(LIFTING, headers={"Accept": accept, "If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("ending", ["ttl", "json", "jsonld", "nt", "rdf"])
def test_an_ending_says_the_format_of_a_thing(http: httpx.Client, ending: str) -> None:
    response = http.get(f"{LIFTING}.{ending}", headers=BROWSER)
    assert response.status_code == 200
    kind = pyoxigraph.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0])
    said = list(pyoxigraph.parse(response.content, kind))
    subjects = {quad.subject.value for quad in said}
    assert BASE + LIFTING.removeprefix("/id/") in subjects
    assert any("/claim/" in iri for iri in subjects), "the claims behind it"
    assert any("#evidence-" in iri for iri in subjects), "their evidence"


def test_an_id_that_looks_like_a_file_is_itself(http: httpx.Client) -> None:
    assert "Service" in page(http, "/id/actor/service.ttl").text
    assert http.get("/id/actor/service.ttl.nt").headers["content-type"] == "application/n-triples"


@pytest.mark.parametrize(
    "path",
    ["/id/actor/nobody", "/id/", "/id/actor/", "/id/%00", "/id/actor/%ff", "/id/a%3Cscript%3E", "/nowhere"],
)
def test_what_is_not_known_is_404_in_a_sentence(http: httpx.Client, path: str) -> None:
    response = http.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    shown = http.get(path, headers=BROWSER)
    assert shown.status_code == 404
    assert "<script>" not in shown.text
    assert page(http, path, 404).text


def test_an_older_version_keeps_its_reader(http: httpx.Client) -> None:
    assert http.get(f"{LIFTING}?knownAt=1").status_code == 404
    shown = page(http, f"{LIFTING}?knownAt=2")
    assert "/id/actor/freedonia?knownAt=2" in shown.links()
    assert "To the current version" in shown.text
    assert "To the current version" not in page(http, LIFTING).text


def test_the_front_page_says_what_is_held_and_asks_the_first_question(http: httpx.Client) -> None:
    shown = page(http, "/")
    assert "Sources 3" in shown.text
    assert "Version 2" in shown.text
    assert f"{LIFTING}#evidence" in shown.links()
    assert "/queries/lifted-designations?target=Group+A" in shown.links()
    assert "/queries/lifted-designations.csv" in shown.links()
    choices = [attrs.get("value") for tag, attrs in shown.elements if tag == "option"]
    assert {"terrorist", "Group A", "Größe & Co"} <= set(choices)
    assert http.get("/", headers={"Accept": "text/csv"}).status_code == 406


def test_an_empty_store_has_a_front_page_too(http: httpx.Client) -> None:
    shown = page(http, "/?knownAt=1")
    assert "Nothing that this version holds answers this." in shown.text


def test_health_says_which_version_is_served(http: httpx.Client) -> None:
    said = http.get("/health").json()
    assert said["status"] == "ok"
    assert said["version"] == 2
    assert said["content"] == "two"
    assert said["triples"] > 100


def test_files_of_pages_are_sent_once_and_no_others_are(http: httpx.Client) -> None:
    for name, kind in (
        ("pages.css", "text/css; charset=utf-8"),
        ("pages.js", "text/javascript; charset=utf-8"),
        ("mark.svg", "image/svg+xml"),
    ):
        response = http.get(f"/assets/{name}")
        assert response.headers["content-type"] == kind
        again = http.get(f"/assets/{name}", headers={"If-None-Match": response.headers["etag"]})
        assert again.status_code == 304
    for name in (
        "../pages.py",
        "..%2fpages.py",
        "../../errors.py",
        "",
        "editor/../../pages.py",
        "package.json",
    ):
        assert http.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/queries/", LIFTING, "/nowhere", "/assets/pages.css", "/health"]
)
def test_every_answer_carries_the_headers_that_protect_it(http: httpx.Client, path: str) -> None:
    response = http.get(path, headers={"Accept": "text/html, */*;q=0.5"})
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy.replace("'self'", "")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "server" not in response.headers
    assert response.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/", "/health", "/queries/lifted-designations.csv", LIFTING, "/assets/pages.css"]
)
def test_head_is_answered_everywhere(http: httpx.Client, path: str) -> None:
    head = http.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(http.get(path).content)


@pytest.mark.parametrize(
    "path", ["/", "/health", "/queries/lifted-designations", LIFTING, "/assets/pages.css"]
)
def test_only_the_endpoint_takes_a_body(http: httpx.Client, path: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        response = http.request(method, path, content=b"x")
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        (BASE + "actor/x", "/id/actor/x"),
        (BASE + "claim/x#evidence-1", "/id/claim/x#evidence-1"),
        (BASE, ""),
        (BASE + "x", ""),
        ("https://elsewhere.example/id/actor/x", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_only_things_of_the_store_have_pages(iri: str, address: str) -> None:
    assert local(iri, BASE) == address
    if address:
        assert thing_iri(address, BASE) == iri


@pytest.mark.parametrize(
    "iri",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//host/path",
        "http:",
        "https:///path",
        "http://[",
        "http://host/\nx",
        "\x01http://host/",
        " https://host/",
        "urn:x:y",
        "",
    ],
)
def test_an_iri_that_is_no_web_address_is_no_link(iri: str) -> None:
    assert outward(iri) == ""


def test_titles_end_where_things_refer_to_each_other() -> None:
    graph = pyoxigraph.Store()
    graph.update(
        "PREFIX det: <https://w3id.org/detente/ns#> INSERT DATA { "
        "<urn:a> a det:Membership ; det:member <urn:b> ; det:organization <urn:a> . "
        "<urn:b> a det:Post ; det:holder <urn:a> ; det:of <urn:b> ; det:title 'x' }"
    )
    assert "member of urn:a" in Titles(graph, BASE).of("urn:a")


def test_a_snapshot_says_what_pages_show_of_it(versions: object) -> None:
    current: Snapshot = versions.current()  # type: ignore[attr-defined]  # a fixture of another module
    assert current.shown == "2"
