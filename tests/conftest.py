"""Shared by all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def mtlint(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the command as a user does: a process of its own, in an empty folder."""

    def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "detector", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "SYSTEMROOT": "C:\\Windows", **environment},
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def languagetool_folder() -> Path:
    """A LanguageTool 6.8 as `mtlint languagetool install` would bring it; its parent is what LTP_PATH names."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("MTLINT_TEST_LANGUAGETOOL") or cache / "mtlint-tests" / "LanguageTool-6.8")
    if not (folder / "languagetool-server.jar").is_file():
        pytest.skip("LanguageTool is not on this machine: .ci/languagetool fetches it, with Maven")
    if not shutil.which("java"):
        pytest.skip("there is no Java on this machine")
    return folder


@pytest.fixture(scope="session")
def languagetool(languagetool_folder: Path) -> Iterator[str]:
    """The URL of a LanguageTool server that runs for the tests marked `languagetool`."""
    from detector.languagetool import server

    with tempfile.TemporaryFile() as log, server.started(languagetool_folder, log) as reached:
        assert reached.url, reached.problem
        yield reached.url
