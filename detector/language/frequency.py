"""How common an English word is, by wordfreq (Zipf scale: 7 "the", 3 once in a million words, 0 unknown).

wordfreq takes longer to load than a page takes to check: detectors ask only about words that are already suspicious.
"""

from __future__ import annotations

from functools import cache


@cache
def zipf(word: str) -> float:
    from wordfreq import zipf_frequency

    # The small list has the words from about Zipf 3 up, with the same figures, and loads ten times as fast.
    return zipf_frequency(word, "en", wordlist="small") or zipf_frequency(word, "en", wordlist="large")
