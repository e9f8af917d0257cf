"""A hundred payloads in every field, on every kind of page, in a browser: none runs, none becomes markup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
from hostile_facts import HOSTILE_IRIS, PAYLOADS, text_fields, write
from playwright.sync_api import Browser, Error, Page, expect
from served import Versions, graph_of, serving, snapshot_of

from loader.endpoint.settings import Settings
from loader.queries import catalogue
from loader.vocabulary import BASE, CLAIM, RDF_TYPE

pytestmark = pytest.mark.browser

LONG = os.environ.get("DETENTE_LONG") == "1"

# Notes what runs, and what the policy had to stop.
WATCH = """
  window.noted = [];
  window.ran = (n) => window.noted.push(`ran ${n}`);
  for (const name of ["alert", "confirm", "prompt", "open"]) window[name] = () => window.noted.push(name);
  document.addEventListener("securitypolicyviolation", (e) => window.noted.push(`stopped ${e.blockedURI}`));
"""
# Besides: what became markup, handlers, and links that lead neither to a page here nor to the web.
FOUND = """() => [
  ...window.noted,
  ...[...document.querySelectorAll("[data-hurt], base, iframe, math, object, style, script:not([src])")]
    .map((node) => `became ${node.outerHTML.slice(0, 80)}`),
  ...[...document.querySelectorAll("*")].flatMap((node) => [...node.attributes])
    .filter((a) => a.name.startsWith("on") && a.name !== "on")
    .map((a) => `handles ${a.name}`),
  ...[...document.querySelectorAll("[href], [src], [action], [formaction]")]
    .flatMap((node) => ["href", "src", "action", "formaction"].map((name) => node.getAttribute(name)))
    .filter((value) => value && !/^(\\/(?!\\/)|#|\\?|https:\\/\\/)/.test(value))
    .map((value) => `leads to ${value.slice(0, 80)}`),
]"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory) -> ox.Store:
    path, filled = write(tmp_path_factory.mktemp("facts"), at_once=1 if LONG else 10)
    assert text_fields() <= filled, "a field that takes a text has no payload"
    assert len(set(PAYLOADS)) == 100
    made = graph_of([path])
    for n, iri in enumerate(HOSTILE_IRIS):  # as an update may state them of anything
        subject = ox.NamedNode(f"{BASE}actor/other-{n}")
        made.add(
            ox.Quad(subject, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"), ox.NamedNode(iri))
        )
        made.add(ox.Quad(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(iri)))
    return made


@pytest.fixture(scope="module")
def address(graph) -> Iterator[str]:
    with serving(Versions(snapshot_of(graph)), settings=Settings(query_seconds=120)) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 640, "height": 400})  # less to draw
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def visit(page: Page, url: str) -> None:
    """Opens a page, and everything on it that opens."""
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach((node) => { node.open = true; })")
    assert page.evaluate(FOUND) == [], url


def things(graph: ox.Store) -> list[str]:
    """The addresses of things: of each kind the one with most to show; in the long form all of them."""
    by_kind: dict[str, set[str]] = {}
    for quad in graph.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None):
        kind = CLAIM if quad.object.value.startswith(CLAIM) else quad.object.value  # claims are shown alike
        if quad.subject.value.startswith(BASE):
            by_kind.setdefault(kind, set()).add(quad.subject.value)
    assert len(by_kind) > 12

    def weight(iri: str) -> int:
        return len(list(graph.quads_for_pattern(ox.NamedNode(iri), None, None)))

    found = set().union(
        *(iris if LONG else sorted(iris, key=lambda i: (-weight(i), i))[:1] for iris in by_kind.values())
    )
    return sorted("/id/" + quote(iri.removeprefix(BASE), safe="%/:") for iri in found)


def test_in_the_data(graph, address, page):
    for path in things(graph):
        visit(page, address + path)
        assert any(word in page.inner_text("main") for word in ("ran(", *HOSTILE_IRIS)), path


def test_in_answers(graph, address, page):
    hub = f"a0 {PAYLOADS[0]}"
    act = next(
        iter(
            graph.query("SELECT ?s { ?s a <https://w3id.org/detente/ns#DesignationAct> } ORDER BY ?s LIMIT 1")
        )
    )
    given = {"actor": hub, "record": act["s"].value, "one": hub, "other": f"a1 {PAYLOADS[1]}"}
    shown = 0
    for name, question in catalogue().items():
        wanted = {
            p.name: given.get(p.name, given.get(p.type, hub)) for p in question.parameters if p.required
        }
        asked = "&".join(f"{key}={quote(value)}" for key, value in wanted.items())
        visit(page, f"{address}/queries/{name}?{asked}")
        shown += "ran(" in page.inner_text("main")
    assert shown > 8
    for path in ("/", "/queries/"):
        visit(page, address + path)


def test_in_addresses(address, page):
    said = quote(" ".join(PAYLOADS))
    for path in (
        f"/{said}",
        f"/id/{said}",
        f"/id/actor/{said}",
        f"/queries/{said}",
        f"/queries/dossier?actor={said}",
        f"/queries/dossier?{said}=1",
        f"/queries/lifted-designations?target={said}&category={said}&from={said}",
        f"/queries/meetings?knownAt={said}",
        f"/queries/meetings?format={said}",
        f"/queries/meetings?page={said}",
        f"/sparql?query={said}",
        f"/assets/{said}",
    ):
        visit(page, address + path)
    if LONG:
        for payload in PAYLOADS:
            for path in ("/id/actor/{}", "/queries/dossier?actor={}", "/sparql?query={}", "/sparql?text={}"):
                visit(page, address + path.format(quote(payload)))


def test_in_the_plain_editor(address, page):
    values = " ".join(str(ox.Literal(payload)) for payload in PAYLOADS)
    iris = " ".join(f"<{iri}>" for iri in HOSTILE_IRIS)
    visit(
        page, f"{address}/sparql?query={quote(f'SELECT * {{ VALUES ?x {{ {values} {iris} }} }}')}&format=html"
    )
    expect(page.locator("table.answer tbody tr")).to_have_count(len(PAYLOADS) + len(HOSTILE_IRIS))
    assert page.locator("table.answer td a").count() == 0
    built = " ".join(
        f"<urn:s> <{iri}> {ox.Literal(payload)} ."
        for iri, payload in zip(HOSTILE_IRIS * 10, PAYLOADS, strict=True)
    )
    visit(page, f"{address}/sparql?query={quote(f'CONSTRUCT {{ {built} }} {{}}')}&format=html")
    assert "ran(" in page.inner_text("pre.written")


def test_in_the_editor_from_npm(editor, address, page):
    values = " ".join(str(ox.Literal(payload)) for payload in PAYLOADS)
    iris = " ".join(f"<{iri}>" for iri in HOSTILE_IRIS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/sparql?text={quote(f'SELECT * {{ VALUES ?x {{ {values} {iris} }} }}')}")
    page.locator(".yasqe_queryButton >> visible=true").click()
    rows = page.locator(".yasr table.answer tbody tr >> visible=true")
    expect(rows).to_have_count(len(PAYLOADS) + len(HOSTILE_IRIS), timeout=60_000)
    assert page.locator(".yasr table.answer td a").count() == 0
    page.locator(".yasr .select_response >> visible=true").click()
    page.locator(".yasr .CodeMirror >> visible=true").wait_for()
    noted = page.evaluate(FOUND)
    assert [each for each in noted if not each.startswith("became <style")] == []


def test_a_table_that_is_downloaded_calculates_nothing(editor, address, page):
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@A1",
        " =1",
        "a;=1",
        "a|\t=1",
        "\n=1",
        "\u200b=1",
        "＝1",
        'say "so"',
        "plain",
    ]
    values = " ".join([*(str(ox.Literal(text)) for text in texts), "-5", "<urn:x>", "UNDEF"])
    query = f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/sparql?text={quote(query)}")
    page.locator(".yasqe_queryButton >> visible=true").click()
    expect(page.locator(".yasr table.answer tbody tr >> visible=true")).to_have_count(len(texts) + 3)
    with page.expect_download() as downloading:
        page.locator(".yasr_downloadIcon >> visible=true").click()
    assert downloading.value.suggested_filename.endswith(".csv")
    saved = downloading.value.path().read_bytes()
    assert saved == httpx.get(f"{address}/sparql", params={"query": query, "format": "spreadsheet"}).content


def test_an_answer_that_is_opened_as_a_document_runs_nothing(address, page):
    xhtml = "http://www.w3.org/1999/xhtml"
    calls = ox.Literal("window.top.ran(200)")
    graph = quote(
        "CONSTRUCT { <urn:s> "
        + " ; ".join(f"<{xhtml}{sign}script> {calls}" for sign in ("", "#", "/"))
        + "} {}"
    )
    markup = (
        "<svg xmlns='http://www.w3.org/2000/svg'><script>ran(201)</script></svg><script>ran(202)</script>"
    )
    rows = quote(f"SELECT ?x {{ BIND({ox.Literal(markup)} AS ?x) }}")
    answers = [
        *(
            f"{address}/sparql?query={graph}&format={name}"
            for name in ("rdfxml", "turtle", "ntriples", "jsonld")
        ),
        *(f"{address}/sparql?query={rows}&format={name}" for name in ("xml", "json", "srj", "csv", "tsv")),
        f"{address}/openapi.json",
    ]
    for url in answers:
        page.set_content("<p>An empty page.</p>")
        try:
            page.goto(url)
        except Error as error:  # what is downloaded is not opened
            assert "Download is starting" in str(error), url
            continue
        noted = page.evaluate("() => window.noted || []")
        assert not [each for each in noted if each.startswith("ran")], url
