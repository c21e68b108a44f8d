"""The command line: the only module that prints or picks an exit code (0 clean, 1 found, 2 could not)."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

import detector
from detector import output, reading, registry, rulebook, running
from detector.config import MIN_CONFIDENCE, Settings, covers
from detector.engine import Linter
from detector.model import Run
from detector.rulebook import RulesError
from detector.verdict import model

_SEVERITIES = ("note", "warning", "error")
_EXIT_CODES = """\b
Exit codes: 0 no finding reaches --fail-on, 1 at least one does
(or a text is over --max-mt-probability),
2 something could not be done (wrong option, missing or unreadable file)."""


class DefaultGroup(click.Group):
    """`mtlint article.md` is short for `mtlint check article.md`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"-h", "--help", "-V", "--version"}
        if not args or (args[0] not in self.commands and args[0] not in own):
            args = ["check", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EXIT_CODES)
@click.version_option(detector.__version__, "-V", "--version", message="mtlint %(version)s")
def cli() -> None:
    """Find what machine translation left in English articles, without seeing the source.

    `mtlint PATHS...` is short for `mtlint check PATHS...`.
    """


@cli.command(epilog=_EXIT_CODES)
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
    type=click.Choice([*_SEVERITIES, "never"]),
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
    min_confidence: float, fail_on: str, max_mt_probability: float | None, stdin_filename: str, color: str, jobs: int,
) -> int:  # fmt: skip
    """Check files and folders (default: this folder); - reads standard input."""
    settings = Settings(_selectors(select), _selectors(ignore), min_confidence, fingerprints=form == "json")
    reports, errors = running.check(paths or (Path(),), Linter(settings), stdin_filename, jobs)
    counted = () if fail_on == "never" else _SEVERITIES[_SEVERITIES.index(fail_on) :]
    found = any(
        report.resembles_more_than(max_mt_probability) or any(placed.finding.severity in counted for placed in report.findings)
        for report in reports
    )
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
        },
        max_mt_probability=max_mt_probability,
    )
    _write(run, form, output_file, color)
    for message in errors:
        _complain(message)
    return run.exit_code


@cli.command("rules")
@click.option("-f", "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--pages", type=click.Path(path_type=Path, file_okay=False), help="Write a Markdown page for each detector here.")
@click.option("--verdict", is_flag=True, help="Show the card of the model behind the verdict instead.")
def list_rules(form: str, pages: Path | None, verdict: bool) -> int:
    """List every rule with the confidence of its findings."""
    from detector.reports import catalogue

    if verdict:
        from detector.reports import card

        sys.stdout.write(card.render(model.trained().table["card"], form))
        return 0
    if pages:
        for name, page in catalogue.pages(registry.rules().values()):
            output.write(pages / name, page)
        return 0
    sys.stdout.write(catalogue.listing(registry.rules().values(), form))
    return 0


@cli.command()
@click.argument("rule")
def explain(rule: str) -> int:
    """What a rule (or each rule of a detector) finds and why, with examples and measurements."""
    from detector.reports import catalogue

    rules = [each for each in registry.rules().values() if covers(rule, each.id)]
    if not rules:
        raise click.UsageError(_unknown(rule))
    sys.stdout.write(catalogue.explanation(rules))
    return 0


@cli.command(epilog=_EXIT_CODES)
@click.option("--corpus", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of corpora.")
@click.option("--judgements", type=click.Path(path_type=Path, dir_okay=False), help="Verdicts on hits that were read.")
@click.option(
    "--to-read", type=click.Path(path_type=Path, dir_okay=False), help="Write hits that nobody has read yet to this file."
)
@click.option(
    "--most", type=click.IntRange(min=1), default=30, show_default=True, help="Hits of each rule that should have been read."
)
@click.option("-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the rules.")
@click.option("--verdict", is_flag=True, help="Train and measure the model behind the verdict instead (extra `train`).")
@click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def calibrate(
    corpus: Path, judgements: Path | None, to_read: Path | None, most: int, output_file: Path | None, verdict: bool
) -> int:
    """Measure every rule on a folder of corpora and write rules/calibration.json, from which confidence comes.

    With --verdict, train the model of whole texts on them and write rules/verdict.json and verdict.bin beside it.
    """
    import json

    from detector import calibrate, words

    if verdict:
        return _train(corpus, output_file or words.folder() / "verdict.json")
    kept = words.folder().parent / "benchmarks" / "judgements.jsonl"
    if not judgements and not kept.is_file():  # an installed copy has none; without any, all confidence would be lost
        raise click.UsageError("no judgements beside the rules; give --judgements FILE (a new file starts from none)")
    verdicts = calibrate.read_judgements(judgements or kept)
    measurement = calibrate.measure(corpus)
    if to_read:
        hits = calibrate.to_read(measurement, verdicts, most)
        output.write(to_read, "".join(json.dumps(hit, ensure_ascii=False) + "\n" for hit in hits))
    table = calibrate.table(measurement, verdicts)
    target = output_file or words.folder() / "calibration.json"
    output.write(target, calibrate.layout(table))
    read = sum(counts["read"] for counts in table["rules"].values())
    click.echo(f"{target}: {len(table['rules'])} of {len(registry.rules())} rules fired, {read} of their hits were read")
    return 0


def _train(corpus: Path, target: Path) -> int:
    try:
        from detector.training import release
    except ImportError as error:
        raise click.ClickException(f"training needs scikit-learn ({error}); pip install 'mtlint[train]'") from error
    table, weights = release.make(corpus)
    output.write(target.with_suffix(".bin"), weights)
    output.write(target, table)
    click.echo(f"{target}: trained; mtlint rules --verdict shows how well it does")
    return 0


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Click by itself exits with 1 where a file is missing, on Ctrl-C, on a broken pipe and on a bug; 1 means findings here.
    """
    arguments = sys.argv[1:] if args is None else args
    output.make_printable(sys.stdout)
    output.make_printable(sys.stderr)
    try:
        code = cli.main(arguments, prog_name="mtlint", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        hint = (
            f" (see mtlint {error.ctx.info_name} --help)"
            if isinstance(error, click.UsageError) and error.ctx and error.ctx.parent
            else ""
        )
        _complain(error.format_message() + hint)
        code = 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep Python from complaining when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 141
    except (reading.InputError, RulesError, output.OutputError) as error:
        _complain(str(error))
        code = 2
    except Exception as error:  # a bug, or a broken installation: never to be taken for findings
        if {"-v", "--verbose"} & set(arguments):
            traceback.print_exc()
        _complain(f"internal error: {type(error).__name__}: {error}; run again with -v and report it")
        code = 2
    sys.exit(code)


def _complain(message: str) -> None:
    click.echo(f"mtlint: {message}", err=True)


def _selectors(values: Iterable[str]) -> tuple[str, ...]:
    """Selectors as given, each checked against the rules there are."""
    selectors = tuple(part.strip().rstrip("/") for value in values for part in value.split(",") if part.strip())
    for selector in selectors:
        if not any(covers(selector, rule) for rule in registry.rules()):
            raise click.UsageError(_unknown(selector))
    return selectors


def _unknown(selector: str) -> str:
    groups = {"/".join(rule.split("/")[:depth]) for rule in registry.rules() for depth in (1, 2, 3)}
    near = difflib.get_close_matches(selector, groups, n=1, cutoff=0.5)
    return f"unknown rule {selector!r}; " + (f"did you mean {near[0]!r}?" if near else "mtlint rules lists them")


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
