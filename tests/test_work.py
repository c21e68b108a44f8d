"""How much work each detector does on one clean text, in lines run and built-in functions called: no stopwatch, no noise.

tests/work.json has what it was. A change that makes a detector do a tenth more fails; if it is worth it, MTLINT_UPDATE=1 writes the
new figures, and the commit says why.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from counting import calls_made, lines_run

from detector import registry
from detector.config import Settings
from detector.engine import Linter

RECORD = Path(__file__).parent / "work.json"
CLEAN = "\n\n".join(file.read_text(encoding="utf-8") for file in sorted((Path(__file__).parent / "clean").glob("*")))
ALLOWED = 1.1


def linter(name: str) -> Linter:
    if name == "all":
        return Linter()
    return Linter(Settings(select=(name.replace("_", "-"),), min_confidence=0, verdict=name == "verdict"))


@pytest.mark.parametrize("name", [*registry.names(), "verdict", "all"])
def test_no_detector_does_more_than_it_did(name: str) -> None:
    def check() -> object:
        return linter(name).check(CLEAN)

    check()  # what is made once is made
    done = {"lines": lines_run(check), "calls": calls_made(check)}
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    if os.environ.get("MTLINT_UPDATE"):
        RECORD.write_text(json.dumps(record | {name: done, "text": len(CLEAN)}, indent=1, sort_keys=True) + "\n")
        return
    assert len(CLEAN) == record["text"], "another text is other work: MTLINT_UPDATE=1 writes new figures"
    for kind, times in done.items():
        assert times <= ALLOWED * record[name][kind], f"{name}: {times} {kind}, {record[name][kind]} before"


def test_the_counters_count() -> None:
    """Twice the work is twice as much, and calls of C count."""
    one, two = (calls_made(lambda times=times: [linter("calques").check(CLEAN) for _ in range(times)]) for times in (1, 2))
    assert one > 100
    assert 1.8 * one < two < 2.2 * one
