"""The programmes of a FollowTheMoney Sanction, and which of them are about terrorism."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loader.facts.model import Category
from loader.importers.texts import clean

from .entity import Entity

__all__ = ["Programme", "programmes"]

_TERROR_CODES = {"CT", "FTO", "ICT", "ISIL", "SCISIL", "SDGT", "SDT", "TAQA", "TERR", "UNSC1373"}
_TERROR = re.compile(
    r"terror|терор|террор|إرهاب|טרור|テロ|恐怖|\bal[- ]?qa['’]?[ie]da|\bisil\b|da['’]?esh"
    r"|\bsdgt\b|\bsdt\b|\bfto\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme under which a Sanction stands; without a name where it says nothing of the kind."""

    name: str | None
    category: Category


def programmes(entity: Entity) -> tuple[tuple[Programme, ...], str | None]:
    """The programmes of a Sanction.

    One that names none is of a register of its own, such as that of disqualified directors: the publisher's
    dataset stands for it, lest it be taken for a part of some programme of the same authority.

    Returns:
        Each `programId`, or where there is none each `program`; and where the ids are the programmes, their
        wording.
    """
    codes, texts = entity.values("programId"), entity.values("program")
    wording = " ; ".join(texts)
    if codes:
        return tuple(Programme(code, _category(code, wording)) for code in codes), wording or None
    if texts:
        return tuple(Programme(text, _category("", text)) for text in texts), None
    own = clean(entity.datasets[0]) if len(entity.datasets) == 1 else None
    return (Programme(own, _category("", own or "")),), None


def _category(code: str, text: str) -> Category:
    parts = {"FTO" if part.startswith("FTO") else part for part in re.split(r"\W+", code.upper())}
    return "terrorist" if parts & _TERROR_CODES or _TERROR.search(f"{code} {text}") else "sanctions"
