"""What somebody types to make a query, a page or a header of something else: seeded, in any number."""

from __future__ import annotations

import random
import unicodedata

__all__ = ["injections"]

_LEAVING = (
    *('"', "'", '"""', "'''", ">", "}", "}}", ")", "]", "\\", "\\\\", '\\"', "\\'", "\n", "\r\n"),
    *("#\n", " .\n", "\\u0022", "\\u0027", "\\U0000003E", "\\u000A", "\\\\u0022", "\\x22", "%22"),
    *("%27", "%3E", "%0A", "&quot;", "\u2019", "\uff02", "\u02bc", "\u2028", "\x85", "\xa0"),
    *("\u200b", "\ufeff", "\u202e", "\x00", "\x1f", '"@en', '"^^<http://a/>', '"@en--ltr'),
    *("UNDEF", "UNDEF }", '" }', "' }", "> }", ") }", "_:b }", "$1", "\\1", "\\g<0>", "{0}"),
    *("{{", "%s", "${a}", "?x", "<a>", "a:b", "*/", "-->", "]]>", "+", "/", "..", "\u0301"),
    "\U0001f600",
)
_DOING = (
    *("UNION { ?s ?p ?o }", ". ?s ?p ?o", "; ?p ?o", "OPTIONAL { ?a ?b ?c }"),
    *("MINUS { ?s ?p ?o }", "|| true", "FILTER(true)", "BIND(1 AS ?x)"),
    *("SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }", "SERVICE SILENT ?s {}"),
    *("VALUES ?target { UNDEF }", "VALUES ?category { UNDEF } }", "SELECT * { ?s ?p ?o }"),
    *("LIMIT 0", "GROUP BY ?x", "; DROP ALL", "; INSERT DATA { <a:a> <a:b> 1 }"),
    *("; LOAD <http://127.0.0.1:9/>", "; DELETE WHERE { ?s ?p ?o }"),
    *("FROM <http://127.0.0.1:9/>", "PREFIX det: <http://a/>", "BASE <http://a/>", "ASK {}"),
    *("EXISTS { ?s ?p ?o }", "<script>alert(1)</script>", "=cmd|' /C calc'!A0"),
    *("'; DROP TABLE acts; --", "$(id)", "`id`", "../../etc/passwd", "#+ summary: other", "x"),
    *("", "any", "today", "2003", "terrorist", "imposed", "1", "actor/taliban"),
)
_STAYING = ("", "#", '"', "'", '"""', "{", "(", "<", "\\", " { ", " }", "\n#", "//", "\t", '" #', "> .")
_NAMES = ("", "Freedonia", "Group A", "x", "2003-01-01", "http://example.org/", "É", "Группа")


def injections(number: int, seed: int = 0) -> list[str]:
    """So many texts, each another when it is normalised and trimmed; the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, str] = {}
    while len(found) < number:
        text = "".join(chance.choice(part) for part in (_NAMES, _LEAVING, _DOING, _STAYING))
        if chance.random() < 0.3:
            text = chance.choice(_LEAVING) + text + chance.choice(_LEAVING)
        known = unicodedata.normalize("NFC", text).strip()
        if known:
            found.setdefault(known, text)
    return list(found.values())
