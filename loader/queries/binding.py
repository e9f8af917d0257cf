"""Arguments become terms in a question's slots.

Nothing that is asked ever becomes part of the query's text but as one whole RDF term: a slot's UNDEF is
replaced by the term's own spelling, made by the engine's library. So no argument can change what is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from loader import dates
from loader.errors import QueryError, UnknownNameError
from loader.queries.actors import actor, instead, registered
from loader.queries.declare import INTEGER, TODAY
from loader.queries.model import Parameter, Question
from loader.queries.scan import Slot, slots
from loader.vocabulary import XSD, code

__all__ = ["NameGivenError", "bind", "filled", "terms"]

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:", re.ASCII).match
_ESCAPES = re.compile(r"\\\\([uU])|\\.", re.DOTALL)
_DATE = NamedNode(XSD + "date")
_INTEGER = NamedNode(XSD + "integer")
_HEAD = re.compile(r"(?:#\+[^\r\n]*\r?\n)*")


class NameGivenError(QueryError):
    """An actor is given by what may be a name, and was to be given by its id."""


def bind(
    question: Question,
    arguments: Mapping[str, str],
    graph: Store,
    today: dt.date,
    base: str,
    languages: Sequence[str] | None = None,
) -> str:
    """The SPARQL text that asks a question with given arguments.

    Args:
        question: what to ask.
        arguments: by the name of the parameter; an empty one counts as not given, as of a form's field.
        graph: where names of actors and records are looked up.
        today: what `today` means.
        base: the base of the IRIs of things.
        languages: the language tags of all names in the graph, if they are known: looking up is quicker then.

    Returns:
        The question's text with a term in the slots of each argument; its lines are numbered as in its file.

    Raises:
        UnknownNameError: there is no such parameter, actor or record.
        QueryError: a required argument is missing, or one is not of its type; names the parameter.
    """
    return filled(question, terms(question, arguments, graph, today, base, languages))


def terms(
    question: Question,
    arguments: Mapping[str, str],
    graph: Store,
    today: dt.date,
    base: str,
    languages: Sequence[str] | None = None,
    *,
    by_name: bool = True,
) -> dict[str, str]:
    """The terms that given arguments mean, as they are spelled in SPARQL, by the name of the parameter.

    Args:
        question: what to ask.
        arguments: as in `bind`; likewise the graph, the day, the base and the languages.
        graph: where names of actors and records are looked up.
        today: what `today` means.
        base: the base of the IRIs of things.
        languages: the language tags of all names in the graph, if they are known.
        by_name: whether actors are looked for by their names as well, which takes a while in a large store.

    Raises:
        NameGivenError: an argument may be an actor's name, and `by_name` is false.
        UnknownNameError: there is no such parameter, actor or record.
        QueryError: a required argument is missing, or one is not of its type; names the parameter.
    """
    declared = {parameter.name: parameter for parameter in question.parameters}
    for name in arguments:
        if name not in declared:
            raise UnknownNameError(_no_parameter(question, name))
    found: dict[str, str] = {}
    for name, parameter in declared.items():
        given = arguments.get(name, "").strip() or parameter.default
        if given is not None:
            term = _term(parameter, given, graph, today, base, languages, by_name=by_name)
            found[name] = _spelled(term)
        elif parameter.required:
            raise QueryError(f"{question.name} needs '{name}'. {parameter.description}".rstrip())
    return found


def filled(question: Question, terms: Mapping[str, str], *, head: bool = True) -> str:
    """A question's text with terms in its slots.

    Args:
        question: what to ask.
        terms: as `terms` returns them.
        head: whether it begins with what the file says of itself, or with as many empty lines.
    """
    text = question.text if head else _headless(question.text)
    pieces, at = [], 0
    for slot in _slots(text):
        if slot.name in terms:
            pieces += [text[at : slot.start], terms[slot.name]]
            at = slot.end
    return "".join([*pieces, text[at:]])


@lru_cache(maxsize=64)
def _headless(text: str) -> str:
    """A question's text with nothing but its lines' ends in place of the comments at its top."""
    match = _HEAD.match(text)
    assert match is not None  # nothing is a head too
    return "\n" * match.group().count("\n") + text[match.end() :]


@lru_cache(maxsize=128)
def _slots(text: str) -> tuple[Slot, ...]:
    """The slots of a question; to find them takes longer than to fill them."""
    return tuple(slots(text))


def _spelled(term: NamedNode | Literal) -> str:
    r"""A term's spelling, which is the same whether `\u` is read before the text is parsed or within it.

    SPARQL reads `\u0022` anywhere before it parses, most engines only within IRIs and texts; after an escaped
    backslash, that would make a quotation mark of what is a backslash and a word.
    """
    return _ESCAPES.sub(lambda m: f"\\\\\\U{ord(m[1]):08X}" if m[1] else m[0], str(term))


def _term(
    parameter: Parameter,
    given: str,
    graph: Store,
    today: dt.date,
    base: str,
    languages: Sequence[str] | None,
    *,
    by_name: bool,
) -> NamedNode | Literal:
    name = parameter.name
    if any("\ud800" <= character <= "\udfff" for character in given):
        raise QueryError(f"'{name}' is not text: it holds half a character.")
    if parameter.values and given not in parameter.values:
        raise QueryError(f"'{name}' is one of {', '.join(parameter.values)}, not '{given}'.")
    match parameter.type:
        case "actor":
            return actor(graph, given, base, languages) if by_name else _registered(name, given, graph, base)
        case "record":
            return _record(name, given, graph, base)
        case "date":
            return Literal(_day(parameter, given, today).isoformat(), datatype=_DATE)
        case "code":
            return NamedNode(code(parameter.scheme, given))
        case "integer":
            if not INTEGER(given):
                raise QueryError(f"'{name}' is an integer, not '{given}'.")
            return Literal(str(int(given)), datatype=_INTEGER)
    return Literal(given)


def _registered(name: str, given: str, graph: Store, base: str) -> NamedNode:
    if (node := registered(graph, given, base)) is None:
        raise NameGivenError(f"'{name}' is the id of no actor: '{given}'.")
    return node


def _day(parameter: Parameter, given: str, today: dt.date) -> dt.date:
    if given == TODAY:
        return today
    try:
        when = dates.parse(given)
    except dates.DateError as error:
        if parameter.bound == "day":
            raise QueryError(f"'{parameter.name}': {error.message} Give one day, as 2024-11-21.") from None
        raise QueryError(f"'{parameter.name}': {error}") from None
    if parameter.bound == "day" and when.earliest != when.latest:
        raise QueryError(f"'{parameter.name}' is one day, as 2024-11-21, and '{given}' may be several.")
    return when.latest if parameter.bound == "latest" else when.earliest


def _record(name: str, given: str, graph: Store, base: str) -> NamedNode:
    try:
        node = NamedNode(given if _ABSOLUTE(given) else base + given)
    except ValueError:
        raise QueryError(
            f"'{name}' is the IRI of a record, or its end, as meeting/geneva-1; '{given}' is neither."
        ) from None
    if not any(graph.quads_for_pattern(node, None, None, DefaultGraph())):
        raise UnknownNameError(
            f"'{name}': nothing here has the IRI {node.value}. {instead(graph, node.value, base)}".rstrip()
        )
    return node


def _no_parameter(question: Question, name: str) -> str:
    from loader.facts.suggest import suggest  # noqa: PLC0415  # only a mistake needs it
    from loader.facts.wording import quoted  # noqa: PLC0415  # likewise

    names = [parameter.name for parameter in question.parameters]
    if not names:
        return f"{question.name} has no parameter {quoted(name)}: it takes none."
    taken = f"{question.name} has no parameter {quoted(name)}: it takes {', '.join(names)}."
    return f"{taken} {suggest(name, names)}".rstrip()
