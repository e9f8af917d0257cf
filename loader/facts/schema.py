"""The JSON Schema of a fact, draft 2020-12 (https://json-schema.org/draft/2020-12), made from the structs.

It comes in two forms. The first describes one fact, that is one line of a JSON Lines file, for editors and
validators. The second is for the structured output of language models, whose providers take a smaller
language: the root is an object, every key is required (null says nothing), and no object has free keys.
"""

from __future__ import annotations

import typing

import msgspec

from .keys import keys
from .meanings import meaning
from .model import (
    FACT_TYPES,
    Actor,
    AnyFact,
    Complete,
    Edtf,
    Evidence,
    Fact,
    Part,
    Participant,
    Party,
    Source,
)

__all__ = ["json_schema"]

_Schema = dict[str, typing.Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NULL = {"type": "null"}
_STRUCTS: tuple[type[Part], ...] = (*FACT_TYPES, Complete, Evidence, Participant, Party)
_FORMS = (("start", "end", "sha256"), ("quote",), ("page",), ("entry",))
_OPTIONAL = {"entry": ("position", "sha256")}
_FREE = {"names", "identifiers"}
_DATES = ", in EDTF: 2003, 2024-11, 2024-11-21, ../2024-11-21 (on or before), 2024-10~ (about)"
_NOT_FOR_MODELS = ("default", "minLength", "minimum", "pattern")


def json_schema(*, structured: bool = False) -> _Schema:
    """Makes the JSON Schema.

    Args:
        structured: the form for the structured output of language models: an object whose `facts` are a
            list. It has no `names` and no `identifiers`, whose keys are free.

    Returns:
        A schema of its own each time, ready for `json.dumps`. Whatever it allows is well formed; dates and
        what holds between facts it does not judge.

    >>> json_schema()["$defs"]["Membership"]["required"]
    ['type', 'source', 'member', 'organization']
    >>> json_schema(structured=True)["required"]
    ['facts']
    """
    definitions: _Schema = msgspec.json.schema(AnyFact)["$defs"]
    for struct in _STRUCTS:
        _describe(struct, definitions[struct.__name__])
    definitions["Evidence"] = _evidence(definitions["Evidence"])
    any_fact = {"anyOf": [{"$ref": f"#/$defs/{fact.__name__}"} for fact in FACT_TYPES]}
    if not structured:
        return {
            "$schema": _DIALECT,
            "title": "Fact",
            "description": "What one source says, or a source or an actor described. One object a line.",
            **any_fact,
            "$defs": definitions,
        }
    return {
        "$schema": _DIALECT,
        "title": "Facts",
        "description": "All that one document says.",
        "type": "object",
        "properties": {"facts": {"description": "One by one.", "type": "array", "items": any_fact}},
        "required": ["facts"],
        "additionalProperties": False,
        "$defs": {name: _for_models(definition) for name, definition in definitions.items()},
    }


def _describe(struct: type[Part], schema: _Schema) -> None:
    """Gives a struct's schema our words for each key, and takes out what only repeats."""
    schema["description"] = " ".join((struct.__doc__ or "").split())
    written = schema["properties"]
    properties: _Schema = {}
    if issubclass(struct, Fact):
        properties["type"] = {"type": "string", "const": struct.__struct_config__.tag}
    for key in keys(struct).values():
        value = written[key.name]
        for option in (value, value.get("items", {}), *value.get("anyOf", ())):
            option.pop("description", None)
            if "enum" in option:
                option["type"] = "string"
        if value.get("default", ()) in (None, (), {}):
            value.pop("default", None)
        dated = _DATES if key.options[0].text is Edtf else ""
        properties[key.name] = {"description": f"{meaning(struct, key.name)}{dated}.", **value}
    schema["properties"] = properties
    if struct is Actor:
        one, several = {"kind": {"type": "string"}}, {"kinds": {"minItems": 1}}
        schema["anyOf"] = [{"required": [*said], "properties": said} for said in (one, several)]
    if struct is Source:
        schema["dependentRequired"] = {"complete": ["published"]}


def _evidence(schema: _Schema) -> _Schema:
    """Evidence as one of its four forms, each of them whole."""
    forms = []
    for form in _FORMS:
        properties = {}
        for name in (*form, *_OPTIONAL.get(form[0], ())):
            value = schema["properties"][name]
            said = [option for option in value["anyOf"] if option != _NULL]
            options = {"anyOf": said} if len(said) > 1 else said[0]
            properties[name] = {"description": value["description"], **options}
        forms.append(
            {
                "type": "object",
                "properties": properties,
                "required": list(form),
                "additionalProperties": False,
            }
        )
    return {"title": schema["title"], "description": schema["description"], "anyOf": forms}


def _for_models(schema: typing.Any) -> typing.Any:
    """A schema in the part of the language that providers of language models take."""
    if isinstance(schema, list):
        return [_for_models(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" not in schema:
        return {name: _for_models(value) for name, value in schema.items() if name not in _NOT_FOR_MODELS}
    properties = {
        name: _for_models(value) for name, value in schema["properties"].items() if name not in _FREE
    }
    return {
        **{name: schema[name] for name in ("title", "description", "type") if name in schema},
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
