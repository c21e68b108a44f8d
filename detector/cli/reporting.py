"""What `mtlint check` says and where: reports to standard output or files, everything else to standard error."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from detector import output
from detector.document import ReadError
from detector.results import FileReport, Run

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_RENDERERS = {
    "full": "full.render",
    "concise": "concise.render",
    "json": "json.render",
    "jsonl": "json.render_lines",
    "sarif": "sarif.render",
    "github": "github.render",
    "gitlab": "gitlab.render",
    "junit": "junit.render",
    "rdjson": "rdjson.render",
    "markdown": "markdown.render",
    "html": "html.render",
    "none": "",
}
"""The function of `detector.reports` behind each format: `render(run)`."""

_WITH_FINGERPRINTS = frozenset({"json", "jsonl", "sarif", "gitlab", "html"})


class Report(NamedTuple):
    """A format, and the file that it goes to; None: standard output."""

    form: str
    file: Path | None = None


class _Format(click.ParamType[Any]):
    name = "FORMAT[=FILE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Report:
        if isinstance(value, Report):
            return value
        form, separate, file = str(value).partition("=")
        if form not in _RENDERERS:
            self.fail(f"{form!r} is not one of {', '.join(_RENDERERS)}", param, ctx)
        if separate and not file:
            self.fail(f"{value!r} names no file", param, ctx)
        return Report(form, Path(file) if file else None)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return click.Choice(list(_RENDERERS)).shell_complete(ctx, param, incomplete)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options about reports."""
    for option in reversed(
        [
            click.option(
                "-f",
                "--format",
                "--output-format",
                "formats",
                type=_Format(),
                envvar="MTLINT_FORMAT",
                multiple=True,
                help=f"How to report, and in which file; may be repeated: {', '.join(_RENDERERS)}.  [default: full]",
            ),
            click.option(
                "-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the (last) report to a file."
            ),
            click.option(
                "--color",
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
                help="Colours in the full report.",
            ),
        ]
    ):
        command = option(command)
    return command


def asked(options: dict[str, Any]) -> list[Report]:
    """The reports to write. Raises UsageError where two would go to standard output."""
    reports: list[Report] = list(options["formats"]) or [Report("full")]
    if options["output_file"]:
        reports[-1] = reports[-1]._replace(file=options["output_file"])
    loud = [report.form for report in reports if report.file is None and report.form != "none"]
    if len(loud) > 1:
        raise click.UsageError(f"{' and '.join(loud)} cannot both go to standard output; write {loud[0]}=FILE")
    return reports


def needs_fingerprints(reports: Iterable[Report]) -> bool:
    return any(report.form in _WITH_FINGERPRINTS for report in reports)


def needs_passages(reports: Iterable[Report]) -> bool:
    return any(report.form == "html" for report in reports)


def write(run: Run, reports: Sequence[Report], color: str) -> None:
    """Write every report. Raises OutputError."""
    for form, file in reports:
        if form == "none":
            continue
        text = _full(run, color, file) if form == "full" else _renderer(form)(run)
        if file:
            output.write(file, text)
        else:
            to_stdout(text)
    if any(form == "github" for form, _ in reports) and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        _append(Path(summary), importlib.import_module("detector.reports.github").summary(run))


def to_stdout(text: str) -> None:
    sys.stdout.write(text)  # not click.echo, which switches a stream that is not UTF-8


def annotate(folder: Path, reports: Iterable[FileReport]) -> None:
    """Copies of the Word documents among the files, with a comment for each finding. Raises OutputError."""
    from detector import annotate

    for report in reports:
        if report.format == "docx" and report.findings:
            original = Path(report.path)
            inside = not original.is_absolute() and ".." not in original.parts
            copy = folder / (original if inside else original.name)
            if copy.exists() and copy.samefile(original):
                raise output.OutputError(f"{copy}: is the original; give --annotate another folder")
            try:
                output.write(copy, annotate.docx(original.read_bytes(), report))
            except ReadError as error:
                raise output.OutputError(f"{original}: {error}") from error


def complained(messages: Iterable[str]) -> int:
    """The exit code after saying what went wrong, each thing once: 2 if anything did."""
    lines = dict.fromkeys(messages)
    for message in lines:
        complain(message)
    return 2 if lines else 0


def complain(message: str) -> None:
    click.echo(f"mtlint: {message}", err=True)


def _renderer(form: str) -> Callable[[Run], str]:
    module, function = _RENDERERS[form].split(".")
    render: Callable[[Run], str] = getattr(importlib.import_module(f"detector.reports.{module}"), function)
    return render


def _full(run: Run, color: str, file: Path | None) -> str:
    import shutil

    from detector.reports import full

    colored = color == "always" or (color == "auto" and file is None and output.wants_color())
    encoding = "utf-8" if file else (sys.stdout.encoding or "utf-8").lower()
    width = shutil.get_terminal_size((100, 24)).columns
    return full.render(run, color=colored, width=width, unicode=encoding.startswith("utf"))


def _append(file: Path, text: str) -> None:
    """Not at one stroke: other steps write to the same summary, and the runner owns the file."""
    try:
        with file.open("a", encoding="utf-8", errors="backslashreplace") as summary:
            summary.write(text)
    except OSError as error:
        raise output.OutputError(f"{file}: cannot write there: {(error.strerror or str(error)).lower()}") from error
