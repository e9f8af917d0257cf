"""What a facts file is held to before anything else sees it: one sentence a rule.

The identifiers are stable: reports, and what others build on them, name a rule by it.
"""

from __future__ import annotations

__all__ = ["RULES"]

RULES: dict[str, str] = {
    # the file
    "fact/empty-file": "A facts file holds at least one fact.",
    "fact/not-utf8": "A facts file is text in UTF-8.",
    "fact/not-json-lines": "A JSON Lines file has one object a line, on that line alone.",
    "fact/bad-json": "Each line of a JSON Lines file is JSON.",
    "fact/bad-yaml": "A YAML file is YAML without tags: one list of facts, or one fact a document.",
    "fact/bad-csv": "A CSV file has a header and, in each row, one cell for each of its columns.",
    "fact/too-long": "A fact has at most 1 MiB, and a YAML file at most 4 MiB, aliases written out.",
    "fact/too-deep": "A fact is nested no deeper than its type says.",
    # the fact
    "fact/not-an-object": "A fact is an object of keys and values.",
    "fact/duplicate-key": "A key stands once in an object.",
    "fact/unknown-type": "A fact's type is one of those that there are.",
    "fact/unknown-key": "A fact has only the keys of its type.",
    "fact/missing-key": "A fact has all keys that its type requires.",
    "fact/wrong-type": "A value is what its key asks for: text, number, true or false, list or object.",
    # the value
    "fact/unknown-code": "A value of a code list is one that the list holds.",
    "fact/empty-text": "A text says something; what is not known is left out.",
    "fact/bad-text": "A text holds no control characters and only whole characters.",
    "fact/bad-date": "A date is EDTF of level 0 or 1.",
    "fact/bad-digest": "A SHA-256 is 64 lower-case hexadecimal digits.",
    "fact/bad-address": "An address is a whole IRI with its scheme, such as https.",
    "fact/bad-offset": "An offset is a whole number from 0, a position one from 1.",
    "fact/bad-language": "A name's language is a language tag of BCP 47, such as ru or zh-Hant.",
    "fact/bad-scheme": "A scheme of identifiers is named by letters and digits, words joined by hyphens.",
    # what holds between values
    "fact/evidence-form": "A piece of evidence is a passage, a quotation, a page, or an entry of a list.",
    "fact/half-passage": "A passage has a start, an end, and the SHA-256 of what stands between.",
    "fact/missing-kind": "An actor is of at least one kind.",
    "fact/any-outside-denial": "'any' stands only for the authority or the recogniser of a denial.",
    "fact/complete-undated": "A source that is complete says when it was published.",
    # what holds between facts
    "fact/duplicate-id": "Within a file, an id is of one source, described in one way, or of one actor.",
}
"""Every rule of this layer, by identifier."""
