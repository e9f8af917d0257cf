"""Invented facts for tests, as they are written: made from the structs, so that no key is forgotten."""

from __future__ import annotations

import io
import json
import typing
import unicodedata

from hypothesis import strategies as st

from loader.facts.keys import TYPES, Option, Sort, keys
from loader.facts.model import FACT_TYPES, Digest, Edtf, Evidence, Iri, Part

Raw = dict[str, typing.Any]

ANY_TEXT = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t\u2028"), min_size=1)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
PLAIN_TEXT = st.sampled_from(
    ["Freedonia", "Sylvania", "Group A", "Person B", "no", "null", "2003", "é; ü", "[x]"]
)
TEXTS = st.one_of(PLAIN_TEXT, ANY_TEXT).filter(lambda text: text != "any")
DATES = st.sampled_from(
    ["2003", "2003-02", "2003-02-04", "../2004-11-21", "2004-10~", "201X", "2003/2005", "2004-23"]
)
ADDRESSES = st.sampled_from(["https://herald.example/7", "urn:x:1", "https://herald.example/a;b?c=[d]"])
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
EVIDENCE: tuple[tuple[str, ...], ...] = (("start", "end", "sha256"), ("quote",), ("page",), ("entry",))


def facts() -> st.SearchStrategy[Raw]:
    """Facts of all types, well formed, with few or many of their keys."""
    return st.sampled_from(FACT_TYPES).flatmap(
        lambda kind: _struct(kind).map(lambda raw: _completed({"type": _type(kind), **raw}))
    )


def _type(kind: type[Part]) -> str:
    return next(name for name, struct in TYPES.items() if struct is kind)


def _completed(raw: Raw) -> Raw:
    """With the keys that other keys need."""
    if raw["type"] == "actor" and not raw.get("kinds"):
        raw.setdefault("kind", "state")
    if raw["type"] == "source" and "complete" in raw:
        raw.setdefault("published", "2003")
    return raw


def _struct(kind: type[Part]) -> st.SearchStrategy[Raw]:
    if kind is Evidence:
        return st.sampled_from(EVIDENCE).flatmap(
            lambda form: st.fixed_dictionaries({key: _value(keys(Evidence)[key].options) for key in form})
        )
    required = {key.name: _value(key.options) for key in keys(kind).values() if key.required}
    optional = {key.name: _value(key.options) for key in keys(kind).values() if not key.required}
    return st.fixed_dictionaries(required, optional=optional)


def _value(options: tuple[Option, ...]) -> st.SearchStrategy[typing.Any]:
    return st.one_of([_option(option) for option in options])


def _option(option: Option) -> st.SearchStrategy[typing.Any]:
    match option.sort:
        case Sort.TEXT:
            return {Edtf: DATES, Digest: DIGESTS, Iri: ADDRESSES}.get(option.text, TEXTS)
        case Sort.CODE:
            return st.sampled_from(option.codes)
        case Sort.LIST:
            return st.lists(_value(option.items), max_size=3)
        case Sort.MAP:
            return st.dictionaries(st.sampled_from(["ru", "zh-Hant", "fr"]), _value(option.items), max_size=2)
        case Sort.STRUCT:
            return _struct(option.struct)
    return st.booleans() if option.sort is Sort.TRUTH else st.integers(option.least or 0, 9999)


def json_lines(written: list[Raw]) -> bytes:
    """The facts as JSON Lines."""
    return "".join(json.dumps(raw, ensure_ascii=False) + "\n" for raw in written).encode()


def yaml(written: list[Raw]) -> bytes:
    """The facts as a YAML list."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - few tests need it

    stream = io.BytesIO()
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.dump(written, stream)
    return stream.getvalue()


def csv(written: list[Raw]) -> bytes:
    """Facts of one type as a table; whatever is not a text stands there as JSON."""
    import csv  # noqa: PLC0415 - the name is this function's

    columns = list(dict.fromkeys(key for raw in written for key in raw))
    stream = io.StringIO()
    rows = csv.writer(stream)
    rows.writerow(columns)
    for raw in written:
        rows.writerow([_cell(key, raw.get(key, ""), TYPES[raw["type"]]) for key in columns])
    return stream.getvalue().encode()


def _cell(key: str, value: object, kind: type[Part]) -> str:
    if isinstance(value, str):
        several = key != "type" and any(option.sort is Sort.LIST for option in keys(kind)[key].options)
        return json.dumps([value]) if several and value else value
    if isinstance(value, list) and value and all(isinstance(v, str) and not {*";["} & {*v} for v in value):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
