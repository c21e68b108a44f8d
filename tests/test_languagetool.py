"""The bridge to LanguageTool against a server of our own that can misbehave; tests/test_real_languagetool.py asks a real one."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector import cli
from detector.config import Settings
from detector.engine import Linter
from detector.filters import without_overlaps
from detector.languagetool import library, pieces, server
from detector.model import Finding
from detector.offsets import Span
from detector.reading import read_text

Run = Callable[..., subprocess.CompletedProcess[bytes]]
WORD = "zyx\N{GRINNING FACE}w"  # what the server of the tests objects to, four code points and one beyond UCS-2
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))
ROTTEN = "The council met on Monday and agreed to to wait.\n"


class Server:
    """Answers like LanguageTool, offsets in UTF-16 units; `behaviour` may spoil the answer to a check."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.requests: list[dict[str, list[str]]] = []
        self.behaviour: Callable[[BaseHTTPRequestHandler, int], bool] = lambda _handler, _number: False
        self.most_at_once = self._at_once = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                languages = [{"name": "English (US)", "code": "en", "longCode": "en-US"}]
                outer.send(self, {"software": {"version": "6.8"}} if self.path.endswith("/info") else languages)

            def do_POST(self) -> None:
                outer.check(self)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass  # a client that hangs up is what the tests want

        self._http = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def send(self, handler: BaseHTTPRequestHandler, answer: object, status: int = 200) -> None:
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def check(self, handler: BaseHTTPRequestHandler) -> None:
        request = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if not self.behaviour(handler, number):
                text = request["text"][0]
                self.texts.append(text)
                self.send(handler, {"matches": [match(text, found.span()) for found in re.finditer(WORD, text)]})
        finally:
            with self._lock:
                self._at_once -= 1

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def match(text: str, span: tuple[int, int]) -> dict[str, Any]:
    start, length = units(text[: span[0]]), units(text[span[0] : span[1]])
    rule = {"id": "EN_A_VS_AN", "issueType": "grammar", "category": {"id": "GRAMMAR"}}
    context = {"text": text, "offset": start}
    replacements = [{"value": value} for value in ("one", "two", "three", "four")]
    return {
        "rule": rule, "context": context, "replacements": replacements, "offset": start, "length": length,
        "message": "No such word.", "sentence": text,
    }  # fmt: skip


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture
def fake() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def steady() -> Iterator[Server]:
    """One for many examples, which must not change it."""
    made = Server()
    yield made
    made.stop()


def checked(url: str, text: str, **options: Any) -> Any:
    return Linter(Settings(("languagetool",), min_confidence=0, languagetool=url, **options)).check(text)


# ---- positions -----------------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [WORD, "a", "é", "\N{GRINNING FACE}", "\N{OBJECT REPLACEMENT CHARACTER}", " ", ". ", "\n", "\n\n", "\t", "\r\n"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_spans_are_exact_beyond_the_basic_plane(steady: Server, text: str) -> None:
    result = checked(steady.url, text)
    assert result.errors == ()
    assert [text[found.start : found.end] for found in result.findings] == [WORD] * len(re.findall(WORD, text))


def test_spans_are_exact_where_requests_run_side_by_side(fake: Server) -> None:
    """The library keeps the astral positions of the last text in a variable of the class."""
    fake.behaviour = lambda _handler, _number: bool(time.sleep(0.02))
    paragraphs = [("\N{PARTY POPPER} " * (n % 3) + f"word {WORD} ") * (250 + n) for n in range(12)]
    text = "\n\n".join(paragraphs)
    result = checked(fake.url, text)
    assert len(result.findings) == text.count(WORD)
    assert {text[found.start : found.end] for found in result.findings} == {WORD}


def test_plain_requests_run_side_by_side(fake: Server) -> None:
    fake.behaviour = lambda _handler, _number: bool(time.sleep(0.1))
    checked(fake.url, "\n\n".join("A plain sentence. " * 250 for _ in range(8)))
    assert fake.most_at_once > 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9000), st.sampled_from(["word ", "word. ", "unbroken", "x\n"])), max_size=8), st.booleans()
)
def test_pieces_cover_a_document_once(lengths: list[tuple[int, str]], small: bool) -> None:
    text = "\n\n".join((filler * length)[: length // (20 if small else 1)].strip() for length, filler in lengths)
    document = read_text(text)
    cut = list(pieces.cut(document))
    covered = [position for piece in cut for span in piece.spans[piece.first :] for position in range(*span)]
    assert covered == [position for block in document.blocks for position in range(*block.span)]
    for piece in cut:
        assert len(piece.text) < 2 * pieces.SIZE
        for start, span in zip(piece.starts, piece.spans, strict=True):
            assert piece.text[start : start + span.end - span.start] == document.text[slice(*span)]


def test_a_long_text_is_cut_between_paragraphs_and_keeps_the_one_before_as_context(fake: Server) -> None:
    paragraphs = [f"Paragraph {n} of {WORD} is here. " + "It is long. " * 200 for n in range(6)]
    result = checked(fake.url, "\n\n".join(paragraphs))
    assert len(fake.texts) > 1
    assert len(result.findings) == 6, "what stands in the context of the next piece is reported once"
    sent = sorted(fake.texts, key=lambda text: int(re.findall(r"Paragraph (\d)", text)[-1]))
    for before, after in itertools.pairwise(sent):
        assert before.split("\n\n")[-1].endswith(after.split("\n\n")[0])


def test_inline_code_is_sent_as_a_word_and_never_marked(tmp_path: Path, fake: Server) -> None:
    (tmp_path / "a.md").write_text(f"The `f()` function is {WORD} here.\n")
    assert len(run_in_process(tmp_path / "a.md", "--languagetool", fake.url, "--select", "languagetool")[1]) == 1
    assert fake.texts == [f"The X function is {WORD} here."]


def test_half_characters_and_nulls_can_be_sent(fake: Server) -> None:
    text = f"Half \ud83d and \0 {WORD}."
    assert [text[f.start : f.end] for f in checked(fake.url, text).findings] == [WORD]


# ---- what is asked -------------------------------------------------------------------------------------------------------------


def test_only_rules_that_are_on_are_asked_for(fake: Server) -> None:
    Linter(Settings(languagetool=fake.url)).check(ROTTEN)
    asked = fake.requests[0]
    assert asked["enabledOnly"] == ["true"]
    assert "level" not in asked
    from detector import rulebook

    on = {rule.id.split("/")[1] for rule in rulebook.load("languagetool").by_id.values() if rule.default}
    assert set(asked["enabledRules"][0].split(",")) == on


def test_a_rule_that_is_off_can_be_asked_for_by_its_id(fake: Server) -> None:
    result = Linter(Settings(("languagetool/EN_A_VS_AN",), languagetool=fake.url)).check(f"A {WORD} here.")
    assert fake.requests[0]["enabledRules"] == ["EN_A_VS_AN"]
    finding = result.findings[0]
    assert finding.rule == "languagetool/EN_A_VS_AN", "shown although its confidence is low: it was asked for"
    assert finding.suggestions == ("one", "two", "three")


def test_all_means_all_and_the_picky_ones(fake: Server) -> None:
    checked(fake.url, ROTTEN)
    assert fake.requests[0]["level"] == ["picky"]
    assert "enabledRules" not in fake.requests[0]


def test_nothing_is_asked_where_nothing_is_on(fake: Server) -> None:
    Linter(Settings(("duplicated-words",), languagetool=fake.url)).check(ROTTEN)
    Linter(Settings(ignore=("languagetool",), languagetool=fake.url)).check(ROTTEN)
    Linter(Settings(("ALL",), ("languagetool",), languagetool=fake.url)).check(ROTTEN)
    assert fake.requests == []


def test_the_verdict_does_not_depend_on_a_server(fake: Server) -> None:
    text = (Path(__file__).parent / "articles" / "calques.md").read_text(encoding="utf-8").replace("The ", f"The {WORD} ")
    with_server = Linter(Settings(("ALL",), min_confidence=0, languagetool=fake.url)).check(text)
    without = Linter(Settings(("ALL",), min_confidence=0)).check(text)
    assert len(with_server.findings) > len(without.findings)
    assert with_server.verdict == without.verdict


# ---- both find it --------------------------------------------------------------------------------------------------------------


def finding(rule: str, start: int, end: int, confidence: float, level: str = "artefact") -> Finding:
    return Finding(rule, Span(start, end), "", "", level=level, confidence=confidence)


def test_our_own_finding_stays_and_names_languagetool_as_evidence() -> None:
    own, theirs = (
        finding("duplicated-words/function-word", 4, 9, 0.7),
        finding("languagetool/ENGLISH_WORD_REPEAT_RULE", 4, 9, 0.9),
    )
    (kept,) = without_overlaps([theirs, own])
    assert (kept.rule, kept.also) == (own.rule, (theirs.rule,))


def test_a_note_of_ours_gives_way_to_an_error_of_theirs() -> None:
    own, theirs = finding("inconsistent-terms/name", 4, 9, 0.9, "note"), finding("languagetool/A_NNS", 6, 9, 0.6)
    (kept,) = without_overlaps([own, theirs])
    assert (kept.rule, kept.also) == (theirs.rule, (own.rule,))


def test_evidence_goes_over_to_our_surer_finding_and_not_between_theirs() -> None:
    own, surer = finding("calques/de/a", 0, 9, 0.6), finding("quotation/unclosed", 5, 12, 0.9)
    theirs, others = finding("languagetool/A_NNS", 0, 9, 0.6), finding("languagetool/EN_A_VS_AN", 3, 9, 0.7)
    (kept,) = without_overlaps([own, theirs, surer])
    assert (kept.rule, kept.also) == (surer.rule, (theirs.rule,))
    (kept,) = without_overlaps([theirs, others])
    assert (kept.rule, kept.also) == (others.rule, ())


def test_reports_show_that_both_found_it(tmp_path: Path, fake: Server) -> None:
    (tmp_path / "a.txt").write_text(f"It is a strange {WORD} {WORD} here.\n", encoding="utf-8")
    code, findings = run_in_process(tmp_path / "a.txt", "--languagetool", fake.url, "--select", "ALL")
    both = [found for found in findings if len(found["evidence"]) > 1]
    assert (code, len(both)) == (1, 1)
    assert both[0]["evidence"][1]["kind"] == "agreement"
    assert "languagetool/EN_A_VS_AN" in both[0]["evidence"][1]["detail"]
    shown = tmp_path / "shown.txt"
    run_in_process(tmp_path / "a.txt", "--languagetool", fake.url, "--select", "ALL", "-f", "full", "-o", shown)
    assert "found by languagetool/EN_A_VS_AN too" in shown.read_text(encoding="utf-8")


# ---- what goes wrong -----------------------------------------------------------------------------------------------------------


def run_in_process(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and findings of a run in this process, so that constants can be changed for it."""
    out = Path(str(arguments[0])).parent / "out.json"
    with pytest.raises(SystemExit) as left:
        cli.main(["check", "-f", "json", "-o", str(out), "--min-confidence", "0", *map(str, arguments)])
    table = {"files": []}
    if out.is_file():
        table = json.loads(out.read_text(encoding="utf-8"))
        jsonschema.validate(table, SCHEMA)
    return int(str(left.value.code)), [found for file in table["files"] for found in file["findings"]]


def closes(handler: BaseHTTPRequestHandler, _number: int) -> bool:
    handler.connection.close()
    return True


def test_a_request_that_fails_is_sent_once_more(fake: Server) -> None:
    fake.behaviour = lambda handler, number: number == 1 and closes(handler, number)
    result = checked(fake.url, f"A {WORD} here.")
    assert (len(result.findings), result.errors, len(fake.requests)) == (1, (), 2)


@pytest.mark.parametrize(("mode", "code"), [("URL", 2), ("auto", 1)])
def test_a_server_that_dies_costs_a_line_and_nothing_else(
    tmp_path: Path, fake: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, mode: str, code: int
) -> None:
    monkeypatch.setattr(server, "DEFAULT", fake.url)
    fake.behaviour = lambda handler, number: number > 1 and closes(handler, number)
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.txt").write_text(f"{ROTTEN[:-1]} A {WORD} here.\n", encoding="utf-8")
    left, findings = run_in_process(tmp_path, "--languagetool", fake.url if mode == "URL" else "auto", "--select", "ALL")
    rules = [found["rule"] for found in findings]
    assert rules.count("duplicated-words/function-word") == 4, "nothing of our own is lost"
    assert rules.count("languagetool/EN_A_VS_AN") == 1
    assert left == code
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"LanguageTool at {fake.url}: it closed the connection; its findings in" in said
    assert "b.txt and 2 other files are missing or incomplete" in said
    assert len(fake.requests) == 3, "one retry, and no request for the files that follow"


def test_json_says_which_files_lack_something(tmp_path: Path, fake: Server) -> None:
    fake.behaviour = closes
    (tmp_path / "a.txt").write_text(ROTTEN)
    run_in_process(tmp_path / "a.txt", "--languagetool", fake.url)
    table = json.loads((tmp_path / "out.json").read_text())
    assert table["run"]["languagetool"] == fake.url
    assert "closed the connection" in table["files"][0]["errors"][0]["message"]
    assert "closed the connection" in table["errors"][0]["message"]


def test_a_text_that_the_server_refuses_costs_only_its_own_findings(fake: Server) -> None:
    def refuse_first(handler: BaseHTTPRequestHandler, number: int) -> bool:
        if number == 1:
            fake.send(handler, "Error: Your text exceeds the limit\nat org.example", 413)
        return number == 1

    fake.behaviour = refuse_first
    linter = Linter(Settings(("languagetool",), min_confidence=0, languagetool=fake.url))
    assert linter.check(ROTTEN).errors == (f"LanguageTool at {fake.url}: it says 'Error: Your text exceeds the limit'",)
    assert len(linter.check(f"A {WORD} here.").findings) == 1


def test_a_server_that_hangs_is_given_up(fake: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "TIMEOUT", 0.2)
    fake.behaviour = lambda _handler, _number: bool(time.sleep(1))
    linter = Linter(Settings(languagetool=fake.url))
    assert linter.check(ROTTEN).errors == (f"LanguageTool at {fake.url}: no answer within 0.2 seconds",)
    asked = len(fake.requests)
    assert linter.check(ROTTEN).errors, "and says so for every text that follows"
    assert len(fake.requests) == asked


def test_a_long_text_does_not_wait_for_a_hanging_server_over_and_over(fake: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "TIMEOUT", 0.2)
    fake.behaviour = lambda _handler, _number: bool(time.sleep(1))
    text = "\n\n".join("A plain sentence. " * 250 for _ in range(40))
    assert len(checked(fake.url, text).errors) == 1
    assert len(fake.requests) <= 8, "four at a time, each with one retry"


def test_another_server_is_told_apart(tmp_path: Path, fake: Server, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(ROTTEN)
    fake.send = lambda handler, _answer, status=200: Server.send(fake, handler, {"hello": "world"}, status)  # type: ignore[method-assign]
    assert run_in_process(tmp_path / "a.txt", "--languagetool", fake.url)[0] == 2
    assert capsys.readouterr().err == (
        f"mtlint: checked without LanguageTool: LanguageTool at {fake.url}: what answers is no LanguageTool server\n"
    )
    fake.send = lambda handler, _answer, _status=200: Server.send(fake, handler, "<html>no</html>", 404)  # type: ignore[method-assign]
    assert run_in_process(tmp_path / "a.txt", "--languagetool", fake.url)[0] == 2
    assert "it says '<html>no</html>'" in capsys.readouterr().err


UNUSABLE = [
    # mode, exit code, what the one line says
    ("http://127.0.0.1:9", 2, "LanguageTool at http://127.0.0.1:9: connection refused"),
    ("http://nobody.invalid", 2, "LanguageTool at http://nobody.invalid: unknown host"),
    ("local", 2, "no copy of LanguageTool is installed (mtlint languagetool install fetches one"),
    ("auto", 1, "no copy of LanguageTool is installed (mtlint languagetool install fetches one"),
]


@pytest.mark.parametrize(("mode", "code", "says"), UNUSABLE)
def test_without_a_server_our_own_findings_are_printed(mtlint: Run, tmp_path: Path, mode: str, code: int, says: str) -> None:
    (tmp_path / "a.txt").write_text(ROTTEN)
    done = mtlint("a.txt", "-f", "concise", "--languagetool", mode, HOME=str(tmp_path))
    assert done.returncode == code
    assert done.stdout.count(b"\n") == 1
    assert b"duplicated-words/function-word" in done.stdout
    assert says in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("mode", ["remote", "localhost:8081", "ftp://example.org", ""])
def test_a_mode_that_is_none_is_refused(mtlint: Run, mode: str) -> None:
    done = mtlint("-", "--languagetool", mode)
    assert done.returncode == 2
    assert b"is not off, auto, local, or a URL such as" in done.stderr


def test_the_path_of_the_api_may_be_given_too(fake: Server, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"A {WORD} here.\n", encoding="utf-8")
    for url in (f"{fake.url}/", f"{fake.url}/v2", f"{fake.url}/v2/check"):
        assert len(run_in_process(tmp_path / "a.txt", "--languagetool", url, "--select", "languagetool")[1]) == 1


def test_the_environment_and_the_configuration_can_ask_for_it(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ROTTEN)
    assert b"127.0.0.1:9: connection refused" in mtlint("a.txt", MTLINT_LANGUAGETOOL="http://127.0.0.1:9").stderr
    (tmp_path / "pyproject.toml").write_text('[tool.mtlint]\nlanguagetool = "http://127.0.0.1:9"\n')
    assert b"127.0.0.1:9: connection refused" in mtlint("a.txt").stderr
    assert mtlint("a.txt", "--languagetool", "off").stderr == b"", "the command line has the last word"


def test_a_server_on_this_machine_is_not_asked_through_a_proxy(fake: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert len(checked(fake.url, f"A {WORD} here.").findings) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for java is a shell script")
def test_no_java_and_an_old_one(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ROTTEN)
    (tmp_path / "LanguageTool-6.8").mkdir()
    (tmp_path / "LanguageTool-6.8" / "languagetool-server.jar").touch()
    places = {"LTP_PATH": str(tmp_path)}
    done = mtlint("a.txt", "--languagetool", "local", PATH=str(tmp_path / "nowhere"), **places)
    assert (done.returncode, done.stderr) == (
        2, b"mtlint: checked without LanguageTool: LanguageTool needs Java 17 or newer, and there is no java on the PATH\n",
    )  # fmt: skip
    (tmp_path / "java").mkdir()
    script = tmp_path / "java" / "java"
    script.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    script.chmod(0o755)
    done = mtlint("a.txt", "--languagetool", "local", PATH=f"{tmp_path / 'java'}:/bin", **places)
    assert done.returncode == 2
    assert b"LanguageTool needs Java 17 or newer: Detected java 11.0\n" in done.stderr
    shown = mtlint("languagetool", "status", PATH=f"{tmp_path / 'java'}:/bin", **places).stdout
    assert b"Detected java 11.0" in shown


def test_without_the_extra_a_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "language_tool_python", None)
    result = Linter(Settings(languagetool="http://127.0.0.1:9")).check(ROTTEN)
    assert len(result.findings) == 1
    assert result.errors[0].startswith("LanguageTool needs an extra of mtlint")
    assert "pip install 'mtlint[languagetool]'" in result.errors[0]


def test_a_selector_that_languagetool_does_not_have_is_an_error(mtlint: Run) -> None:
    done = mtlint("-", "--select", "languagetool/EN_A_VS_ON")
    assert done.returncode == 2
    assert b"did you mean 'languagetool/EN_A_VS_AN'?" in done.stderr
    assert mtlint("-", "--select", "languagetool/EN_COMPOUNDS_HIGH_FLOWN", stdin=b"Clean.").returncode == 0


def test_any_rule_can_be_explained(mtlint: Run) -> None:
    shown = mtlint("explain", "languagetool/UPPERCASE_SENTENCE_START").stdout.decode()
    assert "Off by default" in shown
    assert "lift" in shown


# ---- measuring it --------------------------------------------------------------------------------------------------------------


def test_its_rules_are_measured_like_ours(tmp_path: Path, fake: Server) -> None:
    rows = [
        {"origin": "mt", "src_lang": "zh", "text": f"A {WORD} and a {WORD} agreed to to wait."},
        {"origin": "original", "text": "A clean text of seven words here."},
        {"origin": "reference", "text": f"One {WORD}."},
    ]
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    (corpora / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = [
        "--corpus",
        str(corpora),
        "--languagetool",
        fake.url,
        "--judgements",
        str(tmp_path / "none"),
        "-o",
        str(tmp_path / "out.json"),
    ]
    with pytest.raises(SystemExit) as left:
        cli.main(["calibrate", *options, "--to-read", str(tmp_path / "hits.jsonl")])
    assert left.value.code == 0
    table = json.loads((tmp_path / "out.json").read_text())
    counts = table["rules"]["languagetool/EN_A_VS_AN"]
    assert [counts[origin] for origin in table["words"]] == [2, 1, 0, 0, 0]
    assert list(table["rules"]) == ["languagetool/EN_A_VS_AN"], "ours are measured without a server"
    assert table["languagetool"] == "6.8"
    assert len((tmp_path / "hits.jsonl").read_text().splitlines()) == 2
    fake.behaviour = closes
    with pytest.raises(SystemExit) as left:
        cli.main(["calibrate", *options])
    assert left.value.code == 2, "what is missing must not count as silence"
