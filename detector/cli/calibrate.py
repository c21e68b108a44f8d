"""`mtlint calibrate`: measure the rules and the verdict on corpora."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detector import output
from detector.cli.languagetool import as_mode
from detector.languagetool import LanguageToolError
from detector.model import LANGUAGETOOL
from detector.words import folder

if TYPE_CHECKING:
    from detector.calibrate import Measurement


@click.command()
@click.option("--corpus", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False), help="Folder of corpora.")
@click.option("--judgements", type=click.Path(path_type=Path, dir_okay=False), help="Verdicts on hits that were read.")
@click.option(
    "--to-read", type=click.Path(path_type=Path, dir_okay=False), help="Write hits that nobody has read yet to this file."
)
@click.option(
    "--most", type=click.IntRange(min=1), default=30, show_default=True, help="Hits of each rule that should have been read."
)
@click.option("-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the rules.")
@click.option(
    "--languagetool",
    "mode",
    default="off",
    metavar="off|auto|local|URL",
    callback=lambda _ctx, _param, value: as_mode(value),
    help="Measure the rules of a LanguageTool server instead.",
)
@click.option("--words", type=click.IntRange(min=1), help="Measure on a sample of so many words of each origin.")
@click.option("--verdict", is_flag=True, help="Train and measure the model behind the verdict instead (extra `train`).")
@click.option("-v", "--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error.")
def calibrate(
    corpus: Path, judgements: Path | None, to_read: Path | None, most: int, output_file: Path | None,
    mode: str, words: int | None, verdict: bool,
) -> int:  # fmt: skip
    """Measure every rule on a folder of corpora and write rules/calibration.json, from which confidence comes.

    With --languagetool, measure the rules of a server and write rules/languagetool/calibration.json; with --verdict, train the
    model of whole texts and write rules/verdict.json and verdict.bin.
    """
    from detector import calibrate as calibration

    if verdict:
        return _train(corpus, output_file or folder() / "verdict.json")
    kept = folder().parent / "benchmarks" / "judgements.jsonl"
    if not judgements and not kept.is_file():  # an installed copy has none; without any, all confidence would be lost
        raise click.UsageError("no judgements beside the rules; give --judgements FILE (a new file starts from none)")
    verdicts = calibration.read_judgements(judgements or kept)
    foreign = mode != "off"
    measurement = _of_languagetool(corpus, mode, words) if foreign else calibration.measure(corpus, words=words)
    if to_read:
        hits = calibration.to_read(measurement, verdicts, most)
        output.write(to_read, "".join(json.dumps(hit, ensure_ascii=False) + "\n" for hit in hits))
    table = calibration.table(measurement, verdicts)
    target = output_file or folder() / (LANGUAGETOOL if foreign else "") / "calibration.json"
    output.write(target, calibration.layout(table))
    read = sum(counts["read"] for counts in table["rules"].values())
    click.echo(f"{target}: {len(table['rules'])} rules fired, {read} of their hits were read")
    return 0


def _of_languagetool(corpus: Path, mode: str, words: int | None) -> Measurement:
    from detector import calibrate as calibration
    from detector.languagetool import library, server

    with server.opened(mode) as reached:
        if not reached.url:
            raise LanguageToolError(reached.problem)
        measurement = calibration.measure(corpus, replace(calibration.FOREIGN, languagetool=reached.url), words)
        measurement.languagetool = library.server_version(reached.url)
    return measurement


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
