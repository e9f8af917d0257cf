"""Facts whose every text tries to become script: a hundred payloads in each field that takes a text."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from pathlib import Path

from loader.facts.model import FACT_TYPES, Evidence, Iri, Text

__all__ = ["HOSTILE_IRIS", "PAYLOADS", "text_fields", "write"]

_BREAKOUTS = (
    "",
    '">',
    "'>",
    "--><p ",
    "</title></style>",
    "</textarea></pre>",
    "</script>",
    "]]>",
    "\\\"'/>",
    "\u2028\t`>",
)
_VECTORS = (
    "<script data-hurt>ran({})</script>",
    "<img data-hurt src=x onerror=ran({})>",
    "<svg data-hurt/onload=ran({})><animate onbegin=ran({}) attributeName=x dur=1s>",
    '<iframe data-hurt srcdoc="&lt;script&gt;parent.ran({})&lt;/script&gt;"></iframe>',
    "<a data-hurt href=javascript:ran({}) autofocus onfocus=ran({}) tabindex=1>a</a>",
    "<details data-hurt open ontoggle=ran({})><summary>a</summary></details>",
    " autofocus onfocus=ran({}) style=animation-name:x onanimationstart=ran({}) data-hurt=",
    "{{{{constructor.constructor('ran({})')()}}}}${{ran({})}}<%= ran({}) %>",
    "<math data-hurt><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=ran({})>'>",
    "<style data-hurt>@import 'javascript:ran({})';*{{background:url(/ran({}))}}</style><base href=//x>",
)
PAYLOADS = tuple(
    breakout + vector.replace("{}", str(10 * n + m)).replace("{{", "{").replace("}}", "}")
    for n, breakout in enumerate(_BREAKOUTS)
    for m, vector in enumerate(_VECTORS)
)
HOSTILE_IRIS = (
    "javascript:ran(100)",
    "JaVaScRiPt:ran(101)//https://a.example",
    "data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuKDEwMik8L3NjcmlwdD4=",
    "vbscript:ran(103)",
    "blob:https://a.example/ran(104)",
    "file:///etc/passwd",
    "view-source:https://a.example/",
    "https:javascript:ran(105)",
    "http:ran(106)",
    "ftp://a.example/ran(107)",
)
_CATEGORIES = ("terrorist", "extremist", "sanctions")


def text_fields() -> set[tuple[str, str]]:
    """All fields of facts that take a text of any kind, or an IRI, as (type, field)."""
    found = set()
    for kind in (*FACT_TYPES, Evidence):
        hints = typing.get_type_hints(kind, include_extras=True)
        name = kind.__struct_config__.tag or "evidence"
        found |= {(str(name), field.rstrip("_")) for field, hint in hints.items() if _takes_text(hint)}
    return found


def _takes_text(hint: object) -> bool:
    return hint in (Text, Iri) or any(_takes_text(part) for part in typing.get_args(hint))


def write(folder: Path, at_once: int) -> tuple[Path, set[tuple[str, str]]]:
    """Write the facts.

    Args:
        folder: where to.
        at_once: how many payloads each text has, one after the other; all of them come in each field.

    Returns:
        The file, whose name is hostile too, and the fields that hold payloads.
    """
    facts = list(_facts(at_once))
    path = folder / "<img src=x onerror=ran(108)>.jsonl"
    path.write_text("".join(json.dumps(fact) + "\n" for fact in facts), encoding="utf-8")
    filled = {
        (str(fact["type"]), field) for fact in facts for field, value in fact.items() if _hostile(value)
    }
    evidence = [piece for fact in facts for piece in fact.get("evidence", ())]
    return path, filled | {
        ("evidence", field) for piece in evidence for field in piece if _hostile(piece[field])
    }


def _hostile(value: object) -> bool:
    if isinstance(value, str):
        return "ran(" in value or value in HOSTILE_IRIS
    if isinstance(value, dict):
        return any(map(_hostile, value.values()))
    return isinstance(value, list) and any(_hostile(each) for each in value)


def _facts(at_once: int) -> Iterator[dict[str, typing.Any]]:
    count = len(PAYLOADS) // at_once

    def text(n: int, shift: int) -> str:
        first = at_once * n + 7 * shift
        return " ".join(PAYLOADS[(first + k) % len(PAYLOADS)] for k in range(at_once))

    def actor(n: int) -> str:
        return f"a{n} {PAYLOADS[n]}"

    def source(n: int) -> str:
        return f"s{n} {PAYLOADS[n]}"

    for n in range(count):
        yield {
            "type": "actor",
            "id": actor(n),
            "kind": "state",
            "name": f"{n} {text(n, 1)}",
            "names": {"de": f"{n} {text(n, 2)}"},
            "aliases": [f"{n} {text(n, 3)}"],
            "weakAliases": [f"{n} {text(n, 4)}"],
            "sameAs": HOSTILE_IRIS[n % len(HOSTILE_IRIS)],
            "identifiers": {"swift": text(n, 5)},
        }
        yield {
            "type": "source",
            "id": source(n),
            "title": text(n, 6),
            "publisher": text(n, 7),
            "author": text(n, 8),
            "url": HOSTILE_IRIS[n % len(HOSTILE_IRIS)],
            "language": text(n, 9),
        }
    hub, other = actor(0), actor(1)
    for n in range(count):
        said = {
            "source": source(n),
            "note": text(n, 10),
            "evidence": [{"quote": text(n, 11)}, {"page": text(n, 12)}, {"entry": text(n, 13)}],
        }
        acting = {"organ": text(n, 14), "instrument": text(n, 15)}
        act = {"type": "designation", "authority": hub, "target": other, "action": "imposed", "date": "2020"}
        yield {**act, "category": "terrorist", **acting, **said}
        listed = {"list": text(n, 16), "programme": text(n, 17), "episode": text(n, 18)}
        yield {**act, "category": _CATEGORIES[n % 3], **listed, **acting, **said}
        yield {
            "type": "recognition", "by": hub, "of": other, "action": "granted", "date": "2020",
            "episode": text(0, 19), **acting, **said,
        }  # fmt: skip
        yield {
            "type": "meeting", "id": f"m {PAYLOADS[0]}", "participants": [hub, other], "label": text(n, 20),
            "place": text(n, 21), "topics": [text(n, 22)], "date": "2020", **said,
        }  # fmt: skip
        yield {
            "type": "agreement", "id": f"g {PAYLOADS[0]}", "parties": [hub, other], "subject": text(n, 23),
            "label": text(n, 24), "place": text(n, 25), "date": "2020", **said,
        }  # fmt: skip
        yield {
            "type": "statement",
            "speaker": hub,
            "summary": text(n, 26),
            "about": [other],
            "date": "2020",
            **said,
        }
        yield {"type": "post", "holder": other, "title": text(n, 27), "of": hub, **said}
        yield {"type": "membership", "member": other, "organization": hub, **said}
        if 1 < n < count - 2:
            decided = {"author": text(n, 28), "note": text(n, 29)}
            yield {"type": "different-from", "actor": actor(n), "from": hub, **decided}
    decided = {"author": text(1, 28), "note": text(1, 29)}
    yield {"type": "same-as", "actor": actor(count - 1), "as": actor(count - 2), **decided}
