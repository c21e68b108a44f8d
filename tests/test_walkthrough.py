"""The way of docs/ci.md, on a repository of 200 articles: look, know what is there, fail on what is new, mend it, green."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]
GUIDE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")


def test_an_old_repository_becomes_green(mtlint: Run, tmp_path: Path) -> None:
    texts = sorted([*(ROOT / "tests" / "clean").iterdir(), *(ROOT / "tests" / "articles").glob("*.md")])
    (tmp_path / "articles").mkdir()
    for number in range(200):
        text = texts[number % len(texts)]
        (tmp_path / "articles" / f"{number:03}{text.suffix}").write_bytes(text.read_bytes())
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "old content"], check=True)

    # 1. Look.
    assert "`mtlint articles/`" in GUIDE
    first = mtlint("articles/", "-f", "json", "-f", "html=report.html")
    found = json.loads(first.stdout)["summary"]["findings"]
    assert (first.returncode, found > 200) == (1, True)
    assert "report.html" in GUIDE

    # 2. Decide: the very lines of the guide.
    [lines] = re.findall(r"\*\*2\. Decide[^\0]*?\n\n((?:    .+\n)+)", GUIDE)
    [baseline] = re.findall(r'`(baseline = ".+?")` in `mtlint.toml`', GUIDE)
    (tmp_path / "mtlint.toml").write_text(f"{lines.replace('    ', '')}{baseline}\n")
    done = mtlint("articles/")
    assert (done.returncode, b"there is no such baseline" in done.stderr) == (2, True)

    # 3. Know the rest.
    assert "`mtlint articles/ --write-baseline`" in GUIDE
    done = mtlint("articles/", "--write-baseline", "-f", "none")
    known = int(re.findall(rb"baseline.json: (\d+) findings known from now on", done.stderr)[0])
    assert done.returncode == 0
    assert found > known  # what the configuration allows is not in it
    assert mtlint("articles/", "-f", "none").returncode == 0
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "baseline"], check=True)

    # One new artefact fails the build, wherever it stands, and nothing else is shown.
    article = tmp_path / "articles" / f"000{texts[0].suffix}"
    before = article.read_text(encoding="utf-8")
    article.write_text(before.rstrip() + "\n\nThe ferry did not went to the island.\n", encoding="utf-8")
    for options in ([], ["--jobs", "2"], ["--isolated", "--diff-base", "HEAD"]):
        done = mtlint("articles/", "-f", "concise", *options)
        assert (done.returncode, done.stdout.count(b"\n")) == (1, 1), options
        assert b"garbled-verbs/" in done.stdout

    # Mended, it is green again, and the baseline is as it was.
    article.write_text(before, encoding="utf-8")
    done = mtlint("articles/", "-f", "concise")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

    # 4. Mend at leisure.
    rotten = texts.index(ROOT / "tests" / "articles" / "duplicated_words.md")
    (tmp_path / "articles" / f"{rotten:03}.md").write_text("Nothing is left of it.\n")
    assert b"mended; --prune-baseline takes them out" in mtlint("articles/").stderr
    mtlint("articles/", "--prune-baseline")
    assert mtlint("articles/").stderr == b""
