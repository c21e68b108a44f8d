"""Measures every rule on a folder of corpora: how often it fires on which text, and how often its hits were right when read.

What such a folder is: `detector.labelled`.

Judgements are one JSON line a hit that was read: {"rule", "hash", "right"}. The hash stands for rule, matched text and what
is around it, so that no text of the corpora is kept. Only judgements of hits that the rules still make count.
"""

from __future__ import annotations

import collections
import hashlib
import json
import multiprocessing
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from detector import labelled, output, registry, scoring
from detector.config import Settings
from detector.engine import Linter
from detector.labelled import Text
from detector.model import LANGUAGETOOL, Finding
from detector.reading import InputError, read_text

_AROUND = 90  # code points on either side of a hit that a reader sees
_TO_READ = frozenset({"mt", "spun"})


@dataclass
class Measurement:
    """Counts by rule, and the places to read by rule and hash."""

    languagetool: str | None = None  # version of the server whose rules were measured; None: ours were
    words: collections.Counter[str] = field(default_factory=collections.Counter)
    hits: dict[str, collections.Counter[str]] = field(default_factory=lambda: collections.defaultdict(collections.Counter))
    places: dict[str, dict[str, dict[str, str]]] = field(default_factory=lambda: collections.defaultdict(dict))

    def add(self, text: Text, findings: Iterable[Finding]) -> None:
        self.words[text.origin] += len(text.text.split())
        for finding in findings:
            self.hits[finding.rule][text.origin] += 1
            if text.origin in _TO_READ:
                place = {"rule": finding.rule, "grade": finding.grade, "from": text.name, "context": _context(text.text, finding)}
                self.places[finding.rule].setdefault(_digest(place), place)


OWN = Settings(select=("ALL",), ignore=(LANGUAGETOOL,), min_confidence=0, verdict=False)
FOREIGN = replace(OWN, select=(LANGUAGETOOL,), ignore=())  # with the URL of a server


def measure(corpora: Path, settings: Settings = OWN, words: int | None = None) -> Measurement:
    """Every rule on every text, those off by default too, in a process a core; `words`: a sample of each origin that large.

    Raises InputError.
    """
    measurement = Measurement()
    texts = list(labelled.texts(corpora) if words is None else labelled.sample(labelled.texts(corpora), words))
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        found = pool.map(partial(_findings, Linter(settings)), texts, chunksize=100)
        for text, findings in zip(texts, output.track(found, "Measuring", len(texts)), strict=True):
            measurement.add(text, findings)
    missing = {"mt", "edited"} - measurement.words.keys()
    if missing:
        raise InputError(
            f"{corpora}: no machine translation or no native English here; see docs/measuring.md for what a corpus is"
        )
    return measurement


def _findings(linter: Linter, text: Text) -> tuple[Finding, ...]:
    """Raises InputError if a server that was to be asked did not answer: what is missing would count as silence."""
    result = linter.check_document(read_text(text.text))
    if result.errors:
        raise InputError(result.errors[0])
    return result.findings


def _context(text: str, finding: Finding) -> str:
    """The finding in ⟦brackets⟧ with what stands around it."""
    start, end = finding.span
    return f"{text[max(start - _AROUND, 0) : start]}⟦{text[start:end]}⟧{text[end : end + _AROUND]}"


def _digest(place: dict[str, str]) -> str:
    """Of the rule and of what a reader sees close by: the same sentence in two systems' output is often one place."""
    before, marked = place["context"].split("⟦", 1)
    marked, after = marked.split("⟧", 1)
    text = "\0".join((place["rule"], before[-20:], marked, after[:20]))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_judgements(file: Path) -> list[dict[str, Any]]:
    """The verdicts of a file, none if there is no such file. Raises InputError."""
    return list(labelled.rows(file)) if file.is_file() else []


def to_read(measurement: Measurement, judgements: list[dict[str, Any]], most: int) -> Iterator[dict[str, str]]:
    """A random, repeatable sample of hits of each rule, so that `most` of it will have been read."""
    judged = {(j["rule"], j["hash"]) for j in judgements}
    for rule, found in sorted(measurement.places.items()):
        open_ = [(key, place) for key, place in sorted(found.items()) if (rule, key) not in judged]
        wanted = max(0, most - (len(found) - len(open_)))
        for key, place in random.Random(rule).sample(open_, min(wanted, len(open_))):  # noqa: S311 (a sample, not a secret)
            yield {"hash": key, **place}


def table(measurement: Measurement, judgements: list[dict[str, Any]]) -> dict[str, Any]:
    """What a calibration file holds; see scoring.calibration."""
    read: collections.Counter[str] = collections.Counter()
    right: collections.Counter[str] = collections.Counter()
    for judgement in judgements:
        place = measurement.places.get(judgement["rule"], {}).get(judgement["hash"])
        if place:
            for name in (place["rule"], f"{place['rule']}#{place['grade']}"):
                read[name] += 1
                right[name] += bool(judgement["right"])
    fired = sorted(filter(registry.exists, measurement.hits))
    return {
        "languagetool": measurement.languagetool,
        "words": {origin: measurement.words[origin] for origin in scoring.ORIGINS},
        "rules": {
            rule: {
                **{origin: measurement.hits[rule][origin] for origin in scoring.ORIGINS},
                "places": len(measurement.places.get(rule, ())),
                "read": read[rule],
                "right": right[rule],
            }
            for rule in fired
        },
        "graded": {
            name: {"read": read[name], "right": right[name]} for name in sorted(read) if name.split("#")[-1] and "#" in name
        },
    }


def layout(table: dict[str, Any]) -> str:
    """JSON with one line a rule, so that a diff shows what changed; lift and confidence are added for people who read it."""
    words = table["words"]
    rules = {
        rule: {
            **counts,
            "lift": [round(part, 1) for part in scoring.lift(counts, words)],
            "confidence": scoring.expected_precision(table, rule),
        }
        for rule, counts in table["rules"].items()
    }
    parts = [f'"{key}": {json.dumps(table[key])}' for key in ("languagetool", "words")]
    for key, entries in (("rules", rules), ("graded", table["graded"])):
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(counts)}" for name, counts in entries.items())
        parts.append(f'"{key}": {{\n{lines}\n}}')
    return "{" + ",\n".join(parts) + "}\n"
