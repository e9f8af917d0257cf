"""What a visitor does, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from served import EXAMPLE, Versions, graph_of, serving, snapshot_of
from visitor import SCREENSHOTS

pytestmark = pytest.mark.browser

# The contrast of every text with what it stands on (WCAG 2.2, 1.4.3), as the browser computes the colours.
CONTRASTS = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = numbers(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest(".hidden")) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(numbers(style.color)), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(`${node.tagName} ${node.textContent.trim().slice(0, 20)}: ${ratio}`);
  }
  return low;
}"""

UNNAMED = """() => [...document.querySelectorAll("input, select, textarea, button")]
  .filter((field) => field.type !== "hidden" && field.checkVisibility())
  .filter((field) => !field.labels?.length && !field.textContent.trim() && !field.ariaLabel)
  .map((field) => field.outerHTML)"""

PATHS = {
    "front": "/",
    "answer": "/queries/lifted-designations?target=Taliban",
    "evidence": "/id/designation/kazakhstan:taliban:terrorist:lifted:1",
    "actor": "/id/actor/taliban",
    "meetings": "/queries/meetings",
    "status": "/queries/designation-status",
    "refusal": "/nowhere",
}


def test_from_the_question_to_the_passage_it_rests_on(example, visit):
    page = visit.page
    page.goto(example)
    visit.shoot("front-desktop")
    form = page.locator("form[action='/queries/lifted-designations']")
    form.get_by_label("Target").fill("Taliban")
    form.get_by_label("Category").select_option("terrorist")
    form.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/queries/lifted-designations?*")
    assert page.url == f"{example}/queries/lifted-designations?target=Taliban&category=terrorist"

    rows = page.locator("table.answer tbody tr")
    expect(rows).to_have_count(2)
    assert [row.locator("td").first.inner_text() for row in rows.all()] == ["Kazakhstan", "Kyrgyzstan"]
    first = rows.first.inner_text()
    for word in ("Taliban", "terrorist", "by 21 November 2024", "reported", "1 source"):
        assert word in first
    visit.shoot("answer-desktop")

    rows.first.get_by_role("link", name="1 source").click()
    page.wait_for_url("**/id/designation/**")
    assert page.url.endswith("/id/designation/kazakhstan:taliban:terrorist:lifted:1#evidence")
    assert page.locator("h1").inner_text() == "Kazakhstan lifted the terrorist designation of Taliban"
    evidence = page.locator("#evidence")
    expect(evidence).to_contain_text("Strategic Shift")
    expect(evidence).to_contain_text("characters 1533 to 1632")
    expect(evidence).to_contain_text("Reported by Amir Khan Muttaqi.")
    visit.shoot("evidence-desktop")

    page.go_back()
    page.go_back()
    expect(form.get_by_label("Authority")).to_be_enabled()
    visit.check(example)


def test_names_are_offered_while_typing(example, visit):
    visit.page.goto(example)
    form = visit.page.locator("form[action='/queries/lifted-designations']")
    choices = form.get_by_label("Target").evaluate("field => [...field.list.options].map(o => o.value)")
    assert {"Taliban", "Kazakhstan", "Islamic State"} <= set(choices)
    visit.check(example)


def test_a_free_query_is_run_in_the_editor(editor, example, visit):
    page = visit.page
    page.goto(f"{example}/sparql")
    page.locator(".CodeMirror").wait_for()
    page.locator(".yasqe_queryButton").click()
    rows = page.locator(".yasr table.answer tbody tr")
    expect(rows).to_have_count(2)
    visit.shoot("editor-desktop")

    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(
        "SELECT ?name { ?s a <https://w3id.org/detente/ns#State> ; "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?name LIMIT 3"
    )
    page.keyboard.press("Control+Enter")
    expect(rows).to_have_count(3)
    expect(rows.first).to_have_text("Afghanistan")

    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("PREFIX sk")
    expect(page.locator(".CodeMirror-hints")).to_have_text("skos: <http://www.w3.org/2004/02/skos/core#>")
    page.keyboard.press("Escape")

    page.goto(f"{example}/sparql?text=DESCRIBE%20<https://w3id.org/detente/id/actor/russia>")
    page.locator(".yasqe_queryButton >> visible=true").click()
    link = page.locator(".yasr table.answer a >> visible=true").first
    expect(link).to_have_text("actor/russia")
    link.click()
    expect(page.locator("h1")).to_have_text("Russia")
    visit.check(example)


def test_the_editor_shows_the_sentence_of_a_refusal(editor, example, visit):
    page = visit.page
    page.goto(f"{example}/sparql?text=SELECT * {{ SERVICE <http://127.0.0.1:1/> {{ ?s ?p ?o }} }}")
    page.locator(".yasqe_queryButton >> visible=true").click()
    shown = page.locator(".yasr .error >> visible=true")
    expect(shown).to_have_text("SERVICE is not allowed: no other server is called.")
    visit.wrong = [said for said in visit.wrong if "403 (Forbidden)" not in said]  # the browser logs it
    visit.check(example)


def test_everything_works_without_script(browser: Browser, example):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(example)
    form = page.locator("form[action='/queries/lifted-designations']")
    form.get_by_label("Target").fill("Taliban")
    form.get_by_role("button").click()
    expect(page.locator("table.answer tbody tr")).to_have_count(2)
    page.goto(f"{example}/sparql")
    page.locator("textarea").fill("SELECT ?s { ?s a <https://w3id.org/detente/ns#Meeting> }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("table.answer tbody tr")).to_have_count(8)
    page.locator("table.answer a").first.click()
    expect(page.locator(".kind")).to_have_text("Meeting")
    context.close()


def test_where_the_editor_is_not_installed_there_is_a_plain_one(visit, monkeypatch):
    monkeypatch.setattr("loader.endpoint.addresses.protocol.editor_installed", lambda: False)
    page = visit.page
    with serving(Versions(snapshot_of(graph_of([EXAMPLE])))) as address:  # one that has answered nothing yet
        page.goto(f"{address}/sparql")
        visit.shoot("editor-plain")
        assert "det:action" in page.locator("textarea").input_value()
        page.get_by_role("button", name="Run").click()
        expect(page.locator("table.answer tbody tr")).to_have_count(2)
        visit.check(address)


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("desktop", 1280, "light"), ("dark", 1280, "dark"), ("narrow", 390, "light")],
)
def test_pages_fit_and_can_be_read(browser: Browser, example, name, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    for what, path in PATHS.items():
        page.goto(example + path)
        page.screenshot(path=SCREENSHOTS / f"{what}-{name}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{what} is too wide"
        assert page.evaluate(CONTRASTS) == [], what
        assert page.evaluate(UNNAMED) == [], what
        assert page.locator("h1").count() == 1
    context.close()


def test_data_never_become_script(editor, hostile, visit):
    page = visit.page
    for path in (
        "/",
        "/id/actor/group-a",
        "/id/source/herald-7",
        "/queries/statements",
        "/queries/dossier?actor=Group A",
        "/queries/<script>alert(4)</script>",
        "/queries/dossier?actor=<script>alert(5)</script>",
        "/sparql?query=SELECT (IRI('javascript:alert(6)') AS ?x) {}",
        "/sparql?query='\"><script>alert(7)</script>",
        "/sparql?text='\"><script>alert(8)</script>",
    ):
        page.goto(hostile + path)
        assert page.locator("script:not([src])").count() == 0
        for link in page.locator("a").all():
            assert not (link.get_attribute("href") or "").startswith("javascript")
    values = "<javascript:alert(9)> '<img src=x onerror=alert(10)>'"
    page.goto(f"{hostile}/sparql?text=SELECT * {{ VALUES ?x {{ {values} }} }}")
    page.locator(".yasqe_queryButton >> visible=true").click()
    cells = page.locator(".yasr table.answer td >> visible=true")
    expect(cells).to_have_count(2)
    expect(cells.locator("a, img")).to_have_count(0)
    cells.first.click()
    visit.wrong = [said for said in visit.wrong if "status of 4" not in said]  # what was refused, logged
    visit.check(hostile)
