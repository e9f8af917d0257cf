"""What a text must be, by what it is a text of: a date, a digest, an address, a name."""

from __future__ import annotations

import re
import typing
import unicodedata

from loader import dates

from .findings import Findings
from .model import Digest, Edtf, Iri, Reference, Text
from .placed import Steps
from .wording import label, quoted, sentence

__all__ = ["LANGUAGE", "TEXTS", "UNFIT", "text"]

TEXTS = (Text, Reference, Edtf, Digest, Iri)
"""The types of `model` that are texts."""

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no text of XML, and so no answer in XML, can hold (https://www.w3.org/TR/xml/#charsets)."""

LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""A language tag as RDF takes it (https://www.w3.org/TR/turtle/#grammar-production-LANGTAG)."""


def text(findings: Findings, path: Steps, kind: object, written: str) -> str:
    """Examines a text.

    Args:
        findings: where a problem goes; one at most.
        path: where the text stands.
        kind: which of TEXTS it is to be.
        written: the text.

    Returns:
        The text in Unicode's normal form C.
    """
    what = sentence(label(path))
    normal = unicodedata.normalize("NFC", written)
    if unfit := UNFIT.search(normal):
        character = f"U+{ord(unfit[0]):04X}"
        findings.add(
            "fact/bad-text",
            path,
            f"{what} holds the character {character}, which no text can hold.",
            "Take it out.",
        )
    elif not normal.strip():
        findings.add(
            "fact/empty-text", path, f"{what} is empty.", "Fill it, or leave it out where it is not needed."
        )
    elif kind == Edtf:
        _date(findings, path, normal)
    elif kind == Digest and not _pattern(Digest).search(normal):
        hint = (
            "Write it in lower case."
            if _pattern(Digest).search(normal.lower())
            else "It has 64 hexadecimal digits, 0-9 and a-f."
        )
        findings.add("fact/bad-digest", path, f"{what} is {quoted(normal)}, which is no SHA-256.", hint)
    elif kind == Iri and not _pattern(Iri).search(normal):
        findings.add(
            "fact/bad-address",
            path,
            f"{what} is {quoted(normal)}, which is no whole address.",
            _whole(normal),
        )
    return normal


def _date(findings: Findings, path: Steps, written: str) -> None:
    try:
        dates.parse(written)
    except dates.DateError as error:
        findings.add(
            "fact/bad-date", path, f"{sentence(label(path))} cannot be read: {error.message}", error.hint
        )


def _pattern(kind: object) -> re.Pattern[str]:
    """The pattern that `model` says."""
    return re.compile(str(typing.get_args(kind)[1].pattern))


def _whole(address: str) -> str:
    candidate = f"https://{address.strip()}"
    if "." in address and _pattern(Iri).search(candidate):
        return f"Write {quoted(candidate)}."
    return "It begins with a scheme such as https: and holds no spaces; write %20 for a space."
