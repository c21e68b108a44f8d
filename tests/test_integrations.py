"""What other programs read: the pre-commit hooks, the GitHub Action, shell completion."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from detector.cli import cli

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]
ROTTEN = "The council met on Monday and agreed to to wait.\n"


@pytest.mark.parametrize("hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"])
def test_a_hook_runs_on_files_by_name(mtlint: Run, tmp_path: Path, hook: dict[str, str]) -> None:
    (tmp_path / "a.md").write_text(ROTTEN)
    (tmp_path / ".mtlintignore").write_text("b.md\n")
    (tmp_path / "b.md").write_text(ROTTEN)
    command, *arguments = hook["entry"].split()
    assert command == "mtlint"
    assert hook["language"] == "python"
    done = mtlint(*arguments, "a.md", "b.md", "-f", "concise")
    assert (done.returncode, done.stdout.count(b"\n")) == (1, 1)  # what is ignored stays ignored although it is named


def action(tmp_path: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Exit code, outputs and standard output of the step of action.yml."""
    given = {
        "INPUT_PATHS": "articles",
        "INPUT_ARGS": "",
        "INPUT_FAIL_ON": "",
        "INPUT_BASELINE": "",
        "INPUT_SARIF": "out/mtlint.sarif",
    }
    output, summary = tmp_path / "outputs", tmp_path / "summary.md"
    output.write_text("")
    environment = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        ["bash", ROOT / ".ci" / "action"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MTLINT_BIN": str(Path(sys.executable).parent), **environment, **given, **inputs},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, dict(line.split("=", 1) for line in output.read_text().splitlines()), done.stdout


def test_the_action_annotates_and_tells_its_outputs(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text(ROTTEN)
    code, outputs, said = action(tmp_path)
    assert code == 1
    assert "::error file=articles/a.md,line=1," in said
    assert outputs["findings"] == "1"
    assert float(outputs["score"]) > 1
    assert (tmp_path / outputs["sarif-file"]).stat().st_size
    assert "duplicated-words/function-word" in (tmp_path / "summary.md").read_text()
    assert action(tmp_path, INPUT_FAIL_ON="never", INPUT_SARIF="")[0] == 0
    assert action(tmp_path, INPUT_ARGS="--ignore duplicated-words")[1]["findings"] == "0"
    assert action(tmp_path, INPUT_PATHS="gone")[0] == 2
    assert action(tmp_path, INPUT_BASELINE="gone.json")[:2] == (2, {})  # and no figures of an earlier step
    (tmp_path / "two words").mkdir()
    (tmp_path / "two words" / "b.md").write_text(ROTTEN)
    for paths in ("articles\n'two words'\n", "articles/*.md 'two words'"):
        assert action(tmp_path, INPUT_PATHS=paths, INPUT_ARGS="--allow 'no such'")[1]["findings"] == "2"
    assert action(tmp_path, INPUT_ARGS="--allow 'to to'")[0] == 0


def test_no_input_of_the_action_becomes_a_command(tmp_path: Path) -> None:
    described = yaml.safe_load((ROOT / "action.yml").read_text())
    assert all("${{" not in step["run"] for step in described["runs"]["steps"])
    assert all(step.get("shell") == "bash" for step in described["runs"]["steps"])
    code, _, _ = action(tmp_path, INPUT_PATHS="$(touch pwned) `touch pwned` ; touch pwned")
    assert code == 2
    assert not (tmp_path / "pwned").exists()
    assert action(tmp_path, INPUT_ARGS="$(touch pwned)")[0] == 2
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("words", "offers"),
    [
        ("mtlint ru", "rules"),
        ("mtlint --bas", "--baseline"),
        ("mtlint check --bas", "--baseline"),
        ("mtlint --format sar", "sarif"),
        ("mtlint --select quot", "quotation/unclosed"),
        ("mtlint check --ignore calques,quot", "calques,quotation"),
        ("mtlint --profile st", "strict"),
        ("mtlint config sh", "show"),
    ],
)
def test_shells_complete(words: str, offers: str) -> None:
    typed = words.split(" ")
    environment = {"_MTLINT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(typed) - 1)}
    done = CliRunner().invoke(cli, prog_name="mtlint", env=environment)
    assert offers in [line.partition(",")[2] for line in done.output.splitlines()]


@pytest.mark.parametrize(
    ("shell", "holds"),
    [
        ("bash", "complete -o nosort"),
        ("zsh", "#compdef mtlint"),
        ("fish", "complete --no-files"),
        ("powershell", "Register-ArgumentCompleter"),
    ],
)
def test_completion_scripts(mtlint: Run, shell: str, holds: str) -> None:
    done = mtlint("completions", shell)
    assert (done.returncode, holds in done.stdout.decode()) == (0, True)
