"""The quick way from a line of JSON to its fact.

It only ever accepts. Whatever it is in doubt about goes to `decode`, which alone says what is wrong; so the
two cannot disagree about what a fact may be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from operator import attrgetter
from typing import cast

import msgspec

from loader import dates

from .decode import settled
from .keys import keys
from .model import FACT_TYPES, Actor, AnyFact, Edtf, Evidence, Fact, Source, Sourced
from .texts import LANGUAGE, SCHEME

__all__ = ["plain"]

_DECODER: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(AnyFact)
_encode = msgspec.json.Encoder().encode


def _dates_of(kind: type[Fact]) -> Callable[[Fact], tuple[str | tuple[str, ...] | None, ...]]:
    """What takes all dates of a fact of one kind."""
    names = [key.attribute for key in keys(kind).values() if key.options[0].text is Edtf]
    if len(names) == 1:  # of one name alone, `attrgetter` gives the value and no tuple
        names *= 2
    return attrgetter(*names)


_DATES = {kind: _dates_of(kind) for kind in FACT_TYPES}
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
        for said in _DATES[kind](fact):
            if said:
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
    return None if _doubtful(text) else _sound(fact, kind, text)


def _sound(fact: Fact, kind: type[Fact], compact: str) -> Fact | None:
    """The fact in its settled form, if its values go together."""
    if kind is Actor:
        return _actor(cast("Actor", fact))
    if kind not in _SOURCED:
        return fact if _described(fact) else None
    for piece in cast("Sourced", fact).evidence:
        if not _one_form(piece):
            return None
    # Only these two may be numbers, which are then written as text.
    return settled(fact) if '"episode"' in compact or '"page"' in compact else fact


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
        return piece.start is None and piece.end is None and piece.quote is None and piece.page is None
    passage = (piece.start, piece.end, piece.sha256).count(None)
    others = (piece.quote, piece.page).count(None)
    return (passage, others) in ((0, 2), (3, 1)) and piece.position is None


def _described(fact: Fact) -> bool:
    """Whether a source or a decision says what it must."""
    return not isinstance(fact, Source) or not fact.complete or fact.published is not None


def _actor(fact: Actor) -> Fact | None:
    """The actor in its settled form, if it says what it must."""
    if not (fact.kind or fact.kinds):
        return None
    if fact.names or fact.identifiers:
        sound = all(map(LANGUAGE.fullmatch, fact.names)) and all(map(SCHEME.fullmatch, fact.identifiers))
        return settled(fact) if sound else None
    listed = type(fact.born) is type(fact.country) is type(fact.sameAs) is tuple
    return fact if listed else settled(fact)
