"""A question's parameters as the fields of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from pyoxigraph import Literal

from loader.endpoint.answers.evaluate import Evaluator, Task
from loader.endpoint.answers.snapshots import Snapshot
from loader.endpoint.pages.wording import words
from loader.endpoint.workers.run import LimitError
from loader.queries import Parameter, Question
from loader.vocabulary import DET, RDFS

__all__ = ["FormView", "actor_names", "all_forms", "form"]

_MOST_NAMES = 2_000  # offered while typing; any other name can be typed all the same
_ASKED_FOR_FIRST = ("State", "IntergovernmentalOrganization", "Government", "Territory", "ArmedGroup")
_KINDS = " ".join(f"<{DET}{kind}>" for kind in _ASKED_FOR_FIRST)
_NAMED = f"?actor <{RDFS}label> ?name FILTER(STRSTARTS(STR(?actor), {{base}}))"
_ACTING = f"""SELECT DISTINCT ?name {{{{
    {{{{ SELECT DISTINCT ?actor {{{{ {{{{ ?record <{DET}authority> ?actor }}}} UNION
        {{{{ VALUES ?kind {{{{ {_KINDS} }}}} ?actor a ?kind }}}} }}}} }}}}
    {_NAMED}
}}}} LIMIT {_MOST_NAMES}"""
_OTHERS = f"SELECT DISTINCT ?name {{{{ {_NAMED} }}}} ORDER BY ?name LIMIT {_MOST_NAMES}"
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


def all_forms(questions: Mapping[str, Question], names: tuple[str, ...]) -> list[FormView]:
    """All questions as empty forms."""
    return [form(question, {}, names) for question in questions.values()]


def form(question: Question, given: Mapping[str, str], names: tuple[str, ...]) -> FormView:
    """A question as a form, filled with what was given.

    Args:
        question: what is asked.
        given: the arguments.
        names: of actors, to be offered while typing.
    """
    fields = tuple(_field(parameter, given.get(parameter.name, "")) for parameter in question.parameters)
    title = words(question.name)
    return FormView(
        name=question.name,
        title=title[:1].upper() + title[1:],
        summary=question.summary,
        description=question.description,
        tags=question.tags,
        fields=fields,
        actors=names if any(field.actors for field in fields) else (),
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


class _Row(msgspec.Struct):
    name: str


async def actor_names(evaluator: Evaluator, snapshot: Snapshot) -> tuple[str, ...]:
    """The display names of a version's actors, as far as a list of them is of use: who acts, then others.

    Where to find them takes more than a query may, there are none: any name can be typed all the same.

    Raises:
        RefusalError: nothing can be evaluated at present.
        StoreError: the version cannot be read.
    """
    if _task not in snapshot.known:
        snapshot.known[_task] = await _names(evaluator, snapshot)
    found: tuple[str, ...] = snapshot.known[_task]
    return found


async def _names(evaluator: Evaluator, snapshot: Snapshot) -> tuple[str, ...]:
    """Authorities, and states and their like, are asked for most."""
    found: dict[str, None] = {}
    for query in (_ACTING, _OTHERS):
        try:
            answer = await evaluator.evaluate(snapshot, _task(snapshot, query))
        except LimitError:
            break
        found |= {row.name: None for row in msgspec.json.decode(answer, type=list[_Row])}
    return tuple(sorted([*found][:_MOST_NAMES], key=str.casefold))


def _task(snapshot: Snapshot, query: str = _OTHERS) -> Task:
    return Task(query.format(base=Literal(f"{snapshot.base}actor/")), "json", repeatable=True)
