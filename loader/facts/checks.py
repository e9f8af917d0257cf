"""What must hold between the values of one fact, beyond each value's own type."""

from __future__ import annotations

from .findings import Findings
from .keys import keys
from .model import Actor, Designation, Fact, Recognition, Source
from .placed import Steps
from .texts import LANGUAGE, SCHEME
from .wording import label, listed, sentence, with_article

__all__ = ["ANY", "check", "check_any"]

ANY = "any"
"""Who is meant by a denial that speaks of no one in particular: no state has recognised X."""

_PASSAGE = ("start", "end", "sha256")
_FORMS = ("quote", "page", "entry")
_DENIED = {Designation: "authority", Recognition: "by"}


def check(findings: Findings, kind: type[Fact], written: dict[str, object]) -> None:
    """Checks a fact as it was written; what is wrong with a single value is not repeated.

    Args:
        findings: where problems go.
        kind: the fact's type.
        written: its keys and values.
    """
    said = {name for name, value in written.items() if value is not None}
    if kind is Actor:
        _actor(findings, written)
    if kind is Source and "complete" in said and "published" not in said:
        message = "A source that is complete needs 'published': the day on which its list was in force."
        findings.add(
            "fact/complete-undated", ("complete",), message, "Add 'published', or leave 'complete' out."
        )
    evidence = written.get("evidence")
    for number, piece in enumerate(evidence if isinstance(evidence, list) else ()):
        if isinstance(piece, dict):
            _evidence(findings, ("evidence", number), piece)


def _actor(findings: Findings, written: dict[str, object]) -> None:
    if written.get("kind") is None and written.get("kinds") in (None, []):
        hint = f"Add 'kind': {listed(keys(Actor)['kind'].options[0].codes)}."
        findings.add(
            "fact/missing-kind", (), "An actor needs 'kind', or 'kinds' where it is several things.", hint
        )
    for key in ("id", "name"):
        if written.get(key) == ANY:
            message = f"'{key}' of an actor cannot be '{ANY}', which stands for no one in particular."
            findings.add("fact/any-outside-denial", (key,), message)
    names = written.get("names")
    for tag in names if isinstance(names, dict) else ():
        if not LANGUAGE.fullmatch(tag):
            message = f"{sentence(label(('names', tag)))} is no language."
            findings.add(
                "fact/bad-language", ("names", tag), message, "Write a tag such as 'ru' or 'zh-Hant'."
            )
    identifiers = written.get("identifiers")
    for scheme in identifiers if isinstance(identifiers, dict) else ():
        if not SCHEME.fullmatch(scheme):
            message = f"{sentence(label(('identifiers', scheme)))} is no name of a scheme."
            findings.add(
                "fact/bad-scheme",
                ("identifiers", scheme),
                message,
                "Write letters and digits, words joined by hyphens: 'tax-number'.",
            )


def _evidence(findings: Findings, path: Steps, piece: dict[str, object]) -> None:
    of_entry = piece.get("entry") is not None and all(piece.get(key) is None for key in ("start", "end"))
    passage = [] if of_entry else [key for key in _PASSAGE if piece.get(key) is not None]
    others = [key for key in _FORMS if piece.get(key) is not None]
    if piece.get("position") is not None and piece.get("entry") is None:
        message = f"{sentence(label((*path, 'position')))} is of no entry."
        findings.add("fact/evidence-form", path, message, "Add the 'entry' whose position it is.")
    if len(passage) in (0, len(_PASSAGE)) and len(others) + bool(passage) == 1:
        return
    what = sentence(label(path))
    if passage and len(passage) < len(_PASSAGE):
        missing = [f"'{key}'" for key in _PASSAGE if key not in passage]
        verb = "is" if len(missing) == 1 else "are"
        message = f"{what} is half a passage: {listed(missing, 'and')} {verb} missing."
        findings.add("fact/half-passage", path, message, "A passage has 'start', 'end' and 'sha256'.")
    forms = [*(["a passage"] if passage else []), *(f"'{key}'" for key in others)]
    if not forms:
        hint = "It has 'start', 'end' and 'sha256', or 'quote', 'page' or 'entry'."
        findings.add("fact/evidence-form", path, f"{what} says nothing.", hint)
    elif len(forms) > 1:
        hint = "Make each an entry of its own."
        findings.add(
            "fact/evidence-form", path, f"{what} is several things at once: {listed(forms, 'and')}.", hint
        )


def check_any(findings: Findings, path: Steps, kind: type[Fact], denies: bool) -> None:
    """Checks whether `any` may stand where it does.

    Args:
        findings: where a problem goes.
        path: where it stands, in place of an actor.
        kind: the fact's type.
        denies: whether the fact is a denial.
    """
    what = sentence(label(path))
    if path != (_DENIED.get(kind),):
        findings.add("fact/any-outside-denial", path, f"{what} cannot be '{ANY}'.", "Name the actor.")
    elif not denies:
        message = f"{what} is '{ANY}' in {with_article(kind.__name__.lower())} that denies nothing."
        hint = "Name the actor, or say that the source denies it: 'denies' is true."
        findings.add("fact/any-outside-denial", path, message, hint)
