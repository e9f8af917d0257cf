"""The careful look at what was written: every value against what its key asks for, every problem said.

It is driven by the structs of `model`, so that a key or a code that is added there is known here.
"""

from __future__ import annotations

import re
import typing

from .checks import ANY, check, check_any
from .findings import Findings
from .keys import Key, keys, variants
from .meanings import meaning
from .model import Fact, Offset, Part, Reference
from .placed import Steps
from .suggest import suggest
from .texts import TEXTS, text
from .wording import described, label, listed, quoted, sentence, with_article

__all__ = ["examine"]

_TRUTH = {"true": True, "false": False}
_NUMBER = re.compile(r"-?[0-9]{1,18}")  # what fits 64 bits


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
        who = sentence(label(path) or with_article(kind.__name__.lower()))
        clean: dict[str, object] = {}
        guesses = ""
        for name, item in written.items():
            key = known.get(name)
            if key:
                if item is not None or key.required:
                    clean[name] = self._value((*path, name), key.hint, item)
            elif not (issubclass(kind, Fact) and name == "type"):
                hint = suggest(name, known)
                guesses += hint
                hint = hint or f"Its keys are {listed(known, 'and')}."
                message = f"{who} has no key {quoted(name)}."
                self._findings.add("fact/unknown-key", (*path, name), message, hint)
        for key in known.values():
            if key.required and key.name not in written and f"'{key.name}'" not in guesses:
                self._findings.add("fact/missing-key", path, f"{who} needs '{key.name}'.", _asked(kind, key))
        return clean

    def _value(self, path: Steps, hint: object, written: object) -> object:
        options = variants(hint)
        if self._textual and isinstance(written, str):
            written = _read(written, options)
        for option in options:
            if _fits(option, written):
                return self._fitting(path, option, written)
        wanted = listed(dict.fromkeys(_wanted(option) for option in options))
        message = f"{sentence(label(path))} must be {wanted}, not {described(written)}."
        self._findings.add("fact/wrong-type", path, message, _rewritten(options, written))
        return None

    def _fitting(self, path: Steps, option: object, written: object) -> object:
        match written:
            case str() if option in TEXTS:
                if option == Reference and written == ANY:
                    check_any(self._findings, path, self._kind, self._denies)
                return text(self._findings, path, option, written)
            case str():
                return self._code(path, typing.get_args(option), written)
            case list():
                item = typing.get_args(option)[0]
                return [self._value((*path, n), item, value) for n, value in enumerate(written)]
            case dict() if isinstance(option, type) and issubclass(option, Part):
                return self.struct(path, option, written)
            case dict():
                item = typing.get_args(option)[1]
                return {key: self._value((*path, key), item, value) for key, value in written.items()}
            case int() if option == Offset and written < 0:
                message = f"{sentence(label(path))} is {written}; offsets count from 0."
                self._findings.add("fact/bad-offset", path, message)
        return written

    def _code(self, path: Steps, codes: tuple[str, ...], written: str) -> str:
        if written not in codes:
            hint = suggest(written, codes) or f"It is one of {listed(codes, 'and')}."
            self._findings.add(
                "fact/unknown-code", path, f"{sentence(label(path))} cannot be {quoted(written)}.", hint
            )
        return written


def _read(written: str, options: tuple[object, ...]) -> object:
    """Reads a text as the number or truth value that it stands for, where no text is asked for."""
    if bool in options:
        return _TRUTH.get(written.lower(), written)
    if Offset in options and _NUMBER.fullmatch(written):
        return int(written)
    return written


def _fits(option: object, written: object) -> bool:
    """Whether a value is of the sort that is asked for; not whether it is a good one."""
    match written:
        case bool():
            return option is bool
        case str():
            return option in TEXTS or typing.get_origin(option) is typing.Literal
        case int():
            return option in (int, Offset) and abs(written) < 1 << 63
        case list():
            return typing.get_origin(option) is tuple
        case dict():
            return typing.get_origin(option) is dict or (
                isinstance(option, type) and issubclass(option, Part)
            )
        case _:
            return False


def _wanted(option: object) -> str:
    """What is asked for, in words."""
    if option in TEXTS or typing.get_origin(option) is typing.Literal:
        return "text"
    if option in (int, Offset):
        return "a whole number"
    if option is bool:
        return "true or false"
    return "a list" if typing.get_origin(option) is tuple else "an object"


def _rewritten(options: tuple[object, ...], written: object) -> str:
    """How the value would be written as what is asked for, where that is plain."""
    wants = {_wanted(option) for option in options}
    hint = ""
    match written:
        case None:
            hint = "If it is not known, the fact cannot be told."
        case _ if codes := _codes(options):
            hint = f"It is one of {listed(codes, 'and')}."
        case list() if "text" in wants:
            hint = "Write a fact for each."
        case str() if "a list" in wants:
            hint = f'Write ["{quoted(written)[1:-1]}"].'
        case str() if "a whole number" in wants and _NUMBER.fullmatch(written):
            hint = f"Write {written}, without quotes."
        case str() if "true or false" in wants and written.lower() in _TRUTH:
            hint = f"Write {written.lower()}, without quotes."
        case int() | float() if "text" in wants:
            hint = f'Write "{written}", in quotes.'
    return hint


def _codes(options: tuple[object, ...]) -> tuple[str, ...]:
    """The values of a code list, if that is what is asked for."""
    is_code = typing.get_origin(options[0]) is typing.Literal
    return typing.get_args(options[0]) if is_code else ()


def _asked(kind: type[Part], key: Key) -> str:
    """What a missing key is to say."""
    if codes := _codes(variants(key.hint)):
        return f"Add it: {listed(codes)}."
    said = meaning(kind, key.name)
    return f"Add it: {said[0].lower()}{said[1:]}."
