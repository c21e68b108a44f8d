"""LanguageTool itself: our rules for it, what it says of text that must stay silent, and every way to reach it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from test_rules import RULES, marked

from detector import rulebook
from detector.config import Settings
from detector.engine import Linter
from detector.languagetool import server
from detector.model import LANGUAGETOOL, Rule
from detector.reading import read_file

Run = Callable[..., subprocess.CompletedProcess[bytes]]
HERE = Path(__file__).parent
FOREIGN = list(rulebook.load(LANGUAGETOOL).by_id.values())
ROTTEN = "The council met on Monday and agreed to to wait.\n"
ELSEWHERE = ("ENGLISH_WORD_REPEAT_RULE", "EN_A_VS_AN")  # of LanguageTool, on ROTTEN and the like

pytestmark = pytest.mark.languagetool


@pytest.fixture(scope="module")
def linter(languagetool: str) -> Linter:
    return Linter(Settings(min_confidence=0, languagetool=languagetool))


# ---- rules ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", FOREIGN, ids=lambda rule: rule.id)
def test_flags(languagetool: str, rule: Rule) -> None:
    for flagged in rule.flags:
        text, spans = marked(flagged)
        found = Linter(Settings((rule.id,), languagetool=languagetool)).check(text).findings
        assert spans
        assert [f"{f.start}:{text[f.start : f.end]}" for f in found if f.rule == rule.id] == spans, flagged


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        pytest.param(rule, text, marks=pytest.mark.xfail(strict=True), id=f"{rule.id}-{number}")
        for rule in FOREIGN
        for number, text in enumerate(rule.known_failures)
    ],
)
def test_known_failures(linter: Linter, rule: Rule, text: str) -> None:
    """Sentences in which a finding is the failure."""
    assert [f for f in linter.check(text).findings if f.rule == rule.id] == []


def test_what_passes_our_rules_passes_with_languagetool_too(linter: Linter) -> None:
    prose = [rule for rule in RULES + FOREIGN if "markup" not in rule.data]
    texts = [text.partition(" => ")[2] or text for rule in prose for text in rule.passes]
    loud = {text: [f.rule for f in linter.check(text).findings] for text in texts}
    assert {text: rules for text, rules in loud.items() if rules} == {}


@pytest.mark.parametrize("article", sorted((HERE / "clean").iterdir()), ids=lambda path: path.name)
def test_native_articles_are_silent(linter: Linter, article: Path) -> None:
    assert [(placed.finding.rule, placed.text) for placed in linter.report(read_file(article)).findings] == []


def test_every_rule_that_fires_is_listed(languagetool: str) -> None:
    """Of the articles of all detectors, which are full of errors: what is not listed could not be selected."""
    from detector import registry

    everything = Linter(Settings((LANGUAGETOOL,), min_confidence=0, languagetool=languagetool))
    fired = {
        p.finding.rule for article in (HERE / "articles").glob("*.md") for p in everything.report(read_file(article)).findings
    }
    assert len(fired) > 30
    assert {rule for rule in fired if not registry.exists(rule)} == set()


# ---- positions -----------------------------------------------------------------------------------------------------------------


def test_spans_are_exact_beyond_the_basic_plane(languagetool: str) -> None:
    text = "\n\n".join(
        "\N{GRINNING FACE}" * n + f" She ate \N{PARTY POPPER} a apple and {n} eggs on the the bus." for n in range(40)
    )
    chosen = Settings(tuple(f"languagetool/{name}" for name in ELSEWHERE), languagetool=languagetool)
    found = [text[f.start : f.end] for f in Linter(chosen).check(text).findings]
    assert found == ["a", "the the"] * 40


def test_a_long_document_is_found_all_through(languagetool: str) -> None:
    filler = "The farmers of the valley waited for rain all summer, and the mayor opened the new bridge. " * 25
    text = "\n\n".join(f"{filler} On day {n} they agreed to to wait. {filler}" for n in range(20))
    found = Linter(Settings(("languagetool/ENGLISH_WORD_REPEAT_RULE",), languagetool=languagetool)).check(text).findings
    assert [text[f.start : f.end] for f in found] == ["to to"] * 20


# ---- ways to reach it ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rotten(tmp_path: Path) -> Path:
    (tmp_path / "rotten.md").write_text(ROTTEN)
    return tmp_path / "rotten.md"


def found_both(done: subprocess.CompletedProcess[bytes]) -> bool:
    table = json.loads(done.stdout)
    return [len(found["evidence"]) for file in table["files"] for found in file["findings"]] == [2] * len(table["files"])


SELECT = ("--select", f"duplicated-words,languagetool/{ELSEWHERE[0]}", "-f", "json")


def test_a_server_at_a_url(mtlint: Run, rotten: Path, languagetool: str) -> None:
    done = mtlint(rotten, "--languagetool", languagetool, *SELECT)
    assert (done.returncode, done.stderr) == (1, b"")
    assert found_both(done)


def test_several_processes_share_a_server(mtlint: Run, tmp_path: Path, languagetool: str) -> None:
    for n in range(6):
        (tmp_path / f"{n}.md").write_text(ROTTEN)
    done = mtlint(tmp_path, "-j", 2, "--languagetool", languagetool, *SELECT)
    assert (done.returncode, done.stderr) == (1, b"")
    assert found_both(done)


@pytest.mark.parametrize("mode", ["local", "auto"])
def test_a_copy_that_language_tool_python_downloaded(mtlint: Run, rotten: Path, languagetool_folder: Path, mode: str) -> None:
    if mode == "auto" and server.listens(server.DEFAULT):
        pytest.skip(f"something answers at {server.DEFAULT}")
    done = mtlint(rotten, "--languagetool", mode, *SELECT, LTP_PATH=str(languagetool_folder.parent), PATH=os.environ["PATH"])
    assert (done.returncode, done.stderr) == (1, b"")
    assert found_both(done)
    assert json.loads(done.stdout)["run"]["languagetool"] == "local"


def test_a_folder_that_ltp_jar_dir_path_names(mtlint: Run, rotten: Path, tmp_path: Path, languagetool_folder: Path) -> None:
    """Also one from Maven, with the version in the names of the jars and all of them side by side."""
    flat = tmp_path / "jars"
    flat.mkdir()
    for jar in (languagetool_folder / "libs").iterdir():
        (flat / jar.name).symlink_to(jar)
    (flat / "languagetool-server-6.8.jar").symlink_to(languagetool_folder / "languagetool-server.jar")
    for folder in (languagetool_folder, flat):
        done = mtlint(rotten, "--languagetool", "local", *SELECT, LTP_JAR_DIR_PATH=str(folder), PATH=os.environ["PATH"])
        assert (done.returncode, done.stderr) == (1, b"")
        assert found_both(done)


def test_a_copy_that_does_not_start_costs_a_line(mtlint: Run, rotten: Path, tmp_path: Path, languagetool_folder: Path) -> None:
    assert languagetool_folder
    (tmp_path / "languagetool-server.jar").write_bytes(b"no jar at all")
    done = mtlint(rotten, "--languagetool", "local", LTP_JAR_DIR_PATH=str(tmp_path), PATH=os.environ["PATH"])
    assert done.returncode == 2
    assert (
        b"LanguageTool did not start: Error: Could not find or load main class org.languagetool.server.HTTPServer\n"
        in done.stderr
    )
    assert b"is written twice" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there")
def test_no_server_outlives_a_run_that_is_told_to_stop(languagetool_folder: Path) -> None:
    place = {**os.environ, "LTP_PATH": str(languagetool_folder.parent)}
    command = [sys.executable, "-m", "detector", "-", "--languagetool", "local"]  # waits for standard input
    run = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=place, cwd=HERE.parent)
    if not Path(f"/proc/{run.pid}").is_dir():
        run.kill()
        pytest.skip("no /proc to look for the server in")
    until = time.monotonic() + 60
    while not (children := [child for child in children_of(run.pid) if b"HTTPServer" in child.read_bytes()]):
        assert time.monotonic() < until
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    assert run.wait(30) == 143
    assert not children[0].exists()


def children_of(process: int) -> list[Path]:
    """Where the command lines of the children of a process stand."""
    numbers = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [path for number in numbers if (path := Path(f"/proc/{number}/cmdline")).exists()]


# ---- fetching it ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def release(tmp_path: Path, languagetool_folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which a download comes from a server of ours, and is small."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.write(languagetool_folder / "languagetool-server.jar", "LanguageTool-6.8/languagetool-server.jar")
        archive.writestr("LanguageTool-6.8/README.md", "Nothing else.")
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "LanguageTool-6.8.zip").write_bytes(made.getvalue())
    http = HTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path / "served"))
    threading.Thread(target=partial(http.serve_forever, poll_interval=0.01), daemon=True).start()
    yield {
        "LTP_DOWNLOAD_HOST_NEW_RELEASES": f"http://127.0.0.1:{http.server_port}/",
        "LTP_DOWNLOAD_SHA256_6_8": hashlib.sha256(made.getvalue()).hexdigest(),
        "LTP_PATH": str(tmp_path / "copies"),
        "PATH": os.environ["PATH"],
    }
    http.shutdown()
    http.server_close()


def test_install_says_what_it_costs_and_shows_progress(mtlint: Run, tmp_path: Path, release: dict[str, str]) -> None:
    done = mtlint("languagetool", "install", **release)
    first, second = done.stdout.decode().splitlines()
    size = (tmp_path / "served" / "LanguageTool-6.8.zip").stat().st_size / 1e6
    assert first.startswith("Downloading http://127.0.0.1:")
    assert first.endswith(f"{size:.0f} MB, and twice that on disk while it is unpacked")
    assert f"LanguageTool is in {tmp_path / 'copies' / 'LanguageTool-6.8'}" in second
    assert b"Downloading LanguageTool 6.8: 100%" in done.stderr
    assert done.returncode == 0
    again = mtlint("languagetool", "install", **release)
    assert (again.returncode, again.stderr) == (0, b"")
    assert b"already" in again.stdout
    assert b"LanguageTool-6.8" in mtlint("languagetool", "status", **release).stdout


def test_a_download_that_was_tampered_with_is_refused(mtlint: Run, tmp_path: Path, release: dict[str, str]) -> None:
    done = mtlint("languagetool", "install", **release | {"LTP_DOWNLOAD_SHA256_6_8": "0" * 64})
    assert done.returncode == 2
    assert b"mtlint: the download failed: Downloaded LanguageTool archive checksum mismatch" in done.stderr
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_download_that_is_not_there(mtlint: Run, tmp_path: Path, release: dict[str, str]) -> None:
    shutil.rmtree(tmp_path / "served")
    (tmp_path / "served").mkdir()
    done = mtlint("languagetool", "install", **release)
    assert done.returncode == 2
    assert b"mtlint: the download failed: Could not find at URL" in done.stderr


def test_checking_never_downloads(mtlint: Run, rotten: Path, tmp_path: Path, release: dict[str, str]) -> None:
    for mode in ("auto", "local"):
        mtlint(rotten, "--languagetool", mode, **release)
    assert not (tmp_path / "copies").exists() or list((tmp_path / "copies").iterdir()) == []
