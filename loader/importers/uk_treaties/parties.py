"""The parties of the UK's treaties, as the database writes them: readable names, and what each one is.

It writes states and organisations in capitals, and lands that a treaty was extended to in small letters, all
in one column. So whatever stands anywhere in capitals is a state, a dead one too, unless its name is that of
an organisation; all else is a territory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loader.facts.model import Actor, ActorKind
from loader.importers.states import slug, state
from loader.importers.texts import clean

__all__ = ["LONGEST", "actors", "named", "parties"]

LONGEST = 300
"""How many characters the name of a party has at most; to look for its order of words takes long in more."""

_BETWEEN = " ; "
_SMALL = {"AND", "BY", "FOR", "IN", "OF", "ON", "THE", "UNDER"}
_SPELLED = {"(INCL.": "(incl.", "(INC.": "(inc.", "PLO)": "PLO)", "FYR": "FYR", "SAR": "SAR", "UK": "UK"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ACRONYM = re.compile(r"\([A-Z]+\)")
_BODIES = re.compile(
    r"\b(AGENCY|ASSOCIATION|BANK|COMMISSION|COMMUNIT(Y|IES)|COUNCIL|EUROPEAN|FUND|INTERNATIONAL|NATIONS"
    r"|ORGANI[SZ]ATION)\b"
)
"""What is in the names of bodies of states, and in none of a state: UNITED NATIONS, EUROPEAN UNION."""

_INVERTED = re.compile(
    r"(?P<land>.+?)(?:, (?P<after>.+ of)|,? (?P<form>(?:the )?(?:\S+ )*(?:republic|fyr) of)|,? (?P<the>the))",
    re.IGNORECASE,
)


def named(party: str) -> str:
    """The name of a party as one reads it; lists that use the same name mean the same.

    >>> named("BOSNIA AND HERZEGOVINA"), named("KOREA REPUBLIC OF"), named("GAMBIA THE"), named("Isle Of Man")
    ('Bosnia and Herzegovina', 'Republic of Korea', 'The Gambia', 'Isle of Man')
    >>> named("EUROPEAN ATOMIC ENERGY COMMUNITY (EURATOM)"), named("SERB-CROAT-SLOVENE STATE")
    ('European Atomic Energy Community (EURATOM)', 'Serb-Croat-Slovene State')
    """
    if inverted := _INVERTED.fullmatch(party):
        party = f"{inverted['after'] or inverted['form'] or inverted['the']} {inverted['land']}"
    words = [_cased(word, first=not number) for number, word in enumerate(party.split())]
    return " ".join(words)


def _cased(word: str, first: bool) -> str:
    if not first and word.upper() in _SMALL:
        return word.lower()
    if not word.isupper():
        return word[0].upper() + word[1:] if first else word
    if word in _SPELLED or _ACRONYM.fullmatch(word):
        return _SPELLED.get(word, word)
    return _WORD.sub(lambda found: found[0].capitalize(), word)


def parties(column: str) -> dict[str, str]:
    """The parties that a treaty names: their ids, in its order, and how it spells them.

    >>> parties("EIRE ; Eire ; SYLVANIA REPUBLIC OF")
    {'eire': 'EIRE', 'republic-of-sylvania': 'SYLVANIA REPUBLIC OF'}
    """
    spelled: dict[str, str] = {}
    for party in map(clean, column.split(_BETWEEN)):
        if party and (identifier := slug(named(party))):
            spelled.setdefault(identifier, party)
    return spelled


def actors(columns: Iterable[str]) -> list[Actor]:
    """Those whom treaties name, each once.

    Args:
        columns: what the treaties say of their parties.
    """
    spellings: dict[str, set[str]] = {}
    for column in columns:
        for party in filter(None, map(clean, column.split(_BETWEEN))):
            spellings.setdefault(slug(named(party)), set()).add(party)
    return [_actor(sorted(spelled)) for identifier, spelled in sorted(spellings.items()) if identifier]


def _actor(spelled: list[str]) -> Actor:
    capitals = [party for party in spelled if party.isupper()]
    name = named((capitals or spelled)[0])
    kind: ActorKind = "state" if capitals else "territory"
    if any(map(_BODIES.search, capitals)):
        kind = "intergovernmental-organization"
    others = {party for party in spelled if party.casefold() != name.casefold()}
    return Actor(id=state(name).id, name=name, kind=kind, aliases=tuple(sorted(others)))
