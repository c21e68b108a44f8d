#!/usr/bin/env python3
"""Measures every rule on a folder of corpora and prints the accuracy table of the README.

usage: quality.py CORPORA [--write] [--to-read FILE] [--most N]

CORPORA holds JSONL.gz files: wmt (rows with "origin": mt, reference or original, "src_lang", "system", "text"), native (rows with
"genre", "text") and spun (rows with "text"); other files are left alone. For each rule it counts hits and words in machine
translation, human translation, native English and spun text, all rules switched on.

--to-read FILE writes hits of machine-translated and spun text for people to judge, at most N a rule (30), each place once.
Judgements live in judgements.jsonl beside this file, one a line: {"rule", "hash", "right"}. The hash stands for rule, matched
text and context, so that no corpus text is kept. --write updates rules/calibration.json, from which confidence is computed.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import hashlib
import json
import math
import pathlib
import random
from collections.abc import Iterator

from detector import registry, scoring
from detector.config import Settings
from detector.engine import Linter
from detector.reading import read_text
from detector.words import folder

JUDGEMENTS = pathlib.Path(__file__).parent / "judgements.jsonl"
SALAD = {"AIST"}  # a WMT system whose output is word salad; it would drown the rest
EDITED = {"academic", "bio", "essay", "fiction", "interview", "letter", "news", "speech", "textbook", "voyage", "whow", "wmt"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("--write", action="store_true", help="update rules/calibration.json")
    parser.add_argument("--to-read", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--most", type=int, default=30, metavar="N")
    arguments = parser.parse_args()

    linter = Linter(Settings(select=("ALL",)))
    words: collections.Counter[str] = collections.Counter()
    hits: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    places: dict[str, dict[str, dict[str, str]]] = collections.defaultdict(dict)
    for origin, name, text in texts(arguments.corpora):
        words[origin] += len(text.split())
        for finding in linter.check_document(read_text(text)).findings:
            hits[finding.rule][origin] += 1
            if origin in ("mt", "spun"):
                place = {"rule": finding.rule, "from": name, "context": context(text, finding.start, finding.end)}
                places[finding.rule].setdefault(digest(place), place)

    table = calibration(words, hits, places)
    if arguments.to_read:
        write_places(arguments.to_read, places, arguments.most)
    if arguments.write:
        (folder() / "calibration.json").write_text(layout(table), encoding="utf-8")
        scoring.calibration.cache_clear()
        scoring.confidence.cache_clear()
    print(markdown(table))


def texts(corpora: pathlib.Path) -> Iterator[tuple[str, str, str]]:
    """Origin, a name and the text of every row."""
    for row in rows(corpora / "wmt.jsonl.gz"):
        if row["origin"] == "mt" and row["system"] not in SALAD:
            yield "mt", f"{row['src_lang']} {row['system']}", row["text"]
        elif row["origin"] == "reference":
            yield "reference", row["src_lang"], row["text"]
        elif row["origin"] == "original":
            yield "edited", "wmt", row["text"]
    for row in rows(corpora / "native.jsonl.gz"):
        yield "edited" if row["genre"] in EDITED else "unedited", row["genre"], row["text"]
    for row in rows(corpora / "spun.jsonl.gz"):
        yield "spun", row["pivot"], row["text"]


def rows(path: pathlib.Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def context(text: str, start: int, end: int) -> str:
    """The finding in ⟦brackets⟧ with what stands around it."""
    before, after = text[max(start - 90, 0) : start], text[end : end + 90]
    return f"{before}⟦{text[start:end]}⟧{after}"


def digest(place: dict[str, str]) -> str:
    """Of the rule and of what a reader sees close by: the same sentence in two systems' output is often one place."""
    before, marked = place["context"].split("⟦", 1)
    marked, after = marked.split("⟧", 1)
    text = "\0".join((place["rule"], before[-20:], marked, after[:20]))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def write_places(file: pathlib.Path, places: dict[str, dict[str, dict[str, str]]], most: int) -> None:
    """A random, repeatable sample of the hits that nobody has judged yet."""
    judged = {(j["rule"], j["hash"]) for j in judgements()}
    with file.open("w", encoding="utf-8") as out:
        for rule, found in sorted(places.items()):
            open_ = [(key, place) for key, place in sorted(found.items()) if (rule, key) not in judged]
            for key, place in random.Random(rule).sample(open_, min(most, len(open_))):  # noqa: S311 (a sample, not a secret)
                out.write(json.dumps({"hash": key, **place}, ensure_ascii=False) + "\n")


def judgements() -> list[dict[str, object]]:
    if not JUDGEMENTS.exists():
        return []
    return [json.loads(line) for line in JUDGEMENTS.read_text(encoding="utf-8").splitlines() if line]


def calibration(
    words: collections.Counter[str],
    hits: dict[str, collections.Counter[str]],
    places: dict[str, dict[str, dict[str, str]]],
) -> dict[str, object]:
    """The table of rules/calibration.json. Only judgements of hits that the rules still make count."""
    read: collections.Counter[object] = collections.Counter()
    right: collections.Counter[object] = collections.Counter()
    for judgement in judgements():
        if judgement["hash"] in places.get(str(judgement["rule"]), {}):
            read[judgement["rule"]] += 1
            right[judgement["rule"]] += bool(judgement["right"])
    rules = {
        rule: {**{origin: hits[rule][origin] for origin in words}, "read": read[rule], "right": right[rule]}
        for rule in sorted({*hits, *map(str, read)} & registry.rules().keys())
    }
    return {"words": dict(words), "rules": rules}


def layout(table: dict[str, object]) -> str:
    """JSON with one line a rule, so that a diff shows what changed."""
    rules = table["rules"]
    assert isinstance(rules, dict)  # noqa: S101
    lines = ",\n".join(f"  {json.dumps(rule)}: {json.dumps(counts)}" for rule, counts in rules.items())
    return f'{{"words": {json.dumps(table["words"])},\n"rules": {{\n{lines}\n}}}}\n'


def markdown(table: dict[str, object]) -> str:
    """Findings per 100,000 words by detector, lift with its 95% interval, and the precision of the hits that were read."""
    words, rules = table["words"], table["rules"]
    assert isinstance(words, dict) and isinstance(rules, dict)  # noqa: S101, PT018
    off = {rule.id for rule in registry.rules().values() if not rule.default}
    lines = [
        "| detector | MT | human translation | edited native | unedited native | spun | lift (95%) | right / read |",
        "|---|---|---|---|---|---|---|---|",
    ]
    groups = {
        name.replace("_", "-"): [r for r in rules if r.startswith(name.replace("_", "-") + "/") and r not in off]
        for name in registry.names()
    }
    groups["**all on by default**"] = [rule for members in groups.values() for rule in members]
    for name, members in groups.items():
        total = {key: sum(rules[rule][key] for rule in members) for key in (*words, "read", "right")}
        rates = [f"{1e5 * total[origin] / words[origin]:.1f}" for origin in ("mt", "reference", "edited", "unedited", "spun")]
        lines.append(f"| {name} | {' | '.join(rates)} | {lift(total, words)} | {total['right']} / {total['read']} |")
    sizes = ", ".join(f"{count:,} words of {origin}" for origin, count in words.items())
    return "\n".join(lines) + f"\n\nFindings per 100,000 words; {sizes}."


def lift(total: dict[str, int], words: dict[str, int]) -> str:
    """Rate in MT over rate in native text, each with half a hit added; the interval is that of a ratio of Poisson counts."""
    native, native_words = total["edited"] + total["unedited"], words["edited"] + words["unedited"]
    ratio = (total["mt"] + 0.5) / words["mt"] / ((native + 0.5) / native_words)
    spread = 1.96 * math.sqrt(1 / (total["mt"] + 0.5) + 1 / (native + 0.5))
    return f"{ratio:.1f} ({ratio / math.exp(spread):.1f} to {ratio * math.exp(spread):.1f})"


if __name__ == "__main__":
    main()
