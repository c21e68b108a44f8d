"""How common an English word is, by wordfreq (Zipf scale: 7 "the", 3 once in a million words, 0 unknown).

Words stand in a table that is searched where it lies (`benchmarks/word_frequencies.py` writes it): loading wordfreq takes longer
than checking a page, and is left to the few words with digits or marks that are asked about.
"""

from __future__ import annotations

import mmap
from functools import cache, lru_cache

from detector.words import folder


@lru_cache(1 << 16)
def zipf(word: str) -> float:
    if word.replace("'", "").isalpha():
        return _listed(word.casefold().encode())
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")


def _listed(word: bytes) -> float:
    """By binary search in the lines, which are in order of their bytes."""
    table = _table()
    low, high = 0, len(table)  # starts of lines
    while low < high:
        start = table.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = table.find(b"\n", start)
        found, number = table[start:end].rsplit(b" ", 1)
        if found == word:
            return int(number) / 100
        low, high = (end + 1, high) if found < word else (low, start)
    return 0.0


@cache
def _table() -> mmap.mmap:
    with (folder() / "language" / "word-frequencies.txt").open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
