"""JUnit XML, which GitLab, Jenkins and others show as test results: a suite a file, a case a problem."""

from __future__ import annotations

import io
import re
from typing import TextIO

from junitparser import Failure, JUnitXml, TestCase, TestSuite
from junitparser.junitparser import Attr

from loader.errors import Problem, Severity
from loader.reports.report import Report, sentence

__all__ = ["write"]

# What XML 1.0 has no way to write, https://www.w3.org/TR/xml/#charsets.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _PlacedCase(TestCase):
    """A case that says where it stands, as GitLab and Jenkins read it."""

    file = Attr()
    line = Attr()


def write(report: Report, out: TextIO) -> None:
    """Writes a test suite for each file.

    What keeps the data from conforming is a failure. What does not (a warning) is a case that passes and
    says so in its output. A file without failures has one more case, which passes.
    """
    by_file: dict[str, list[Problem]] = {file: [] for file in sorted(report.summary.files)}
    for problem in report.problems:
        by_file.setdefault(problem.place.file, []).append(problem)
    xml = JUnitXml(name="detente validate")
    # junitparser leaves both without annotations; its annotated way to add a suite is quadratic.
    xml.extend(_suite(*of_file, report) for of_file in by_file.items())  # type: ignore[no-untyped-call]
    xml.update_statistics()  # type: ignore[no-untyped-call]
    document = io.BytesIO()
    xml.write(document)
    out.write(document.getvalue().decode() + "\n")


def _suite(file: str, problems: list[Problem], report: Report) -> TestSuite:
    suite = TestSuite(name=_xml(file))
    cases = [_case(problem, report) for problem in problems]
    if not any(report.fails(problem) for problem in problems):
        cases.insert(0, _new_case(f"{file} conforms", file))
    suite.add_testcases(cases)
    return suite


def _case(problem: Problem, report: Report) -> TestCase:
    line = f"line {problem.place.line}: " if problem.place.line else ""
    case = _new_case(f"{line}{problem.message}", problem.place.file, problem.place.line)
    if report.fails(problem):
        failure = Failure(_xml(sentence(problem)), _xml(problem.rule))
        failure.text = _xml(str(problem))
        case.result = [failure]
    else:
        word = "warning" if problem.severity is Severity.WARNING else "note"
        case.system_out = _xml(f"{problem.place}: {word}: {sentence(problem)}")
    return case


def _new_case(name: str, file: str, line: int = 0) -> TestCase:
    case = _PlacedCase(name=_xml(name), classname=_xml(file))
    case.file = _xml(file)
    if line:
        case.line = str(line)
    return case


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
