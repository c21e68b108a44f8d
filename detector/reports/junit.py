"""JUnit XML for dashboards: a suite for each file, with a test for each finding, or one that passes if there is none.

A finding that fails the file is a failure, one that does not is skipped; what could not be read is an error in a suite of its
own. Nothing silenced is in it, and no times: nothing in it depends on time or machine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from detector.reports import Issue, issues
from detector.results import FileReport, Run

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_OUTCOMES = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render(run: Run) -> str:
    suites = [_suite(file) for file in run.files]
    if run.errors:
        suites.append(_counted("mtlint", [_unread(message) for message in run.errors]))
    root = Element("testsuites", name="mtlint")
    for name in ("tests", *_OUTCOMES):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    root.extend(suites)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(file: FileReport) -> Element:
    failing = {id(placed) for placed in file.failing}
    tests = [_test(issue, issue.placed is None or id(issue.placed) in failing) for issue in issues(file)]
    if not tests:
        tests.append(Element("testcase", classname=_legal(file.path), name="no findings", file=_legal(file.path)))
    return _counted(file.path, tests)


def _counted(name: str, tests: Iterable[Element]) -> Element:
    suite = Element("testsuite", name=_legal(name))
    suite.extend(tests)
    outcomes = Counter(outcome.tag for test in suite for outcome in test)
    suite.set("tests", str(len(suite)))
    for counted, tag in _OUTCOMES.items():
        suite.set(counted, str(outcomes[tag]))
    return suite


def _test(issue: Issue, fails: bool) -> Element:
    path = _legal(issue.path)
    test = Element("testcase", classname=path, name=_legal(f"{issue.rule} {issue.address}"), file=path, line=str(issue.line))
    if not fails:
        SubElement(test, "skipped", message=_legal(issue.message))
        return test
    failure = SubElement(test, "failure", type=issue.rule, message=_legal(issue.message))
    lines = [f"{issue.path}:{issue.address}: {issue.severity}"]
    if issue.placed:
        lines += [issue.placed.excerpt.strip(), issue.placed.finding.why]
    failure.text = _legal("\n".join(lines))
    return test


def _unread(message: str) -> Element:
    test = Element("testcase", classname="mtlint", name=_legal(message))
    SubElement(test, "error", type="error", message=_legal(message))
    return test


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
