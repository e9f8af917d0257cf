"""A file of OFAC as a source: which list it is, and of which day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

from loader.errors import InputError, Place
from loader.facts.model import Complete, Source
from loader.facts.wording import quoted
from loader.importers.digests import of_file
from loader.importers.editions import published
from loader.importers.entry import Options
from loader.importers.states import state
from loader.importers.xml import Node, Root

__all__ = ["LISTS", "NAMESPACES", "ORGAN", "US", "Snapshot", "snapshot"]

NAMESPACES = (
    "http://tempuri.org/sdnList.xsd",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
)
"""The namespaces that the schema was published in, the newer one last."""

LISTS = {"sdn": "SDN List", "consolidated": "Consolidated Sanctions List"}
"""Which list a file may be, by what `--list` calls it."""

US = state("United States")
ORGAN = "Office of Foreign Assets Control"
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_PUBLISHED = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a file is.

    Attributes:
        source: the file as a source.
        list: the name of its list.
        stated: how many entries it says that it has.
    """

    source: Source
    list: str
    stated: int | None


def snapshot(file: Path, root: Root, head: Node | None, options: Options) -> Snapshot:
    """Reads what a file says of itself.

    Args:
        file: the file; what it is called may say which list it is.
        root: its root element.
        head: what stands before its entries, if anything does.
        options: what the user says of it.

    Raises:
        InputError: it is no list of OFAC, or it is not said which, or of which day.
    """
    if root.namespace not in NAMESPACES:
        raise InputError(
            f"{root.place}: its namespace is {quoted(root.namespace)}, and OFAC's lists are in "
            f"{NAMESPACES[0]!r} or {NAMESPACES[1]!r}. Download the list as sdn.xml or consolidated.xml."
        )
    short = _list(file, options)
    of_day = _published(root.place, head, options)
    source = Source(
        id=options.source or f"ofac-{short}-{of_day}",
        title=f"{LISTS[short]} of OFAC, {of_day}",
        publisher=ORGAN,
        url=options.url,
        published=of_day,
        language="en",
        sha256=of_file(file),
        complete=Complete(authority=US.id, list=LISTS[short]),
    )
    count = head.one("Record_Count") if head else None
    if count and not _COUNT.fullmatch(count):
        raise InputError(
            f"{root.place}: its Record_Count is {quoted(count)}, which is no number. Download it again."
        )
    return Snapshot(source, LISTS[short], int(count) if count else None)


def _list(file: Path, options: Options) -> str:
    """Which list a file is, as in LISTS."""
    said = (options.list or "").casefold()
    if said:
        if found := [short for short, name in LISTS.items() if said in (short, name.casefold())]:
            return found[0]
        what = f"OFAC has no list {quoted(options.list or '')}."
        raise InputError(f"{what} Give --list sdn or --list consolidated.")
    name = file.name.casefold()
    sdn, consolidated = "sdn" in name, "cons" in name
    if sdn == consolidated:
        raise InputError(
            f"{file}: neither the file nor its name says which list of OFAC it is. Give --list sdn or "
            "--list consolidated."
        )
    return "sdn" if sdn else "consolidated"


def _published(place: Place, head: Node | None, options: Options) -> str:
    said = head.one("Publish_Date") if head else None
    stated = _day(said) if said else None
    if said and not stated:
        raise InputError(f"{place}: its Publish_Date is {quoted(said)}, which is no day. Download it again.")
    return published(place, "Publish_Date", stated, options)


def _day(said: str) -> str | None:
    """A day as OFAC writes it, the month first."""
    if not (found := _PUBLISHED.fullmatch(said)):
        return None
    try:
        return datetime.date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:  # month 13
        return None
