"""The values in a mapping file: `Freedonia`, `{column: Name}`, `{column: Listed, dates: [dd.mm.yyyy]}`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, cast

from loader import dates
from loader.facts.keys import Option
from loader.facts.model import Edtf, Reference
from loader.facts.placed import Steps
from loader.facts.suggest import suggest
from loader.facts.wording import listed, quoted
from loader.importers.texts import clean

from .day_formats import DayFormats, FormatError
from .mapping import Value
from .notes import Notes

__all__ = ["ORIGINS", "VALUE_KEYS", "Values", "days"]

ORIGINS = ("column", "columns", "text", "described", "source")
"""The keys of which a value has one: where it comes from."""

VALUE_KEYS = (*ORIGINS, "join", "split", "values", "dates", "pivot", "as", "prefix")
"""All keys of a value."""

_OF_CELLS = ("split", "values", "dates", "pivot", "prefix")  # what is done with cells only
_BECOMES = ("state", "id")
_OF_SOURCE = ("published", "title", "list")


class Values:
    """Reads values."""

    def __init__(self, notes: Notes, labels: Collection[str], said: Mapping[str, object]) -> None:
        """Begins to read.

        Args:
            notes: takes what is wrong.
            labels: the actors that a value may mean.
            said: the whole mapping, which may say how dates are written where a value does not.
        """
        self._notes = notes
        self._labels = labels
        self._pivot = notes.number(("pivot",), said["pivot"]) if "pivot" in said else None
        self._said_days = "dates" in said
        self._days = days(notes, ("dates",), said["dates"], self._pivot) if "dates" in said else None

    def read(self, path: Steps, said: object, options: tuple[Option, ...]) -> Value:
        """Reads a value.

        Args:
            path: where it stands.
            said: what stands there.
            options: what its key asks for.
        """
        if not isinstance(said, dict):
            return self._constant(path, said, options)
        notes = self._notes
        notes.known(path, said, VALUE_KEYS, "a value")
        origins = [key for key in ORIGINS if key in said]
        if len(origins) != 1:
            several = f"one of them, not from {listed(origins, 'and')}" if origins else "one of them"
            notes.wrong(path, f"A value comes from {listed(ORIGINS)}: say {several}.")
            return Value()
        origin = (*path, origins[0])
        match origins[0]:
            case "text":
                value = self._constant(origin, said["text"], options)
            case "described":
                value = self._described(origin, said["described"], options)
            case "source":
                key = notes.text(origin, said["source"]) or _OF_SOURCE[0]
                notes.code(origin, key, _OF_SOURCE)
                value = Value(source=key)
            case _:
                return self._of_cells(path, said, options)
        for key in said:
            if key in _OF_CELLS or key == "join":
                notes.wrong((*path, key), f"'{key}' is for values that come from a column. Take it out.")
        return Value(
            value.columns,
            value.text,
            value.described,
            value.source,
            becomes=self._becomes(path, said, options),
        )

    def _constant(self, path: Steps, said: object, options: tuple[Option, ...]) -> Value:
        text = clean(self._notes.text(path, said))
        if text is None:
            return Value(text="")
        if codes := _codes(options):
            self._notes.code(path, text, codes)
        if _is(options, Edtf):
            try:
                dates.parse(text)
            except dates.DateError as error:
                self._notes.wrong(path, error.message, error.hint)
        return Value(text=text)

    def _described(self, path: Steps, said: object, options: tuple[Option, ...]) -> Value:
        label = self._notes.text(path, said)
        if label and not _is(options, Reference):
            self._notes.wrong(path, "An actor cannot stand here, for this key is no reference to one.")
        elif label and label not in self._labels:
            hint = suggest(label, self._labels) or "Describe it under 'actors'."
            self._notes.wrong(path, f"No actor {quoted(label)} is described before.", hint)
        return Value(described=label)

    def _of_cells(self, path: Steps, said: dict[str, object], options: tuple[Option, ...]) -> Value:
        notes = self._notes
        one = "column" in said
        key = "column" if one else "columns"
        columns = notes.texts((*path, key), said[key])
        for name in columns:
            notes.column((*path, key), name)
        if one and not isinstance(said[key], str):
            notes.wrong((*path, key), "'column' is one column. Write 'columns' to join the cells of several.")
        if "join" in said and one:
            notes.wrong((*path, "join"), "'join' is for several 'columns'. Take it out.")
        if "split" in said and not one:
            notes.wrong((*path, "split"), "What is joined is not split. Take 'split' out.")
        return Value(
            columns=tuple(filter(None, map(clean, columns))),
            join=_text(said.get("join"), " "),
            split=notes.texts((*path, "split"), said["split"]) if "split" in said else (),
            values=self._values((*path, "values"), said["values"], options) if "values" in said else None,
            days=self._dates(path, said, options),
            becomes=self._becomes(path, said, options),
            prefix=notes.text((*path, "prefix"), said["prefix"]) or "" if "prefix" in said else "",
        )

    def _values(self, path: Steps, said: object, options: tuple[Option, ...]) -> dict[str, str]:
        found = {}
        for theirs, ours in self._notes.keyed(path, said).items():
            text = self._constant((*path, theirs), ours, options).text or ""
            found[clean(theirs) or ""] = text
        return found

    def _dates(self, path: Steps, said: dict[str, object], options: tuple[Option, ...]) -> DayFormats | None:
        notes = self._notes
        if not _is(options, Edtf):
            for key in ("dates", "pivot"):
                if key in said:
                    notes.wrong((*path, key), f"'{key}' is for dates, and this key is none. Take it out.")
            return None
        if "values" in said:  # whose words of ours are EDTF
            if "dates" in said or "pivot" in said:
                notes.wrong(path, "A date has 'values' or 'dates', not both.", "Take one of them out.")
            return None
        pivot = notes.number((*path, "pivot"), said["pivot"]) if "pivot" in said else self._pivot
        if "dates" in said:
            return days(notes, (*path, "dates"), said["dates"], pivot)
        if not self._said_days:
            notes.wrong(path, "It is not said how dates are written here.", "Add 'dates: [dd.mm.yyyy]'.")
        return self._days

    def _becomes(
        self, path: Steps, said: dict[str, object], options: tuple[Option, ...]
    ) -> Literal["state", "id"] | None:
        if "as" not in said:
            return None
        becomes = self._notes.text((*path, "as"), said["as"])
        if becomes:
            self._notes.code((*path, "as"), becomes, _BECOMES)
        if becomes == "state" and (not _is(options, Reference) or "prefix" in said):
            self._notes.wrong(
                (*path, "as"), "A state stands only where an actor is referred to, without prefix."
            )
        return cast("Literal['state', 'id'] | None", becomes)


def days(notes: Notes, path: Steps, said: object, pivot: int | None) -> DayFormats | None:
    """Reads formats of dates; nothing, and a note, if they cannot be read by."""
    try:
        return DayFormats(notes.texts(path, said), pivot)
    except FormatError as error:
        notes.wrong(path, str(error))
        return None


def _is(options: tuple[Option, ...], text: object) -> bool:
    return any(option.text is text for option in options)


def _codes(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(code for option in options for code in option.codes)


def _text(said: object, default: str) -> str:
    return said if isinstance(said, str) else default
