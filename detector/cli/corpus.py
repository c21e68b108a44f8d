"""`mtlint corpus`: annotate, filter and count the records of a corpus, with datatrove."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from detector.cli import configuration, reporting
from detector.config import Settings
from detector.config.keys import PROFILES

_EPILOG = """\b
Exit codes: 0 done, 2 something could not be done (wrong option, a file
that cannot be read: the others are done), 130 stopped with Ctrl-C.
Run the same command again to go on with what is left. docs/corpus.md
says how to filter a crawl."""


@click.group()
def corpus() -> None:
    """Annotate, filter or count the documents of a corpus (extra `mtlint[corpus]`).

    IN is a file of records or a folder of them: JSON lines (.jsonl, also .gz or .zst), Parquet, WARC or WET. OUT is a folder.
    """


_rules = partial(click.option, multiple=True, metavar="RULES")
_share = partial(click.option, type=click.FloatRange(0, 1), metavar="SHARE")
_path = partial(click.argument, type=click.Path(path_type=Path))


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What all three commands take."""
    options: list[Callable[..., Any]] = [
        _path("source", metavar="IN"),
        _path("target", metavar="OUT"),
        click.option("-j", "--workers", type=click.IntRange(0), default=1, show_default=True, help="Processes; 0: one a core."),
        click.option(
            "--tasks",
            type=click.IntRange(1),
            metavar="N",
            help="Into how many parts to share out the files.  [default: 1 a file]",
        ),
        click.option("--executor", type=click.Choice(["local", "ray"]), default="local", show_default=True, help="Where to run."),
        click.option("--restart", is_flag=True, help="Begin anew instead of going on with the run in OUT."),
        click.option("--input-format", type=click.Choice(["jsonl", "parquet", "warc"]), help="Format of all files in IN."),
        click.option("--text-key", default="text", show_default=True, metavar="KEY", help="What the text stands under."),
        click.option(
            "--id-key", default="id", show_default=True, metavar="KEY", help="What the id stands under, if there is one."
        ),
        click.option("--recheck", is_flag=True, help="Check documents again that have the fields of mtlint."),
        _rules("--select", help="Only findings of these rules: ids or prefixes, separated by commas; ALL for all."),
        _rules("--extend-select", help="These rules too."),
        _rules("--ignore", help="Not these rules."),
        _rules("--extend-ignore", help="Nor these."),
        click.option("--profile", type=click.Choice(list(PROFILES)), help="A set of values below all others."),
        _share("--min-confidence", help="Leave out findings that are right less often than this.  [default: 0.5]"),
        configuration.options,
        click.option("--progress", type=click.Choice(["auto", "off"]), default="auto", help="A progress bar on terminals."),
        click.option("-v", "--verbose", is_flag=True, help="Show the traceback of an error."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _written(command: Callable[..., Any]) -> Callable[..., Any]:
    """What commands take that write records."""
    form = click.option("--output-format", type=click.Choice(["jsonl", "parquet"]), help="[default: that of IN; WARC: jsonl]")
    packed = click.option(
        "--compression",
        type=click.Choice(["none", "gzip", "zstd", "snappy", "brotli"]),
        help="How to pack what is written.  [default: as in IN]",
    )
    return form(packed(command))


@corpus.command(epilog=_EPILOG)
@_options
@_written
@click.pass_context
def annotate(context: click.Context, /, **options: Any) -> int:
    """Add mt_probability and other fields to every record.

    The records are in OUT/annotated.
    """
    return _run(context, options)


@corpus.command("filter", epilog=_EPILOG)
@_options
@_written
@_share("--max-mt-probability", help="Drop documents that resemble machine translation more than this.")
@click.option(
    "--max-findings-per-1000-words",
    type=click.FloatRange(0),
    metavar="N",
    help="Drop documents that have more findings than this.",
)
@click.option(
    "--min-words", type=click.IntRange(100), default=100, show_default=True, metavar="N", help="Do not judge shorter documents."
)
@click.option("--drop-unjudged", is_flag=True, help="Drop documents without a verdict: short ones, and what is no English prose.")
@click.option("--no-dropped", is_flag=True, help="Do not write what is dropped.")
@click.option("--no-annotations", is_flag=True, help="Keep records as they were, without mt_probability and so on.")
@click.option(
    "--sample", type=click.IntRange(0), default=50, show_default=True, metavar="N", help="Borderline documents to show."
)
@click.pass_context
def filter_(context: click.Context, /, **options: Any) -> int:
    """Drop documents that resemble machine translation, or that have many findings.

    OUT/kept and OUT/dropped have the records, those dropped with a filter_reason; OUT/borderline.md shows some documents near the
    limit, for a person to judge it.
    """
    return _run(context, options)


@corpus.command(epilog=_EPILOG)
@_options
@click.option("--by", multiple=True, metavar="KEY", help="Count by this key of the records too; host is that of their url.")
@click.pass_context
def stats(context: click.Context, /, **options: Any) -> int:
    """Count documents, findings and probabilities.

    OUT/stats.md is for people, OUT/stats.json and OUT/statistics (in the layout of datatrove) for programs.
    """
    return _run(context, options)


def _run(context: click.Context, options: dict[str, Any]) -> int:
    told = configuration.read(context, Settings())
    settings = told.settings(options["source"])
    try:
        from detector.corpus import CorpusError, Limits, runs, summary
        from detector.corpus.plans import Wish
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("detector"):
            raise
        raise click.ClickException(f"corpus mode needs {error.name}; pip install 'mtlint[corpus]'") from error
    limits = Limits(
        settings.max_mt_probability,
        options.get("max_findings_per_1000_words"),
        options.get("min_words", 100),
        options.get("drop_unjudged", False),
    )
    if context.command.name == "filter" and not str(limits) and not limits.drop_unjudged:
        raise click.UsageError("say what to drop: --max-mt-probability, --max-findings-per-1000-words (docs/corpus.md)", context)
    wish = Wish(
        command=context.command.name or "",
        source=options["source"],
        target=options["target"],
        settings=settings,
        tasks=options["tasks"],
        input_format=options["input_format"],
        output_format=options.get("output_format"),
        compression=options.get("compression"),
        text_key=options["text_key"],
        id_key=options["id_key"],
        limits=limits,
        annotations=not options.get("no_annotations"),
        dropped=not options.get("no_dropped"),
        sample=options.get("sample", 0),
        by=options.get("by", ()),
        recheck=options["recheck"],
    )
    bar = options["progress"] == "auto" and sys.stderr.isatty() and not os.environ.get("CI")
    try:
        outcome = runs.run(wish, options["workers"] or os.cpu_count() or 1, options["executor"], options["restart"], bar)
        reporting.complained([*summary.warnings(outcome), *outcome.failures.values()])
        if not outcome.failures:
            summary.write_pages(outcome)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        reporting.complain("stopped; run the same command again to go on")
        return 130
    reporting.to_stdout("".join(f"{line}\n" for line in summary.lines(outcome)))
    if outcome.failures:
        number, tasks = len(outcome.failures), outcome.plan.tasks
        reporting.complain(f"{number} of {tasks} tasks not done; run the same command again to go on with them")
    return 2 if outcome.failures else 0
