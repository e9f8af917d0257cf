"""The UK's treaties, as its treaty database lists them: JSON Lines, a treaty a line.

A treaty becomes one agreement. The file is read twice: whether a party is a state shows only once all
treaties have named it (see parties.py). Neither pass keeps more than the names of the parties.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from loader.errors import InputError, Place, Problem
from loader.facts.lines import HEAD, LIMIT, binary, decoded, lines, opened, utf_16
from loader.facts.model import Agreement, Evidence, Source
from loader.facts.strict_json import NotJsonError, parse
from loader.facts.wording import quoted
from loader.importers import digests
from loader.importers.entry import Entry, Options, Unused
from loader.importers.texts import clean

from .parties import LONGEST, actors, parties
from .steps import STEPS, steps

__all__ = ["entries"]

_ID, _PARTIES, _TITLE, _SUBJECT = "lb_document_id", "country_name", "title", "subject"
_PLACE, _ADDRESS, _REFERENCES = "signed_event_location", "document_url", "references"
_NEEDED = (_ID, _PARTIES, _TITLE, _SUBJECT)
_USED = frozenset({*_NEEDED, *STEPS, _PLACE, _ADDRESS, _REFERENCES})
_OF_THE_RECORD = ("field3", "id", "library", "metaformat", "product_size", "uuid")
_VOLATILE = frozenset({"product_size"})
_FORMAT = "Name the JSON Lines file of the UK's treaties, one treaty a line."

_Said = dict[str, str]


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads treaties.

    Args:
        files: JSON Lines as the database gives them out.
        options: `source`, `published` and `url` are heard; the files say nothing of the kind.

    Yields:
        For each file its source and the parties, at position 0; then each treaty in its order.

    Raises:
        InputError: a file is no such list: it cannot be read, or its first line is no treaty.
    """
    for file in files:
        source = _source(file, options)
        named = (said[_PARTIES] for _, said in _treaties(file) if not isinstance(said, Unused))
        yield Entry("", 0, Place(str(file)), (source, *actors(named)))
        for position, (line, said) in enumerate(_treaties(file), start=1):
            place = Place(str(file), line)
            if isinstance(said, Unused):
                yield Entry("", position, place, unused=(said,))
            else:
                yield _entry(said, position, place, source.id)


def _source(file: Path, options: Options) -> Source:
    sha256 = digests.of_file(file)
    return Source(
        id=options.source or f"uk-treaties-{options.published or sha256[:12]}",
        title="UK Treaties Online",
        publisher="Foreign, Commonwealth & Development Office",
        url=options.url,
        published=options.published,
        language="en",
        sha256=sha256,
    )


class _NoTreatyError(ValueError):
    """A line that is no treaty; why, as a sentence."""


def _treaties(file: Path) -> Iterator[tuple[int, _Said | Unused]]:
    """Each line that is not blank: its number, and what it says or why it says nothing."""
    empty = True
    with opened(file) as stream:
        head = stream.read(HEAD)
        if utf_16(head):
            raise InputError(f"{file}: this file is UTF-16. Save it as UTF-8.")
        if binary(head):
            raise InputError(f"{file}: this is no text. If it is an archive, unpack it first. {_FORMAT}")
        for number, line in lines(head, stream):
            if not line.strip():
                continue
            try:
                said = _said(str(file), number, line)
            except _NoTreatyError as error:
                if empty:
                    raise InputError(f"{Place(str(file), number)}: {error} {_FORMAT}") from None
                yield number, Unused("", str(error))
            else:
                yield number, said
            empty = False
    if empty:
        raise InputError(f"{file}: there is nothing in this file. {_FORMAT}")


def _said(file: str, number: int, line: bytes) -> _Said:
    """What a line says, by its keys; empty values are none."""
    if len(line) > LIMIT:
        raise _NoTreatyError(f"The line has more than {LIMIT:,} bytes.")
    text = decoded(file, number, line)
    if isinstance(text, Problem):
        raise _NoTreatyError(text.message)
    try:
        value, repeated = parse(text)
    except NotJsonError as error:
        raise _NoTreatyError(f"The line {error.what}.") from None
    if not isinstance(value, dict):
        raise _NoTreatyError("The line is JSON, but no object.")
    if repeated:
        raise _NoTreatyError(f"The key '{repeated[0][-1]}' stands there twice.")
    said = {key: found for key, given in value.items() if (found := _text(key, given))}
    if missing := next((key for key in _NEEDED if key not in said), None):
        raise _NoTreatyError(f"The line is no treaty: the key '{missing}' is missing or empty.")
    if max(map(len, said[_PARTIES].split(";"))) > LONGEST:
        raise _NoTreatyError(f"The line names a party in more than {LONGEST} characters.")
    named = parties(said[_PARTIES])
    if not named:
        raise _NoTreatyError(f"The line names no party: the key '{_PARTIES}' holds no name.")
    if "any" in named:
        raise _NoTreatyError(f"The line names {quoted(named['any'])} as a party, which is no one.")
    return said


def _text(key: str, given: object) -> str | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise _NoTreatyError(f"The value of '{key}' is neither a text nor a whole number.")
    return clean(str(given))


def _entry(said: _Said, position: int, place: Place, source: str) -> Entry:
    made = steps(said)
    name = said[_ID]
    if made.status is None:
        why = "None of its steps is dated, so that it is not known how far it came."
        return Entry(name, position, place, unused=(*made.unused, Unused("", why)))
    content = {key: text for key, text in said.items() if key not in _VOLATILE}
    fact = Agreement(
        id=f"uk-treaty-{name}",
        label=said[_TITLE],
        parties=tuple(parties(said[_PARTIES])),
        subject=said[_SUBJECT],
        status=made.status,
        date=made.date,
        signed=made.signed,
        inForce=made.in_force,
        ended=made.ended,
        place=said.get(_PLACE),
        source=source,
        evidence=(Evidence(entry=name, position=position, sha256=digests.of_content(content)),),
        note=_note(said, made.notes),
    )
    return Entry(name, position, place, (fact,), (*made.unused, *_left_out(said)))


def _note(said: _Said, notes: list[str]) -> str | None:
    """What the claim has no key for: days of acts, the address of the treaty's page, where it is printed."""
    parts = [f"{'; '.join(notes).capitalize()}." if notes else None]
    if address := said.get(_ADDRESS):
        parts.append(f"See {_address(address)}.")
    if references := said.get(_REFERENCES):
        parts.append(f"References: {references.replace('||', ' ').replace(';', '; ')}.")
    return " ".join(filter(None, parts)) or None


def _address(written: str) -> str:
    r"""An address as it should be: the database writes it with the strokes of Windows.

    >>> _address("https://example.org/data\\html\\1 a.html")
    'https://example.org/data/html/1%20a.html'
    """
    return quote(written.replace("\\", "/"), safe="/:?#[]@!$&'()*+,;=%~")


def _left_out(said: _Said) -> Iterator[Unused]:
    if found := [key for key in _OF_THE_RECORD if key in said]:
        yield Unused(", ".join(found), "It is about the database's record, not about the treaty.")
    for key in sorted(said.keys() - _USED - {*_OF_THE_RECORD}):
        yield Unused(key, "No key of an agreement says it.")
