#!/usr/bin/env python3
"""Puts LanguageTool alone, mtlint, and mtlint with LanguageTool side by side, as a Markdown table.

usage: languagetool.py CORPORA [--languagetool local|URL] [--articles FOLDER] [--words N] [--pairs N] [--segments N]

CORPORA is what docs/measuring.md says; if it has them, also DEMETR's sentence pairs (demetr.jsonl.gz: `perturbation`, `base`,
`perturbed`) and MQM annotations (mqm.jsonl.gz: `system`, `text`, `errors` with `start` and `end`). FOLDER has hand-marked
articles: JSON files with `text` (a file name), `artefacts`, `soft` and `also_fine` (spans), those in folders below also a `kind`.
The server is warm; the times of a whole run are those of the command on one small file, the best of five.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import detector
from detector import labelled
from detector.languagetool import LanguageToolError, server

SAMPLE = pathlib.Path(__file__).parent.parent / "samples" / "native-lighthouse.md"
NAMES = ("LanguageTool, all rules", "mtlint", "mtlint with LanguageTool")


class Hit(NamedTuple):
    start: int
    end: int
    rule: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("--languagetool", default="local")
    parser.add_argument("--articles", type=pathlib.Path)
    parser.add_argument("--words", type=int, default=150_000, help="of machine translation, human translation and spun text")
    parser.add_argument("--pairs", type=int, default=200, help="of DEMETR, a kind")
    parser.add_argument("--segments", type=int, default=4000, help="of MQM")
    arguments = parser.parse_args()
    with server.opened(arguments.languagetool) as reached:
        if not reached.url:
            raise LanguageToolError(reached.problem)
        settings = (
            detector.Settings(("languagetool",), min_confidence=0, verdict=False, languagetool=reached.url),
            detector.Settings(),
            detector.Settings(languagetool=reached.url),
        )
        commands = (("--select", "languagetool", "--languagetool", reached.url), (), ("--languagetool", reached.url))
        columns = [
            {**measured(detector.Linter(each), arguments), "seconds for one small file": f"{fastest(command):.2f}"}
            for each, command in zip(settings, commands, strict=True)
        ]
    print(f"| | {' | '.join(NAMES)} |\n|{'---|' * 4}")
    for row in columns[0]:
        print(f"| {row} | {' | '.join(column[row] for column in columns)} |")


def measured(linter: detector.Linter, arguments: argparse.Namespace) -> dict[str, str]:
    """The rows of one column."""

    def check(text: str) -> list[Hit]:
        result = linter.check(text)
        if result.errors:
            raise LanguageToolError(result.errors[0])
        return [Hit(f.start, f.end, f.rule) for f in result.findings]

    check("The first request warms up.")
    out = {}
    found: Counter[str] = Counter()
    words: Counter[str] = Counter()
    texts = chosen(arguments.corpora, arguments.words)
    began = time.perf_counter()
    for text in texts:
        found[text.origin] += len(check(text.text))
        words[text.origin] += len(text.text.split())
    seconds = time.perf_counter() - began
    found["native"], words["native"] = (c["edited"] + c["unedited"] for c in (found, words))
    rates = {origin: 1000 * found[origin] / max(words[origin], 1) for origin in words}
    for origin, name in (("native", "native text"), ("edited", "edited native text"), ("mt", "machine translation"),
                         ("reference", "human translation"), ("spun", "spun text")):  # fmt: skip
        out[f"{name}, findings per 1,000 words"] = f"{rates.get(origin, 0):.2f}"
    out["lift over native text"] = f"{rates['mt'] / max(rates['native'], 1e-9):.1f}"
    if (file := arguments.corpora / "mqm.jsonl.gz").is_file():
        out |= annotated(check, file, arguments.segments)
    if (file := arguments.corpora / "demetr.jsonl.gz").is_file():
        out |= perturbed(check, file, arguments.pairs)
    if arguments.articles:
        out |= marked(check, arguments.articles)
    out["words per second"] = f"{sum(words[origin] for origin in words if origin != 'native') / seconds:,.0f}"
    return out


def chosen(corpora: pathlib.Path, words: int) -> list[labelled.Text]:
    """All native text, and a sample of the rest."""
    texts = list(labelled.texts(corpora))
    native = [text for text in texts if text.origin in labelled.NATIVE]
    return native + list(labelled.sample((text for text in texts if text.origin not in labelled.NATIVE), words))


def annotated(check: Any, file: pathlib.Path, most: int) -> dict[str, str]:
    """How many findings overlap an error that a professional marked."""
    segments = [row for row in labelled.rows(file) if not row["system"].lower().startswith("ref")][:most]
    hits = [any(overlap(hit, error) for error in row["errors"]) for row in segments for hit in check(row["text"])]
    return {
        "MQM: findings": str(len(hits)),
        "MQM: share on an error that was marked": f"{sum(hits) / max(len(hits), 1):.2f}",
    }


def perturbed(check: Any, file: pathlib.Path, most: int) -> dict[str, str]:
    """The share of pairs in which the injected error brings a finding, by kind, and of clean sentences with one."""
    kinds = defaultdict(list)
    for row in labelled.rows(file):
        if row["perturbed"] != row["base"]:
            kinds[row["perturbation"]].append(row)
    clean: dict[str, Counter[str]] = {}
    out = {}
    for kind, pairs in sorted(kinds.items(), key=lambda item: item[0].split("_", 2)[2]):
        new = 0
        for pair in pairs[:most]:
            if pair["base"] not in clean:
                clean[pair["base"]] = Counter(hit.rule for hit in check(pair["base"]))
            new += bool(Counter(hit.rule for hit in check(pair["perturbed"])) - clean[pair["base"]])
        out[f"DEMETR: {kind.split('_', 2)[2].replace('_', ' ')}"] = f"{new / len(pairs[:most]):.2f}"
    return {"DEMETR: clean sentences flagged": f"{sum(map(bool, clean.values())) / max(len(clean), 1):.3f}", **out}


def marked(check: Any, folder: pathlib.Path) -> dict[str, str]:
    """Artefacts found, and findings where nothing is marked, in articles of each kind."""
    pool: dict[str, Counter[str]] = defaultdict(Counter)
    for file in sorted(folder.rglob("*.json")):
        article = json.loads(file.read_text(encoding="utf-8"))
        hits = check((file.parent / article["text"]).read_text(encoding="utf-8"))
        fair = [*article["artefacts"], *article.get("soft", ()), *article.get("also_fine", ())]
        pool[file.stem if file.parent == folder else article["kind"]].update(
            found=sum(any(overlap(hit, each) for hit in hits) for each in article["artefacts"]),
            marked=len(article["artefacts"]),
            false=sum(not any(overlap(hit, each) for each in fair) for hit in hits),
        )
    return {
        f"articles ({kind}): artefacts found; false alarms": f"{c['found']} of {c['marked']}; {c['false']}"
        for kind, c in sorted(pool.items())
    }


def overlap(hit: Hit, span: Mapping[str, int]) -> bool:
    return hit.start < span["end"] and span["start"] < hit.end


def fastest(options: Iterable[str]) -> float:
    """Seconds of wall time that the command takes on one small file."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "detector", SAMPLE, "-f", "concise", *options], capture_output=True, check=False)
        times.append(time.perf_counter() - began)
    return min(times)


if __name__ == "__main__":
    main()
