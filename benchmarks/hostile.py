#!/usr/bin/env python3
"""Texts made to be slow, and how much longer a detector takes for them than for ordinary text of the same size.

usage: hostile.py ORDINARY NAME MB

speed.py --hostile runs it, in a process for each detector. ORDINARY is a file of ordinary text; NAME is a detector, `verdict`,
`all`, or `all, full size`, which takes the sizes below instead of MB. Prints JSON: CPU seconds for 1 MB of ordinary text, ratios.
"""

from __future__ import annotations

import json
import pathlib
import signal
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from types import FrameType
from typing import Any

from detector import reading, registry, verdict
from detector.config import Settings
from detector.engine import Linter
from detector.model import LANGUAGETOOL

ALL, FULL_SIZE = "all", "all, full size"
BOUND = 10.0
"""A text is given up once it has taken so many times as long as ordinary text."""

SIZES = {"a": 2_000_000, "to to": 6_000_000, "one line": 50_000_000, "nested quotes": 70_000, "scripts": 2_000_000}
"""Bytes in full size: a million "a ", a million "to to ", 50 MB without a line break, 10,000 quotations in each other."""

_PIECES = {
    "a": "a ",
    "to to": "to to ",
    "scripts": "a б γ 中 ",
    "scripts in a word": "aбγ中",
    "one word": "x",
    "straight marks": '"',
    "opening marks": "“",
    "digits and stops": "1.2.3",
    "addresses": "https://example.org/a?b=c ",
    "blank lines": "\n",
    "short paragraphs": "so\n\n",
    "names": "Name Nome ",
    "commas": ", ",
    "stops": "So. ",
    "brackets": "(",
    "accents": "é à ",
    "mojibake": "Ã© ",
    "joiners": "a\N{ZERO WIDTH JOINER}\N{COMBINING ACUTE ACCENT}",
}
KINDS = (*_PIECES, "one line", "nested quotes", "new words", "no blanks")


class GivenUp(BaseException):
    """No Exception, so that no detector catches it."""


def main() -> None:
    _, file, name, size = sys.argv
    print(json.dumps(measured(name, pathlib.Path(file).read_text(encoding="utf-8"), int(float(size) * 1e6))))


def names() -> list[str]:
    """Everything that is measured alone."""
    return [*(name.replace("_", "-") for name in registry.names() if name != LANGUAGETOOL), "verdict", ALL, FULL_SIZE]


def measured(name: str, plain: str, size: int) -> dict[str, Any]:
    """The ratios by text; CPU seconds for a MB of ordinary text."""
    check = work(name)
    check(plain[:20_000])  # what is made once is made

    @cache
    def expected(size: int) -> float:
        return seconds(check, cut(plain, size))

    ratios = {}
    for kind in SIZES if name == FULL_SIZE else KINDS:
        bytes_ = SIZES[kind] if name == FULL_SIZE else size
        text = hostile(kind, bytes_, plain)
        check(text[:1000])
        ratios[kind] = seconds(check, text, BOUND * expected(bytes_)) / expected(bytes_)
    return {"seconds": expected(1_000_000), "ratios": ratios}


def work(name: str) -> Callable[[str], object]:
    """What is timed."""
    if name == "verdict":
        return lambda text: verdict.judge(reading.read_text(text), [])
    if name in (ALL, FULL_SIZE):
        return Linter(Settings()).check
    return Linter(Settings(select=(name,), min_confidence=0, verdict=False)).check


def hostile(kind: str, size: int, plain: str) -> str:
    """A text of that many bytes."""
    if kind == "one line":
        return cut(plain, size).replace("\n", " ")
    if kind == "nested quotes":
        return "“a" * (size // 7) + "”" * (size // 7)
    if kind == "new words":
        return cut(" ".join(f"w{number:x}" for number in range(size // 2)), size)
    if kind == "no blanks":
        return cut(plain.replace(" ", "").replace("\n", ""), size)
    return cut(_PIECES[kind], size)


def cut(text: str, size: int) -> str:
    """A text, repeated if it must be, with that many bytes in UTF-8, or a few less."""
    data = text.encode()
    return (data * (size // len(data) + 1))[:size].decode(errors="ignore")


def seconds(check: Callable[[str], object], text: str, bound: float | None = None) -> float:
    """CPU seconds; the median of three, of a very long text one. A text that reaches the bound has that."""

    def give_up(_: int, __: FrameType | None) -> None:
        raise GivenUp

    taken = []
    for _ in range(3 if len(text) < 5_000_000 else 1):
        began = time.thread_time()  # the clock of the process only ticks while a timer of it runs
        signal.signal(signal.SIGPROF, give_up)
        signal.setitimer(signal.ITIMER_PROF, bound or 0)
        try:
            try:
                check(text)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except GivenUp:
            return max(bound or 0, time.thread_time() - began)
        taken.append(time.thread_time() - began)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
