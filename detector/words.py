"""Where the rule data is, and its plain word lists."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Where the rules are: inside the installed package, or beside it in a source tree."""
    packaged = Path(__file__).parent / "rules"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "rules"


def word_list(name: str) -> list[str]:
    """The lines of a word list such as "language/irregular-verbs", without comments."""
    lines = (folder() / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
