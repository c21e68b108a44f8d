#!/usr/bin/env python3
"""Writes rules/language/word-frequencies.txt from the data of the installed wordfreq, which takes 100 times as long to load.

usage: word_frequencies.py
"""

from __future__ import annotations

from importlib.metadata import version

from wordfreq import get_frequency_dict, zipf_frequency

from detector.words import folder


def main() -> None:
    (folder() / "language" / "word-frequencies.txt").write_bytes(layout())


def layout() -> bytes:
    """Every word of letters and apostrophes with its Zipf frequency in hundredths, in order of their bytes."""
    words = [word for word in get_frequency_dict("en", "large") if word.replace("'", "").isalpha()]
    lines = [f"# English words, Zipf frequency * 100, from wordfreq {version('wordfreq')} (CC BY-SA 4.0, as this file); see"]
    lines.append("# https://github.com/rspeer/wordfreq for its sources. Written by benchmarks/word_frequencies.py.")
    lines += sorted(f"{word} {round(100 * zipf_frequency(word, 'en'))}" for word in words)
    return "".join(f"{line}\n" for line in lines).encode()


if __name__ == "__main__":
    main()
