"""Documents near the limits of a filter, a few by chance, for a person to judge the cut.

The choice is random but repeatable: the documents whose ids have the least hash. So it does not depend on the order of the
documents or on how they are shared out, and its size is bounded: each task keeps `size` at most, half of them kept and half
dropped, and so does the merged sample.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from detector.results import Result

Specimen = dict[str, Any]
"""A document of the sample: its fields, what happened to it, its signs and findings, and where its text begins."""

_SHOWN = 600  # code points of a text
_MOST_FINDINGS = 8


class Sample:
    """The documents of one task that a person may be shown."""

    def __init__(self, size: int) -> None:
        self._half = size // 2
        self._sides: dict[bool, list[tuple[int, str, Specimen]]] = {True: [], False: []}

    def offer(self, name: str, kept: bool, make: Callable[[], Specimen]) -> None:
        """Takes a document in if its turn has come; `make` is called only then."""
        side, key = self._sides[kept], -_hash(name)  # a heap has the least first, and the greatest hash is to go
        if len(side) < self._half:
            heapq.heappush(side, (key, name, make()))
        elif side and (key, name) > side[0][:2]:
            heapq.heapreplace(side, (key, name, make()))

    def specimens(self) -> list[Specimen]:
        """Kept ones first, each half in the order of its hashes."""
        return [specimen for kept in (True, False) for _, _, specimen in sorted(self._sides[kept], key=lambda e: (-e[0], e[1]))]


def merged(specimens: Iterable[Specimen], size: int) -> list[Specimen]:
    """The sample of all tasks from those of each; kept ones first, each half by probability."""
    sample = Sample(size)
    for specimen in specimens:
        sample.offer(specimen["id"], specimen["reason"] is None, lambda specimen=specimen: specimen)  # type: ignore[misc]
    return sorted(sample.specimens(), key=lambda s: (s["reason"] is not None, s["mt_probability"] or 0, s["id"]))


def specimen(name: str, text: str, reason: str | None, fields: Mapping[str, Any], result: Result | None) -> Specimen:
    """A document as the sample shows it."""
    findings = result.findings if result else ()
    return {
        "id": name,
        "reason": reason,
        **{key: fields.get(key) for key in ("mt_probability", "mt_findings_per_1000_words", "mt_words", "mt_source_family")},
        "signs": [sign.text for sign in result.evidence] if result else [],
        "findings": [{"rule": f.rule, "text": text[f.start : f.end]} for f in findings[:_MOST_FINDINGS]],
        "more_findings": max(len(findings) - _MOST_FINDINGS, 0),
        "text": text[:_SHOWN],
        "cut": len(text) > _SHOWN,
    }


def markdown(specimens: list[Specimen], limits: str) -> str:
    """The sample for a person to read: what was kept and nearly dropped, then what was dropped and nearly kept."""
    lines = ["# Borderline documents", "", f"A random sample of documents near the limits: {limits}."]
    lines += ["Read each half and ask: would I have kept this? Many wrong ones in one half call for another limit.", ""]
    for kept, title in ((True, "Kept, but nearly dropped"), (False, "Dropped, but nearly kept")):
        half = [specimen for specimen in specimens if (specimen["reason"] is None) == kept]
        lines += [f"## {title}: {len(half)}", ""]
        for each in half:
            lines += _entry(each)
    return "\n".join(lines)


def _entry(each: Specimen) -> list[str]:
    title = " ".join(each["id"].split())
    family = f", {each['mt_source_family']}" if each["mt_source_family"] else ""
    said = [
        f"probability {each['mt_probability']:.2f}" + family,
        f"{each['mt_findings_per_1000_words']:.1f} findings per 1,000 words",
        f"{each['mt_words']:,} words",
        *([f"dropped: {each['reason']}"] if each["reason"] else []),
    ]
    lines = [f"### {title}", "", "; ".join(said), ""]
    lines += [f"- sign: {sign}" for sign in each["signs"]]
    lines += [f"- {finding['rule']}: {' '.join(finding['text'].split())}" for finding in each["findings"]]
    lines += [f"- and {each['more_findings']} more findings"] if each["more_findings"] else []
    text = each["text"] + (" …" if each["cut"] else "")
    quoted = [f"    {line}".rstrip() for line in text.splitlines()]  # as code, so that no text of a crawl is taken for Markdown
    return [*lines, "", *quoted, ""]


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
