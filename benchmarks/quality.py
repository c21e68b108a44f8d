#!/usr/bin/env python3
"""Prints the accuracy table of the README.

usage: quality.py [CORPORA]

With a folder of corpora (docs/measuring.md says what that is) every rule is measured again, as `mtlint calibrate` does, without
writing anything; without one the table is that of rules/calibration.json.
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Mapping
from typing import Any

from detector import calibrate, registry, scoring

JUDGEMENTS = pathlib.Path(__file__).parent / "judgements.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path, nargs="?")
    corpora = parser.parse_args().corpora
    if corpora:
        print(markdown(calibrate.table(calibrate.measure(corpora), calibrate.read_judgements(JUDGEMENTS))))
    else:
        print(markdown(scoring.calibration()))


def markdown(table: Mapping[str, Any]) -> str:
    """Findings per 100,000 words by detector, lift with its 95% interval, and the precision of the hits that were read."""
    words, rules = table["words"], table["rules"]
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
        rates = [f"{1e5 * total[origin] / words[origin]:.1f}" for origin in scoring.ORIGINS]
        lines.append(f"| {name} | {' | '.join(rates)} | {scoring.lift(total, words)} | {total['right']} / {total['read']} |")
    sizes = ", ".join(f"{words[origin]:,} words of {label}" for origin, label in scoring.ORIGINS.items())
    return "\n".join(lines) + f"\n\nFindings per 100,000 words; {sizes}."


if __name__ == "__main__":
    main()
