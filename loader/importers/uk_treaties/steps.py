"""The steps of a treaty's life as the UK's database dates them, and the dates of an agreement made of them.

Of an entry into force and of an end the database may give two days: that of the act, such as the exchange of
ratifications or the notice, and that from which it had effect. The second is the agreement's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from loader.facts.model import AgreementStatus
from loader.importers.entry import Unused

__all__ = ["STEPS", "Steps", "steps"]

_SIGNED = "signed_event_date"
_IN_FORCE = ("definative_eif_event_effective_date", "definative_eif_event_date", "provisional_eif_event_date")
_ENDED = ("terminated_event_effective_date", "terminated_event_date")
_ADOPTED = "adopted_event_date"
_UNOFFICIAL = "unofficial_info_event_date"

STEPS = (_SIGNED, *_IN_FORCE, *_ENDED, _ADOPTED, _UNOFFICIAL)
"""The keys that date a step."""

_SAID = {  # how a note speaks of a day that is not the agreement's own
    "definative_eif_event_date": "brought into force by an act of",
    "provisional_eif_event_date": "provisionally in force on",
    "terminated_event_date": "terminated by an act of",
    _ADOPTED: "adopted on",
}
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)


@dataclass(slots=True)
class Steps:
    """What an agreement says of its steps, as ISO days; and what of it no key says."""

    status: AgreementStatus | None = None
    date: str | None = None
    signed: str | None = None
    in_force: str | None = None
    ended: str | None = None
    notes: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)


def steps(said: Mapping[str, str]) -> Steps:
    """The steps of a treaty.

    Args:
        said: what the database says of it, by its keys; days as dd/mm/yyyy.

    Returns:
        Its steps; the status is that of the furthest that is dated, and nothing if none is.

    >>> made = steps({"signed_event_date": "02/07/1892", "definative_eif_event_date": "23/12/1892",
    ...               "definative_eif_event_effective_date": "31/08/1893"})
    >>> made.status, made.signed, made.in_force, made.notes
    ('in-force', '1892-07-02', '1893-08-31', ['brought into force by an act of 1892-12-23'])
    """
    made = Steps()
    days = {}
    for key in STEPS:
        if key not in said:
            continue
        if key == _UNOFFICIAL:
            made.unused.append(Unused(key, "It is unofficial, and dates no step of an agreement."))
        elif day := _day(said[key]):
            days[key] = day
        else:
            made.unused.append(Unused(key, "It is no day of the calendar, written dd/mm/yyyy."))
    made.signed = days.get(_SIGNED)
    in_force = next((key for key in _IN_FORCE if key in days), None)
    ended = next((key for key in _ENDED if key in days), None)
    made.in_force = days[in_force] if in_force else None
    made.ended = days[ended] if ended else None
    adopted = days.get(_ADOPTED)
    made.status = (
        ("ended" if ended else None)
        or ("in-force" if in_force else None)
        or ("signed" if made.signed else None)
        or ("adopted" if adopted else None)
    )
    if made.status == "adopted":
        made.date = adopted
    own = {in_force, ended, _ADOPTED if made.date else None}
    made.notes += [f"{how} {days[key]}" for key, how in _SAID.items() if key in days and key not in own]
    if in_force == "provisional_eif_event_date":
        made.notes.append("in force provisionally")
    return made


def _day(text: str) -> str | None:
    if not (found := _DAY.fullmatch(text)):
        return None
    day, month, year = map(int, found.groups())
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:  # the 31st of February
        return None
