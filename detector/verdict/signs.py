"""What spoke for machine translation, in words: detectors with an example, and habits of style with an example from the text."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from detector.document import Document
from detector.language import style
from detector.model import Finding, Sign
from detector.verdict import model

_MOST = 5
_LEAST = 0.05  # of log odds, below which nothing is worth a word
_MISSED = 3  # times a native text of this length would have it, at least, before we say that it is missing
_LONGEST = 40  # code points of an example
_SEARCHED = 20_000  # tokens in which examples are looked for


class Found(NamedTuple):
    """What a detector found: how often, and the text of its first finding that has one."""

    times: int
    example: str


def note(found: dict[str, Found], text: str, findings: Iterable[Finding]) -> None:
    """Add the findings in a text."""
    for finding in findings:
        detector = finding.rule.split("/")[0]
        times, example = found.get(detector, (0, ""))
        found[detector] = Found(times + 1, example or _short(text[slice(*finding.span)]))  # lost words have no text


def strongest(counts: model.Counts, beginning: Document, found: Mapping[str, Found]) -> tuple[Sign, ...]:
    """The strongest signs in a text first, those of habits with examples from its beginning.

    Signs against machine translation are left out.
    """
    _, of_style, of_findings = model.slopes(counts.words)
    said = _detectors(model.evidence(counts), of_findings)
    habits = _habits(counts, of_style)
    spoke = [Sign(_found(name, found[name]), said[name]) for name in heapq.nlargest(_MOST, said, key=said.__getitem__)]
    usual = heapq.nlargest(2 * _MOST, habits, key=habits.__getitem__)  # some have no words for them
    examples = _examples(beginning, {bucket for bucket in usual if counts.buckets.get(bucket)})
    for bucket in usual:
        habit = _habit(bucket, counts, examples)
        if habit:
            spoke.append(Sign(habit, habits[bucket]))
    best = heapq.nlargest(_MOST, spoke, key=lambda sign: sign.weight)
    return tuple(Sign(sign.text, round(sign.weight, 2)) for sign in best if sign.weight >= _LEAST)


def _detectors(said: Mapping[str, float], slope: float) -> dict[str, float]:
    weights: dict[str, float] = {}
    for rule, lift in said.items():
        detector = rule.split("/")[0]
        weights[detector] = weights.get(detector, 0.0) + slope * lift
    return {name: weight for name, weight in weights.items() if weight >= _LEAST}


def _habits(counts: model.Counts, slope: float) -> dict[int, float]:
    """What each bucket adds to the log odds, compared with the usual native text; where it speaks for translation."""
    trained = model.trained()
    weighs, usual = trained.weights, _typical()
    root = math.sqrt(counts.symbols)
    unit: float = slope * trained.table["scale"]
    weights = {
        bucket: unit * weighs[bucket] * (count / root - usual.get(bucket, 0.0))
        for bucket, count in zip(counts.buckets, counts.roots, strict=True)
        if weighs[bucket] > 0
    }
    return weights | {bucket: unit * weighs[bucket] * -usual[bucket] for bucket in usual.keys() - counts.buckets.keys()}


@cache
def _typical() -> dict[int, float]:
    """The mean square root of the frequency in native text, of the most usual buckets."""
    typical: Mapping[str, float] = model.trained().table["typical"]
    return {int(bucket): share for bucket, share in typical.items()}


def _found(detector: str, found: Found) -> str:
    """A detector with its first finding."""
    example = f"“{found.example}”" if found.example else f"{found.times} findings"
    more = f" and {found.times - 1} more" if found.example and found.times > 1 else ""
    return f"{detector.replace('-', ' ')}: {example}{more}"


def _habit(bucket: int, counts: model.Counts, examples: Mapping[int, str]) -> str:
    """A symbol or a pair and how often it stands; empty if there is no telling."""
    times = counts.buckets.get(bucket, 0)
    usual = counts.symbols * _typical().get(bucket, 0.0) ** 2
    often = f"{times} times" if times > 1 else "once"
    natives = f"; native text of this length: about {usual:.0f}" if usual >= 1 else ""
    if bucket < style.UNIGRAMS:
        name = style.describe(bucket)
        if not name or (not times and usual < _MISSED):
            return ""
        if bucket in examples:
            name = f"“{examples[bucket]}”" if name.startswith("“") else f"{name} such as “{examples[bucket]}”"
        return f"{name} {often if times else 'missing'}{natives}"
    return f"{examples[bucket]} {often}{natives}" if bucket in examples else ""


def _examples(document: Document, wanted: set[int]) -> dict[int, str]:
    """The first place of each bucket in the text."""
    tokens = document.tokens
    found: dict[int, str] = {}
    texts = tokens.text[:_SEARCHED]
    symbols = style.read(texts).symbols
    places = [index for index, text in enumerate(texts) if style.has_symbol(text)]
    for symbol, place in zip(symbols, places, strict=True):
        if symbol in wanted:
            found.setdefault(symbol, _short(tokens.text[place]))
    for bucket, (first, last) in zip(style.pairs(symbols), pairwise(places), strict=True):
        if bucket in wanted and bucket not in found:
            example = f"“{_short(document.text[tokens.start[first] : tokens.end[last]])}”"
            exact = style.keeps_form(tokens.text[first]) and style.keeps_form(tokens.text[last])
            found[bucket] = example if exact else f"{example} and the like"
    return found


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
