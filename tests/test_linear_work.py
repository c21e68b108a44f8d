"""No text makes a detector work more than in proportion to its length. Counted in lines of code run, not in seconds."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from detector.config import Settings
from detector.engine import Linter

ALL = Linter(Settings(select=("ALL",)))

HOSTILE = [
    "to ", "a ", "to to ", "um to to ", "power of power ", "the power of the power, a power ", "“ ", '" ', "”", "Palace ", "Elysium Palace ",
    "said the ministry, ", "the same line here\n", "the same paragraph is here again\n\n", "a.b", "here,we ", "Name ", "Petrenko Petrenka. ",
    "will not didn't want ", "Is it so. ", "word . word ", "holiday. holiday ", "an bigger ", "“so”, he said. “so,” he said. ", "Image: A via B ", "File: so\n\n", 'a "so it went\n', 'a "so it went. ', "a “so it went\n\n",
]  # fmt: skip


def lines_run(text: str) -> int:
    """How many lines of the package a check runs through."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "detector" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        ALL.check(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_is_four_times_the_work(piece: str) -> None:
    ALL.check(piece * 3)  # what is made once is made
    small, large = lines_run(piece * 150), lines_run(piece * 600)
    assert large < 4.5 * small + 2000
