"""What a run came to, for people: lines at its end, a page of figures, a page of borderline documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datatrove.utils.stats import MetricStatsDict

from detector import output
from detector.corpus import borderline, records
from detector.corpus.plans import PAGES
from detector.corpus.runs import Outcome
from detector.reports import plural

_STEPS = (
    0.5,
    0.59,
    0.6,
    0.7,
    0.74,
    0.78,
    0.8,
    0.85,
    0.9,
    0.95,
)  # with those that the card of the verdict gives for 1% of natives
_MOST_VALUES = 20  # of a key that documents are grouped by
_MOST_FILES = 5


def lines(outcome: Outcome) -> Iterator[str]:
    """What was done, how fast, and where it is."""
    counts, target = outcome.counts, outcome.plan.wish.target
    documents = counts["mt_documents"]
    done = f"{plural(documents, 'document')}, {plural(counts['mt_words'], 'word')}, {counts['mt_judged']:,} with a verdict"
    if outcome.plan.wish.command == "filter":
        reasons = ", ".join(f"{n:,} {k.removeprefix('dropped_')}" for k, n in sorted(counts.items()) if k.startswith("dropped_"))
        done += f"; kept {documents - counts['dropped']:,}, dropped {counts['dropped']:,}" + (f" ({reasons})" if reasons else "")
    yield done
    if outcome.documents:
        share = outcome.seconds * outcome.cores
        now = (
            f"{outcome.documents:,} in {outcome.seconds:.1f} s" if outcome.documents != documents else f"{outcome.seconds:.1f} s"
        )
        rate = f"{outcome.documents / share:,.0f} documents and {outcome.words / share:,.0f} words a second and core"
        yield f"{now} with {outcome.cores} process{'es' if outcome.cores > 1 else ''}: {rate}"
    pages = (
        () if outcome.failures or (not outcome.plan.wish.sample and outcome.plan.outputs) else PAGES[outcome.plan.wish.command]
    )
    yield "in " + ", ".join(str(target / name) for name in (*outcome.plan.outputs, *pages))


def warnings(outcome: Outcome) -> Iterator[str]:
    """What was left out, and where more is said of it."""
    logs = outcome.state / "logs"
    broken = sorted((k.removeprefix(records.BROKEN), n) for k, n in outcome.counts.items() if k.startswith(records.BROKEN))
    for file, number in broken[:_MOST_FILES]:
        yield f"{outcome.plan.folder / file}: left out {plural(number, 'record')} that cannot be read; {logs} says which"
    if others := broken[_MOST_FILES:]:
        number = sum(number for _, number in others)
        yield f"{plural(len(others), 'other file')}: left out {plural(number, 'record')} that cannot be read"
    if number := outcome.counts["mt_without_text"]:
        yield f"{plural(number, 'record')} without text under {outcome.plan.wish.text_key!r}, which have no verdict"
    if number := outcome.counts["mt_no_page"]:
        yield f"left out {plural(number, 'WARC record')} that are no pages"
    if number := outcome.counts["mt_unchecked"]:
        yield f"{plural(number, 'document')} could not be checked, being too large or because of a bug; {logs} says more"


def write_pages(outcome: Outcome) -> None:
    """The files for people, where all tasks are done. Raises OutputError."""
    wish = outcome.plan.wish
    if wish.command == "stats":
        _merge(outcome.state / "groups", wish.target / "statistics")
        figures = _figures(wish.target / "statistics", wish.by)
        output.write(wish.target / "stats.json", json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
        output.write(wish.target / "stats.md", _markdown(figures))
    elif wish.command == "filter" and wish.sample:
        sample = borderline.merged(_specimens(outcome.state / "sample"), wish.sample)
        output.write(wish.target / "borderline.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in sample))
        output.write(wish.target / "borderline.md", borderline.markdown(sample, str(wish.limits)))


def _specimens(folder: Path) -> Iterator[borderline.Specimen]:
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as rows:
            yield from map(json.loads, rows)


def _merge(tasks: Path, target: Path) -> None:
    """Adds up what the tasks counted, as datatrove's `StatsMerger` does, which takes more packages than it is worth."""
    for folder in sorted(path for path in tasks.glob("*/*") if path.is_dir()):
        values = MetricStatsDict()
        for file in sorted(folder.glob("[0-9]*.json")):
            for value, stats in json.loads(file.read_text(encoding="utf-8")).items():
                values[value] += stats
        output.write(target / folder.relative_to(tasks) / "metric.json", json.dumps(values.to_dict()))


def _figures(folder: Path, by: tuple[str, ...]) -> dict[str, Any]:
    """Documents, words and findings of a corpus, and how many documents lie above which probability."""
    whole = {
        stat: _sums(folder, "summary", stat).get("summary", 0)
        for stat in ("mt_documents", "mt_words", "mt_judged", "mt_findings")
    }
    histogram = {float(value): number for value, number in _sums(folder, "histogram", "mt_probability").items()}
    found, documents = (_sums(folder, "mt_detectors", stat) for stat in ("mt_findings", "mt_documents"))
    return {
        "documents": int(whole["mt_documents"]),
        "words": int(whole["mt_words"]),
        "documents_with_verdict": int(whole["mt_judged"]),
        "findings": int(whole["mt_findings"]),
        "findings_per_1000_words": _rate(whole["mt_findings"], whole["mt_words"]),
        "documents_above_probability": {str(s): int(sum(n for value, n in histogram.items() if value > s)) for s in _STEPS},
        "documents_by_tenth_of_probability": [
            int(sum(n for value, n in histogram.items() if min(round(value * 10_000) // 1000, 9) == tenth)) for tenth in range(10)
        ],
        "detectors": {
            name: {"findings": int(number), "documents": int(documents[name])}
            for name, number in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        },
        "families": _groups(folder, "mt_source_family"),
        "by": {key: _groups(folder, key) for key in by},
    }


def _groups(folder: Path, key: str) -> dict[str, dict[str, Any]]:
    """The values of a key with the most documents, each with its documents and their means."""
    stats = ("mt_documents", "mt_words", "mt_findings", "mt_judged", "mt_probability")
    documents, words, findings, judged, probability = (_sums(folder, key, stat) for stat in stats)
    return {
        value: {
            "documents": int(number),
            "words": int(words[value]),
            "mean_probability": round(probability.get(value, 0) / judged[value], 3) if value in judged else None,
            "findings_per_1000_words": _rate(findings[value], words[value]),
        }
        for value, number in sorted(documents.items(), key=lambda item: (-item[1], item[0]))[:_MOST_VALUES]
    }


def _sums(folder: Path, group: str, stat: str) -> dict[str, float]:
    """The sum for each value of a group; the other numbers of `MetricStats` do not survive where it is nought."""
    file = folder / group / stat / "metric.json"
    table = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {value: stats["total"] if isinstance(stats, dict) else stats for value, stats in table.items()}


def _rate(findings: float, words: float) -> float:
    return round(1000 * findings / max(words, 1), 2)


def _markdown(figures: dict[str, Any]) -> str:
    judged = figures["documents_with_verdict"]
    head = (
        f"{plural(figures['documents'], 'document')}, {plural(figures['words'], 'word')}, {judged:,} documents with a verdict, "
    )
    lines = ["# The corpus as mtlint sees it", "", head + plural(figures["findings"], "finding") + ".", ""]
    lines += [
        "## Documents above a probability",
        "",
        "Of those with a verdict.",
        "",
        "| above | documents | share |",
        "|---|---|---|",
    ]
    lines += [f"| {step} | {n:,} | {_share(n, judged)} |" for step, n in figures["documents_above_probability"].items()]
    lines += ["", "## Documents by probability", "", "| from | documents | share |", "|---|---|---|"]
    tenths = figures["documents_by_tenth_of_probability"]
    lines += [f"| {tenth / 10} | {number:,} | {_share(number, judged)} |" for tenth, number in enumerate(tenths)]
    lines += ["", "## Findings", "", "| detector | findings | documents with some |", "|---|---|---|"]
    lines += [f"| {name} | {each['findings']:,} | {each['documents']:,} |" for name, each in figures["detectors"].items()]
    for title, groups in {"source family": figures["families"], **figures["by"]}.items():
        lines += ["", f"## By {title}", "", f"| {title} | documents | words | mean probability | findings per 1,000 words |"]
        lines.append("|---|---|---|---|---|")
        for value, each in groups.items():
            named = value.replace("|", "\\|")
            mean = "–" if each["mean_probability"] is None else f"{each['mean_probability']:.2f}"
            rate = each["findings_per_1000_words"]
            lines.append(f"| {named} | {each['documents']:,} | {each['words']:,} | {mean} | {rate} |")
    return "\n".join(lines) + "\n"


def _share(number: int, total: int) -> str:
    return f"{100 * number / total:.1f}%" if total else "–"
