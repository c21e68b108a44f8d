"""The rules for people and programs: `mtlint rules` and `mtlint explain`."""

from __future__ import annotations

import json
from collections.abc import Iterable

from detector import scoring
from detector.language.names import language_name
from detector.model import Rule


def listing(rules: Iterable[Rule], form: str) -> str:
    """Every rule: a line each, or a JSON array."""
    if form == "json":
        table = [
            {
                "id": rule.id,
                "message": rule.message,
                "why": rule.why,
                "category": {"mqm": rule.category},
                "level": rule.level,
                "default": rule.default,
                "likely_source": rule.language,
                "confidence": scoring.confidence(rule.id),
                "measured": scoring.measured(rule.id),
                "flags": list(rule.flags),
                "passes": list(rule.passes),
            }
            for rule in rules
        ]
        return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
    lines = []
    for rule in rules:
        state = "off " if not rule.default else "note" if rule.level == "note" else f"{scoring.confidence(rule.id):.2f}"
        lines.append(f"{state}  {rule.id}  {_shown(rule)}\n")
    return "".join(lines)


def explanation(rules: list[Rule]) -> str:
    """What, why, examples and evidence of each rule."""
    return "\n".join(map(_explained, rules))


def _explained(rule: Rule) -> str:
    counts = scoring.measured(rule.id)
    lines = [rule.id, f"  {_shown(rule)}", f"  Why: {rule.why}", f"  MQM: {rule.category}"]
    if rule.language:
        lines.append(f"  Likely source: {language_name(rule.language)}")
    if rule.data.get("source"):
        lines.append(f"  From: {rule.data['source']}")
    if rule.level == "note":
        lines.append("  A note: worth a look, never enough to fail a build.")
    if not rule.default:
        lines.append("  Off by default; --select turns it on.")
    lines += [f"  Flags:  {flag}" for flag in map(_flat, rule.flags)]
    lines += [f"  Passes: {text}" for text in map(_flat, rule.passes)]
    lines += [f"  Known failure: {text}" for text in map(_flat, rule.known_failures)]
    rates = ", ".join(f"{counts[origin]} in {label}" for origin, label in scoring.ORIGINS.items() if origin in counts)
    read = f"{counts['right']} of {counts['read']} hits read were right" if counts.get("read") else "no hit of this rule was read"
    lines.append(f"  Hits: {rates or 'none in the measuring corpora'}; {read}.")
    lines.append(f"  Confidence: {scoring.confidence(rule.id):.2f} ({scoring.basis(rule.id)})")
    return "\n".join(lines) + "\n"


def _shown(rule: Rule) -> str:
    """The message with its own slots shown as dots."""
    fields = {"name": rule.data.get("name", "…"), "source": rule.data.get("source", "…")}
    return rule.message.format_map(_Dots(fields))


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _flat(text: str) -> str:
    return " / ".join(part.strip() for part in text.splitlines() if part.strip())
