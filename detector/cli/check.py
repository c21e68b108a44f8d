"""`mtlint check`, which `mtlint PATHS...` is short for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import click

import detector
from detector import output, registry, rulebook, running
from detector.cli.languagetool import as_mode
from detector.cli.rules import unknown
from detector.config import MIN_CONFIDENCE, Settings, covers
from detector.engine import Linter
from detector.languagetool import Reached
from detector.model import SEVERITIES
from detector.results import FileReport, Run

EXIT_CODES = """\b
Exit codes: 0 no finding reaches --fail-on, 1 at least one does
(or a text is over --max-mt-probability),
2 something could not be done (wrong option, missing or unreadable file,
LanguageTool required and not there)."""


@click.command(epilog=EXIT_CODES)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    envvar="MTLINT_FORMAT",
    help="How to report.",
)
@click.option("-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to a file.")
@click.option(
    "--select", multiple=True, metavar="RULES", help="Only these rules: ids or prefixes, separated by commas; ALL for all."
)
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=MIN_CONFIDENCE,
    show_default=True,
    metavar="SHARE",
    envvar="MTLINT_MIN_CONFIDENCE",
    help="Hide findings whose rule was right less often than this when read.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    default="warning",
    show_default=True,
    envvar="MTLINT_FAIL_ON",
    help="The least severity that makes the exit code 1.",
)
@click.option(
    "--max-mt-probability",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    envvar="MTLINT_MAX_MT_PROBABILITY",
    help="Exit with 1 where a whole text resembles machine translation more than this.",
)
@click.option(
    "--languagetool",
    default="off",
    show_default=True,
    metavar="off|auto|local|URL",
    envvar="MTLINT_LANGUAGETOOL",
    callback=as_mode,
    help="Ask LanguageTool too: a server if there is one, a copy that is started for the run, or the server at a URL.",
)
@click.option("--stdin-filename", metavar="PATH", default="<stdin>", help="Name for what `-` reads; its ending tells the format.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours in the full report.",
)
@click.option("-j", "--jobs", type=click.IntRange(min=0), default=1, show_default=True, help="Processes; 0 takes all cores.")
@click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def check(
    paths: tuple[Path, ...], form: str, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...],
    min_confidence: float, fail_on: str, max_mt_probability: float | None, languagetool: str, stdin_filename: str,
    color: str, jobs: int,
) -> int:  # fmt: skip
    """Check files and folders (default: this folder); - reads standard input."""
    settings = Settings(
        _selectors(select),
        _selectors(ignore),
        min_confidence,
        fingerprints=form == "json",
        fail_on=fail_on,
        max_mt_probability=max_mt_probability,
    )
    with _server(languagetool) as reached:
        linter = Linter(replace(settings, languagetool=reached.url or ""))
        reports, errors = running.check(paths or (Path(),), linter, stdin_filename, jobs)
    lacks = list(_lacks(reached, reports))
    if languagetool != "auto":
        errors += tuple(lacks)
    found = any(report.over_limit or report.failing for report in reports)
    run = Run(
        files=reports,
        errors=errors,
        exit_code=2 if errors else int(found),
        version=detector.__version__,
        rules_version=rulebook.version(),
        settings={
            "select": list(settings.select),
            "ignore": list(settings.ignore),
            "min_confidence": min_confidence,
            "fail_on": fail_on,
            "max_mt_probability": max_mt_probability,
        },
        languagetool=reached.name,
    )
    _write(run, form, output_file, color)
    for message in dict.fromkeys((*errors, *lacks)):
        complain(message)
    return run.exit_code


def _server(mode: str) -> AbstractContextManager[Reached]:
    if mode == "off":
        return nullcontext(Reached())
    from detector.languagetool import server

    return server.opened(mode)


def _lacks(reached: Reached, reports: Iterable[FileReport]) -> Iterator[str]:
    """A line for each reason why LanguageTool's findings are missing, and where."""
    if reached.problem:
        yield f"checked without LanguageTool: {reached.problem}"
    files: dict[str, list[str]] = {}
    for report in reports:
        for error in report.errors:
            files.setdefault(error, []).append(report.path)
    for error, paths in files.items():
        others = f" and {len(paths) - 1} other file{'s' if len(paths) > 2 else ''}" if len(paths) > 1 else ""
        yield f"{error}; its findings in {paths[0]}{others} are missing or incomplete"


def complain(message: str) -> None:
    click.echo(f"mtlint: {message}", err=True)


def _selectors(values: Iterable[str]) -> tuple[str, ...]:
    """Selectors as given, each checked against the rules there are."""
    selectors = tuple(part.strip().rstrip("/") for value in values for part in value.split(",") if part.strip())
    for selector in selectors:
        if not registry.exists(selector) and not any(covers(selector, rule) for rule in registry.rules()):
            raise click.UsageError(unknown(selector))
    return selectors


def _write(run: Run, form: str, output_file: Path | None, color: str) -> None:
    text = _rendered(run, form, color, to_terminal=output_file is None)
    if output_file is None:
        sys.stdout.write(text)  # not click.echo, which switches a stream that is not UTF-8
        return
    output.write(output_file, text)


def _rendered(run: Run, form: str, color: str, to_terminal: bool) -> str:
    if form == "json":
        from detector.reports import json

        return json.render(run)
    if form == "concise":
        from detector.reports import concise

        return concise.render(run)
    import shutil

    from detector.reports import full

    colored = color == "always" or (color == "auto" and to_terminal and output.wants_color())
    encoding = (sys.stdout.encoding or "utf-8").lower() if to_terminal else "utf-8"
    width = shutil.get_terminal_size((100, 24)).columns
    return full.render(run, color=colored, width=width, unicode=encoding.startswith("utf"))
