"""The command as users and CI meet it. The exit code table is the contract: 0 clean, 1 found, 2 could not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from detector import cli, running

Run = Callable[..., subprocess.CompletedProcess[bytes]]

CLEAN = "The council met on Monday and chose a new chair.\n"
ROTTEN = "The council met on Monday and agreed to to wait.\n"
TESTS = Path(__file__).parent
NOTED = (
    "“We agree on the aims”, said the mayor. “The roads come first,” she added.\n\n"
    "“The schools come second”, said the teacher. “And the harbour third,” he said.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.md").write_text(CLEAN)
    (tmp_path / "rotten.md").write_text(ROTTEN)
    (tmp_path / "long.md").write_bytes((TESTS / "clean" / "history-essay.md").read_bytes())
    (tmp_path / "garbled.md").write_bytes((TESTS / "articles" / "calques.md").read_bytes())
    (tmp_path / "noted.txt").write_text(NOTED, encoding="utf-8")
    (tmp_path / "silenced.md").write_text(f"<!-- mtlint-disable -- a test -->\n\n{ROTTEN}")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(b"\x89PNG\0\0\0")
    (tmp_path / "odd.txt").write_bytes(b"\x81\x8d\x8f\x90\x9d" * 40)
    (tmp_path / "windows.txt").write_bytes("He said “no” at the café.".encode("cp1252"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(CLEAN)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"\x89PNG")
    return tmp_path


EXIT_CODES = [
    # arguments, standard input, exit code, what one line on standard error says
    ("clean.md", "", 0, ""),
    ("rotten.md", "", 1, ""),
    ("clean.md rotten.md", "", 1, ""),
    ("articles", "", 0, ""),
    ("empty.txt", "", 0, ""),
    ("windows.txt", "", 0, ""),
    ("noted.txt", "", 0, ""),
    ("noted.txt --fail-on note", "", 1, ""),
    ("rotten.md --fail-on never", "", 0, ""),
    ("rotten.md --ignore duplicated-words", "", 0, ""),
    ("rotten.md --select calqued-attribution,questions", "", 0, ""),
    ("rotten.md --select duplicated-words/function-word", "", 1, ""),
    ("rotten.md --min-confidence 1", "", 0, ""),
    ("check rotten.md", "", 1, ""),
    ("long.md --max-mt-probability 0", "", 1, ""),
    ("long.md --max-mt-probability 1", "", 0, ""),
    ("garbled.md --fail-on never", "", 0, ""),
    ("garbled.md --fail-on never --max-mt-probability 0.9", "", 1, ""),
    ("garbled.md --ignore ALL --max-mt-probability 0.9", "", 1, ""),
    ("clean.md --max-mt-probability 0", "", 0, ""),
    ("clean.md --max-mt-probability 7", "", 2, "max-mt-probability"),
    ("rules --verdict", "", 0, ""),
    ("-", CLEAN, 0, ""),
    ("-", ROTTEN, 1, ""),
    ("-", "", 0, ""),
    ("--version", "", 0, ""),
    ("--help", "", 0, ""),
    ("check --help", "", 0, ""),
    ("rules", "", 0, ""),
    ("explain duplicated-words/function-word", "", 0, ""),
    ("missing.md", "", 2, "missing.md: no such file or folder"),
    ("missing.md rotten.md", "", 2, "missing.md: no such file or folder"),
    ("pictures", "", 2, "pictures: no texts in this folder"),
    ("binary.txt", "", 2, "binary.txt: a binary file"),
    ("odd.txt", "", 2, "odd.txt: cannot tell its encoding; save it as UTF-8"),
    ("binary.txt clean.md", "", 2, "binary.txt: a binary file"),
    ("clean.md --select no-such-rule", "", 2, "unknown rule 'no-such-rule'"),
    ("clean.md --select duplicate-words", "", 2, "did you mean 'duplicated-words'?"),
    ("explain nonsense/at-all", "", 2, "unknown rule 'nonsense/at-all'"),
    ("clean.md --format nonsense", "", 2, "nonsense"),
    ("clean.md --no-such-option", "", 2, "--no-such-option"),
    ("rotten.md --exit-zero", "", 0, ""),
    ("missing.md --exit-zero", "", 2, "missing.md: no such file or folder"),
    ("rotten.md --fail-confidence 0.99", "", 0, ""),
    ("rotten.md --min-severity error", "", 1, ""),
    ("noted.txt --min-severity warning --fail-on note", "", 0, ""),
    ("rotten.md --profile editorial", "", 0, ""),
    ("rotten.md --profile strict", "", 1, ""),
    ("noted.txt --profile strict", "", 1, ""),
    ("rotten.md --profile loud", "", 2, "loud"),
    ('rotten.md --config fail-on="never"', "", 0, ""),
    ("rotten.md --config fail-no=1", "", 2, "did you mean 'fail-on'?"),
    ("rotten.md --config missing.toml", "", 2, "missing.toml: no such configuration file"),
    ('rotten.md --config fail-on="never" --isolated --fail-on note', "", 1, ""),
    ("rotten.md --baseline missing.json", "", 2, "missing.json: there is no such baseline"),
    ("rotten.md --baseline clean.md", "", 2, "clean.md: cannot be read as a baseline"),
    ("rotten.md --prune-baseline", "", 2, "--prune-baseline needs --baseline FILE"),
    ("rotten.md --diff-base HEAD", "", 2, "rotten.md is in no git repository"),
    ("rotten.md --allow agreed", "", 1, ""),
    ("rotten.md --exclude rotten.md", "", 1, ""),
    ("rotten.md --exclude rotten.md --force-exclude", "", 0, ""),
    ("articles --exclude *.md", "", 0, ""),
    ("--files-from missing.txt", "", 2, "missing.txt: cannot be read as a list of paths"),
    ("rotten.md --max-file-size 1", "", 1, ""),
    ("rotten.md --input-format jsonl", "", 2, "rotten.md: line 1 is no JSON"),
    ("rotten.md --input-format text", "", 1, ""),
    ("silenced.md", "", 0, ""),
    ("silenced.md --ignore-suppressions", "", 1, ""),
    ("silenced.md --report-unused-suppressions", "", 0, ""),
    ("rotten.md -f none", "", 1, ""),
    ("rotten.md -f sarif=out/r.sarif -f html=out/r.html -f full", "", 1, ""),
    ("rotten.md -f sarif -f json", "", 2, "sarif and json cannot both go to standard output"),
    ("rotten.md -f sarif=", "", 2, "names no file"),
    ("rotten.md -f junit=clean.md/r.xml", "", 2, "clean.md/r.xml: cannot write there"),
    ("rotten.md --annotate articles", "", 1, ""),
    ("config show", "", 0, ""),
    ("config path", "", 0, ""),
    ("config schema", "", 0, ""),
    ("config init clean.md", "", 2, "clean.md would not be found; call it mtlint.toml or .mtlint.toml"),
    ("completions bash", "", 0, ""),
    ("completions tcsh", "", 2, "tcsh"),
    ("--show-files missing.md", "", 2, "missing.md: no such file or folder"),
    ("clean.md --min-confidence 7", "", 2, "min-confidence"),
    ("clean.md --output-file articles", "", 2, "articles"),
    ("clean.md --output-file clean.md/report.json", "", 2, "clean.md/report.json: cannot write there"),
]


@pytest.mark.parametrize(("arguments", "stdin", "code", "says"), EXIT_CODES, ids=[row[0] for row in EXIT_CODES])
def test_exit_codes(folder: Path, mtlint: Run, arguments: str, stdin: str, code: int, says: str) -> None:
    assert folder
    done = mtlint(*arguments.split(), stdin=stdin.encode())
    complaint = done.stderr.decode()
    assert done.returncode == code, complaint
    assert says in complaint
    assert "Traceback" not in complaint
    assert complaint.count("\n") == (1 if code == 2 else 0)


FORMATS = ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html", "none"]


@pytest.mark.parametrize("form", FORMATS)
def test_standard_output_carries_only_results(folder: Path, mtlint: Run, form: str) -> None:
    done = mtlint("rotten.md", "missing.md", "-f", form, "-f", "json=copy.json", "--report-unused-suppressions")
    assert done.returncode == 2
    assert done.stderr.decode() == "mtlint: missing.md: no such file or folder\n"
    assert (done.stdout == b"") == (form == "none")
    if form in ("json", "gitlab", "rdjson", "sarif"):
        json.loads(done.stdout)
    assert json.loads((folder / "copy.json").read_text())["summary"]["findings"] == 1


def test_a_file_in_another_language_is_no_clean_file(folder: Path, mtlint: Run) -> None:
    (folder / "de.po").write_text('msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "a"\nmsgstr "b"\n')
    unit = '<trans-unit id="1"><source>a</source><target>b</target></trans-unit>'
    (folder / "de.xlf").write_text(f'<xliff version="1.2"><file target-language="de"><body>{unit}</body></file></xliff>')
    done = mtlint("de.po", "de.xlf", "-f", "none")
    assert done.returncode == 0
    for name in ("de.po", "de.xlf"):
        assert f"mtlint: {name}:1:1: not read: it is a translation into de, and mtlint reads English\n" in done.stderr.decode()


def test_full_names_the_limit_that_a_file_is_over(folder: Path, mtlint: Run) -> None:
    done = mtlint("garbled.md", "--fail-on", "never", "--max-mt-probability", "0.9")
    assert (done.returncode, b", more than the limit of 0.90" in done.stdout) == (1, True)
    assert folder


def test_a_comment_of_no_use_is_told_and_fails_if_asked(mtlint: Run, folder: Path) -> None:
    (folder / "clean.md").write_text(f"<!-- mtlint-disable quotation -->\n\n{CLEAN}\n<!-- mtlint-disable qotation -->\n")
    done = mtlint("clean.md")
    assert done.returncode == 0
    assert done.stderr.decode() == "mtlint: clean.md:5:1: unknown rule 'qotation'; did you mean 'quotation'?\n"
    done = mtlint("clean.md", "--report-unused-suppressions")
    assert done.returncode == 1
    assert "mtlint: clean.md:1:1: “mtlint-disable quotation” suppresses nothing\n" in done.stderr.decode()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "none"])
def test_the_format_does_not_change_the_exit_code(folder: Path, mtlint: Run, form: str) -> None:
    assert mtlint("rotten.md", "-f", form).returncode == 1
    assert mtlint("rotten.md", "-f", form, "-o", folder / "new" / "report").returncode == 1
    assert (folder / "new" / "report").stat().st_size
    assert [p.name for p in (folder / "new").iterdir()] == ["report"]  # no scratch file stays behind


def test_good_files_are_reported_although_others_cannot_be_read(folder: Path, mtlint: Run) -> None:
    done = mtlint("missing.md", "binary.txt", "rotten.md", "-f", "concise")
    assert done.returncode == 2
    assert b"rotten.md:1:38: duplicated-words/function-word" in done.stdout
    assert done.stderr.count(b"\n") == 2
    assert folder


def test_an_unwritable_report_is_an_error_and_no_loss(folder: Path, mtlint: Run) -> None:
    done = mtlint("rotten.md", "gone.md", "-f", "json=clean.md/report.json", "-f", "concise")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "mtlint: gone.md: no such file or folder",
        "mtlint: clean.md/report.json: cannot write there: file exists",
    ]
    assert b"rotten.md:1:38" in done.stdout
    assert (folder / "clean.md").read_text() == CLEAN


def test_standard_input_takes_its_format_from_the_name_given(mtlint: Run) -> None:
    source = b"Look at `to to` now.\n"
    assert mtlint("-", stdin=source).returncode == 1
    done = mtlint("-", "--stdin-filename", "articles/new.md", "-f", "json", stdin=source)
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"][0]["path"] == "articles/new.md"


def test_processes_give_the_same_report(folder: Path, mtlint: Run) -> None:
    for number in range(6):
        (folder / f"more{number}.md").write_text(ROTTEN * (number + 1))
    alone, together = mtlint(".", "-f", "json"), mtlint(".", "-f", "json", "--jobs", "2")
    assert alone.stdout == together.stdout
    assert alone.returncode == together.returncode == 2  # binary.txt and odd.txt
    assert alone.stderr == together.stderr


@pytest.mark.parametrize("arguments", ["rules", "many.txt -f concise", "many.txt -f json", "clean.md"])
def test_a_broken_pipe_is_no_finding(folder: Path, arguments: str) -> None:
    (folder / "many.txt").write_text(f"{ROTTEN}\n" * 2000)
    command = f'"{sys.executable}" -m detector {arguments} | (exec 0<&-; sleep 1); echo "${{PIPESTATUS[0]}}"'
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TESTS.parent)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=environment, check=True)
    assert (done.stdout, done.stderr) == ("141\n", "")


def test_a_full_disk_is_an_error(folder: Path, mtlint: Run) -> None:
    done = mtlint("rotten.md", "-f", "json=/dev/full", "-f", "concise=kept.txt")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"/dev/full: cannot write there" in done.stderr
    assert (folder / "kept.txt").stat().st_size  # the other report is written all the same


def test_no_report_takes_the_place_of_what_is_read(folder: Path, mtlint: Run) -> None:
    (folder / "base.json").write_text('{"version": 1, "findings": []}')
    for arguments in (
        ["-o", "rotten.md"],
        ["-f", "json=../" + folder.name + "/rotten.md"],
        ["-f", "json=x", "-f", "sarif=x"],
        ["--baseline", "base.json", "-o", "base.json"],
    ):
        done = mtlint("rotten.md", *arguments)
        assert (done.returncode, b"would overwrite what" in done.stderr) == (2, True), arguments
    assert (folder / "rotten.md").read_text() == ROTTEN
    assert not (folder / "x").exists()


def test_reports_go_through_links_and_into_pipes_and_keep_modes(folder: Path, mtlint: Run) -> None:
    (folder / "real.json").write_text("old")
    (folder / "real.json").chmod(0o600)
    (folder / "link.json").symlink_to("real.json")
    assert mtlint("rotten.md", "-f", "json=link.json").returncode == 1
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "real.json").read_text())["exit_code"] == 1
    assert (folder / "real.json").stat().st_mode & 0o777 == 0o600
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE) as reader:
        assert mtlint("rotten.md", "-f", "concise=pipe").returncode == 1
        out, _ = reader.communicate()
    assert b"rotten.md:1:38" in out
    assert (folder / "pipe").is_fifo()


def test_a_bug_in_one_file_costs_only_that_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    check = running.Linter.report

    def report(self: Any, document: Any) -> Any:
        if document.path == "clean.md":
            raise LookupError("a bug")
        return check(self, document)

    monkeypatch.chdir(folder)
    monkeypatch.setattr(running.Linter, "report", report)
    with pytest.raises(SystemExit) as left:
        cli.main(["clean.md", "rotten.md", "-f", "concise"])
    said = capfd.readouterr()
    assert left.value.code == 2
    assert "rotten.md:1:38" in said.out
    assert said.err == "mtlint: clean.md: internal error: LookupError: a bug; run again with -v and report it\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (click.exceptions.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (click.ClickException("no"), 2),
        (click.FileError("a.md"), 2),
        (click.UsageError("no"), 2),
        (ValueError("a bug"), 2),
        (OSError("a disk"), 2),
    ],
)
def test_no_error_of_click_reads_as_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    def explode(*_: object) -> None:
        raise error

    monkeypatch.setattr(running, "check", explode)
    with pytest.raises(SystemExit) as left:
        cli.main(["check", "x.md"])
    assert left.value.code == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_shows_its_traceback_on_demand(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(running, "check", lambda *_: 1 / 0)
    with pytest.raises(SystemExit):
        cli.main(["check", "-v", "x.md"])
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_colour_is_asked_for_or_not_there(folder: Path, mtlint: Run) -> None:
    assert b"\x1b[" not in mtlint("rotten.md").stdout
    assert b"\x1b[" in mtlint("rotten.md", "--color", "always").stdout
    assert b"\x1b[" in mtlint("rotten.md", FORCE_COLOR="1").stdout
    assert b"\x1b[" not in mtlint("rotten.md", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert b"\x1b[" not in mtlint("rotten.md", "--color", "always", "-f", "concise").stdout
    assert folder


def test_a_terminal_without_unicode_gets_plain_characters(folder: Path, mtlint: Run) -> None:
    done = mtlint("rotten.md", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    done.stdout.decode("ascii")
    assert b"^^^^^" in done.stdout
    assert folder


def test_explain_says_what_why_and_on_what_evidence() -> None:
    shown = CliRunner().invoke(cli.cli, ["explain", "mistranslated-names/fr/elysee"]).output
    for part in ("Élysée", "Why: ", "Likely source: French", "Flags: ", "Passes: ", "Confidence: "):
        assert part in shown
    assert "read were right" in CliRunner().invoke(cli.cli, ["explain", "duplicated-words"]).output


def test_rules_lists_every_rule_for_people_and_programs() -> None:
    lines = CliRunner().invoke(cli.cli, ["rules"]).output.splitlines()
    table = json.loads(CliRunner().invoke(cli.cli, ["rules", "-f", "json"]).output)
    assert len(lines) == len(table) > 800
    assert {"id", "message", "why", "flags", "passes", "confidence", "measured"} <= table[0].keys()
