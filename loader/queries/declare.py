"""From a head to declared parameters, each held against the slots of its query."""

from __future__ import annotations

import re
from typing import TypeVar, get_args

from loader import dates
from loader.queries.head import HeadError, Node
from loader.queries.model import Bound, Parameter, ParameterType
from loader.queries.scan import Slot

__all__ = ["INTEGER", "TODAY", "parameters", "text_of", "texts_of"]

_Choice = TypeVar("_Choice", bound=str)

TODAY = "today"
INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII).fullmatch

_KEYS = ("type", "required", "default", "values", "description", "scheme", "bound")
_ONLY_OF = {"scheme": "code", "bound": "date"}


def text_of(node: Node, key: str) -> str:
    """A value that has to be one text."""
    if not isinstance(node.value, str):
        raise HeadError(node.line, f"'{key}' is one text.")
    return node.value


def texts_of(node: Node, key: str) -> tuple[str, ...]:
    """A value that has to be a list."""
    if not isinstance(node.value, tuple):
        raise HeadError(node.line, f"'{key}' is a list: [a, b].")
    return node.value


def parameters(declared: Node | None, slots: list[Slot]) -> tuple[Parameter, ...]:
    """The parameters that a head declares.

    Args:
        declared: the head's `parameters`.
        slots: those of the query, which are to have the same names.

    Raises:
        HeadError: a declaration is wrong, or has no slot, or a slot has none.
    """
    if declared is None:
        found: dict[str, Parameter] = {}
    elif isinstance(declared.value, dict):
        found = {name: _parameter(name, node) for name, node in declared.value.items()}
        for name, node in declared.value.items():
            if name not in {slot.name for slot in slots}:
                raise HeadError(
                    node.line, f"'{name}' is declared, but the query has no 'VALUES ?{name} {{ UNDEF }}'."
                )
    else:
        raise HeadError(declared.line, "'parameters' is a mapping from names to what they are.")
    for slot in slots:
        if slot.name not in found:
            raise HeadError(slot.line, f"'VALUES ?{slot.name} {{ UNDEF }}' is not declared in the head.")
    return tuple(found.values())


def _parameter(name: str, node: Node) -> Parameter:
    if not isinstance(node.value, dict):
        raise HeadError(node.line, f"'{name}' needs a type at least: {{type, description}}, one to a line.")
    given = node.value
    for key, said in given.items():
        if key not in _KEYS:
            raise HeadError(said.line, f"'{key}' is no key of a parameter; there are {', '.join(_KEYS)}.")
    if "type" not in given:
        raise HeadError(node.line, f"'{name}' has no type.")
    kind = _one_of(given["type"], "type", get_args(ParameterType))
    for key, only in _ONLY_OF.items():
        if key in given and kind != only:
            raise HeadError(given[key].line, f"'{key}' is for a {only}, and '{name}' is of type {kind}.")
    required = "required" in given and _one_of(given["required"], "required", ("true", "false")) == "true"
    values = texts_of(given["values"], "values") if "values" in given else ()
    if kind == "code" and not (values and "scheme" in given):
        raise HeadError(node.line, f"'{name}' is a code, which needs a scheme and its values.")
    default = text_of(given["default"], "default") if "default" in given else None
    found = Parameter(
        name=name,
        type=kind,
        required=required,
        default=default,
        values=values,
        description=text_of(given["description"], "description") if "description" in given else "",
        scheme=text_of(given["scheme"], "scheme") if "scheme" in given else "",
        bound=_one_of(given["bound"], "bound", get_args(Bound)) if "bound" in given else "day",
    )
    if default is not None:
        _check_default(found, default, given["default"].line)
    return found


def _one_of(node: Node, key: str, choices: tuple[_Choice, ...]) -> _Choice:
    said = text_of(node, key)
    for choice in choices:
        if said == choice:
            return choice
    raise HeadError(node.line, f"'{key}' is one of {', '.join(choices)}, not '{said}'.")


def _check_default(parameter: Parameter, default: str, line: int) -> None:
    name = parameter.name
    if parameter.required:
        raise HeadError(line, f"'{name}' is required, and so can have no default.")
    if parameter.values and default not in parameter.values:
        raise HeadError(line, f"The default '{default}' of '{name}' is none of its values.")
    if parameter.type == "integer" and not INTEGER(default):
        raise HeadError(line, f"The default '{default}' of '{name}' is no integer.")
    if parameter.type == "date" and default != TODAY:
        try:
            dates.parse(default)
        except dates.DateError as error:
            raise HeadError(line, f"The default of '{name}' is no date: {error}") from None
