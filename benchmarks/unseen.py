#!/usr/bin/env python3
"""Judges texts of a kind that the verdict was not trained on, such as the TED talks of Google's MQM annotations.

usage: unseen.py FILE LANGUAGE [--words N]

FILE has JSON lines with `system` and `text` (segments in order; systems whose name starts with "ref" are human translators),
LANGUAGE is the ISO 639-1 code of their source. Prints how machine and human translation in passages of N words are judged.
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Iterable, Iterator

from sklearn.metrics import roc_auc_score

import detector
from detector import labelled
from detector.verdict import source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("language")
    parser.add_argument("--words", type=int, default=300)
    arguments = parser.parse_args()
    systems: dict[str, list[str]] = {}
    for row in labelled.rows(arguments.file):
        systems.setdefault(row["system"], []).append(row["text"])
    judged = {name: [detector.check(text) for text in passages(lines, arguments.words)] for name, lines in systems.items()}
    human = [result for name, results in judged.items() for result in results if name.lower().startswith("ref")]
    machine = [result for name, results in judged.items() for result in results if not name.lower().startswith("ref")]
    kinds = {"machine translation": machine, "human translation": human}
    for kind, results in kinds.items():
        known = [result.mt_probability for result in results if result.mt_probability is not None]
        above = ", ".join(f"{sum(p > cut for p in known) / len(known):.2f} above {cut}" for cut in (0.5, 0.9))
        print(f"{kind}: {len(known)} passages of {arguments.words} words, {above}")
    scores = [
        (kind == "machine translation", r.mt_probability) for kind in kinds for r in kinds[kind] if r.mt_probability is not None
    ]
    print(f"AUC {roc_auc_score([label for label, _ in scores], [score for _, score in scores]):.3f}")
    family = source.family(arguments.language)
    right = [(r.source_family == family, r.source_language == arguments.language) for r in machine]
    print("family right {:.2f}, language {:.2f}".format(*(sum(column) / len(right) for column in zip(*right, strict=True))))


def passages(lines: Iterable[str], words: int) -> Iterator[str]:
    kept: list[str] = []
    for line in lines:
        kept.append(line)
        if sum(len(each.split()) for each in kept) >= words:
            yield "\n".join(kept)
            kept = []


if __name__ == "__main__":
    main()
