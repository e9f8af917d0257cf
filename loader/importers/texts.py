"""Texts as lists hold them, made fit for facts."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean"]

# Controls but white space; marks of direction, which are no part of a name; what is no character at all.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)


def clean(text: str | None) -> str | None:
    r"""A text in Unicode's normal form C, without control characters, white space being one space each.

    The joiners that spelling needs, as in Persian, stay.

    Returns:
        The text, or nothing if nothing is left of it.

    >>> clean(" RI \n WON\xa0HO\x00 "), clean(" \n"), clean(None)
    ('RI WON HO', None, None)
    """
    return " ".join(_UNFIT.sub("", unicodedata.normalize("NFC", text)).split()) or None if text else None
