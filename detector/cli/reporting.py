"""What `mtlint check` says and where: reports to standard output or files, everything else to standard error."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from detector import output
from detector.document import ReadError
from detector.reports import printable
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


def needs_rules_version(reports: Iterable[Report]) -> bool:
    """Whether one says by which rules; telling takes as long as a tenth of the start."""
    return any(report.form in ("json", "jsonl", "sarif", "html") for report in reports)


def needs_sections(reports: Iterable[Report]) -> bool:
    return any(report.form in ("json", "jsonl") for report in reports)


def needs_passages(reports: Iterable[Report]) -> bool:
    return any(report.form == "html" for report in reports)


def refuse_overwriting(reports: Iterable[Report], read: Iterable[Path]) -> None:
    """Raises UsageError where a report would take the place of a file that is read, or of another report."""
    taken = {os.path.realpath(file): "is read" for file in read}
    for form, file in reports:
        if file:
            place = os.path.realpath(file)
            if place in taken and (file.is_file() or not file.exists()):
                raise click.UsageError(f"{form}={file} would overwrite what {taken[place]}; give it another file")
            taken[place] = f"{form} writes"


def write(run: Run, reports: Sequence[Report], color: str) -> list[str]:
    """Write every report; a line for each that could not be written."""
    problems = []
    for form, file in reports:
        if form != "none":
            text = _full(run, color, file) if form == "full" else _renderer(form)(run)
            problems += attempt(partial(output.write, file, text) if file else partial(to_stdout, text))
    if any(form == "github" for form, _ in reports) and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        problems += attempt(partial(_append, Path(summary), importlib.import_module("detector.reports.github").summary(run)))
    return problems


def attempt(action: Callable[[], None]) -> list[str]:
    """Do something that writes; what went wrong, if it did."""
    try:
        action()
    except output.OutputError as error:
        return [str(error)]
    return []


def to_stdout(text: str) -> None:
    """Raises OutputError; BrokenPipeError is for `main`."""
    try:
        sys.stdout.write(text)  # not click.echo, which switches a stream that is not UTF-8
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:  # a full disk, a closed stream
        raise output.OutputError(f"standard output: cannot write there: {str(error).lower()}") from error


def annotate(folder: Path, files: Iterable[Path], reports: Iterable[FileReport]) -> list[str]:
    """Copies of the Word documents among the files, with a comment for each finding; a line for each that could not be made."""
    from detector import annotate

    originals = {os.path.realpath(file) for file in files}
    copies: set[str] = set()
    problems = []
    for report in reports:
        if report.format == "docx" and report.findings:
            original = Path(report.path)
            inside = not original.is_absolute() and ".." not in original.parts
            copy = folder / (original if inside else original.name)
            place = os.path.realpath(copy)
            if place in originals | copies:
                why = "is an original" if place in originals else "is the copy of another document"
                problems.append(f"{copy}: {why}; {original} has no copy")
                continue
            copies.add(place)
            try:
                output.write(copy, annotate.docx(original.read_bytes(), report))
            except (OSError, ReadError, output.OutputError) as error:
                problems.append(f"{original}: has no copy: {getattr(error, 'strerror', None) or error}")
    return problems


def complained(messages: Iterable[str]) -> int:
    """The exit code after saying what went wrong, each thing once: 2 if anything did."""
    lines = dict.fromkeys(messages)
    for message in lines:
        complain(message)
    return 2 if lines else 0


def complain(message: str) -> None:
    """One line on standard error, whatever file names hold."""
    click.echo(f"mtlint: {printable(message)}", err=True)


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
