"""Names as the UN list writes them: several in one field, originals and remarks in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loader.importers.scripts import script, tag

__all__ = ["Names", "split"]

_LONGEST = 3000  # characters; to look for brackets in more takes long, and it is no name
_LAST_BRACKETS = re.compile(r"(?P<before>[^()]+?)\s*\((?P<within>(?:[^()]|\([^()]*\))*)\)?[\s,]*")
_ORIGINAL = re.compile(r"original script\s*:\s*", re.IGNORECASE)
_REMARK = re.compile(
    r"(?:birth|combat) name|false identity.*|nom de guerre|original script|(?:previously|formerly) listed as"
    r"|Arabic|Dari|Farsi|Korean|Pashto|Russian|Tigrinya|Urdu"
)
_BESIDE = re.compile(r",? born (?:in|on|\d).*")
_LATIN = ("Latn", None)


def split(said: str) -> tuple[list[str], bool]:
    """The names that one field holds.

    Several are separated by semicolons; brackets after a name hold it in another script, or remarks.

    Returns:
        The names, and whether something was said beside them that is no name.

    >>> split("Abdul Rehman; Abdur Rahman")
    (['Abdul Rehman', 'Abdur Rahman'], False)
    >>> split("Ivan Zubrovkin (original script: Иван Зубровкин)"), split("Zub (combat name)")
    ((['Ivan Zubrovkin', 'Иван Зубровкин'], False), (['Zub'], True))
    >>> split("FREDVILLE FRONT (FF)")
    (['FREDVILLE FRONT (FF)'], False)
    """
    if len(said) > _LONGEST:
        return [said], False
    names: list[str] = []
    beside = False
    for piece in _pieces(said):
        name = _BESIDE.sub("", piece)
        beside = beside or name != piece
        found = _LAST_BRACKETS.fullmatch(name)
        if found is None:
            names.append(name)
            continue
        before, within = found["before"], found["within"]
        inner = _ORIGINAL.sub("", within)
        if _REMARK.fullmatch(within):
            names.append(before)
            beside = True
        elif (script(inner) in _LATIN) != (script(before) in _LATIN):
            more, remarks = split(inner)
            names += [before, *more]
            beside = beside or remarks
        else:
            names.append(name)
    return [bare for name in names if (bare := name.strip(' ,"“”'))], beside


def _pieces(said: str) -> Iterator[str]:
    """The parts of a text between semicolons that stand in no brackets."""
    depth, begin = 0, 0
    for at, character in enumerate(said):
        depth += (character == "(") - (character == ")")
        if character in ";؛" and depth <= 0:
            yield said[begin:at].strip()
            begin = at + 1
    yield said[begin:].strip()


@dataclass(slots=True)
class Names:
    """The names of one actor, each once.

    Attributes:
        main: the one that the list puts first.
        aliases: others in Latin letters.
        weak: those of low quality, in any script.
        tagged: others in other scripts, by language tag.
        beside: whether something was said beside a name that is no name.
    """

    main: str
    aliases: dict[str, None] = field(default_factory=dict)
    weak: dict[str, None] = field(default_factory=dict)
    tagged: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, said: str, low: bool = False) -> bool:
        """Adds the names that one field holds.

        Returns:
            Whether something was said beside them that is no name.
        """
        names, beside = split(said)
        for name in names:
            if name == self.main:
                continue
            if low:
                self.weak[name] = None
            elif script(name) in _LATIN:
                self.aliases[name] = None
            else:
                self.tagged.setdefault(tag(name), {})[name] = None
        return beside
