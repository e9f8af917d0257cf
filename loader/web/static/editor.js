// The editor asks this server and no other: no list of endpoints, no prefixes or terms from elsewhere.
"use strict";

const place = document.getElementById("editor");
const base = place.dataset.base;
const mostRows = 1000;

// Where an IRI may lead: to its page here, out by http(s), or nowhere.
function addressOf(iri) {
  if (iri.startsWith(base)) return "/id/" + iri.slice(base.length);
  return /^https?:\/\/[^\s]+$/.test(iri) ? iri : "";
}

function shortened(iri, prefixes) {
  if (iri.startsWith(base)) return iri.slice(base.length);
  for (const [label, namespace] of Object.entries(prefixes)) {
    if (namespace && iri.startsWith(namespace)) return `${label}:${iri.slice(namespace.length)}`;
  }
  return iri;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function shown(term, prefixes) {
  if (term.type === "uri") {
    const address = addressOf(term.value);
    const link = element(address ? "a" : "span", shortened(term.value, prefixes));
    link.title = term.value;
    if (address) link.href = address;
    if (address && !address.startsWith("/")) {
      link.rel = "noopener noreferrer nofollow";
      link.className = "out";
    }
    return link;
  }
  const made = element("span", term.type === "bnode" ? `_:${term.value}` : term.value);
  if (term["xml:lang"]) made.append(" ", element("small", term["xml:lang"]));
  if (term.datatype) made.title = term.datatype;
  return made;
}

// A cell that no spreadsheet takes for a formula; loader/results/spreadsheet.py says how.
function cell(term) {
  if (!term) return '""';
  const isNumber = /(integer|decimal|double|float)$/.test(term.datatype || "") && /^[+-]?[0-9.]+(e[+-]?[0-9]+)?$/i.test(term.value);
  const text = isNumber ? term.value : term.value
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .replace(/(^|[;|])([\s"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'$2");
  return `"${text.replaceAll('"', '""')}"`;
}

function spreadsheet(results) {
  const names = results.getVariables();
  const rows = (results.getBindings() || []).map((row) => names.map((name) => cell(row[name])));
  return "\ufeff" + [names.map((name) => `"${name}"`), ...rows].map((row) => row.join(",") + "\r\n").join("");
}

// The answer as a table whose things lead to their pages.
class Answer {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 10;
    this.label = "Table";
  }

  canHandleResults() {
    const results = this.yasr.results;
    return Boolean(results && results.getVariables() && results.getVariables().length > 0);
  }

  getIcon() {
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    picture.setAttribute("viewBox", "0 0 16 16");
    path.setAttribute("d", "M1 2h14v12H1zM2.5 6v2.5h5V6zM9 6v2.5h4.5V6zM2.5 10v2.5h5V10zM9 10v2.5h4.5V10z");
    path.setAttribute("fill-rule", "evenodd");
    picture.append(path);
    return picture;
  }

  draw() {
    const names = this.yasr.results.getVariables();
    const rows = this.yasr.results.getBindings() || [];
    const prefixes = this.yasr.getPrefixes() || {};
    const table = element("table", "", "answer");
    const heading = table.createTHead().insertRow();
    for (const name of names) heading.append(element("th", name));
    const body = table.createTBody();
    for (const row of rows.slice(0, mostRows)) {
      const line = body.insertRow();
      for (const name of names) {
        const cell = line.insertCell();
        cell.dataset.heading = name;
        if (row[name]) cell.append(shown(row[name], prefixes));
        else cell.className = "blank";
      }
    }
    const scroll = element("div", "", "scroll");
    scroll.append(table);
    const told = rows.length > mostRows ? `; the first ${mostRows} are shown` : "";
    const counted = element("p", `${rows.length} row${rows.length === 1 ? "" : "s"}${told}.`, "counted");
    this.yasr.resultsEl.replaceChildren(scroll, counted);
  }

  download(filename) {
    return {
      getData: () => spreadsheet(this.yasr.results),
      filename: `${filename || "answer"}.csv`,
      title: "Download as CSV for a spreadsheet",
      contentType: "text/csv",
    };
  }
}

// A refusal is one sentence, which is all that there is to show.
async function refusal(error) {
  try {
    return element("p", JSON.parse(error.text).detail, "error");
  } catch {
    return undefined;
  }
}

const { Yasqe, Yasr } = Yasgui;
Yasqe.defaults.autocompleters = ["variables", "prefixes"];
// Prefixes are offered from this server's own, not from a list that anybody on the web may add to.
const prefixes = place.dataset.prefixes.split("\n");
Yasqe.Autocompleters.prefixes = {
  ...Yasqe.Autocompleters.prefixes,
  get: () => Promise.resolve(prefixes),
  persistenceId: null,
};
Yasqe.defaults.value = place.dataset.starter;
delete Yasr.plugins.table;
delete Yasr.defaults.plugins.table;
Yasr.registerPlugin("answer", Answer);
Yasr.defaults.pluginOrder = ["answer", "boolean", "response"];
Yasr.defaults.defaultPlugin = "answer";
Yasr.defaults.errorRenderers = [refusal];

const yasgui = new Yasgui(place, {
  requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "GET" },
  persistenceId: "detente",
});
if (place.dataset.text) yasgui.addTab(true, { yasqe: { value: place.dataset.text } }, { avoidDuplicateTabs: true });
