#!/usr/bin/env python3
"""Prints the accuracy tables of the README: of the rules, and of the verdict.

usage: quality.py [CORPORA] [--verdict | --profiles]

With a folder of corpora (docs/measuring.md says what that is) every rule is measured again, as `mtlint calibrate` does, and with
--verdict the model is trained and measured again, without writing anything; without one the figures are those that are shipped.
All figures of the verdict: `mtlint rules --verdict`. With --profiles: what each profile of the
configuration shows of 150,000 words of each origin (or what there is), and how often that fails a build.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detector import calibrate, labelled, reading, registry, scoring
from detector.config.files import Layer
from detector.config.keys import PROFILES
from detector.config.layers import Configuration
from detector.engine import Linter
from detector.model import LANGUAGETOOL
from detector.verdict import model

JUDGEMENTS = pathlib.Path(__file__).parent / "judgements.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=pathlib.Path, nargs="?")
    parser.add_argument("--verdict", action="store_true")
    parser.add_argument("--profiles", action="store_true")
    arguments = parser.parse_args()
    corpora = arguments.corpora
    if arguments.verdict:
        from detector.reports import card
        from detector.training import release

        table = json.loads(release.make(corpora)[0]) if corpora else model.trained().table
        print(f"{verdict(table['card'])}\n\n{card.render(table['card'], 'text')}")
    elif arguments.profiles:
        print(profiles(list(labelled.sample(labelled.texts(corpora), 150_000))))
    elif corpora:
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
        if name != LANGUAGETOOL  # measured apart, see docs/languagetool.md
    }
    groups = {name: members for name, members in groups.items() if members}  # the others need files of two languages
    groups["**all on by default**"] = [rule for members in groups.values() for rule in members]
    for name, members in groups.items():
        total = {key: sum(rules[rule][key] for rule in members) for key in (*words, "read", "right")}
        rates = [f"{1e5 * total[origin] / words[origin]:.1f}" for origin in scoring.ORIGINS]
        lines.append(f"| {name} | {' | '.join(rates)} | {scoring.lift(total, words)} | {total['right']} / {total['read']} |")
    sizes = ", ".join(f"{words[origin]:,} words of {label}" for origin, label in scoring.ORIGINS.items())
    return "\n".join(lines) + f"\n\nFindings per 100,000 words; {sizes}."


def profiles(texts: list[labelled.Text]) -> str:
    """Findings per 1,000 words, mean confidence of those in machine translation, and the share of texts that fail."""
    natives = {"edited": "native", "unedited": "native"}
    names = ("native", "reference", "mt", "spun")
    lines = [
        "| profile | native | human translation | MT | spun | mean confidence in MT | native that fails | MT that fails |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for profile in PROFILES:
        told = Configuration((Layer("", {"profile": profile}, pathlib.Path()),), isolated=True)
        linter = Linter(replace(told.settings(pathlib.Path("a.txt")), verdict=False))
        words, found, failing, count = Counter(), Counter(), Counter(), Counter()
        sure = []
        for text in texts:
            origin = natives.get(text.origin, text.origin)
            report = linter.report(reading.read_text(text.text))
            words[origin] += report.words
            found[origin] += len(report.findings)
            count[origin] += 1
            failing[origin] += bool(report.failing)
            sure += [placed.finding.confidence or 0.0 for placed in report.findings if origin == "mt"]
        rates = " | ".join(f"{1000 * found[name] / words[name]:.2f}" for name in names)
        shares = " | ".join(f"{100 * failing[name] / count[name]:.1f}%" for name in ("native", "mt"))
        lines.append(f"| {profile} | {rates} | {sum(sure) / max(len(sure), 1):.2f} | {shares} |")
    return "\n".join(lines)


def verdict(card: Mapping[str, Any]) -> str:
    """How well a model of one year judges the other."""
    lines = [
        "| test year | words | AUC: native | AUC: human translation | found | false alarms | human translation above .9 |",
        "|---|---|---|---|---|---|---|",
    ]
    for year in card["between_years"]:
        for length in ("600", "300", "100"):
            found = year[length]
            aucs = (f"{found[name][0]:.2f}" for name in ("auc_native", "auc_human"))
            shares = (f"{100 * share:.1f}%" for share in (found["recall"], found["false_alarms"], found["clearly"]["human"]))
            lines.append(f"| {year['test']} | {length} | {' | '.join((*aucs, *shares))} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
