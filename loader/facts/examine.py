"""The careful look at what was written: every value against what its key asks for, every problem said.

It is driven by the structs of `model`, so that a key or a code that is added there is known here.
"""

from __future__ import annotations

import re
from typing import Any

from .checks import ANY, check, check_any
from .findings import Findings
from .keys import Key, Option, Sort, keys
from .meanings import meaning
from .model import Fact, Part, Reference
from .placed import Steps
from .suggest import suggest
from .texts import text
from .wording import called, described, label, listed, quoted, sentence, with_article

__all__ = ["examine"]

_TRUTH = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,18}")  # what fits 64 bits
_SORTS: dict[type, tuple[Sort, ...]] = {
    str: (Sort.TEXT, Sort.CODE),
    int: (Sort.NUMBER,),
    bool: (Sort.TRUTH,),
    list: (Sort.LIST,),
    dict: (Sort.STRUCT, Sort.MAP),
}


_WANTED = {Sort.CODE: Sort.TEXT.value, Sort.STRUCT: Sort.MAP.value}


def examine(findings: Findings, kind: type[Fact], written: dict[str, object], textual: bool) -> object:
    """Examines a fact.

    Args:
        findings: where problems go.
        kind: the fact's type.
        written: its keys and values.
        textual: whether numbers and truth values are written as text, as in YAML and CSV.

    Returns:
        Its keys and values without those that are unknown or null, texts in NFC. If there was no problem,
        msgspec makes the struct of it; else it is of no use.
    """
    examination = _Examination(findings, kind, str(written.get("denies")).lower() == "true", textual)
    clean = examination.struct((), kind, written)
    check(findings, kind, written)
    return clean


class _Examination:
    """The examination of one fact's values."""

    def __init__(self, findings: Findings, kind: type[Fact], denies: bool, textual: bool) -> None:
        self._findings = findings
        self._kind = kind
        self._denies = denies
        self._textual = textual

    def struct(self, path: Steps, kind: type[Part], written: dict[str, object]) -> dict[str, object]:
        known = keys(kind)
        clean: dict[str, object] = {}
        guesses = ""
        for name, item in written.items():
            key = known.get(name)
            if key and item is not None:
                clean[name] = self._value((*path, name), key.options, item)
            elif not key and not (issubclass(kind, Fact) and name == "type"):
                hint = suggest(name, known)
                guesses += hint
                hint = hint or f"Its keys are {listed(known, 'and')}."
                message = f"{_who(path, kind)} has no key {quoted(name)}."
                self._findings.add("fact/unknown-key", (*path, name), message, hint)
        for key in known.values():
            if key.required and written.get(key.name) is None and f"'{key.name}'" not in guesses:
                message = f"{_who(path, kind)} needs '{key.name}'."
                self._findings.add("fact/missing-key", (*path, key.name), message, _asked(kind, key))
        return clean

    def _value(self, path: Steps, options: tuple[Option, ...], written: object) -> object:
        if self._textual and isinstance(written, str):
            written = _read(written, options)
        sorts = _SORTS.get(type(written), ())
        for option in options:
            if option.sort in sorts:
                return self._fitting(path, option, written)
        wanted = listed(dict.fromkeys(_WANTED.get(option.sort, option.sort.value) for option in options))
        message = f"{sentence(label(path))} must be {wanted}, not {described(written)}."
        self._findings.add("fact/wrong-type", path, message, _rewritten(options, written))
        return None

    def _fitting(self, path: Steps, option: Option, written: Any) -> object:
        match option.sort:
            case Sort.TEXT:
                if option.text is Reference and written == ANY:
                    check_any(self._findings, path, self._kind, self._denies)
                return text(self._findings, path, option.text, written)
            case Sort.CODE if written not in option.codes:
                hint = suggest(written, option.codes) or f"It is one of {listed(option.codes, 'and')}."
                message = f"{sentence(label(path))} cannot be {quoted(written)}."
                self._findings.add("fact/unknown-code", path, message, hint)
            case Sort.NUMBER if option.least is not None and written < option.least:
                message = f"{sentence(label(path))} is {written}; it counts from {option.least}."
                self._findings.add("fact/bad-offset", path, message)
            case Sort.LIST:
                return [self._value((*path, n), option.items, value) for n, value in enumerate(written)]
            case Sort.MAP:
                return {key: self._value((*path, key), option.items, value) for key, value in written.items()}
            case Sort.STRUCT:
                return self.struct(path, option.struct, written)
        return written


def _who(path: Steps, kind: type[Part]) -> str:
    return sentence(label(path) or with_article(called(kind)))


def _read(written: str, options: tuple[Option, ...]) -> object:
    """Reads a text as the number or truth value that it stands for, where no text is asked for."""
    sorts = [option.sort for option in options]
    if Sort.TRUTH in sorts:
        return _TRUTH.get(written.lower(), written)
    if Sort.NUMBER in sorts and Sort.TEXT not in sorts and _NUMBER.fullmatch(written):
        return int(written)
    return written


def _rewritten(options: tuple[Option, ...], written: object) -> str:
    """How the value would be written as what is asked for, where that is plain."""
    wants = {option.sort for option in options}
    hint = ""
    match written:
        case _ if options[0].codes:
            hint = f"It is one of {listed(options[0].codes, 'and')}."
        case list() if Sort.TEXT in wants:
            hint = "Write a fact for each."
        case str() if Sort.LIST in wants:
            hint = f'Write ["{quoted(written)[1:-1]}"].'
        case str() if Sort.NUMBER in wants and _NUMBER.fullmatch(written):
            hint = f"Write {written}, without quotes."
        case str() if Sort.TRUTH in wants and written.lower() in _TRUTH:
            hint = f"Write {written.lower()}, without quotes."
        case int() | float() if Sort.TEXT in wants and type(written) is not bool and "e" not in str(written):
            hint = f'Write "{written}", in quotes.'
    return hint


def _asked(kind: type[Part], key: Key) -> str:
    """What a missing key is to say."""
    if codes := key.options[0].codes:
        return f"Add it: {listed(codes)}."
    said = meaning(kind, key.name)
    return f"Add it: {said[0].lower()}{said[1:]}."
