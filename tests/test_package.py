"""The wheel carries its rules and finds them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_works_without_the_source_tree(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("mtlint-*-py3-none-any.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "rules").rglob("*")
        if path.suffix in {".toml", ".txt", ".json", ".bin"} or path.name == "verdict-card.md"
    }
    assert {f"detector/{name}" for name in sources} <= inside
    assets = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "detector").rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert "detector/reports/html/page.css" in assets
    assert assets <= inside
    assert {"detector/rules/compiled.json", "detector/py.typed"} <= inside
    assert not {name for name in inside if name.startswith(("tests", "samples", "benchmarks", "rules"))}
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "import detector; print(detector.__file__, detector.check('a said a guard').findings[0].rule, detector.check('So it was. ' * 40).mt_probability)",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed")},
        check=True,
    )
    assert str(tmp_path) in done.stdout
    assert "stray-function-words/article-around-verb 0." in done.stdout
