"""Which files a run is about."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.walking import Search

Run = Callable[..., subprocess.CompletedProcess[bytes]]


def tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")


def found(folder: Path, search: Search | None = None, path: Path | None = None) -> list[str]:
    errors: list[str] = []
    files = (search or Search()).files([path or folder], errors)
    assert errors == []
    return [file.relative_to(folder).as_posix() for file in files]


def test_folders_are_searched_in_order_without_hidden_ones(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b.md",
        "a.TXT",
        "c.py",
        ".hidden.md",
        "sub/d.markdown",
        ".git/e.md",
        "node_modules/f.md",
        "z.docx",
        "g.po",
        "data.jsonl",
    )
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == ["a.TXT", "b.md", "g.po", "sub/d.markdown", "z.docx"]


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ({".gitignore": "drafts/\n*.txt\n!keep.txt"}, ["a.md", "keep.txt", "sub/b.md"]),
        ({".mtlintignore": "sub/*.md"}, ["a.md", "c.txt", "drafts/d.md", "keep.txt"]),
        ({".gitignore": "*.md", "sub/.gitignore": "!b.md"}, ["c.txt", "keep.txt", "sub/b.md"]),
        ({".gitignore": "*.md", ".mtlintignore": "!a.md"}, ["a.md", "c.txt", "keep.txt"]),
        ({"sub/.gitignore": "/b.md"}, ["a.md", "c.txt", "drafts/d.md", "keep.txt"]),
        ({".gitignore": "/sub\n/drafts"}, ["a.md", "c.txt", "keep.txt"]),
    ],
)
def test_ignore_files_count_from_where_they_stand(tmp_path: Path, files: dict[str, str], left: list[str]) -> None:
    tree(tmp_path, "a.md", "c.txt", "keep.txt", "drafts/d.md", "sub/b.md")
    for name, lines in files.items():
        (tmp_path / name).write_text(lines + "\n")
    assert found(tmp_path) == left


def test_ignore_files_above_count_up_to_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "top/.git/config", "top/sub/a.md", "top/sub/b.md")
    (tmp_path / ".gitignore").write_text("b.md")
    (tmp_path / "top" / ".gitignore").write_text("sub/a.md")
    assert found(tmp_path, path=tmp_path / "top" / "sub") == ["top/sub/b.md"]
    assert found(tmp_path, Search(gitignore=False), tmp_path / "top" / "sub") == ["top/sub/a.md", "top/sub/b.md"]


def test_what_is_named_is_read_unless_excludes_are_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tree(tmp_path, "drafts/d.md", "a.md")
    (tmp_path / ".mtlintignore").write_text("drafts/")
    assert found(tmp_path, path=tmp_path / "drafts" / "d.md") == ["drafts/d.md"]
    assert found(tmp_path, Search(force=True), tmp_path / "drafts" / "d.md") == []
    assert found(tmp_path, Search(force=True), tmp_path / "a.md") == ["a.md"]


def test_excludes_of_the_configuration(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "old/b.md", "new/c.md", "new/old/d.md")
    (tmp_path / "mtlint.toml").write_text('exclude = ["/old/"]')

    def shown(*options: str) -> list[str]:
        done = mtlint("--show-files", *options)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().split()

    assert shown() == ["a.md", "new/c.md", "new/old/d.md"]
    assert shown("--extend-exclude", "c.*") == ["a.md", "new/old/d.md"]
    assert shown("--exclude", "new") == ["a.md", "old/b.md"]
    assert shown("--exclude", "*") == []
    assert shown("old/b.md") == ["old/b.md"]
    assert shown("old/b.md", "--force-exclude") == []
    assert mtlint("--exclude", "*").returncode == 0


def test_paths_can_come_from_a_list(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "b c.md")
    assert mtlint("--show-files", "--files-from", "-", stdin=b"b c.md\na.md\n").stdout.splitlines() == [b"b c.md", b"a.md"]
    assert mtlint("--show-files", "--files-from", "-", "-0", stdin=b"b c.md\0a.md\0").stdout.splitlines() == [b"b c.md", b"a.md"]
    (tmp_path / "list").write_text("a.md\ngone.md\n")
    done = mtlint("--files-from", "list", "-f", "concise")
    assert (done.returncode, b"gone.md: no such file or folder" in done.stderr) == (2, True)
    assert mtlint("--files-from", "gone").returncode == 2


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    tree(tmp_path, "pictures/a.png")
    errors: list[str] = []
    os.mkfifo(tmp_path / "pipe.md")
    assert Search().files([tmp_path / "pictures", tmp_path / "gone.md", tmp_path / "pipe.md"], errors) == []
    assert [error.rsplit("/", 1)[1].split(" (")[0] for error in errors] == [
        "pictures: no texts in this folder",
        "gone.md: no such file or folder",
        "pipe.md: neither a file nor a folder",
    ]
    assert Search().files([tmp_path], errors) == []  # a pipe in a folder would block whoever opens it


def test_a_file_by_several_names_is_read_once(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "s/b.md")
    (tmp_path / "link.md").symlink_to("a.md")
    errors: list[str] = []
    paths = [tmp_path / "a.md", tmp_path / "s" / ".." / "a.md", tmp_path, tmp_path / "link.md"]
    assert Search().files(paths, errors) == [tmp_path / "a.md", tmp_path / "s" / "b.md"]


def test_patterns_are_expanded_where_no_shell_does(tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "s/b.md", "s/c.txt")
    assert found(tmp_path, path=tmp_path / "**" / "*.md") == ["a.md", "s/b.md"]
    errors: list[str] = []
    assert Search().files([tmp_path / "*.po"], errors) == []
    assert errors == [f"{tmp_path}/*.po: no such file or folder"]


def test_excludes_of_a_folder_with_a_configuration_of_its_own(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "a/old/x.md", "a/y.md", "old/z.md")
    (tmp_path / "a" / "mtlint.toml").write_text('exclude = ["old"]')
    for folder in (".", "a", "./a/../a"):
        assert b"a/old/x.md" not in mtlint("--show-files", folder).stdout
    assert b"old/z.md" in mtlint("--show-files").stdout
    assert mtlint("--show-files", "a/old/x.md", "--force-exclude").stdout == b""


def test_a_configuration_is_looked_for_from_where_the_file_is(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "here/a.md", "there/b.md")
    (tmp_path / "here" / "mtlint.toml").write_text('exclude = ["*.md"]')
    assert mtlint("config", "path", "here/../there/b.md").stdout == b"none\n"
    assert mtlint("--show-files", "here/../there").stdout != b""


def test_odd_ignore_files_and_folders_cost_no_run(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "b.md")
    (tmp_path / ".gitignore").write_text("!\n\\\nb.md\n")
    assert mtlint("--show-files").stdout == b"a.md\n"
    assert mtlint("--exclude", "!").returncode == 2
    assert mtlint("x" * 300).returncode == 2
    (tmp_path / ".gitignore").unlink()
    (tmp_path / ".gitignore").mkdir()
    assert mtlint("--show-files").stdout == b"a.md\nb.md\n"


def test_lists_of_paths_may_come_from_other_systems(mtlint: Run, tmp_path: Path) -> None:
    tree(tmp_path, "a.md", "b c.md")
    (tmp_path / "caf\udce9.md").write_text("x")
    listed = b"\xef\xbb\xbfa.md\r\nb c.md\r\ncaf\xe9.md\r\n"
    assert mtlint("--show-files", "--files-from", "-", stdin=listed).stdout.count(b"\n") == 3
    done = mtlint("--files-from", "-", "a.md", stdin=listed)
    assert (done.returncode, b"--files-from takes the place of paths" in done.stderr) == (2, True)
