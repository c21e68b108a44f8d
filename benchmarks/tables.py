"""The tables that speed.py writes, made of its results alone: medians, and multiples of what mtlint takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

import hostile
from neighbours import COUNT, FILES, LINE, Run

Speed = Mapping[str, Any]  # what `speed` returns


def middle(results: Speed, tool: str, text: str, key: str) -> float:
    return float(median(results["runs"][tool][text][key]))


def largest(results: Speed, tool: str, text: str) -> str:
    """A text, or the largest that a tool has read."""
    read = results["runs"][tool]
    return text if text in read else max(read, key=lambda name: results["texts"][name]["bytes"])


def compared(results: Speed, tool: str, text: str, key: str) -> float:
    """How many times as much as mtlint a tool takes: seconds for a word, or bytes of memory.

    On the largest text that it has read where it did not read this one.
    """
    read = largest(results, tool, text)
    words = {name: results["texts"][name]["words"] if key != "memory" else 1 for name in (text, read)}
    return middle(results, tool, read, key) / words[read] / (middle(results, "mtlint", text, key) / words[text])


def ratios(results: Speed) -> str:
    """The table of the README: what mtlint takes, and how many times as much the others do."""
    columns = {
        "CPU a word, 1 MB": ("1 MB", "cpu"),
        "CPU a word, 10 MB": ("10 MB", "cpu"),
        "time a word, 10 MB": ("10 MB", "wall"),
        "CPU, one line": (LINE, "cpu"),
        "memory, 10 MB": ("10 MB", "memory"),
    }
    columns = {title: place for title, place in columns.items() if place[0] in results["runs"]["mtlint"]}
    own = (_absolute(middle(results, "mtlint", *place), *place, results) for place in columns.values())
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}", f"| **mtlint** | {' | '.join(own)} |"]
    for tool in results["runs"]:
        if tool != "mtlint" and "," not in tool and tool != "Python alone":
            told = (_multiple(results, tool, *place) for place in columns.values())
            lines.append(f"| {tool} | {' | '.join(told)} |")
    return "\n".join(lines)


def runs(results: Speed) -> str:
    """All medians."""
    lines = [
        "| tool | text | runs | words a second of CPU | words a second | CPU, s | wall, s | peak memory, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for tool, texts in results["runs"].items():
        for text, done in texts.items():
            words = results["texts"][text]["words"]
            cpu, wall, memory = (median(done[key]) for key in Run._fields)
            rates = (f"{words / each:,.0f}" if text != LINE and each else "" for each in (cpu, wall))
            lines.append(
                f"| {tool} | {text} | {len(done['cpu'])} | {' | '.join(rates)} | {cpu:.2f} | {wall:.2f} | {memory / 1e6:.0f} |"
            )
        if tool in results["over"]:
            lines.append(f"| {tool} | {results['over'][tool]} | | over {results['limit']} s of CPU, given up | | | | |")
    return "\n".join(lines)


def alone(results: Speed) -> list[str]:
    """What is said of mtlint only."""
    read = results["runs"]["mtlint"]
    lines = []
    if "100 MB" in read:
        cpu, memory = (
            middle(results, "mtlint", "100 MB", key) / middle(results, "mtlint", "10 MB", key) for key in ("cpu", "memory")
        )
        lines.append(f"- 100 MB take {cpu:.2f} times the CPU time of 10 MB, and {memory:.2f} times the memory.")
    for form in ("json", "sarif", "html"):
        if results["runs"].get(f"mtlint, {form}"):
            more = middle(results, f"mtlint, {form}", "10 MB", "cpu") / middle(results, "mtlint", "10 MB", "cpu") - 1
            lines.append(f"- `-f {form}` takes {100 * more:+.0f}% CPU time on 10 MB, compared with `-f concise`.")
    if results["runs"].get("mtlint, 2 jobs"):
        faster = middle(results, "mtlint, 1 job", FILES, "wall") / middle(results, "mtlint, 2 jobs", FILES, "wall")
        lines.append(f"- `--jobs 2` is {faster:.2f} times as fast as one, on 10 MB in {COUNT} files.")
    return lines


def worst(found: Mapping[str, Any], kinds: Iterable[str]) -> str:
    """The slowest of these texts, and how many times as long as ordinary text it takes."""
    ratios = {kind: found["ratios"][kind] for kind in kinds if kind in found["ratios"]}
    if not ratios:
        return ""
    kind = max(ratios, key=ratios.__getitem__)
    return f"{kind}: over {hostile.BOUND:.0f}" if ratios[kind] >= hostile.BOUND else f"{kind}: {ratios[kind]:.2f}"


def detectors(results: Mapping[str, Any]) -> str:
    """The worst that hostile texts do to each detector: those that have a size of their own, and the others."""
    named = ", ".join(hostile.SIZES)
    lines = [
        f"| detector | CPU for 1 MB of ordinary text, s | slowest of: {named} | slowest of the others, times ordinary text |",
        "|---|---|---|---|",
    ]
    for name, found in results["detectors"].items():
        others = [kind for kind in hostile.KINDS if kind not in hostile.SIZES]
        lines.append(f"| {name} | {found['seconds']:.2f} | {worst(found, hostile.SIZES)} | {worst(found, others)} |")
    return "\n".join(lines)


def page(results: Mapping[str, Any]) -> str:
    """results/speed.md"""
    parts = ["# Speed", "Written by `benchmarks/speed.py`; [docs/speed.md](../../docs/speed.md) says what the figures mean."]
    if found := results.get("speed"):
        told = ", ".join(
            f"{tool} {version}" for tool, version in sorted(found["versions"].items(), key=lambda each: each[0].lower())
        )
        parts += [f"## Side by side\n\n{found['machine']}; {found['date']}. {told}.", ratios(found)]
        parts += [
            f"In brackets: the largest text that a tool read within {found['limit']} s of CPU; LanguageTool is given no other."
        ]
        parts += [f"Missing: {tool}, {why}." for tool, why in found["missing"].items()]
        parts += ["### Medians", runs(found)]
        if told_alone := alone(found):
            parts += ["### mtlint alone", "\n".join(told_alone)]
    if found := results.get("hostile"):
        parts += [f"## Hostile texts\n\n{found['machine']}; {found['date']}. Texts of {found['size']:g} MB.", detectors(found)]
        parts += [f"Missing: {name}, {why}." for name, why in found["missing"].items()]
    return "\n\n".join(parts) + "\n"


def _absolute(figure: float, text: str, key: str, results: Speed) -> str:
    if key == "memory":
        return f"{figure / 1e6:.0f} MB"
    return f"{figure:.2f} s" if text == LINE else f"{results['texts'][text]['words'] / figure:,.0f} words/s"


def _multiple(results: Speed, tool: str, text: str, key: str) -> str:
    times, read = compared(results, tool, text, key), largest(results, tool, text)
    short = f"{times:.2f}" if times < 10 else f"{times:,.0f}"
    return f"× {short}" + (f" ({read})" if read != text else "")
