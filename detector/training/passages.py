"""Corpora as passages of about 100, 300 or 600 words, each counted as the linter would count it."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import NamedTuple

from detector import verdict
from detector.config import Settings
from detector.engine import Linter
from detector.labelled import NATIVE, Text
from detector.reading import read_text
from detector.verdict.model import LENGTHS, Counts

_ENOUGH = 0.7  # of the wanted words, for the last passage of a source
_STOP = re.compile(r"(?<=[.!?]) ")  # where a long line may be cut


class Passage(NamedTuple):
    """Neighbouring lines of one source, in one text."""

    kind: str  # mt, reference, native, spun
    name: str  # language and system, or genre
    language: str | None  # of the source; of the pivot if it was spun
    year: int | None
    free: bool  # may be trained on
    length: int  # words wanted: one of LENGTHS
    place: int  # how many passages of the source come before it: alike for translations of one original
    text: str

    @property
    def source(self) -> str:
        """What a fold leaves out as one: a language, or the natives of a genre and year."""
        return self.language or f"{self.name} {self.year or ''}".strip()


class Counted(NamedTuple):
    """A passage and what was counted in it."""

    passage: Passage
    counts: Counts


def cut(texts: Iterable[Text], most: int) -> list[Passage]:
    """Passages of each of LENGTHS; of machine translation at most so many of each language, year and length."""
    sources: dict[tuple[Hashable, ...], list[Text]] = defaultdict(list)
    for text in texts:
        sources[text.origin, text.name, text.year].append(text)
    passages = [p for length in LENGTHS for members in sources.values() for p in _passages(members, length)]
    machine = [passage for passage in passages if passage.kind == "mt"]
    others = [passage for passage in passages if passage.kind != "mt"]
    return others + sample(machine, most, lambda p: (p.language, p.year, p.length))


def sample(passages: Iterable[Passage], most: int, key: Callable[[Passage], Hashable]) -> list[Passage]:
    """At most so many of each key, the same ones every time."""
    groups: dict[Hashable, list[Passage]] = defaultdict(list)
    for passage in passages:
        groups[key(passage)].append(passage)
    chosen: list[Passage] = []
    for name, members in groups.items():
        chosen += random.Random(str(name)).sample(members, min(most, len(members)))  # noqa: S311 (a sample, not a secret)
    return chosen


def counted(passages: Sequence[Passage]) -> list[Counted]:
    """All passages, counted in as many processes as there are cores."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        return list(map(Counted, passages, pool.map(_counts, [p.text for p in passages], chunksize=200)))


def _passages(texts: list[Text], length: int) -> Iterator[Passage]:
    first = texts[0]
    kind = "native" if first.origin in NATIVE else first.origin
    place, lines, words = 0, list[str](), 0
    for line in _lines(texts):
        lines.append(line)
        words += len(line.split())
        if words >= length:
            yield Passage(kind, first.name, first.language, first.year, first.free, length, place, "\n".join(lines))
            place, lines, words = place + 1, [], 0
    if words >= _ENOUGH * length and words >= LENGTHS[0]:
        yield Passage(kind, first.name, first.language, first.year, first.free, length, place, "\n".join(lines))


def _lines(texts: list[Text]) -> Iterator[str]:
    """Lines as they are, but whole sentences of lines that are longer than the shortest passage."""
    for text in texts:
        for line in text.text.split("\n"):
            yield from _STOP.split(line) if len(line.split()) > LENGTHS[0] // 2 else (line,)


def _counts(text: str) -> Counts:
    document = read_text(text)
    return verdict.counted(document, _linter().evidence(document))


@cache
def _linter() -> Linter:
    return Linter(Settings(verdict=False))
