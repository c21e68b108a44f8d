"""`[tool.mtlint]` in pyproject.toml: what it may say, who overrules it, and what becomes of mistakes in it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from detector import config

Run = Callable[..., subprocess.CompletedProcess[bytes]]
TEXT = b"They agreed to to wait. She ate a apple."


def write(folder: Path, lines: str) -> None:
    (folder / "pyproject.toml").write_text(f'[project]\nname = "x"\n\n[tool.mtlint]\n{lines}\n', encoding="utf-8")


def rules(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [found["rule"] for file in json.loads(done.stdout)["files"] for found in file["findings"]]


def test_every_key_is_an_option_of_check() -> None:
    from detector.cli.check import check

    assert {key.replace("-", "_") for key in config.KEYS} <= {option.name for option in check.params}


def test_the_file_chooses_rules_and_thresholds(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["duplicated-words"]\nfail-on = "never"')
    done = mtlint("-", "-f", "json", stdin=TEXT)
    assert (done.returncode, rules(done)) == (0, ["stray-function-words/a-an"])
    write(tmp_path, 'select = ["duplicated-words", "questions"]\nmin-confidence = 0.99')
    assert rules(mtlint("-", "-f", "json", stdin=TEXT)) == []


def test_environment_and_command_line_come_before_it(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, 'fail-on = "never"\nselect = ["questions"]')
    assert mtlint("-", "--select", "duplicated-words", stdin=TEXT).returncode == 0
    assert mtlint("-", "--select", "duplicated-words", stdin=TEXT, MTLINT_FAIL_ON="warning").returncode == 1
    assert mtlint("-", "--select", "duplicated-words", "--fail-on", "never", stdin=TEXT, MTLINT_FAIL_ON="warning").returncode == 0


def test_the_nearest_file_with_a_table_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, "min-confidence = 0.7")
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "mtlint-articles"\n')
    assert config.read(inner) == {"min_confidence": 0.7}
    write(inner, "min-confidence = 0.8")
    assert config.read(inner) == {"min_confidence": 0.8}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("min-confidense = 0.7", "unknown key 'min-confidense' in [tool.mtlint]; did you mean 'min-confidence'?"),
        ("zebra = 1", "unknown key 'zebra' in [tool.mtlint]; there are select, ignore"),
        ('select = "quotation"', 'select in [tool.mtlint] must be a list, such as ["quotation"]'),
        ("min-confidence = ", "cannot be read: Invalid value"),
        ("min-confidence = 7", "Invalid value for '--min-confidence'"),
        ('fail-on = "loud"', "Invalid value for '--fail-on'"),
        ('select = ["qotation"]', "unknown rule 'qotation'; did you mean 'quotation'?"),
        ('languagetool = "remote"', "'remote' is not off, auto, local, or a URL"),
    ],
)
def test_a_mistake_costs_one_clear_line(mtlint: Run, tmp_path: Path, lines: str, says: str) -> None:
    write(tmp_path, lines)
    done = mtlint("-", stdin=TEXT)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert says in done.stderr.decode()


def test_other_commands_do_not_need_it(mtlint: Run, tmp_path: Path) -> None:
    write(tmp_path, "zebra = 1")
    assert mtlint("explain", "questions").returncode == 0
