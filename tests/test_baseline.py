"""What is known does not count, what is new does; and only changed lines, where git says which."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from detector import changes

Run = Callable[..., subprocess.CompletedProcess[bytes]]
OLD = "They agreed to to wait.\n\nShe ate a apple.\n"
KNOWN = ("--baseline", ".mtlint-baseline.json")


@pytest.fixture
def known(mtlint: Run, tmp_path: Path) -> Path:
    """A folder with an old article and a baseline that knows it."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "old.md").write_text(OLD)
    done = mtlint("articles", "--write-baseline")
    assert (done.returncode, b"2 findings known from now on" in done.stderr) == (0, True)
    return tmp_path


def test_what_is_known_does_not_count(known: Path, mtlint: Run) -> None:
    assert mtlint("articles").returncode == 1
    done = mtlint("articles", *KNOWN, "-f", "json")
    table = json.loads(done.stdout)
    assert done.returncode == 0
    assert table["summary"]["findings"] == 0
    assert table["summary"]["baselined"] == 2
    assert {each["baseline"] for each in table["files"][0]["silenced"]} == {"unchanged"}
    assert table["run"]["baseline"] == ".mtlint-baseline.json"
    assert known


@pytest.mark.parametrize(
    ("text", "code", "new"),
    [
        ("A line before.\n\n" + OLD, 0, []),  # moved
        (OLD + "\nThey agreed to to wait.\n", 1, ["to to"]),  # one more of the same
        (OLD.replace("wait", "leave"), 1, ["to to"]),  # another sentence
        (OLD.replace("to to", "to"), 0, []),  # mended
    ],
)
def test_what_is_new(known: Path, mtlint: Run, text: str, code: int, new: list[str]) -> None:
    (known / "articles" / "old.md").write_text(text)
    done = mtlint("articles", *KNOWN, "-f", "json")
    findings = json.loads(done.stdout)["files"][0]["findings"]
    assert (done.returncode, [each["text"] for each in findings]) == (code, new)
    assert all(each["baseline"] == "new" for each in findings)


def test_a_known_text_in_another_file_is_new(known: Path, mtlint: Run) -> None:
    (known / "articles" / "new.md").write_text(OLD)
    assert mtlint("articles", *KNOWN).returncode == 1


def test_paths_start_at_the_baseline(known: Path, mtlint: Run) -> None:
    (known / "mtlint.toml").write_text('baseline = ".mtlint-baseline.json"')
    assert mtlint("articles").returncode == 0
    assert mtlint(known / "articles" / "old.md").returncode == 0
    entries = json.loads((known / ".mtlint-baseline.json").read_text())["findings"]
    assert [(e["path"], e["rule"], e["text"], e["count"]) for e in entries] == [
        ("articles/old.md", "duplicated-words/function-word", "to to", 1),
        ("articles/old.md", "stray-function-words/a-an", "a apple", 1),
    ]


def test_mended_findings_are_told_and_taken_out(known: Path, mtlint: Run) -> None:
    (known / "articles" / "old.md").write_text(OLD.replace("to to", "to"))
    before = (known / ".mtlint-baseline.json").read_bytes()
    assert b"1 known finding mended; --prune-baseline takes them out" in mtlint("articles", *KNOWN).stderr
    assert (known / ".mtlint-baseline.json").read_bytes() == before
    assert b"1 taken out that is mended" in mtlint("articles", *KNOWN, "--prune-baseline").stderr
    assert [e["text"] for e in json.loads((known / ".mtlint-baseline.json").read_text())["findings"]] == ["a apple"]
    assert mtlint("articles", *KNOWN).stderr == b""
    (known / "articles" / "old.md").unlink()
    (known / "articles" / "other.md").write_text("Clean.\n")
    assert b"1 known finding mended" in mtlint("articles", *KNOWN).stderr


def test_writing_it_for_some_files_keeps_what_is_known_of_others(known: Path, mtlint: Run) -> None:
    (known / "articles" / "new.md").write_text("A said a man.\n\nIt rained on on the hills.\n")
    assert mtlint("articles/new.md", "--write-baseline").returncode == 0
    assert mtlint("articles", *KNOWN).returncode == 0
    before = (known / ".mtlint-baseline.json").read_text()
    assert mtlint("articles", "--write-baseline").returncode == 0
    assert (known / ".mtlint-baseline.json").read_text() == before


@pytest.mark.parametrize(
    "option", ["--select=questions", "--ignore=ALL", "--min-confidence=0.99", "--quotes=skip", "--allow=to to"]
)
def test_what_a_run_does_not_look_for_stays_known(known: Path, mtlint: Run, option: str) -> None:
    before = (known / ".mtlint-baseline.json").read_bytes()
    done = mtlint("articles", *KNOWN, option)
    assert (done.returncode, done.stderr) == (0, b"")  # nothing is called mended
    for writes in ("--write-baseline", "--prune-baseline"):
        done = mtlint("articles", *KNOWN, option, writes)
        assert (done.returncode, b"hides findings, which the baseline would lose" in done.stderr) == (2, True)
    assert (known / ".mtlint-baseline.json").read_bytes() == before


def test_one_finding_written_in_two_ways_is_one_entry(tmp_path: Path, mtlint: Run) -> None:
    (tmp_path / "a.md").write_text("They agreed to to wait.\n\nAnother line.\n\nThey agreed to **to** wait.\n")
    assert mtlint("a.md", "--write-baseline").returncode == 0
    [entry] = json.loads((tmp_path / ".mtlint-baseline.json").read_text())["findings"]
    assert entry["count"] == 2
    assert mtlint("a.md", *KNOWN).returncode == 0


def test_a_folder_by_another_name_is_the_same_folder(known: Path, mtlint: Run) -> None:
    (known / "link").symlink_to("articles", target_is_directory=True)
    for path in ("link/old.md", "./articles/../articles/old.md", known / "articles" / "old.md"):
        assert mtlint(path, *KNOWN).returncode == 0


def test_standard_input_needs_a_name_to_be_known_by(mtlint: Run, tmp_path: Path) -> None:
    assert mtlint("-", "--write-baseline", stdin=OLD.encode()).returncode == 2
    assert mtlint("-", "--write-baseline", "--stdin-filename", "a.md", stdin=OLD.encode()).returncode == 0
    (tmp_path / "a.md").write_text(OLD)
    assert mtlint("a.md", *KNOWN).returncode == 0


def test_writing_says_how_it_comes_into_force(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(OLD)
    assert b"; add baseline = " in mtlint("a.md", "--write-baseline").stderr
    assert b"; add baseline = " not in mtlint("a.md", "--write-baseline", *KNOWN).stderr
    for other in (["--prune-baseline"], ["--diff-base", "HEAD"]):
        assert mtlint("a.md", "--write-baseline", *other).returncode == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such baseline; add --write-baseline to make it"),
        ("{", "cannot be read as a baseline"),
        ("[]", "is no baseline"),
        ('{"version": 7, "findings": []}', "a baseline of version 7"),
        ('{"version": 1, "findings": [{"rule": "x"}]}', "is no baseline"),
    ],
)
def test_a_broken_baseline_is_an_error(mtlint: Run, tmp_path: Path, content: str | None, says: str) -> None:
    (tmp_path / "a.md").write_text(OLD)
    if content is not None:
        (tmp_path / ".mtlint-baseline.json").write_text(content)
    done = mtlint("a.md", *KNOWN)
    assert (done.returncode, done.stdout) == (2, b"")
    assert says in done.stderr.decode()
    assert mtlint("a.md", "--prune-baseline").returncode == 2


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "old.md").write_text(OLD + "\nThe end of it.\n")
    (tmp_path / 'naïve "one".md').write_text(OLD)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_only_changed_lines_count(repository: Path, mtlint: Run) -> None:
    assert mtlint("--diff-base", "HEAD").returncode == 0
    (repository / "old.md").write_text("New.\n\n" + OLD + "\nThe end of of it.\n")
    (repository / 'naïve "one".md').write_text(OLD.replace("ate a", "had a"))
    (repository / "untracked.md").write_text("It rained on on the hills.\n")
    done = mtlint("--diff-base", "HEAD", "-f", "concise")
    assert done.returncode == 1
    assert [line.split(": ")[0] for line in done.stdout.decode().splitlines()] == [
        'naïve "one".md:3:9',
        "old.md:7:9",
        "untracked.md:1:11",
    ]
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "y")
    assert mtlint("--diff-base", "HEAD~1").returncode == 1
    assert mtlint("--diff-base", "HEAD").returncode == 0


@pytest.mark.parametrize(
    ("revision", "says"), [("nowhere", "git knows no revision 'nowhere'"), ("--output=x", "git knows no revision")]
)
def test_a_wrong_revision_is_an_error(repository: Path, mtlint: Run, revision: str, says: str) -> None:
    done = mtlint(f"--diff-base={revision}")
    assert (done.returncode, says in done.stderr.decode()) == (2, True)
    assert not (repository / "x").exists()


def test_settings_of_git_change_nothing(repository: Path, mtlint: Run) -> None:
    git(repository, "config", "diff.interHunkContext", "9")
    git(repository, "config", "diff.mnemonicPrefix", "true")
    (repository / "z.md").write_text("One.\n")
    (repository / "old.md").write_text("New.\n\n" + OLD + "\nAnother end of it.\n")
    git(repository, "add", "z.md")
    (repository / "z.md").write_text("One.\n\nIt rained on on the hills.\n")
    done = mtlint("--diff-base", "HEAD", "-f", "concise")
    assert [line.split(": ")[0] for line in done.stdout.decode().splitlines()] == ["z.md:3:11"]


def test_a_file_that_moved_did_not_change(repository: Path, mtlint: Run) -> None:
    (repository / "old.md").write_text("One line.\n" * 20 + OLD)
    git(repository, "commit", "-qam", "y")
    git(repository, "mv", "old.md", "moved.md")
    assert mtlint("--diff-base", "HEAD").returncode == 0
    (repository / "moved.md").write_text("One line.\n" * 20 + OLD + "\nIt rained on on the hills.\n")
    done = mtlint("--diff-base", "HEAD", "-f", "concise")
    assert [line.split(": ")[0] for line in done.stdout.decode().splitlines()] == ["moved.md:25:11"]


def test_standard_input_has_no_changes(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "list").write_text("-\n")
    done = mtlint("-", "--diff-base", "HEAD", stdin=OLD.encode())
    assert (done.returncode, b"--diff-base needs files" in done.stderr) == (2, True)
    assert mtlint("--files-from", "list", "--diff-base", "HEAD").returncode == 2


def test_what_git_cannot_compare_is_an_error(repository: Path, mtlint: Run) -> None:
    (repository / "old.md").write_text("New.\n")
    for blob in (repository / ".git" / "objects").glob("??/*"):
        if (
            subprocess.run(
                ["git", "cat-file", "-t", blob.parent.name + blob.name],
                cwd=repository,
                capture_output=True,
                text=True,
                check=False,
            ).stdout
            == "blob\n"
        ):
            blob.unlink()
    done = mtlint("--diff-base", "HEAD")
    assert (done.returncode, b"git cannot compare 'HEAD' with the files" in done.stderr) == (2, True)


def test_without_a_repository_it_says_so(mtlint: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(OLD)
    done = mtlint("--diff-base", "HEAD")
    assert (done.returncode, b"a.md is in no git repository" in done.stderr) == (2, True)


def test_lines_of_a_diff_that_look_like_headers_are_lines() -> None:
    diff = (
        "+++ b/a.md\n@@ -0,0 +1,2 @@\n+++ b/evil.md\n+@@ -1 +1,99 @@\n@@ -5 +9 @@\n-x\n+y\n+++ b/b.md\n@@ -3,2 +2,0 @@\n-x\n-y\n"
    )
    assert list(changes._hunks(diff)) == [("a.md", 1, 2), ("a.md", 9, 9)]
