"""`mtlint check`, which `mtlint PATHS...` is short for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

import detector
from detector import baseline, changes, reading, registry, rulebook, running, walking
from detector.cli import configuration, reporting
from detector.cli.languagetool import as_mode
from detector.config import Settings
from detector.config.keys import PROFILES
from detector.config.layers import Configuration
from detector.languagetool import Reached
from detector.model import SEVERITIES, is_foreign
from detector.reports import plural
from detector.results import FileReport, Run

EXIT_CODES = """\b
Exit codes: 0 no finding reaches --fail-on, 1 at least one does
(or a text is over --max-mt-probability, or a comment suppresses nothing
and --report-unused-suppressions is on),
2 something could not be done (wrong option or configuration, missing or
unreadable file, LanguageTool required and not there),
130 stopped with Ctrl-C, 141 nobody reads the output any more."""


_NO_NAME = "<stdin>"
_HIDING = frozenset(
    "select ignore extend-ignore overrides profile min-confidence min-severity quotes source-lang allow".split()  # noqa: SIM905
)
"""Keys by which a run sees less than the configuration says."""


def _complete_rule(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[str]:
    """The rules and groups that begin like what stands after the last comma."""
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{group}" for group in sorted({*registry.groups(), "ALL"}) if group.startswith(last)]


_rules = partial(click.option, multiple=True, metavar="RULES", shell_complete=_complete_rule)
_share = partial(click.option, type=click.FloatRange(0, 1), metavar="SHARE")


@click.command(epilog=EXIT_CODES)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@reporting.options
@configuration.options
@_rules("--select", help="Only these rules: ids or prefixes, separated by commas; ALL for all.")
@_rules("--extend-select", help="These rules too.")
@_rules("--ignore", help="Not these rules.")
@_rules("--extend-ignore", help="Nor these.")
@click.option("--per-file-ignores", multiple=True, metavar="GLOB:RULES", help="Not these rules in some files.")
@click.option("--profile", type=click.Choice(list(PROFILES)), help="A set of values below all others.")
@_share("--min-confidence", help="Hide findings that are right less often than this.  [default: 0.5]")
@click.option("--min-severity", type=click.Choice(SEVERITIES), help="Hide findings that are less severe than this.")
@click.option(
    "--fail-on",
    type=click.Choice([*SEVERITIES, "never"]),
    help="The least severity that makes the exit code 1.  [default: warning]",
)
@_share("--fail-confidence", help="Findings that are less sure than this never make the exit code 1.")
@click.option("--exit-zero", is_flag=True, help="Findings never fail the run.")
@_share("--max-mt-probability", help="Fail where a whole text resembles machine translation more than this.")
@click.option("--allow", multiple=True, metavar="TERM", help="A name or term that is right here, inflected too.")
@click.option("--quotes", type=click.Choice(["lint", "demote", "skip"]), help="Findings in block quotes: all, as notes, none.")
@click.option("--source-lang", metavar="CODE", help="What the texts are translated from; rules for other languages are silent.")
@click.option("--languagetool", metavar="off|auto|local|URL", help="Ask LanguageTool too (docs/languagetool.md).  [default: off]")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Files and folders not to look into, instead of those configured.")
@click.option("--extend-exclude", multiple=True, metavar="GLOB", help="The same, besides those configured.")
@click.option("--force-exclude", is_flag=True, help="Excludes count for files given by name, too.")
@click.option("--no-respect-gitignore", is_flag=True, help="Look into files that .gitignore names.")
@click.option("--files-from", type=click.Path(path_type=Path, allow_dash=True), help="Paths, one a line; - reads standard input.")
@click.option("-0", "--null", is_flag=True, help="Paths of --files-from end with NUL.")
@click.option("--max-file-size", type=click.IntRange(1), metavar="MB", help="Refuse larger files.  [default: 20]")
@click.option("--stdin-filename", metavar="PATH", default=_NO_NAME, help="Name for what `-` reads: tells its format.")
@click.option("--input-format", type=click.Choice(["auto", *reading.names()]), default="auto", help="Format of all files.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings in this file are known and do not count.")
@click.option("--write-baseline", is_flag=True, help=f"Make all findings known: write --baseline, or {baseline.NAME}.")
@click.option("--prune-baseline", is_flag=True, help="Take what was mended out of the baseline.")
@click.option("--diff-base", metavar="REV", help="Only findings on lines that changed since a git revision.")
@click.option("--ignore-suppressions", is_flag=True, help="Comments in the files silence nothing.")
@click.option("--report-unused-suppressions", is_flag=True, help="Fail on comments that silence nothing.")
@click.option("--annotate", type=click.Path(path_type=Path, file_okay=False), help="Copies of .docx files with comments go here.")
@click.option("--show-files", is_flag=True, help="Only list the files that would be checked.")
@click.option("-j", "--jobs", type=click.IntRange(min=0), default=1, show_default=True, help="Processes; 0 takes all cores.")
@click.option("--progress", type=click.Choice(["auto", "off"]), default="auto", help="A progress bar on terminals.")
@click.option("-v", "--verbose", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def check(context: click.Context, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Check files and folders (default: this folder); - reads standard input."""
    reports = reporting.asked(options)
    base = Settings(
        passages=reporting.needs_passages(reports),
        sections=reporting.needs_sections(reports),
        suppressions=not options["ignore_suppressions"],
    )
    told = configuration.read(context, base)
    here = told.values(Path(options["stdin_filename"] if paths == (Path("-"),) else "x"))
    known = _baseline(options, here["baseline"].value)
    told = replace(told, base=replace(base, fingerprints=reporting.needs_fingerprints(reports) or known is not None))
    narrowed = _refused(options, paths, told)

    errors: list[str] = []
    files = _files(paths, options, told, errors)
    if options["show_files"]:
        reporting.to_stdout("".join(f"{file.as_posix()}\n" for file in files))
        return reporting.complained(errors)
    reporting.refuse_overwriting(reports, [*files, *([known.file] if known else [])])
    changed = changes.since(options["diff_base"], files) if options["diff_base"] is not None else None

    mode = as_mode(here["languagetool"].value)
    with _server(mode) as reached:
        told = replace(told, base=replace(told.base, languagetool=reached.url or ""))
        form = None if options["input_format"] == "auto" else options["input_format"]
        task = running.Task(told, options["stdin_filename"], form, options["verbose"])
        reported, problems = running.check(files, task, options["jobs"], options["progress"] == "auto")
    errors += problems
    lacks = list(_lacks(reached, reported))
    errors += lacks if mode != "auto" else []

    def sought(rule: str) -> bool:
        """Whether a known finding of a rule would have been seen again."""
        return not narrowed and (not is_foreign(rule) or bool(reached.url and not lacks))

    judged = list(reported)
    notes: list[str] = []
    if known:
        known, judged, notes = _compared(known, judged, options, sought, bool(here["baseline"].value))
    if changed:
        judged = changed.only(judged)
    run = Run(
        files=tuple(judged),
        errors=tuple(errors),
        exit_code=2 if errors else int(_fails(judged, options)),
        version=detector.__version__,
        rules_version=rulebook.version() if reporting.needs_rules_version(reports) else "",
        settings={
            "select": here["select"].value + here["extend-select"].value,
            "ignore": here["ignore"].value + here["extend-ignore"].value,
            "min_confidence": here["min-confidence"].value,
            "fail_on": here["fail-on"].value,
            "max_mt_probability": here["max-mt-probability"].value,
        },
        profile=here["profile"].value,
        baseline=known.file.as_posix() if known else None,
        languagetool=reached.name,
    )
    comments = [
        f"{file.path}:{n.line}:{n.column}: {n.message}" for file in judged for n in file.notices if _told(n.kind, options)
    ]
    reporting.complained([*errors, *lacks, *comments])
    unwritten = reporting.write(run, reports, options["color"])
    if options["annotate"]:
        unwritten += reporting.annotate(options["annotate"], files, run.files)
    if known and (options["write_baseline"] or options["prune_baseline"]):
        unwritten += reporting.attempt(known.write)
    reporting.complained([*notes, *unwritten])
    return 2 if unwritten else run.exit_code


def _refused(options: dict[str, Any], paths: Sequence[Path], told: Configuration) -> bool:
    """Whether options hide findings. Raises UsageError where options contradict each other."""
    pairs = [
        ("files_from", bool(paths), "--files-from takes the place of paths"),
        ("write_baseline", options["prune_baseline"], "--write-baseline and --prune-baseline cannot go together"),
        ("write_baseline", options["diff_base"] is not None, "--write-baseline takes all findings, not those of --diff-base"),
    ]
    for option, other, message in pairs:
        if options[option] and other:
            raise click.UsageError(message)
    hiding = next((layer.origin for layer in told.given if not _HIDING.isdisjoint(layer.table)), None)
    if hiding and (options["write_baseline"] or options["prune_baseline"]):
        raise click.UsageError(f"{hiding} hides findings, which the baseline would lose; put it into the configuration file")
    return hiding is not None


def _files(paths: Sequence[Path], options: dict[str, Any], told: Configuration, errors: list[str]) -> list[Path]:
    """The files to check. Raises UsageError where standard input is among them and must not be."""
    search = walking.Search(told.excludes, gitignore=not options["no_respect_gitignore"], force=options["force_exclude"])
    given = configuration.listed(options["files_from"], options["null"]) if options["files_from"] else paths or (Path(),)
    files = search.files(given, errors)
    if Path("-") in files and options["diff_base"] is not None:
        raise click.UsageError("--diff-base needs files, not standard input")
    if Path("-") in files and options["write_baseline"] and options["stdin_filename"] == _NO_NAME:
        raise click.UsageError("--write-baseline needs --stdin-filename to know standard input by")
    left_out = options["force_exclude"] and search.excluded(Path(options["stdin_filename"]))
    return [file for file in files if str(file) != "-" or not left_out]


def _fails(reports: Iterable[FileReport], options: dict[str, Any]) -> bool:
    """Whether what was found makes the exit code 1."""
    if options["exit_zero"] or options["write_baseline"]:
        return False
    unused = (notice.kind == "unused" for file in reports for notice in file.notices)
    return any(file.over_limit or file.failing for file in reports) or (options["report_unused_suppressions"] and any(unused))


def _told(kind: str, options: dict[str, Any]) -> bool:
    return kind != "unused" or options["report_unused_suppressions"]


def _baseline(options: dict[str, Any], configured: str | None) -> baseline.Baseline | None:
    """The baseline to compare with; one that is to be written may be missing."""
    file = Path(configured or baseline.NAME)
    if file.is_relative_to(Path.cwd()):
        file = file.relative_to(Path.cwd())
    if options["write_baseline"]:
        return baseline.read(file) if file.exists() else baseline.empty(file)
    if options["prune_baseline"] and not configured:
        raise click.UsageError("--prune-baseline needs --baseline FILE")
    return baseline.read(file) if configured else None


def _compared(
    known: baseline.Baseline,
    reports: list[FileReport],
    options: dict[str, Any],
    sought: Callable[[str], bool],
    configured: bool,
) -> tuple[baseline.Baseline, list[FileReport], list[str]]:
    """The baseline to write, the reports without what is known, and what there is to say of that."""
    if options["write_baseline"]:
        known = known.updated(reports, sought)
        reports, _ = known.compare(reports, sought)
        number = known.counts.total()
        how = "" if configured else "; add baseline = … to the configuration, or --baseline, to use it"
        return known, reports, [f"{known.file}: {plural(number, 'finding')} known from now on{how}"]
    reports, stale = known.compare(reports, sought)
    number = stale.total()
    if number and options["prune_baseline"]:
        said = f"{known.file}: {number} taken out that {'is' if number == 1 else 'are'} mended"
        return known.pruned(stale), reports, [said]
    said = f"{known.file}: {plural(number, 'known finding')} mended; --prune-baseline takes them out"
    return known, reports, [said] if number else []


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
        others = f" and {plural(len(paths) - 1, 'other file')}" if len(paths) > 1 else ""
        yield f"{error}; its findings in {paths[0]}{others} are missing or incomplete"
