"""No text makes a detector work more than in proportion to its length. Counted in lines of code run, not in seconds."""

from __future__ import annotations

import pytest
from counting import lines_run

from detector.config import Settings
from detector.engine import Linter

ALL = Linter(Settings(select=("ALL",), min_confidence=0))

HOSTILE = [
    "to ", "a ", "to to ", "um to to ", "power of power ", "the power of the power, a power ", "“ ", '" ', "”", "Palace ", "Elysium Palace ",
    "said the ministry, ", "the same line here\n", "the same paragraph is here again\n\n", "a.b", "here,we ", "Name ", "Petrenko Petrenka. ",
    "of council of state ", "the of was to and in ", "said that  could ", "一 ", "сity ", "zaplacená ", "que la maison de ", "cafÃ© ", "<unk> ", "*korimako ",
    "the: ", "election! was ", "it' was ", ",, ", "until the. ", "until the\n\n", "The owner told the council that the wheel could not be saved\n",
    "makes part of ", "since 5 years ", "Translated by ", "“ ", "12 thousand ", "went home And ", "Kano'S ", "Is important to ", "because was late ", '" so ',
    "will not didn't want ", "Is it so. ", "word . word ", "holiday. holiday ", "an bigger ", "“so”, he said. “so,” he said. ", "Image: A via B ", "File: so\n\n", 'a "so it went\n', 'a "so it went. ', "a “so it went\n\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_is_four_times_the_work(piece: str) -> None:
    ALL.check(piece * 3)  # what is made once is made
    small, large = (lines_run(lambda size=size: ALL.check(piece * size)) for size in (150, 600))
    assert large < 4.5 * small + 2000
