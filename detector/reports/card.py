"""The card of the model behind the verdict: `mtlint rules --verdict` and docs/verdict-card.md. Its words are in rules/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from detector.language.names import language_name
from detector.words import folder

_KINDS = {"mt": "machine translations", "spun": "spun texts", "native": "native texts", "reference": "human translations"}
_NOT_MEASURED = "Not measured: it takes texts of two years."


def render(card: Mapping[str, Any], form: str) -> str:
    """Markdown, or the figures as JSON."""
    if form == "json":
        return json.dumps(card, ensure_ascii=False, indent=2) + "\n"
    words = {kind: f"{count:,}" for kind, count in card["words"].items()}
    fields = {
        **words,
        "shares": ", ".join(f"{100 * share:.0f}% {_KINDS[kind]}" for kind, share in card["shares"].items()),
        "languages": ", ".join(map(language_name, card["languages"])),
        "years": " and ".join(map(str, card["years"])) or "no stated year",
        "genres": ", ".join(card["genres"]),
        "between_years": _between_years(card),
        "calibration": _calibration(card),
        "clearly": _clearly(card),
        "genres_clearly": _genres_clearly(card),
        "left_out": _left_out(card),
        "thresholds": _table(
            ["words", "probability", "machine translation above it"],
            ([length, f"{of['probability']:.2f}", f"{of['recall']:.2f}"] for length, of in _by_length(card["thresholds"])),
        ),
        "spun_table": _table(["words", "AUC"], ([length, _interval(auc)] for length, auc in _by_length(card["spun"]))),
        "naming": _naming(card),
    }
    return (folder() / "verdict-card.md").read_text(encoding="utf-8").format_map(fields)


def _between_years(card: Mapping[str, Any]) -> str:
    head = ["test year", "words", "AUC native", "AUC genres", "AUC human translation", "recall", "false alarms: native, genres"]
    names = ("auc_native", "auc_genres", "auc_human")
    rows = []
    for year, length, found in _years(card):
        alarms = f"{found['false_alarms']:.3f}, {found['false_alarms_genres']:.3f}"
        rows.append([year, length, *(_interval(found[name]) for name in names), f"{found['recall']:.2f}", alarms])
    return _table(head, rows)


def _calibration(card: Mapping[str, Any]) -> str:
    head = ["test year", "words", "Brier, ECE", "native alone: Brier, ECE"]
    names = ("brier_ece", "brier_ece_native")
    rows = ([year, length, *("{:.3f}, {:.3f}".format(*found[name]) for name in names)] for year, length, found in _years(card))
    return _table(head, rows)


def _clearly(card: Mapping[str, Any]) -> str:
    head = ["test year", "words", "machine translation", "human translation", "native"]
    kinds = ("mt", "human", "native")
    rows = ([year, length, *(f"{found['clearly'][kind]:.3f}" for kind in kinds)] for year, length, found in _years(card))
    return _table(head, rows)


def _genres_clearly(card: Mapping[str, Any]) -> str:
    called: dict[str, int] = {}
    for _, _, found in _years(card):
        for genre, (count, _) in found["clearly_by_genre"].items():
            called[genre] = called.get(genre, 0) + count
    named = ", ".join(f"{genre} {count}" for genre, count in sorted(called.items()) if count)
    return f"{named}; none of any other" if named else "none"


def _left_out(card: Mapping[str, Any]) -> str:
    lengths = [length for length, _ in _by_length(next(iter(card["left_out"].values())))]
    rows = ([language_name(name), *(f"{aucs[length]:.3f}" for length in lengths)] for name, aucs in card["left_out"].items())
    return _table(["source", *(f"{length} words" for length in lengths)], rows)


def _naming(card: Mapping[str, Any]) -> str:
    rows = (
        [length, found["passages"], f"{found['family']:.3f}", f"{found['language']:.3f}"]
        for length, found in _by_length(card["naming"])
    )
    return _table(["words", "passages", "family", "language"], rows)


def _years(card: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    for year in card["between_years"]:
        for length, found in _by_length({key: value for key, value in year.items() if key.isdigit()}):
            yield year["test"], length, found


def _by_length(figures: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """From the longest to the shortest."""
    return sorted(figures.items(), key=lambda item: -int(item[0]))


def _interval(figure: Sequence[float]) -> str:
    return "{:.3f} ({:.3f} to {:.3f})".format(*figure) if figure else "-"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    if len(lines) == 2:
        return _NOT_MEASURED
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
