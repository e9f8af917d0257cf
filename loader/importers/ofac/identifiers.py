"""What OFAC puts into an entry's idList: numbers, addresses on the net, and sentences about the sanctions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loader.importers.entry import Unused
from loader.importers.states import slug
from loader.importers.xml import Node

__all__ = ["Identifiers", "identifiers"]

_SCHEMES = {
    "Identification Number IMO": "imo",
    "National ID No.": "national-id",
    "Passport": "passport",
    "Registration ID": "registration-number",
    "Registration Number": "registration-number",
    "SWIFT/BIC": "bic",
    "Tax ID No.": "tax-number",
    "V.A.T. Number": "vat-number",
    "Vessel Registration Identification": "imo",
}
"""Schemes that other lists have too; any other is called as OFAC calls it."""

_NOT_NUMBERS = {
    "D-U-N-S Number Date": "The days of numbers have no place in facts.",
    "Email Address": "Addresses have no place in facts.",
    "Former Vessel Flag": "A vessel is no actor.",
    "Gender": "Gender has no place in facts.",
    "Organization Established Date": "The day on which an organisation began has no place in facts.",
    "Phone Number": "Addresses have no place in facts.",
    "Target Type": "What kind of body it is has no place in facts.",
    "Website": "Addresses have no place in facts.",
}
_STATE = "Nationality of Registration"
_SENTENCE = (":", "-")  # how the types end that are followed by a sentence, not by a number
_IMO = re.compile(r"IMO\s+(?P<number>\d{7})")
_OF_NUMBER = {
    "idCountry": "An identifier stands in facts without the state that issued it.",
    "issueDate": "The days of numbers have no place in facts.",
    "expirationDate": "The days of numbers have no place in facts.",
}


@dataclass(slots=True)
class Identifiers:
    """What an entry's idList says.

    Attributes:
        numbers: by scheme, in their order.
        states: those where it is registered.
        sentences: what is said of the sanctions, for the note of the claims.
        unused: what has no place in facts.
    """

    numbers: dict[str, list[str]] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def identifiers(entry: Node) -> Identifiers:
    """Reads the idList of an entry.

    Args:
        entry: the entry.
    """
    found = Identifiers()
    for item in entry.all("idList", "id"):
        kind, value = item.one("idType") or "", item.one("idNumber")
        if not value:
            found.unused.append(Unused(f"idList/{kind}", "It has no idNumber."))
            continue
        part = f"idList/{kind}"
        if kind == _STATE:
            found.states.append(value)
        elif kind.endswith(_SENTENCE):
            if (sentence := f"{kind} {value}") not in found.sentences:
                found.sentences.append(sentence)
        elif reason := _NOT_NUMBERS.get(kind):
            found.unused.append(Unused(part, reason))
        else:
            _number(found, kind, value)
            said = [name for name in _OF_NUMBER if item.one(name)]
            found.unused += [Unused(f"idList/id/{name}", _OF_NUMBER[name]) for name in said]
    return found


def _number(found: Identifiers, kind: str, value: str) -> None:
    scheme = _SCHEMES.get(kind) or slug(kind).lower()  # № is made No
    if imo := _IMO.fullmatch(value):
        scheme, value = "imo", imo["number"]
    if scheme and scheme.isascii():
        numbers = found.numbers.setdefault(scheme, [])
        if value not in numbers:
            numbers.append(value)
    else:
        found.unused.append(Unused(f"idList/{kind}", "Its idType is no name of a kind of number."))
