"""A question's parameters as the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from loader.endpoint.answers.snapshots import Snapshot, once
from loader.endpoint.pages.wording import words
from loader.queries import Parameter, Question
from loader.vocabulary import DET, RDF_TYPE, RDFS

__all__ = ["FormView", "actor_names", "all_forms", "form"]

_MOST_NAMES = 2_000  # offered while typing; any other name can be typed all the same
_ASKED_FOR_FIRST = ("State", "IntergovernmentalOrganization", "Government", "Territory", "ArmedGroup")
_PLACEHOLDERS = {
    "actor": "name or id",
    "date": "2024-11",
    "record": "designation/…",
    "integer": "a number",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field.

    Attributes:
        name: of the parameter.
        label: for a person.
        value: what was given.
        choices: what can be chosen; empty where anything can be written.
        actors: whether names of actors are offered while typing.
        placeholder: an example of what fits.
        description: one sentence.
        required: there is no answer without it.
    """

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    actors: bool
    placeholder: str
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class FormView:
    """One question as a form."""

    name: str
    title: str
    summary: str
    description: str
    tags: tuple[str, ...]
    fields: tuple[FieldView, ...]
    actors: tuple[str, ...]
    known_at: str


def all_forms(snapshot: Snapshot, questions: Mapping[str, Question]) -> list[FormView]:
    """All questions as empty forms."""
    return [form(snapshot, question, {}) for question in questions.values()]


def form(snapshot: Snapshot, question: Question, given: Mapping[str, str]) -> FormView:
    """A question as a form, filled with what was given."""
    fields = tuple(_field(parameter, given.get(parameter.name, "")) for parameter in question.parameters)
    title = words(question.name)
    return FormView(
        name=question.name,
        title=title[:1].upper() + title[1:],
        summary=question.summary,
        description=question.description,
        tags=question.tags,
        fields=fields,
        actors=actor_names(snapshot) if any(field.actors for field in fields) else (),
        known_at=given.get("knownAt", ""),
    )


def _field(parameter: Parameter, value: str) -> FieldView:
    choices = tuple((choice, words(choice)) for choice in parameter.values)
    placeholder = _PLACEHOLDERS.get(parameter.type, "")
    label = words(parameter.name)
    return FieldView(
        name=parameter.name,
        label=label[:1].upper() + label[1:],
        value=value,
        choices=choices,
        actors=parameter.type == "actor",
        placeholder=parameter.default or placeholder,
        description=parameter.description,
        required=parameter.required,
    )


@once
def actor_names(snapshot: Snapshot) -> tuple[str, ...]:
    """The display names of a version's actors, as far as a list of them is of use: who acts, then others."""
    prefix = f"{snapshot.base}actor/"
    labels = snapshot.graph.quads_for_pattern(None, NamedNode(RDFS + "label"), None, DefaultGraph())
    named = {
        quad.subject.value: quad.object.value
        for quad in labels
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(prefix)
        and isinstance(quad.object, Literal)
    }
    acting = [named[iri] for iri in _acting(snapshot.graph) if iri in named]
    names = dict.fromkeys((*acting, *sorted(named.values())))
    return tuple(sorted(islice(names, _MOST_NAMES), key=str.casefold))


def _acting(graph: Store) -> list[str]:
    """Those who are asked for most: authorities, and states and their like."""
    authorities = graph.quads_for_pattern(None, NamedNode(DET + "authority"), None, DefaultGraph())
    found = {str(quad.object)[1:-1]: None for quad in authorities}
    for kind in _ASKED_FOR_FIRST:
        states = graph.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(DET + kind), DefaultGraph())
        found |= {str(quad.subject)[1:-1]: None for quad in states}
    return list(found)
