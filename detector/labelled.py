"""Texts of known origin, to measure rules on and to train the verdict with.

A corpus is a folder of `*.jsonl` or `*.jsonl.gz` files of rows with a `text` and an `origin`: "mt", "reference" (human
translation) or "original" (native English). Where rows have no origin, the file says it: native.jsonl.gz, spun.jsonl.gz. Native
text may have a `genre`; those of rules/language/edited-genres.txt are edited text, the others are not. Files with neither are
left alone.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from detector import scoring
from detector.reading import InputError
from detector.words import word_list

NATIVE = frozenset({"edited", "unedited"})

_SALAD = frozenset({"AIST"})  # a WMT system whose output is word salad; it would drown the rest


class Text(NamedTuple):
    """A text of a corpus: its origin, and a name for where it comes from, such as "zh Online-W" or a genre."""

    origin: str
    name: str
    text: str
    language: str | None = None  # ISO 639-1 code of what it was translated from, or through if it was spun
    year: int | None = None

    @property
    def free(self) -> bool:
        """Whether its licence lets a model trained on it be given away."""
        return self.name not in _unfree_genres()


def texts(corpora: Path) -> Iterator[Text]:
    """The texts of a folder of corpora. Raises InputError."""
    files = sorted([*corpora.glob("*.jsonl"), *corpora.glob("*.jsonl.gz")])
    if not files:
        raise InputError(f"{corpora}: no .jsonl or .jsonl.gz files in this folder")
    for file in files:
        for row in rows(file):
            origin = row.get("origin") or file.name.split(".")[0]
            year, language = row.get("year"), row.get("src_lang") or row.get("pivot")
            if origin in ("native", "original"):
                genre = row.get("genre", "")
                origin = "edited" if not genre or genre in _edited_genres() else "unedited"
                yield Text(origin, genre or "native", row["text"], None, year)
            elif origin in scoring.ORIGINS and row.get("system") not in _SALAD:
                name = " ".join(filter(None, (language, row.get("system"))))
                yield Text(origin, name, row["text"], language, year)


def sample(texts: Iterable[Text], words: int) -> Iterator[Text]:
    """A random, repeatable choice of texts with at least so many words of each origin, or all that there are."""
    origins: dict[str, list[Text]] = {}
    for text in texts:
        origins.setdefault(text.origin, []).append(text)
    for origin, members in sorted(origins.items()):
        random.Random(origin).shuffle(members)  # noqa: S311 (a sample, not a secret)
        left = words
        for text in members:
            if left <= 0:
                break
            yield text
            left -= len(text.text.split())


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines. Raises InputError."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (OSError, ValueError) as error:
        raise InputError(f"{file}: not a file of JSON lines: {error}") from error


@cache
def _edited_genres() -> frozenset[str]:
    return frozenset(word_list("language/edited-genres"))


@cache
def _unfree_genres() -> frozenset[str]:
    return frozenset(word_list("language/unfree-genres"))
