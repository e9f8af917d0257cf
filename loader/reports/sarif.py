"""SARIF 2.1.0, which code hosts show beside the changed lines.

See https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

from loader import __version__
from loader.errors import Place, Problem, Severity
from loader.reports.json import dump
from loader.reports.report import Report, counted, is_iri, relative, rule_name, sentence

__all__ = ["MOST_RESULTS", "write"]

MOST_RESULTS = 25_000
"""How many results of a run code hosts take; a longer report would be refused as a whole."""

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://w3id.org/detente/"
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_LINE_NUMBER = re.compile(r"(?<=:)\d+|(?<=\bline )\d+")


def write(report: Report, out: TextIO) -> None:
    """Writes one run. Of more than `MOST_RESULTS`, the weightiest are kept, and a notification says so."""
    kept = _kept(report)
    rules = sorted({problem.rule for problem in kept})
    driver = {
        "name": "detente",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_rule(rule, report.rules.get(rule, "")) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(len(report.problems) - len(kept))],
        "results": _results(kept, rules),
        "columnKind": "unicodeCodePoints",
        "properties": {
            "files": len(report.summary.files),
            "facts": report.summary.facts,
            "claims": report.summary.claims,
        },
    }
    dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, out)


def _kept(report: Report) -> list[Problem]:
    by_weight = list(Severity)
    problems = report.problems
    weightiest = sorted(range(len(problems)), key=lambda at: by_weight.index(problems[at].severity))
    return [problems[at] for at in sorted(weightiest[:MOST_RESULTS])]


def _rule(rule: str, demand: str) -> dict[str, object]:
    name = rule_name(rule)
    text = {"text": _message(demand or f"{name[:1].upper()}{name[1:].replace('-', ' ')}.")}
    described: dict[str, object] = {"id": rule, "name": name}
    described |= {"shortDescription": text, "fullDescription": text, "help": text}
    if is_iri(rule):
        described["helpUri"] = rule
    return described


def _invocation(left_out: int) -> dict[str, object]:
    invocation: dict[str, object] = {"executionSuccessful": True}
    if left_out:
        note = f"{counted(left_out, 'result')} left out: a run holds {MOST_RESULTS} at most."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": note}}]
    return invocation


def _results(problems: list[Problem], rules: list[str]) -> list[dict[str, object]]:
    index = {rule: at for at, rule in enumerate(rules)}
    files = {place.file for problem in problems for place in (problem.place, *problem.related)}
    artifacts = {file: _artifact(file) for file in files}
    alike: Counter[str] = Counter()
    results = []
    for problem in problems:
        fingerprint = _fingerprint(problem, artifacts[problem.place.file]["uri"])
        alike[fingerprint] += 1
        result: dict[str, object] = {
            "ruleId": problem.rule,
            "ruleIndex": index[problem.rule],
            "level": _LEVELS[problem.severity],
            "message": {"text": _message(sentence(problem))},
            "locations": [_location(problem.place, artifacts)],
            "partialFingerprints": {"detenteProblem/v1": f"{fingerprint}:{alike[fingerprint]}"},
        }
        if problem.related:
            result["relatedLocations"] = [
                {"id": number} | _location(place, artifacts)
                for number, place in enumerate(problem.related, start=1)
            ]
        results.append(result)
    return results


def _fingerprint(problem: Problem, uri: str) -> str:
    """Tells one problem from another over time: no line counts, not even one that the message names."""
    message = _LINE_NUMBER.sub("", problem.message)
    told = "\0".join((problem.rule, message, uri))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def _location(place: Place, artifacts: dict[str, dict[str, str]]) -> dict[str, object]:
    # A result without a line is refused by code hosts, so the whole file shows on its first one.
    region = {"startLine": place.line or 1}
    return {"physicalLocation": {"artifactLocation": artifacts[place.file], "region": region}}


def _artifact(file: str) -> dict[str, str]:
    path = relative(file)
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "%SRCROOT%"}


def _message(text: str) -> str:
    """Text as section 3.11 has it: braces doubled, and nothing that would be taken for a link."""
    return re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text).replace("{", "{{").replace("}", "}}")
