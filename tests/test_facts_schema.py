"""The JSON Schema says what the reader does, and the documentation says it truly."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import invented_facts
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from loader.facts import Placed, json_schema, read
from loader.facts.decode import decode
from loader.facts.keys import TYPES, keys
from loader.facts.model import Complete, Evidence, Part, Participant, Party
from loader.facts.placed import Written

TESTS = Path(__file__).parent
DOCUMENT = (TESTS.parent / "docs" / "facts.md").read_text(encoding="utf-8")
STRUCTS: tuple[type[Part], ...] = (*TYPES.values(), Complete, Evidence, Participant, Party)
FACT = Draft202012Validator(json_schema())
STRUCTURED = json_schema(structured=True)


def blocks(info: str) -> list[str]:
    """The fenced blocks of the documentation that begin with these words."""
    found = re.findall(rf"^```{info}\n(.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert found
    return found


def objects(schema: Any) -> list[dict[str, Any]]:
    """All schemas within a schema that are of an object with keys."""
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" and "properties" in schema else []
    return own + [found for value in schema.values() for found in objects(value)]


@pytest.mark.parametrize("schema", [json_schema(), STRUCTURED])
def test_the_schema_is_one(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert objects(schema)
    for found in objects(schema):
        assert found["additionalProperties"] is False
        for name, value in found["properties"].items():
            assert name == "type" or value["description"].endswith(".")


@settings(max_examples=150)
@given(invented_facts.facts())
def test_the_schema_allows_what_is_well_formed(raw: invented_facts.Raw) -> None:
    assert [error.message for error in FACT.iter_errors(raw)] == []
    assert isinstance(next(decode("f", Written(1, raw))), Placed)


@pytest.mark.parametrize(
    "name", ["unknown-key", "missing-key", "wrong-type", "unknown-code", "evidence", "actor-without-kind"]
)
def test_the_schema_refuses_what_is_not(name: str) -> None:
    lines = (TESTS / "facts" / "bad" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if FACT.is_valid(json.loads(line))] == []


def test_structured_output_keeps_to_what_providers_take() -> None:
    assert STRUCTURED["type"] == "object"
    for found in objects(STRUCTURED):
        assert found["required"] == list(found["properties"])
    words = set(re.findall(r'"([a-zA-Z]+)":', json.dumps(STRUCTURED)))
    assert not words & {"default", "minLength", "minimum", "pattern", "oneOf", "dependentRequired"}


def test_an_answer_in_the_structured_form_is_read() -> None:
    said = {
        "type": "recognition",
        "by": "Sylvania",
        "of": "Group A",
        "action": "granted",
        "source": "page-7",
        "evidence": [{"quote": "It is so."}],
        "confidence": "stated",
        "denies": False,
        "dateRole": "event",
    }
    answer = {key: said.get(key) for key in STRUCTURED["$defs"]["Recognition"]["properties"]}
    assert Draft202012Validator(STRUCTURED).is_valid({"facts": [answer]})
    assert isinstance(next(decode("f", Written(1, answer))), Placed)


@pytest.mark.parametrize(("info", "name"), [("jsonl", "f.jsonl"), ("yaml", "f.yaml"), ("csv", "f.csv")])
def test_the_examples_of_the_documentation_are_read(tmp_path: Path, info: str, name: str) -> None:
    for block in blocks(info):
        (tmp_path / name).write_text(block, encoding="utf-8")
        placed, problems = read(tmp_path / name)
        assert placed
        assert problems == []


def test_the_documentation_has_an_example_of_each_type(tmp_path: Path) -> None:
    file = tmp_path / "f.jsonl"
    file.write_text(
        "\n".join(block for block in blocks("jsonl") if '"list-2004"' not in block), encoding="utf-8"
    )
    found = {type(placed.fact) for placed in read(file)[0]}
    assert found == set(TYPES.values())


def test_the_messages_of_the_documentation_are_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (wrong,), (said,) = blocks("jsonl wrong"), blocks("text")
    Path("facts.jsonl").write_text(wrong, encoding="utf-8")
    assert [str(problem) for problem in read(Path("facts.jsonl"))[1]] == said.splitlines()


def test_the_documentation_names_every_key_and_every_code() -> None:
    every_key = [key for struct in STRUCTS for key in keys(struct).values()]
    options = [option for key in every_key for option in key.options]
    codes = [code for option in options for part in (option, *option.items) for code in part.codes]
    assert codes
    assert [word for word in {*(key.name for key in every_key), *codes} if f"`{word}`" not in DOCUMENT] == []
