"""The report where there is something to show: findings, verdicts, colours. By rich."""

from __future__ import annotations

import io
from collections import Counter

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Divider
from rich.table import Table
from rich.text import Text

from detector.language.names import language_name
from detector.model import PRIOR, Finding
from detector.reports import plural, printable, share
from detector.reports.full.remarks import nothing, remarks, said
from detector.results import FileReport, Placed, Run

_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
_MARKS = {"error": "✗", "warning": "!", "note": "·"}
_PLAIN = str.maketrans("“”‘’", "\"\"''")
_PLAIN_MARKS = {"error": "x", "warning": "!", "note": "-"}


def render(run: Run, *, color: bool, width: int, unicode: bool = True) -> str:
    """The report as text of at most `width` columns, with ANSI colours if asked for."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        safe_box=not unicode,
    )
    for file in run.files:
        console.print(_file(file, width, unicode))
    if run.placed:
        console.print(_table(run))
    if run.files:
        console.print(_summary(run))
    text = "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())  # rich fills lines with blanks
    return text if unicode else text.translate(_PLAIN)


def _file(file: FileReport, width: int, unicode: bool) -> RenderableType:
    verdict = _verdict(file)
    if not file.findings and len(verdict) == 1:
        return Text.assemble((f"{printable(file.path)}  ", "bold"), (f"{nothing(file)}, ", "dim"), verdict[0])
    title = Text(f"{printable(file.path)}  ", style="bold")
    rate = 1000 * len(file.findings) / max(file.words, 1)
    title.append(
        f"{plural(len(file.findings), 'finding')}, {plural(file.words, 'word')}, {rate:.1f} per 1,000", style="not bold dim"
    )
    parts: list[RenderableType] = [Divider(title, align="left", characters="─" if unicode else "-", style="dim")]
    parts += [Padding(line, (0, 0, 0, 2), expand=False) for line in verdict]
    parts.append(Text(""))
    for placed in file.findings:
        parts += [_finding(placed, width, unicode), Text("")]
    return Group(*parts)


def _verdict(file: FileReport) -> list[Text]:
    """How much the whole text resembles machine translation; from where and why, if more than not."""
    verdict = file.verdict
    if verdict.probability is None:
        return [Text(said(file), style="dim")]
    likely = verdict.probability > PRIOR
    style = "bold red" if file.over_limit else "yellow" if likely else "dim"
    line = Text(said(file), style=style)
    if file.over_limit:
        line.append(f", more than the limit of {file.max_mt_probability:.2f}")
    if not likely:
        return [line]
    family = verdict.family or "unknown"
    language = f", probably {language_name(verdict.language)}" if verdict.language else ""
    line.append(f", source {family}{language}", style="not bold default")
    lines = [line]
    if verdict.signs:
        lines.append(Text("strongest signs: " + "; ".join(printable(sign.text) for sign in verdict.signs), style="dim"))
    if worst := verdict.most_suspicious:
        lines.append(Text(f"most of all in lines {worst.lines[0]} to {worst.lines[1]}: {share(worst.probability)}", style="dim"))
    return lines


def _finding(placed: Placed, width: int, unicode: bool) -> RenderableType:
    finding = placed.finding
    style = _STYLES[finding.severity]
    mark = (_MARKS if unicode else _PLAIN_MARKS)[finding.severity]
    head = Text()
    head.append(f"{placed.start.line}:{placed.start.column} ", style="bold")
    head.append(f"{mark} {finding.severity} ", style=style)
    head.append(printable(finding.message))
    body = Text()
    body.append(f"{finding.rule}", style="dim")
    body.append(f"  confidence {finding.confidence:.2f}", style="dim")
    if placed.unit:
        body.append(f"  in {printable(placed.unit)}", style="dim")
    if finding.source_language:
        body.append(f"  likely source: {language_name(finding.source_language)}", style="dim")
    if finding.also:
        body.append(f"  found by {', '.join(finding.also)} too", style="dim")
    lines: list[RenderableType] = [head, Padding(_excerpt(placed, width - 4, style, unicode), (0, 0, 0, 2), expand=False)]
    lines.append(Padding(Text(printable(finding.why)), (0, 0, 0, 2), expand=False))
    lines += [Padding(_suggestion(finding), (0, 0, 0, 2), expand=False)] if finding.suggestions else []
    return Group(*lines, Padding(body, (0, 0, 0, 2), expand=False))


def _suggestion(finding: Finding) -> Text:
    shown = (f"“{printable(text)}”" if text.strip() else "delete it" for text in finding.suggestions)
    return Text("Write: ", style="green") + Text(" or ".join(shown), style="not green")


def _excerpt(placed: Placed, width: int, style: str, unicode: bool) -> Text:
    """The line of the finding, cut to the width around it, and the mark under it."""
    line = printable(placed.excerpt)
    start = placed.start.column - placed.excerpt_column
    length = placed.end.column - placed.start.column if placed.end.line == placed.start.line else len(line) - start
    length = max(min(length, len(line) - start), 1)
    dots = "…" if unicode else "..."
    room = max(width - 2 * len(dots), 20)
    left = 0
    if len(line) > width:
        left = max(0, min(start - max((room - length) // 2, 0), len(line) - room))
    right = min(left + room, len(line)) if len(line) > width else len(line)
    shown = Text(no_wrap=True, overflow="crop")
    before = (dots if left else "") + line[left:start]
    marked = line[start : min(start + length, right)]
    shown.append(before)
    shown.append(marked, style=f"{style} underline")
    shown.append(line[start + len(marked) : right] + (dots if right < len(line) else ""))
    shown.append("\n" + " " * Text(before).cell_len + "^" * max(Text(marked).cell_len, 1), style=style)
    return shown


def _table(run: Run) -> RenderableType:
    detectors = Counter(placed.finding.rule.split("/")[0] for placed in run.placed)
    table = Table(box=None, pad_edge=False, header_style="dim", title_justify="left")
    table.add_column("detector")
    for severity in _STYLES:
        table.add_column(severity, justify="right", style=_STYLES[severity])
    table.add_column("all", justify="right", style="bold")
    table.add_column("per 1,000 words", justify="right")
    for detector, count in detectors.most_common():
        severities = Counter(p.finding.severity for p in run.placed if p.finding.rule.split("/")[0] == detector)
        cells = [str(severities[severity] or "") for severity in _STYLES]
        table.add_row(detector, *cells, str(count), f"{1000 * count / max(run.words, 1):.2f}")
    return Group(table, Text(""))


def _summary(run: Run) -> Text:
    clean = sum(not file.findings for file in run.files)
    words = f"{plural(len(run.files), 'file')}, {plural(run.words, 'word')}"
    if run.placed:
        text = Text(f"Found {plural(len(run.placed), 'finding')} in {words}: ", style="bold")
        text.append(f"{run.per_1000_words:.1f} per 1,000 words; {plural(clean, 'file')} without any.")
    else:
        text = Text(f"No findings in {words}.", style="green")
    for remark in remarks(run):
        text.append(f" {remark}", style="not bold not green dim")
    return text
