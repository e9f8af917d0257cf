"""The quick way from a line of JSON to its fact.

It only ever accepts. Whatever it is in doubt about goes to `decode`, which alone says what is wrong; so the
two cannot disagree about what a fact may be.
"""

from __future__ import annotations

import re
import unicodedata
from functools import reduce
from operator import or_
from typing import cast

import msgspec

from loader import dates

from .decode import settled
from .keys import keys
from .model import FACT_TYPES, Actor, Decision, Edtf, Evidence, Fact, Source, Sourced
from .texts import LANGUAGE, SCHEME

__all__ = ["plain"]

_DECODER: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(reduce(or_, FACT_TYPES))
_encode = msgspec.json.Encoder().encode
_DATES = {
    kind: tuple(key.attribute for key in keys(kind).values() if key.options[0].text is Edtf)
    for kind in FACT_TYPES
}
_SOURCED = frozenset(kind for kind in FACT_TYPES if issubclass(kind, Sourced))
_ESCAPED = re.compile(r'"\\|\\[ubf]')
_UNICODE = re.compile('"\\s|[\ufffe\uffff]')


def plain(line: bytes) -> Fact | None:
    """Decodes a line of JSON Lines that is plainly right.

    Args:
        line: UTF-8, without the line's end.

    Returns:
        The fact, or nothing if a careful look is needed.
    """
    try:
        fact = _DECODER.decode(line)
        kind = type(fact)
        for attribute in _DATES[kind]:
            if (said := getattr(fact, attribute)) is not None:
                for date in (said,) if isinstance(said, str) else said:
                    dates.parse(date)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, dates.DateError):
        return None
    # Of two keys that are alike the decoder takes the last. They show by their quotation marks, as do
    # defaults that are spelt out; these are then looked at with care, which does them no harm.
    compact = _encode(fact)
    if len(line) != len(compact) and line.count(b'"') != compact.count(b'"'):
        return None
    text = compact.decode()
    if _doubtful(text):
        return None
    if kind in _SOURCED:
        evidence = cast("Sourced", fact).evidence
        if not evidence and '"episode"' not in text:
            return fact
        sound = all(map(_one_form, evidence))
    else:
        sound = _described(fact)
    return settled(fact) if sound else None


def _doubtful(compact: str) -> bool:
    """Whether compact JSON may hold blank texts, control characters, `any`, or what is not in NFC."""
    if '" ' in compact or '"any"' in compact or ("\\" in compact and _ESCAPED.search(compact)):
        return True
    if compact.isascii():
        return False
    return bool(_UNICODE.search(compact)) or not unicodedata.is_normalized("NFC", compact)


def _one_form(piece: Evidence) -> bool:
    """Whether a piece of evidence is one thing, and all of it."""
    if piece.entry is not None:
        return all(other is None for other in (piece.start, piece.end, piece.quote, piece.page))
    passage = (piece.start, piece.end, piece.sha256).count(None)
    others = (piece.quote, piece.page).count(None)
    return (passage, others) in ((0, 2), (3, 1)) and piece.position is None


def _described(fact: Fact) -> bool:
    """Whether a source, an actor or a decision says what it must."""
    if isinstance(fact, Source):
        return not fact.complete or fact.published is not None
    return isinstance(fact, Decision) or (
        isinstance(fact, Actor)
        and bool(fact.kind or fact.kinds)
        and all(map(LANGUAGE.fullmatch, fact.names))
        and all(map(SCHEME.fullmatch, fact.identifiers))
    )
