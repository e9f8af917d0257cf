"""What a text must be, by what it is a text of: a date, a digest, an address, a name."""

from __future__ import annotations

import re
import typing
import unicodedata

from loader import dates

from .findings import Findings
from .model import Digest, Edtf, Iri
from .placed import Steps
from .wording import label, quoted, sentence

__all__ = ["LANGUAGE", "SCHEME", "text"]

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no text of XML, and so no answer in XML, can hold (https://www.w3.org/TR/xml/#charsets)."""

LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""A language tag as RDF takes it (https://www.w3.org/TR/turtle/#grammar-production-LANGTAG)."""

SCHEME = re.compile("[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
"""The name of a scheme of identifiers, in any case: it stands before the identifier and a colon."""


_DIGEST = re.compile(str(typing.get_args(Digest)[1].pattern))
_IRI = re.compile(str(typing.get_args(Iri)[1].pattern))


def text(findings: Findings, path: Steps, kind: object, written: str) -> str:
    """Examines a text.

    Args:
        findings: where a problem goes; one at most.
        path: where the text stands.
        kind: which of the texts of `model` it is to be: `Text`, `Reference`, `Edtf`, `Digest` or `Iri`.
        written: the text.

    Returns:
        The text in Unicode's normal form C.
    """
    normal = unicodedata.normalize("NFC", written)
    if wrong := _wrong(kind, normal):
        rule, what, hint = wrong
        findings.add(rule, path, f"{sentence(label(path))} {what}", hint)
    return normal


def _wrong(kind: object, written: str) -> tuple[str, str, str] | None:
    """What is wrong with a text: the rule, what to say of it, and what to write instead."""
    if unfit := _UNFIT.search(written):
        what = f"holds the character U+{ord(unfit[0]):04X}, which no text can hold."
        return "fact/bad-text", what, "Take it out."
    if not written.strip():
        return "fact/empty-text", "is empty.", "Fill it, or leave it out where it is not needed."
    if kind is Edtf:
        try:
            dates.parse(written)
        except dates.DateError as error:
            return "fact/bad-date", f"cannot be read: {error.message}", error.hint
    elif kind is Digest and not _DIGEST.search(written):
        in_lower_case = _DIGEST.search(written.lower())
        hint = "Write it in lower case." if in_lower_case else "It has 64 hexadecimal digits, 0-9 and a-f."
        return "fact/bad-digest", f"is {quoted(written)}, which is no SHA-256.", hint
    elif kind is Iri and not _IRI.search(written):
        return "fact/bad-address", f"is {quoted(written)}, which is no whole address.", _whole(written)
    return None


def _whole(address: str) -> str:
    candidate = f"https://{address.strip()}"
    if "." in address and _IRI.search(candidate):
        return f"Write {quoted(candidate)}."
    return "It begins with a scheme such as https: and holds no spaces; write %20 for a space."
